/**
 * `npm test`: sets up what the tests need, runs everything, and closes with one line of counts.
 * Nothing is skipped silently: what cannot be had ends the run with one sentence.
 */
import { spawn, spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { chromiumPath } from './browser.ts';
import { buildKiosk } from './build-kiosk.ts';

const RESULTS = 'test-results/counts';
const MINUTE_MS = 60_000;

interface Counts {
  passed: number;
  failed: number;
  skipped: number;
}

/** Runs a program with our output; resolves with its exit code, 1 when the time is over. */
function run(command: string, args: string[], limitMs: number): Promise<number> {
  return new Promise((resolve) => {
    const child = spawn(command, args, { stdio: ['ignore', 'inherit', 'inherit'] });
    const timer = setTimeout(() => {
      console.error(
        `${command} ${args.join(' ')} took longer than ${limitMs / MINUTE_MS} minutes and was stopped.`,
      );
      child.kill('SIGKILL');
    }, limitMs);
    child.on('error', (error) => console.error(error.message));
    child.on('close', (code) => {
      clearTimeout(timer);
      resolve(code ?? 1);
    });
  });
}

function fail(sentence: string): never {
  console.error(`\n${sentence}`);
  console.log('0 passed, 1 failed');
  process.exit(1);
}

const has = (program: string): boolean => spawnSync('which', [program]).status === 0;

/** The serial lines of the tests are pseudo-terminals made by util-linux `script` and read by coreutils `stty`. */
function ensureLines(): void {
  const missing = ['script', 'stty'].filter((program) => !has(program));
  if (missing.length > 0) {
    fail(
      `The tests need ${missing.join(' and ')} for their serial lines: on Debian, "apt-get install bsdutils coreutils".`,
    );
  }
}

async function ensureBrowser(): Promise<void> {
  if (chromiumPath() !== undefined) return;
  const isRoot = process.getuid?.() === 0;
  const prefix = isRoot ? [] : ['sudo', '-n'];
  const apt = (...args: string[]) => {
    const [command, ...rest] = [...prefix, 'apt-get', '-qq', '-o', 'Dpkg::Use-Pty=0', ...args] as [
      string,
      ...string[],
    ];
    return run(command, rest, 5 * MINUTE_MS);
  };
  if (has('apt-get') && (isRoot || has('sudo'))) {
    console.log('No Chromium here: installing the package of Debian …');
    await apt('update');
    await apt('install', '-y', '--no-install-recommends', 'chromium');
    if (chromiumPath() !== undefined) return;
  }
  console.log('No Chromium from Debian: downloading Playwright’s …');
  const code = await run('playwright', ['install', 'chromium'], 5 * MINUTE_MS);
  if (code !== 0) {
    fail(
      'The tests need a browser and none could be had: install the package "chromium", or set CHROMIUM_PATH to one.',
    );
  }
}

/** Vitest and Playwright both say how many tests passed, in different words. */
function readVitest(file: string): Counts {
  const report = JSON.parse(readFileSync(file, 'utf8')) as Record<string, number>;
  const suites = report['numFailedTestSuites'] ?? 0;
  const failed = report['numFailedTests'] ?? 0;
  return {
    passed: report['numPassedTests'] ?? 0,
    // A file that does not even load has no failed test, only a failed suite.
    failed: failed === 0 && suites > 0 ? suites : failed,
    skipped: (report['numPendingTests'] ?? 0) + (report['numTodoTests'] ?? 0),
  };
}

function readPlaywright(file: string): Counts {
  const { stats, errors } = JSON.parse(readFileSync(file, 'utf8')) as {
    stats: { expected: number; unexpected: number; flaky: number; skipped: number };
    errors: unknown[];
  };
  return {
    passed: stats.expected,
    failed: stats.unexpected + stats.flaky + errors.length,
    skipped: stats.skipped,
  };
}

function counts(code: number, read: () => Counts): Counts {
  try {
    const found = read();
    return code !== 0 && found.failed === 0 ? { ...found, failed: 1 } : found;
  } catch (error) {
    console.error(`The run left no readable report: ${String(error)}`);
    return { passed: 0, failed: 1, skipped: 0 };
  }
}

ensureLines();
await ensureBrowser();
await buildKiosk();
rmSync(RESULTS, { recursive: true, force: true });
mkdirSync(RESULTS, { recursive: true });

const vitestReport = `${RESULTS}/vitest.json`;
const playwrightReport = `${RESULTS}/playwright.json`;
const vitestCode = await run(
  'vitest',
  ['run', '--reporter=default', '--reporter=json', `--outputFile.json=${vitestReport}`],
  15 * MINUTE_MS,
);
const playwrightCode = await run('playwright', ['test'], 12 * MINUTE_MS);

const parts = [
  counts(vitestCode, () => readVitest(vitestReport)),
  counts(playwrightCode, () => readPlaywright(playwrightReport)),
];
const total = parts.reduce((a, b) => ({
  passed: a.passed + b.passed,
  failed: a.failed + b.failed,
  skipped: a.skipped + b.skipped,
}));
console.log(
  `\n${total.passed} passed, ${total.failed} failed${total.skipped > 0 ? `, ${total.skipped} skipped` : ''}`,
);
process.exit(total.failed === 0 && total.passed > 0 ? 0 : 1);
