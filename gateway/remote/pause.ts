/** Put out of service by a person, until a person says otherwise: kept on disk over every restart (RH8). */
import { readFileSync, rmSync } from 'node:fs';
import { z } from 'zod';
import { syncFolder, writeDurably } from '../durable-file.ts';
import type { SessionRunner } from '../session/session-runner.ts';
import { dirname } from 'node:path';
import { isMissing } from './known-orders.ts';

const Pause = z.object({
  /** Epoch milliseconds. */
  since: z.int(),
  /** From afar, or at the machine. */
  by: z.enum(['server', 'here']),
  /** For the screen, in the words of whoever paused it. */
  message: z.string().max(200).exactOptional(),
});
export type Pause = z.infer<typeof Pause>;

export interface PauseOptions {
  readonly path: string;
  readonly runner: Pick<SessionRunner, 'setPause'>;
  /** It has been paused, or is back. */
  readonly onChange: () => void;
  readonly onFault: (error: unknown) => void;
}

export class PauseSwitch {
  readonly #options: PauseOptions;
  #pause: Pause | undefined;

  constructor(options: PauseOptions) {
    this.#options = options;
    this.#pause = read(options);
    if (this.#pause) options.runner.setPause(this.#pause);
  }

  get current(): Pause | undefined {
    return this.#pause;
  }

  /**
   * A visit under way goes on to its end. Paused again it is paused since the first time.
   * @throws Error of the disk; it holds all the same until the next start
   */
  pause(pause: Pause): void {
    const held = { ...pause, since: this.#pause?.since ?? pause.since };
    this.#hold(held, () => writeDurably(this.#options.path, JSON.stringify(held)));
  }

  /** @throws Error of the disk; it is back all the same until the next start */
  resume(): void {
    this.#hold(undefined, () => {
      rmSync(this.#options.path, { force: true });
      syncFolder(dirname(this.#options.path));
    });
  }

  /** On disk first; but screen and staff are told the same, whatever the disk says. */
  #hold(pause: Pause | undefined, keep: () => void): void {
    this.#pause = pause;
    try {
      keep();
    } finally {
      this.#tell();
    }
  }

  #tell(): void {
    this.#options.runner.setPause(this.#pause);
    this.#options.onChange();
  }
}

function read({ onFault, path }: PauseOptions): Pause | undefined {
  try {
    return Pause.parse(JSON.parse(readFileSync(path, 'utf8')));
  } catch (error) {
    if (!isMissing(error)) onFault(error);
    return undefined;
  }
}
