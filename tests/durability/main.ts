/**
 * `npm run durability-trace`: a real gateway, whose server does not answer, takes a book back while `strace` looks on. Between the journal's
 * last write and the screen's “recorded here” there must be the sync.
 */
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { ConfigInput } from '#gateway/config.ts';
import { ChaosScreen } from '#tests/chaos/screen.ts';
import { letIn } from '#tests/fixtures/let-in.ts';
import { bookTag, nextUid } from '#tests/simulators/book-tag.ts';
import { SimulatedFeigReader } from '#tests/simulators/feig-reader.ts';
import { TcpLine } from '#tests/simulators/tcp-line.ts';
import { freePort } from '#tests/stand/ports.ts';
import { answers } from '#tests/stand/program.ts';
import { notDurable, type Step, stepsIn } from './trace.ts';

const GATEWAY = resolve(import.meta.dirname, '../../gateway/main.ts');
const CALLS = 'trace=write,writev,pwrite64,pwritev,sendto,sendmsg,fsync,fdatasync';
/** Longer than any snapshot. Bytes. */
const SHOWN_OF_EACH = 65_536;
const READY_WITHIN_MS = 120_000;
/** So many of the last steps tell the story. */
const SHOWN = 24;

if (spawnSync('strace', ['-V']).error) {
  console.log('Skipped: there is no strace here (Debian: apt install strace).');
} else {
  process.exitCode = judge(await traced());
}

async function traced(): Promise<Step[]> {
  const folder = mkdtempSync(join(tmpdir(), 'durability-'));
  const line = await TcpLine.open();
  try {
    const reader = SimulatedFeigReader.on(line, { model: 'MR102' });
    const url = `http://localhost:${await freePort()}`;
    const settings = join(folder, 'gateway.json');
    letIn(folder);
    writeFileSync(settings, JSON.stringify(await settingsOf(folder, url, line.address)));
    await withGateway(settings, folder, url, () => bookReturned(url, reader));
    return readdirSync(folder)
      .filter((name) => name.startsWith('calls.'))
      .map((name) => stepsIn(readFileSync(join(folder, name), 'utf8'), 'outbox.db'))
      .reduce((longest, steps) => (steps.length > longest.length ? steps : longest), []);
  } finally {
    await line.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function settingsOf(
  folder: string,
  url: string,
  pad: TcpLine['address'],
): Promise<ConfigInput> {
  return {
    terminal: { id: 'traced', profile: 'kiosk', pad: 'right', scanner: 'right' },
    listen: { host: '127.0.0.1', port: Number(new URL(url).port) },
    dataFolder: folder,
    pagesFolder: folder,
    // Nobody listens there.
    server: { url: `http://127.0.0.1:${await freePort()}` },
    devices: [{ id: 'pad', driver: 'feig-iso-host', port: pad }],
    logLevel: 'error',
  };
}

async function withGateway(
  settings: string,
  folder: string,
  url: string,
  act: () => Promise<void>,
): Promise<void> {
  const how = ['-ff', '-I', '2', '-qq', '-yy', '-ttt', '-s', String(SHOWN_OF_EACH), '-e', CALLS];
  const out = ['-o', join(folder, 'calls')];
  const program = [process.execPath, GATEWAY, '--config', settings];
  const child = spawn('strace', [...how, ...out, ...program], {
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  const ended = once(child, 'exit');
  try {
    const deadline = performance.now() + READY_WITHIN_MS;
    while (!(await answers(`${url}/health`))) {
      if (child.exitCode !== null) throw new Error('The gateway ended instead of becoming ready.');
      if (performance.now() > deadline) throw new Error('The gateway did not become ready.');
      await delay(50);
    }
    await act();
  } finally {
    // strace hands it on to what it looks at (with -I 2), and ends with it.
    child.kill('SIGTERM');
    await ended;
  }
}

async function bookReturned(url: string, reader: SimulatedFeigReader): Promise<void> {
  const screen = await ChaosScreen.open(url, () => undefined);
  try {
    await screen.until(
      'a start screen',
      ({ stage, terminal }) => stage === 'idle' && terminal.padReady,
    );
    // A tap that comes too soon after the screen has changed is meant for the one before it, and does nothing.
    do screen.tap({ kind: 'start-return' });
    while (!(await screen.within(1_000, (shown) => shown.screen === 'return')));
    reader.place(bookTag({ uid: nextUid(), itemId: 'TN.000123' }));
    await screen.until('“recorded here”', ({ lines }) => lines.some(({ ils }) => ils === 'queued'));
  } finally {
    screen.close();
  }
}

/** @returns the exit code */
function judge(steps: readonly Step[]): number {
  const answer = steps.findIndex(({ kind }) => kind === 'answer');
  const shown = steps.slice(0, answer + 1).slice(-SHOWN);
  const begin = shown[0]?.at ?? 0;
  for (const step of shown) {
    const what = step.kind === 'answer' ? 'the screen says “recorded here”' : step.file;
    console.log(
      `${((step.at - begin) * 1_000).toFixed(3).padStart(9)} ms  ${step.kind.padEnd(6)}  ${what}`,
    );
  }
  const wrong = notDurable(steps);
  console.log(wrong ?? 'All that was written before the answer was synced before it.');
  return wrong === undefined ? 0 : 1;
}
