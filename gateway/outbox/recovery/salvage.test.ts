/** Real damage to a real file: what is still to be read goes on, and nothing else. */
import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import {
  ACCEPTED,
  CARD,
  NOW,
  OutboxOnDisk,
  promised,
  transaction,
  MEMORY,
} from '#tests/fixtures/outbox-on-disk.ts';
import { PAGE_BYTES } from '../journal-file.ts';
import type { Outbox } from '../outbox.ts';
import type { RowState } from '../rules/row.ts';

const STATES = ['recorded', 'promised', 'sent', 'ambiguous', 'settled', 'rejected'] as const;
const REFUSED = { outcome: 'refused', refusal: { code: 'item-on-hold', params: {} } } as const;

/** A row of each state, with two tags, so many times over. @returns the rows by their ids */
function fill(outbox: Outbox, times: number): Map<string, RowState> {
  const states = new Map<string, RowState>();
  for (let n = 0; n < times; n++) {
    for (const state of STATES) {
      const row = state === 'recorded' ? transaction() : promised({ card: `${CARD}${n}` });
      const tags = [1, 2].map((part) => ({ uid: `E0040100${n}${part}${state}`, part }));
      outbox.record(row, tags, 's1');
      if (!['recorded', 'promised'].includes(state)) outbox.claim(row.id);
      if (state === 'ambiguous') outbox.doubt(row.id);
      if (state === 'settled') outbox.settle(row.id, ACCEPTED);
      if (state === 'rejected') outbox.reject(row.id, REFUSED);
      states.set(row.id, state === 'promised' ? 'recorded' : state);
    }
  }
  return states;
}

const statesIn = (outbox: Outbox, ids: Iterable<string>): Map<string, RowState> =>
  new Map(
    [...ids].flatMap((id) => {
      const row = outbox.find(id);
      return row ? [[id, row.state] as const] : [];
    }),
  );

/** A sound file, and its bytes; each test puts them, damaged, in its place. */
let desk: OutboxOnDisk;
let sound: Buffer;
let truth: Map<string, RowState>;

function put(file: Uint8Array, wal?: Uint8Array): void {
  desk.stop();
  for (const name of desk.files) if (name !== 'outbox.key') rmSync(join(desk.folder, name));
  writeFileSync(desk.path, file);
  if (wal) writeFileSync(`${desk.path}-wal`, wal);
}

function damaged(at: number, bytes: Uint8Array, of = sound): Buffer {
  const file = Buffer.from(of);
  file.set(bytes, at);
  return file;
}

const kept = () => desk.files.filter((name) => name.includes('damaged'));

