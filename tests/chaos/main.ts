/**
 * `npm run chaos -- --seed N --rounds R` compares promises with truth after power cuts, lost answers, wrong clocks and full disks; it
 * ends with 1 when anything was lost or doubled, or a tag is wrong. `--promises P` goes on until so many were made; `--tell` tells all
 * that happens. `--plant NAME` plants a bug that has to be caught; `--plants` plants each in its turn and ends with 1 when one is not.
 */
import { randomInt } from 'node:crypto';
import { parseArgs } from 'node:util';
import { isFine, runChaos } from './chaos.ts';
import { isPlant, PLANTS } from './planted/plants.ts';
import { LARGE, printed, summed } from './report.ts';

const USAGE = `npm run chaos -- [--seed N] [--rounds R | --promises P] [--settle-every N] [--tell] [--plant NAME | --plants]

Plants: ${Object.keys(PLANTS).join(', ')}`;
const ROUNDS = 40;
/** A plant that this many rounds do not show would not be seen in practice either. */
const ROUNDS_TO_CATCH = 80;
const ROUNDS_TO_SETTLE = 40;

const { values } = parseArgs({
  options: {
    seed: { type: 'string' },
    rounds: { type: 'string' },
    promises: { type: 'string' },
    'settle-every': { type: 'string' },
    plant: { type: 'string' },
    plants: { type: 'boolean', default: false },
    tell: { type: 'boolean', default: false },
  },
});

const seed = countOf(values.seed) ?? randomInt(2 ** 32);
process.exit((await (values.plants ? runPlants() : runOnce())) ? 0 : 1);

async function runOnce(): Promise<boolean> {
  const { plant, tell } = values;
  if (plant !== undefined && !isPlant(plant)) refuse();
  const promises = countOf(values.promises);
  const rounds = countOf(values.rounds) ?? (promises === undefined ? ROUNDS : Infinity);
  console.log(`seed ${seed}${plant === undefined ? '' : `, planted: ${plant}`}`);
  const report = await runChaos({
    ...{ seed, rounds, promises, plant, shape: LARGE },
    settleEvery: countOf(values['settle-every']) ?? ROUNDS_TO_SETTLE,
    ...(tell && { tell: (text: string) => console.log(text) }),
  });
  console.log(printed(report));
  return isFine(report);
}

/** @returns whether each was caught */
async function runPlants(): Promise<boolean> {
  const missed: string[] = [];
  for (const [plant, { wrong }] of Object.entries(PLANTS)) {
    const rounds = countOf(values.rounds) ?? ROUNDS_TO_CATCH;
    const settleEvery = countOf(values['settle-every']) ?? 10;
    const report = await runChaos({ seed, rounds, settleEvery, plant, shape: LARGE });
    console.log(`${plant} (${wrong}), seed ${seed}, ${report.seconds.toFixed(0)} s:`);
    console.log(`  ${isFine(report) ? 'NOT CAUGHT' : 'caught'}: ${summed(report)}`);
    if (isFine(report)) missed.push(plant);
  }
  return missed.length === 0;
}

function countOf(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const count = Number(text);
  return Number.isSafeInteger(count) && count >= 0 ? count : refuse();
}

function refuse(): never {
  console.error(USAGE);
  process.exit(2);
}
