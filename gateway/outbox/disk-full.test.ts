/** A disk that will not take what is written, for real: in a process whose files may not grow, or that may not write at all. */
import { spawn, spawnSync, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface, type Interface } from 'node:readline';
import { v7 as newId } from 'uuid';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { OutboxOnDisk } from '#tests/fixtures/outbox-on-disk.ts';

const PROGRAM = new URL('../../tests/simulators/outbox-on-full-disk.ts', import.meta.url).pathname;
const NOBODY = 65_534;
/** Linux alone can take from a running process what its files may grow to, and give it back. */
const canLimit = spawnSync('prlimit', ['--version']).status === 0;
const isRoot = process.getuid?.() === 0;

let desk: OutboxOnDisk;
let child: ChildProcessWithoutNullStreams;
let answers: AsyncIterator<string>;
let lines: Interface;

beforeEach(() => {
  desk = new OutboxOnDisk();
});

afterEach(async () => {
  const ended = once(child, 'exit');
  child.kill('SIGKILL');
  await ended;
  lines.close();
  desk.close();
});

function start(user?: number): void {
  child = spawn(process.execPath, [PROGRAM, desk.path], user === undefined ? {} : { uid: user });
  child.stderr.pipe(process.stderr);
  lines = createInterface({ input: child.stdout });
  answers = lines[Symbol.asyncIterator]();
}

async function ask(line: string): Promise<string> {
  child.stdin.write(`${line}\n`);
  return String((await answers.next()).value);
}

/** Every write beyond the limit fails with EFBIG from now on; SIGXFSZ is ignored by Node. */
function limitFiles(to: number | 'unlimited'): void {
  const { status } = spawnSync('prlimit', [`--pid=${child.pid}`, `--fsize=${to}:unlimited`]);
  expect(status).toBe(0);
}

/** What a start would find now. */
function found(ids: Readonly<Record<string, string>>) {
  const copy = new OutboxOnDisk();
  for (const name of desk.files.filter((each) => !each.includes('.lock'))) {
    cpSync(join(desk.folder, name), join(copy.folder, name));
  }
  const outbox = copy.open();
  const rows = Object.entries(ids).map(([moment, id]) => {
    const row = outbox.find(id);
    const marks = outbox.tagsOf(id).map(({ mark }) => mark?.state ?? '-');
    return [moment, row ? `${row.transaction.mode} ${row.state} ${marks.join()}` : 'not there'];
  });
  expect(outbox.salvaged()).toBeUndefined();
  copy.close();
  return Object.fromEntries(rows);
}

/** Each act, and what comes before it while the disk is still well. */
const MOMENTS = {
  record: [],
  'record-promise': [],
  claim: ['record'],
  settle: ['record', 'claim'],
  reject: ['record', 'claim'],
  promise: ['record'],
  mark: ['record'],
} as const;
type Moment = keyof typeof MOMENTS;
const moments = Object.keys(MOMENTS) as Moment[];

test.skipIf(!canLimit)(
  'O14 disk full at any act: it has not happened, nothing is lost, and it goes on after',
  async () => {
    start();
    const ids = Object.fromEntries(moments.map((moment) => [moment, newId()]));
    for (const moment of moments) {
      for (const act of MOMENTS[moment]) expect(await ask(`${act} ${ids[moment]}`)).toBe('done');
    }
    expect(await ask('probe')).toBe('done');
    const before = {
      record: 'not there',
      'record-promise': 'not there',
      claim: 'attempt recorded -',
      settle: 'attempt sent -',
      reject: 'attempt sent -',
      promise: 'attempt recorded -',
      mark: 'attempt recorded -',
    };
    expect(found(ids)).toEqual(before);
    limitFiles(0);
    for (const moment of moments) {
      expect(await ask(`${moment} ${ids[moment]}`), moment).toBe('failed disk-failed');
    }
    expect(await ask('probe')).toBe('failed disk-failed');
    expect(found(ids)).toEqual(before);
    limitFiles('unlimited');
    expect(await ask('probe')).toBe('done');
    for (const moment of moments) {
      expect(await ask(`${moment} ${ids[moment]}`), moment).toBe('done');
    }
    expect(found(ids)).toEqual({
      record: 'attempt recorded -',
      'record-promise': 'promise recorded -',
      claim: 'attempt sent -',
      settle: 'attempt settled -',
      reject: 'attempt rejected -',
      promise: 'promise recorded -',
      mark: 'attempt recorded pending',
    });
  },
);

test.skipIf(!canLimit)(
  'O32 disk full while a damaged file is replaced: nothing has changed, and it is tried again',
  async () => {
    const id = newId();
    desk
      .open()
      .record(
        { id, act: 'checkin', mode: 'promise', item: { identifier: 'VV.1' }, occurredAt: 0 },
        [],
        's1',
      );
    desk.stop();
    writeFileSync(desk.path, readFileSync(desk.path).fill(0xff, 0, 100));
    const damaged = readFileSync(desk.path);
    start();
    // From the first byte on, and in the middle of the new file.
    for (const bytes of [0, 10_000, 40_000, 80_000]) {
      limitFiles(bytes);
      expect(await ask('open')).toBe('failed disk-failed');
      expect(readFileSync(desk.path).equals(damaged)).toBe(true);
    }
    limitFiles('unlimited');
    expect(await ask('open')).toBe('done');
    expect(await ask(`claim ${id}`)).toBe('done');
  },
);

test.skipIf(!isRoot)(
  'O14 a folder that may only be read: the outbox cannot be opened, until it may be written',
  async () => {
    // As nobody, for whom permissions count.
    chmodSync(desk.folder, 0o555);
    start(NOBODY);
    expect(await ask('open')).toBe('failed disk-failed');
    chmodSync(desk.folder, 0o777);
    expect(await ask('open')).toBe('done');
    expect(await ask(`record ${newId()}`)).toBe('done');
  },
);