describe('O32 a damaged file', () => {
  beforeAll(() => {
    desk = new OutboxOnDisk(MEMORY);
    truth = fill(desk.open(), 10);
    desk.stop();
    sound = readFileSync(desk.path);
  });

  afterAll(() => desk.close());

  test('with any one of its pages overwritten gives all rows but those of that page, once, as they were', () => {
    const pages = sound.length / PAGE_BYTES;
    expect(pages).toBeGreaterThan(20);
    let lost = 0;
    for (let page = 0; page < pages; page++) {
      put(damaged(page * PAGE_BYTES, randomBytes(PAGE_BYTES)));
      const outbox = desk.open();
      const saved = statesIn(outbox, truth.keys());
      for (const [id, state] of saved) expect(state, `page ${page}`).toBe(truth.get(id));
      const { n } = { n: 0, ...desk.query('SELECT count(*) AS n FROM transactions')[0] };
      expect(n).toBe(saved.size);
      const said = outbox.salvaged();
      expect(said, `page ${page}`).toMatchObject({ recovered: saved.size });
      expect(said?.lost, `page ${page}`).toBe(truth.size - saved.size);
      lost += truth.size - saved.size;
      expect(kept()).toEqual([said?.keptAs]);
    }
    // Each row lies in one page, so each is lost once.
    expect(lost).toBe(truth.size);
  });

  test('whose tags are on the page keeps the rows and the tags of all others', () => {
    const uids = (outbox: Outbox) => [...truth.keys()].flatMap((id) => outbox.tagsOf(id)).length;
    put(sound);
    expect(uids(desk.open())).toBe(2 * truth.size);
    put(damaged(0, new Uint8Array(PAGE_BYTES)));
    expect(uids(desk.open())).toBe(2 * truth.size);
  });

  test('goes on as a start does: what was sent is looked up, what was promised is sent', () => {
    put(damaged(0, randomBytes(100)));
    const outbox = desk.open();
    expect(outbox.recover()).toEqual({ queued: 10, ambiguous: 20, abandoned: 10 });
  });

  test('numbers go on after the last one that was given', () => {
    put(damaged(0, randomBytes(PAGE_BYTES)));
    const next = transaction();
    const outbox = desk.open();
    outbox.record(next, [], 's1');
    expect(outbox.find(next.id)?.seq).toBe(truth.size + 1);
  });

  test('cut off before its end gives what is left', () => {
    put(sound.subarray(0, sound.length * 0.9));
    const outbox = desk.open();
    const saved = statesIn(outbox, truth.keys()).size;
    expect([saved > 0, saved < truth.size]).toEqual([true, true]);
    expect(outbox.salvaged()).toMatchObject({ recovered: saved });
  });

  test('with a sealed value that was changed loses that row, and says so', () => {
    put(sound);
    desk.query('UPDATE transactions SET card = zeroblob(60) WHERE seq = 2');
    const outbox = desk.open();
    expect(outbox.salvaged()).toMatchObject({ recovered: truth.size - 1, lost: 1 });
  });

  const placesOf = (text: string): number[] => {
    const places: number[] = [];
    for (let at = sound.indexOf(text); at >= 0; at = sound.indexOf(text, at + 1)) places.push(at);
    return places;
  };

  test('with one letter of an id changed, in its row or its index, loses that row at most, and says so', () => {
    for (const id of [...truth.keys()].slice(0, 3)) {
      const places = placesOf(id);
      expect(places.length).toBeGreaterThan(1);
      for (const at of places) {
        put(damaged(at + 30, Buffer.from('x')));
        const outbox = desk.open();
        const saved = statesIn(outbox, truth.keys()).size;
        expect(outbox.salvaged()).toMatchObject({ recovered: saved, lost: truth.size - saved });
      }
    }
  });

  test('with one letter changed of what kind of answer a row got loses that row, and says so', () => {
    const inRows = placesOf('refused').filter((at) => at > 2 * PAGE_BYTES);
    const spoilt = damaged(inRows.at(-1) ?? 0, Buffer.from('x'));
    put(damaged(0, randomBytes(100), spoilt));
    const outbox = desk.open();
    expect(outbox.salvaged()).toMatchObject({ recovered: truth.size - 1, lost: 1 });
    expect(statesIn(outbox, truth.keys()).size).toBe(truth.size - 1);
  });

  test.each([`'ambiguous'`, 'pruned_to', 'CREATE INDEX open_rows'])(
    'with one letter of %s changed in how its tables are made keeps all rows',
    (text) => {
      put(damaged((placesOf(text).at(-1) ?? 0) + 3, Buffer.from('o')));
      const outbox = desk.open();
      expect(outbox.salvaged()).toMatchObject({ recovered: truth.size, lost: 0 });
      expect(statesIn(outbox, truth.keys())).toEqual(truth);
    },
  );

  test('of another key can be read by nobody: it is kept, and all of it counted as lost', () => {
    put(sound);
    const key = readFileSync(join(desk.folder, 'outbox.key'));
    writeFileSync(join(desk.folder, 'outbox.key'), `${'00'.repeat(32)}\n`);
    const outbox = desk.open();
    writeFileSync(join(desk.folder, 'outbox.key'), key);
    expect(outbox.salvaged()).toMatchObject({
      ...{ at: NOW, recovered: 0, lost: truth.size, reason: /key does not fit/ },
    });
    expect(readFileSync(join(desk.folder, kept()[0] ?? '')).equals(sound)).toBe(true);
  });

  test('that has been pruned counts no pruned row as lost', () => {
    put(sound);
    let outbox = desk.open();
    desk.clocks = { ...desk.clocks, wall: NOW + 61 * 86_400_000 };
    outbox.prune();
    desk.stop();
    desk.clocks = { ...desk.clocks, wall: NOW };
    put(damaged(0, randomBytes(100), readFileSync(desk.path)));
    outbox = desk.open();
    // What is older than the last one pruned, and stays, is known only by itself.
    expect(outbox.salvaged()).toMatchObject({ recovered: 50, lost: 0 });
  });

  test('goes after sixty days, and with it the word of it', () => {
    put(damaged(0, randomBytes(100)));
    const outbox = desk.open();
    const after = (days: number) => {
      desk.clocks = { ...desk.clocks, wall: NOW + days * 86_400_000 };
      outbox.prune();
      return [kept().length, outbox.salvaged() !== undefined];
    };
    expect([after(59), after(61)]).toEqual([
      [1, true],
      [0, false],
    ]);
    desk.clocks = { ...desk.clocks, wall: NOW };
  });

  test('found when the clock stands in 1970, twice in the same moment, is kept twice', () => {
    desk.clocks = { ...desk.clocks, wall: 0 };
    for (const times of [1, 2]) {
      if (times === 1) put(damaged(0, randomBytes(100)));
      else writeFileSync(desk.path, damaged(0, randomBytes(100)));
      expect(statesIn(desk.open(), truth.keys())).toEqual(truth);
      expect(kept()).toHaveLength(times);
      desk.stop();
    }
    desk.clocks = { ...desk.clocks, wall: NOW };
    desk.open().prune();
    expect(kept(), 'the clock is right now, and nobody knows how old they are').toHaveLength(2);
  });

  test('names neither a card nor a book, where it is kept', () => {
    put(damaged(0, randomBytes(100)));
    desk.open();
    expect([CARD, 'VV.000123', 'E0040100'].filter((text) => desk.bytes.includes(text))).toEqual([]);
  });
});

