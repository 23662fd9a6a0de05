/** What staff have set at the machine itself: how loud it is, how large its letters, where its touches are meant. */
import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { writeDurably } from '../durable-file.ts';
import { isMissing } from '../remote/known-orders.ts';

const Kept = z.object({
  /** Percent. `over`: what held from afar when it was set here. */
  volume: z
    .object({ volume: z.int().min(0).max(100), over: z.int().exactOptional() })
    .exactOptional(),
  largeText: z.boolean().exactOptional(),
  touch: z
    .object({
      a: z.number(),
      b: z.number(),
      c: z.number(),
      d: z.number(),
      e: z.number(),
      f: z.number(),
    })
    .exactOptional(),
  /** Epoch milliseconds. */
  paperChangedAt: z.number().exactOptional(),
});
export type HouseSettings = Readonly<z.infer<typeof Kept>>;

export class House {
  readonly #path: string;
  #kept: HouseSettings;

  /** @param onFault the file is there and cannot be read: what it said is lost */
  constructor(path: string, onFault: (error: unknown) => void) {
    this.#path = path;
    this.#kept = read(path, onFault);
  }

  get current(): HouseSettings {
    return this.#kept;
  }

  /** Undefined: no longer set here. @throws Error of the disk; it holds all the same until the next start */
  set(change: { readonly [K in keyof HouseSettings]?: HouseSettings[K] | undefined }): void {
    const next = Object.entries({ ...this.#kept, ...change });
    this.#kept = Object.fromEntries(next.filter(([, value]) => value !== undefined));
    writeDurably(this.#path, JSON.stringify(this.#kept));
  }
}

function read(path: string, onFault: (error: unknown) => void): HouseSettings {
  try {
    return Kept.parse(JSON.parse(readFileSync(path, 'utf8')));
  } catch (error) {
    if (!isMissing(error)) onFault(error);
    return {};
  }
}
