/** Pictures of every screen, every moment at the desk and the staff pages × size × language × text size in test-results/screens, from the mounts that the tests judge. */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..');
const out = join(root, 'test-results', 'screens');
const vitest = join(root, 'node_modules', 'vitest', 'vitest.mjs');

const MOUNTS = [
  'kiosk/src/lib/screens/screens.test.ts',
  'kiosk/src/lib/desk/desk.test.ts',
  'kiosk/src/lib/staff/circulation.test.ts',
  'kiosk/src/lib/staff/conflicts/conflicts.test.ts',
  'kiosk/src/lib/staff/watching/pages.test.ts',
  'kiosk/src/lib/staff/bins/bin-lists.test.ts',
];

const { status } = spawnSync(process.execPath, [vitest, 'run', '--project', 'browser', ...MOUNTS], {
  cwd: root,
  stdio: 'inherit',
  env: { ...process.env, VITE_SCREENSHOTS: '1', VITE_SCREENSHOTS_TO: out },
});
console.log(`Pictures are in ${out}`);
process.exitCode = status ?? 1;
