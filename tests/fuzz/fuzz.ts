import { toHex } from '#tests/vectors/vectors.ts';
import { fuzzInput } from './inputs.ts';
import { Random, seedFor } from './random.ts';
import type { Target } from './targets.ts';

/** What a decoder may give back for a byte, as characters of JSON: a data element of two bytes is some 120. */
const OUTPUT_PER_BYTE = 150;
const OUTPUT_FOR_NOTHING = 4000;

export class FuzzFailure extends Error {
  constructor(target: Target, seed: number, bytes: Uint8Array, cause: unknown) {
    const why = cause instanceof Error ? cause.message : String(cause);
    super(`${target.name}, seed ${seed}: ${why}\n  input ${toHex(bytes)}`, { cause });
    this.name = 'FuzzFailure';
  }
}

/** Feeds one decoder, from where chance stands. @throws FuzzFailure at the first input that it does not bear */
export function feed(target: Target, count: number, seed: number, random: Random): void {
  for (let left = count; left > 0; left--) {
    const raw = fuzzInput(target.seeds, random);
    const bytes = target.seal && random.below(2) === 0 ? target.seal(raw, random) : raw;
    try {
      check(bytes, target.run(bytes, random));
    } catch (error) {
      throw new FuzzFailure(target, seed, bytes, error);
    }
  }
}

/** A length that was believed without a look would show here: in what comes out, not in a clock. */
function check(bytes: Uint8Array, output: unknown): void {
  const size = JSON.stringify(output)?.length ?? 0;
  const most = OUTPUT_FOR_NOTHING + OUTPUT_PER_BYTE * bytes.length;
  if (size > most) throw new Error(`${size} characters from ${bytes.length} bytes`);
}

export const randomFor = (target: Target, seed: number): Random =>
  new Random(seedFor(seed, target.name));

/** Bytes of heap that one pass may leave behind: tables that the engine fills in, never a list that grows. */
const GROWTH = 4 << 20;

/** Whether the heap, measured after each pass, goes on growing after the first two, in which everything is warmed up. */
export function grows(heaps: readonly number[]): boolean {
  const [, , warm, ...later] = heaps;
  return warm !== undefined && later.length > 0 && Math.min(...later) - warm > GROWTH;
}
