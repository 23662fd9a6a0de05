/** Which orders this terminal has had, on disk: each is carried out once, whatever happens (RH7). */
import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { writeDurably } from '../durable-file.ts';
import { afterSuddenEnd, type KnownOrder, type Obeyed, remembered } from './rules/obeyed.ts';

const File = z.object({
  orders: z.array(
    z.object({
      id: z.string(),
      obeyed: z
        .object({
          outcome: z.enum(['done', 'refused', 'failed']),
          code: z.string().exactOptional(),
          message: z.string().exactOptional(),
        })
        .exactOptional(),
    }),
  ),
});

export class KnownOrders {
  readonly #path: string;
  #orders: readonly KnownOrder[];

  /** @param onFault the file is there and cannot be read: what it knew is lost */
  constructor(path: string, onFault: (error: unknown) => void) {
    this.#path = path;
    this.#orders = afterSuddenEnd(read(path, onFault));
  }

  /** Undefined: never heard of. */
  find(id: string): KnownOrder | undefined {
    return this.#orders.find((order) => order.id === id);
  }

  /** On disk before anything is done. @throws Error of the disk */
  begin(id: string): void {
    this.#keep({ id });
  }

  /** @throws Error of the disk */
  end(id: string, obeyed: Obeyed): void {
    this.#keep({ id, obeyed });
  }

  #keep(order: KnownOrder): void {
    this.#orders = remembered(this.#orders, order);
    writeDurably(this.#path, JSON.stringify({ orders: this.#orders }));
  }
}

function read(path: string, onFault: (error: unknown) => void): readonly KnownOrder[] {
  try {
    return File.parse(JSON.parse(readFileSync(path, 'utf8'))).orders;
  } catch (error) {
    if (!isMissing(error)) onFault(error);
    return [];
  }
}

export const isMissing = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && error.code === 'ENOENT';
