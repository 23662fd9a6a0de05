import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { ManualTimer, settled } from '#tests/simulators/manual-timer.ts';
import { createLog } from '../logging.ts';
import { ActLog } from './act-log.ts';
import { ActTeller } from './act-teller.ts';
import { House } from './house.ts';
import { MOST_KEPT } from './rules/told-act.ts';
import type { ToldAct } from './rules/told-act.ts';
import type { Told } from './staff-mode-api.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'staff-acts-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const faults: unknown[] = [];
const onFault = (error: unknown) => faults.push(error);
const path = () => join(folder, 'staff-acts.json');
const open = () => new ActLog({ path: path(), onFault });
const act = (n: number): ToldAct => ({
  ...{ id: `act-${n}`, at: n, what: 'paper-changed', by: {}, details: {} },
});

const many = (count: number) => Array.from({ length: count }, (_, n) => act(n));

/** The far end: a server that takes acts, or does not. */
class Server {
  takes = true;
  /** The act that it will never take. */
  never: string | undefined;
  readonly heard: string[][] = [];
  readonly taken: string[] = [];
  tell = async (acts: readonly ToldAct[]): Promise<Told> => {
    const ids = acts.map(({ id }) => id);
    this.heard.push(ids);
    if (!this.takes) return 'not-now';
    if (this.never !== undefined && ids.includes(this.never)) return 'never';
    this.taken.push(...ids);
    return 'taken';
  };
}

describe('what staff did', () => {
  test('SM8 is on disk when it is kept, over a restart too', () => {
    open().keep(act(1));
    expect(open().untold).toEqual([act(1)]);
  });

  test('SM8 of far too many the oldest go', () => {
    writeFileSync(path(), JSON.stringify({ acts: many(MOST_KEPT) }));
    const acts = open();
    acts.keep(act(MOST_KEPT));
    expect(acts.untold).toHaveLength(MOST_KEPT);
    expect(acts.untold[0]?.id).toBe('act-1');
  });

  test('SM8 a file that cannot be read is put aside, and told of', () => {
    writeFileSync(path(), '{"acts": [');
    faults.length = 0;
    expect(open().untold).toEqual([]);
    expect(faults).toHaveLength(1);
    expect(readFileSync(`${path()}.damaged`, 'utf8')).toBe('{"acts": [');
  });

  test('SM8 a disk that takes nothing is told of, and the act is told all the same', async () => {
    faults.length = 0;
    const acts = new ActLog({ path: join(folder, 'gone', 'acts.json'), onFault });
    acts.keep(act(1));
    expect(faults).toHaveLength(1);
    expect(acts.untold).toEqual([act(1)]);
  });
});

describe('the server is told', () => {
  const teller = (acts: ActLog, server: Server, timer = new ManualTimer(0)) =>
    new ActTeller({ acts, api: server, clock: timer, log: createLog('silent') });

  test('SM8 in order, fifty at a time, and each is forgotten when it is told', async () => {
    writeFileSync(path(), JSON.stringify({ acts: many(60) }));
    const [acts, server] = [open(), new Server()];
    teller(acts, server).wake();
    await settled();
    expect(server.heard.map((some) => some.length)).toEqual([50, 10]);
    expect(server.heard.flat()).toEqual(Array.from({ length: 60 }, (_, n) => `act-${n}`));
    expect(open().untold).toEqual([]);
  });

  test('SM8 one that takes nothing is tried again, and nothing is lost', async () => {
    const [acts, server, timer] = [open(), new Server(), new ManualTimer(0)];
    server.takes = false;
    acts.keep(act(1));
    teller(acts, server, timer).wake();
    await settled();
    expect(open().untold).toHaveLength(1);
    server.takes = true;
    await timer.advance(60_000);
    expect(server.heard).toEqual([['act-1'], ['act-1']]);
    expect(open().untold).toEqual([]);
  });
});

test('SM8 a server that is back while one is being told in vain is told at once', async () => {
  const [acts, server] = [open(), new Server()];
  acts.keep(act(1));
  const teller = new ActTeller({
    ...{ acts, api: server, clock: new ManualTimer(0), log: createLog('silent') },
  });
  server.takes = false;
  teller.wake();
  server.takes = true;
  teller.wake();
  await settled();
  expect(server.taken).toEqual(['act-1']);
});

describe('one that the server will never take', () => {
  test('SM8 holds up none of the others, and is not told for ever', async () => {
    const [acts, server, timer] = [open(), new Server(), new ManualTimer(0)];
    server.never = 'act-1';
    for (const one of many(4)) acts.keep(one);
    new ActTeller({ acts, api: server, clock: timer, log: createLog('silent') }).wake();
    await settled();
    expect(server.taken).toEqual(['act-0', 'act-2', 'act-3']);
    expect(open().untold).toEqual([]);
  });
});

describe('what is set at the machine', () => {
  const house = () => new House(join(folder, 'house.json'), onFault);

  test('SM11 holds over a restart, each by itself', () => {
    const first = house();
    first.set({ volume: { volume: 20 } });
    first.set({ largeText: true });
    expect(house().current).toEqual({ volume: { volume: 20 }, largeText: true });
  });

  test('SM12 a calibration can be undone', () => {
    const first = house();
    first.set({ touch: { a: 1, b: 0, c: 0.02, d: 0, e: 1, f: 0 } });
    expect(house().current.touch?.c).toBe(0.02);
    first.set({ touch: undefined });
    expect(house().current).toEqual({});
  });

  test('SM11 a file that cannot be read is as if nothing were set, and is told of', () => {
    writeFileSync(join(folder, 'house.json'), '{"volume": "loud"}');
    faults.length = 0;
    expect(house().current).toEqual({});
    expect(faults).toHaveLength(1);
  });
});
