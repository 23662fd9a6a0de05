/**
 * `npm run model` looks at every state of the outbox's protocol, for small sizes; `-- --plant NAME` does so with a bug in it, and tells
 * the story of what goes wrong. Ends with 1 when a rule is broken.
 */
import { parseArgs } from 'node:util';
import { PLANTS } from './plants.ts';
import { PROTOCOL, type Protocol } from './protocol.ts';
import { explore } from './search.ts';
import { LARGE, type Size, SMALL } from './sizes.ts';

const { values } = parseArgs({
  options: { plant: { type: 'string' }, small: { type: 'boolean', default: false } },
});

function protocolOf(plant: string | undefined): Protocol {
  if (plant === undefined) return PROTOCOL;
  const planted = Object.entries(PLANTS).find(([name]) => name === plant);
  if (planted) return planted[1];
  console.error(`There is no plant ${plant}. There are: ${Object.keys(PLANTS).join(', ')}.`);
  process.exit(2);
}

/** @returns whether all holds */
function report({ left, name, wishes }: Size, protocol: Protocol): boolean {
  const began = performance.now();
  const { broken, moves, states } = explore(wishes, left, protocol);
  const seconds = ((performance.now() - began) / 1_000).toFixed(1);
  const bounds = Object.entries(left).map(([what, n]) => `${what} ${n}`);
  console.log(`${name} (${bounds.join(', ')}): ${states} states, ${moves} steps, ${seconds} s`);
  if (!broken) return true;
  console.log(`\nBroken: ${broken.rule}.`);
  for (const [n, step] of broken.story.entries())
    console.log(`${String(n + 1).padStart(3)}  ${step}`);
  return false;
}

const protocol = protocolOf(values.plant);
const sizes = values.small || values.plant !== undefined ? SMALL : LARGE;
for (const size of sizes) {
  if (report(size, protocol)) continue;
  process.exitCode = 1;
  break;
}
if (process.exitCode !== 1)
  console.log('\nNo rule is broken, and every state has a way to its settled end.');
