/**
 * `npm run fuzz` feeds a million spoilt inputs to every decoder; it fails at the first that throws, gives back far more
 * than it was given, or leaves memory behind. `npm run fuzz -- 5000 --seed 7 --only feig` repeats a part of a run.
 */
import { randomInt } from 'node:crypto';
import { parseArgs } from 'node:util';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { feed, FuzzFailure, grows, randomFor } from './fuzz.ts';
import { TARGETS } from './targets.ts';
import type { Target } from './targets.ts';

const PASSES = 10;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { seed: { type: 'string' }, only: { type: 'string', multiple: true, default: [] } },
});
const count = Number(positionals[0] ?? 1_000_000);
const seed = Number(values.seed ?? randomInt(2 ** 32));
const chosen = TARGETS.filter(({ name }) => values.only.length === 0 || values.only.includes(name));

if (
  !Number.isSafeInteger(count) ||
  count < 1 ||
  !Number.isSafeInteger(seed) ||
  chosen.length === 0
) {
  console.error(`npm run fuzz -- [COUNT] [--seed N] [--only NAME]…\n\nNames: ${names()}`);
  process.exit(2);
}

/** The heap is weighed after a collection, or it would show when one came, not what is held. */
setFlagsFromString('--expose-gc');
const collect: unknown = runInNewContext('gc');

console.log(`seed ${seed}, ${count} inputs for each decoder`);
for (const target of chosen) fuzz(target);

function fuzz(target: Target): void {
  const random = randomFor(target, seed);
  const heaps: number[] = [];
  try {
    for (let pass = 0; pass < PASSES; pass++) {
      feed(target, Math.ceil(count / PASSES), seed, random);
      heaps.push(heapUsed());
    }
  } catch (error) {
    if (!(error instanceof FuzzFailure)) throw error;
    console.error(error);
    process.exit(1);
  }
  if (grows(heaps)) {
    console.error(`${target.name}, seed ${seed}: memory grows: ${heaps.join(', ')} bytes`);
    process.exit(1);
  }
  console.log(`${target.name}: fine`);
}

function heapUsed(): number {
  if (typeof collect === 'function') collect();
  return process.memoryUsage().heapUsed;
}

function names(): string {
  return TARGETS.map(({ name }) => name).join(', ');
}