describe('O32 a damaged log', () => {
  let wal: Buffer;
  const FRAME = 24 + PAGE_BYTES;
  const frames = () => (wal.length - 32) / FRAME;

  beforeAll(() => {
    desk = new OutboxOnDisk(MEMORY);
    const outbox = desk.open();
    truth = fill(outbox, 4);
    // What a power cut leaves: nobody has written the log back.
    [sound, wal] = [readFileSync(desk.path), readFileSync(`${desk.path}-wal`)];
    expect(frames()).toBeGreaterThan(100);
  });

  afterAll(() => desk.close());

  test('that is whole is nothing to speak of', () => {
    put(sound, wal);
    const outbox = desk.open();
    expect(statesIn(outbox, truth.keys())).toEqual(truth);
    expect(outbox.salvaged()).toBeUndefined();
  });

  test('loses no row in silence, whichever frame is overwritten', () => {
    const last = frames() - 1;
    for (let frame = 0; frame < last - 5; frame += 11) {
      put(sound, damaged(32 + frame * FRAME, randomBytes(FRAME), wal));
      const outbox = desk.open();
      const saved = statesIn(outbox, truth.keys()).size;
      expect(outbox.salvaged(), `frame ${frame}`).toMatchObject({ recovered: saved });
      expect(outbox.salvaged()?.lost, `frame ${frame}`).toBe(truth.size - saved);
      expect(saved, `frame ${frame}`).toBeGreaterThan(truth.size - 8);
    }
  });

  test('leaves every open row to be looked up: it may have come further than can be read', () => {
    put(sound, damaged(32 + 40 * FRAME, randomBytes(FRAME), wal));
    const outbox = desk.open();
    const open = [...statesIn(outbox, truth.keys()).values()].filter(
      (state) => state !== 'settled' && state !== 'rejected',
    );
    expect(open.length).toBeGreaterThan(8);
    expect(outbox.recover()).toEqual({ queued: 0, abandoned: 0, ambiguous: open.length });
  });

  test('whose header is overwritten would be passed over by SQLite: it is read all the same', () => {
    put(sound, damaged(0, randomBytes(32), wal));
    const outbox = desk.open();
    expect(statesIn(outbox, truth.keys()).size).toBe(truth.size);
    expect(outbox.salvaged()).toMatchObject({ recovered: truth.size, lost: 0 });
  });

  test('that ends in the middle of a commit is what a power cut leaves, and no damage', () => {
    put(sound, wal.subarray(0, wal.length - 100));
    const outbox = desk.open();
    expect(outbox.salvaged()).toBeUndefined();
    expect(statesIn(outbox, truth.keys()).size).toBe(truth.size);
  });
});

describe('O32 the power goes while a damaged file is replaced', () => {
  let before: Buffer;
  let after: Buffer;
  const name = 'outbox-2026-11-23T08-00-00.000Z';
  const file = (ending: string) => join(desk.folder, name + ending);

  beforeEach(() => {
    desk = new OutboxOnDisk(MEMORY);
    truth = fill(desk.open(), 2);
    desk.stop();
    before = damaged(0, randomBytes(100), readFileSync(desk.path));
    put(before);
    desk.open();
    desk.stop();
    after = readFileSync(desk.path);
    rmSync(file('.damaged'));
  });

  afterEach(() => desk.close());

  const expectAllThere = () => {
    expect(statesIn(desk.open(), truth.keys())).toEqual(truth);
    expect(existsSync(file('.damaged'))).toBe(true);
    expect(desk.files.filter((each) => /\.(new|recovered)/.test(each))).toEqual([]);
  };

  test('before all rows are saved: it is begun anew', () => {
    put(before);
    writeFileSync(file('.new'), after.subarray(0, 5_000));
    writeFileSync(file('.new-wal'), 'half of a log');
    expectAllThere();
  });

  test.each([
    ['nothing is moved yet', []],
    ['the log has been moved', ['-wal']],
    ['log and file have been moved', ['-wal', '']],
  ])('when %s: the rest is done', (_when, moved) => {
    put(before, Buffer.from('a log'));
    for (const part of moved) renameSync(desk.path + part, file(`.damaged${part}`));
    writeFileSync(file('.recovered'), after);
    expectAllThere();
    expect(readFileSync(file('.damaged-wal'), 'utf8')).toBe('a log');
  });
});
