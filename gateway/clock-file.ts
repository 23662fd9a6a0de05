/** What the terminal last knew of time, on disk: the floor of the next start, and its time where the machine was not switched off. */
import { existsSync, readFileSync } from 'node:fs';
import { z } from 'zod';
import { writeDurably } from './durable-file.ts';
import type { Anchor } from './time-belief.ts';

const StoredAnchor = z.object({
  ...{ wall: z.number(), elapsed: z.number(), time: z.number() },
  boot: z.string().max(64),
  source: z.enum(['server', 'wall']),
});

export class ClockFile {
  readonly #path: string;
  readonly #onFault: (error: unknown) => void;

  /** @param onFault of the file; the terminal goes on, with a lower floor */
  constructor(path: string, onFault: (error: unknown) => void) {
    this.#path = path;
    this.#onFault = onFault;
  }

  /** @returns undefined where nothing was kept, or nothing of it can be read */
  read(): Anchor | undefined {
    if (!existsSync(this.#path)) return undefined;
    try {
      return StoredAnchor.parse(JSON.parse(readFileSync(this.#path, 'utf8')));
    } catch (error) {
      this.#onFault(error);
      return undefined;
    }
  }

  /** On disk when it returns, or told. */
  keep(anchor: Anchor): void {
    try {
      writeDurably(this.#path, JSON.stringify(anchor));
    } catch (error) {
      this.#onFault(error);
    }
  }
}
