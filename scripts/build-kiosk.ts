/**
 * Builds the pages (touchscreen, staff) into `build/kiosk`, only when they are missing or made from other sources:
 * used by `npm start` and `npm test`, so that neither needs a step of its own.
 */
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, globSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';

const ROOT = resolve(import.meta.dirname, '..');
const OUTPUT = resolve(ROOT, 'build/kiosk');
/** Beside the output, not in it: the adapter empties that folder, and everything in it is served. */
const STAMP = resolve(ROOT, 'build/kiosk.sources');
const SOURCES = [
  'kiosk/src/**/*',
  'kiosk/static/**/*',
  'gateway/messages.ts',
  'gateway/desk-messages.ts',
  'gateway/tags/data-model.ts',
  'svelte.config.js',
  'vite.config.ts',
  'package-lock.json',
];

const isSource = (path: string): boolean =>
  statSync(resolve(ROOT, path)).isFile() && !/\.test\.ts$/.test(path);

/** A digest of contents rather than times: a checkout, a copy or a restored cache all change the times. */
function digestOfSources(): string {
  const hash = createHash('sha256');
  for (const path of globSync(SOURCES, { cwd: ROOT }).filter(isSource).toSorted()) {
    hash
      .update(`${path}\0`)
      .update(readFileSync(resolve(ROOT, path)))
      .update('\0');
  }
  return hash.digest('hex');
}

const builtFrom = (): string | undefined =>
  existsSync(STAMP) && existsSync(resolve(OUTPUT, 'app.html'))
    ? readFileSync(STAMP, 'utf8')
    : undefined;

/** Runs Vite out of sight; what it said is shown only when it failed. */
function runVite(): Promise<void> {
  const vite = resolve(ROOT, 'node_modules/vite/bin/vite.js');
  const child = spawn(process.execPath, [vite, 'build', '--logLevel', 'warn'], {
    cwd: ROOT,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const said: Buffer[] = [];
  child.stdout.on('data', (chunk: Buffer) => said.push(chunk));
  child.stderr.on('data', (chunk: Buffer) => said.push(chunk));
  return new Promise((done, fail) => {
    child.on('error', fail);
    child.on('close', (code) => {
      if (code === 0) done();
      else fail(new Error(`The pages could not be built.\n${Buffer.concat(said).toString()}`));
    });
  });
}

/** @throws Error with what Vite said, when the pages cannot be built */
export async function buildKiosk(): Promise<void> {
  const digest = digestOfSources();
  if (builtFrom() === digest) return;
  process.stdout.write('Building the pages … ');
  const begin = performance.now();
  // A build that is cut short must not pass for a finished one.
  rmSync(STAMP, { force: true });
  await runVite();
  writeFileSync(STAMP, digest);
  console.log(`done in ${((performance.now() - begin) / 1000).toFixed(1)} s.`);
}

if (import.meta.main) {
  await buildKiosk().catch((error: unknown) => {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  });
}
