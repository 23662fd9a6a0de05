/**
 * `npm test`: sets up what the tests need, runs everything, and closes with what failed and one line of counts.
 * Nothing is skipped silently: what cannot be had ends the run with one sentence.
 */
import { spawn, spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { chromiumPath } from './browser.ts';
import { buildKiosk } from './build-kiosk.ts';
import { both, closingLines, ofPlaywright, ofVitest } from './test-outcome.ts';
import type { Outcome, PlaywrightReport, VitestReport } from './test-outcome.ts';

const RESULTS = 'test-results/counts';
const MINUTE_MS = 60_000;

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

/** @param code 0: all went well, as the runner has it */
function outcomeOf<Report>(code: number, file: string, read: (report: Report) => Outcome): Outcome {
  try {
    const outcome = read(JSON.parse(readFileSync(file, 'utf8')) as Report);
    return code !== 0 && outcome.failed === 0 ? { ...outcome, failed: 1 } : outcome;
  } catch (error) {
    const failures = [`${file} › no readable report › ${String(error)}`];
    return { passed: 0, failed: 1, skipped: 0, failures };
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

const outcome = both(
  outcomeOf<VitestReport>(vitestCode, vitestReport, (report) => ofVitest(report, process.cwd())),
  outcomeOf<PlaywrightReport>(playwrightCode, playwrightReport, ofPlaywright),
);
console.log(`\n${closingLines(outcome).join('\n')}`);
process.exit(outcome.failed === 0 && outcome.passed > 0 ? 0 : 1);
