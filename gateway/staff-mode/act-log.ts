/** Acts of staff at the machine that the server has not been told yet: on disk, over every restart. */
import { existsSync, readFileSync, renameSync } from 'node:fs';
import { z } from 'zod';
import { writeDurably } from '../durable-file.ts';
import { MOST_KEPT } from './rules/told-act.ts';
import type { ToldAct, ToldWhat } from './rules/told-act.ts';

const Kept = z.object({
  acts: z.array(
    z.object({
      id: z.string(),
      at: z.number(),
      what: z.custom<ToldWhat>((what) => typeof what === 'string'),
      by: z.object({ cardEnd: z.string().exactOptional(), account: z.string().exactOptional() }),
      details: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])),
    }),
  ),
});

export interface ActLogOptions {
  readonly path: string;
  /** The disk will not give or take it. What is done at the machine is done all the same: that is how it is mended. */
  readonly onFault: (error: unknown) => void;
}

export class ActLog {
  readonly #options: ActLogOptions;
  #acts: readonly ToldAct[];

  constructor(options: ActLogOptions) {
    this.#options = options;
    this.#acts = this.#read();
  }

  /** Oldest first. */
  get untold(): readonly ToldAct[] {
    return this.#acts;
  }

  /** On disk when it returns, unless the disk fails: then it is told if the server answers before the next start. */
  keep(act: ToldAct): void {
    this.#change([...this.#acts, act].slice(-MOST_KEPT));
  }

  /** The server has them. */
  told(acts: readonly ToldAct[]): void {
    this.#change(this.#acts.filter(({ id }) => !acts.some((act) => act.id === id)));
  }

  #change(acts: readonly ToldAct[]): void {
    this.#acts = acts;
    try {
      writeDurably(this.#options.path, JSON.stringify({ acts }));
    } catch (error) {
      this.#options.onFault(error);
    }
  }

  /** A file that cannot be read is put aside for whoever looks into it. */
  #read(): readonly ToldAct[] {
    const { onFault, path } = this.#options;
    if (!existsSync(path)) return [];
    try {
      return Kept.parse(JSON.parse(readFileSync(path, 'utf8'))).acts;
    } catch (error) {
      onFault(error);
      this.#putAside();
      return [];
    }
  }

  /** A disk that can only be read keeps no terminal from starting. */
  #putAside(): void {
    const { onFault, path } = this.#options;
    try {
      renameSync(path, `${path}.damaged`);
    } catch (error) {
      onFault(error);
    }
  }
}
