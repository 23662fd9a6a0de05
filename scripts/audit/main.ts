/**
 * `npm run audit`: asks the registry what is known against the packages that the programs run with. Ends with 1 where
 * somebody has to look; where the registry does not answer it says so and ends with 0, for a machine without a network
 * has done nothing wrong. `--tell`: says what is known and always ends with 0.
 */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { advisoriesIn, Allowed, faultsOf } from './advisories.ts';

const PATIENCE_MS = 60_000;
const HASTE = ['--fetch-retries=0', '--fetch-timeout=15000'];

function asked(): unknown {
  const { stdout } = spawnSync('npm', ['audit', '--omit=dev', '--json', ...HASTE], {
    ...{ encoding: 'utf8', timeout: PATIENCE_MS, stdio: ['ignore', 'pipe', 'ignore'] },
  });
  try {
    return JSON.parse(stdout);
  } catch {
    // Cut off, or no npm at all: it has told nothing.
    return undefined;
  }
}

const advisories = advisoriesIn(asked());
if (!advisories) {
  console.log('Packages are not audited: the registry does not answer, or has nothing to say.');
} else {
  const file = new URL('allowed.json', import.meta.url);
  const allowed = Allowed.parse(JSON.parse(readFileSync(file, 'utf8')));
  const faults = faultsOf(advisories, allowed, new Date().toISOString().slice(0, 10));
  for (const fault of faults) console.log(`- ${fault}`);
  console.log(`Packages audited: ${advisories.length} known, ${faults.length} to be looked at.`);
  if (faults.length > 0 && !process.argv.includes('--tell')) process.exitCode = 1;
}
