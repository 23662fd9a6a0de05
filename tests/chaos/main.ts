/**
 * `npm run chaos -- --seed N --rounds R` compares promises with truth after power cuts, lost answers, wrong clocks and full disks; it
 * ends with 1 when anything was lost or doubled, or a tag is wrong. `--promises P` goes on until so many were made; `--plant NAME`
 * plants a bug that has to be caught; `--tell` tells all that happens.
 */
import { randomInt } from 'node:crypto';
import { parseArgs } from 'node:util';
import { isFine, runChaos } from './chaos.ts';
import { printed, LARGE } from './report.ts';

const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: String(randomInt(2 ** 32)) },
    rounds: { type: 'string', default: '40' },
    'settle-every': { type: 'string', default: '40' },
    plant: { type: 'string' },
    tell: { type: 'boolean', default: false },
  },
});
const [seed, rounds, settleEvery] = [values.seed, values.rounds, values['settle-every']].map(
  Number,
);

if (
  ![seed, rounds, settleEvery].every(
    (number) => Number.isSafeInteger(number) && Number(number) >= 0,
  )
) {
  console.error(
    'npm run chaos -- [--seed N] [--rounds R] [--settle-every N] [--plant NAME] [--tell]',
  );
  process.exit(2);
}

console.log(`seed ${seed}, ${rounds} rounds`);
const report = await runChaos({
  ...{ seed: seed ?? 0, rounds: rounds ?? 0, settleEvery: settleEvery ?? 1, shape: LARGE },
  plant: values.plant,
  ...(values.tell && { tell: (text: string) => console.log(text) }),
});
console.log(printed(report));
process.exit(isFine(report) ? 0 : 1);
