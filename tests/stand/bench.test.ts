/** The bench's knobs: what was set is told in the log when it has struck, and not before. */
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { Stand } from '#tests/stand.ts';
import type { BenchAction, BenchLogEntry } from './bench-messages.ts';
import { DeskPage } from '#tests/desk/desk-page.ts';

let stand: Stand;
let log: BenchLogEntry[] = [];
let stop: () => void;
beforeAll(async () => {
  stand = await Stand.start({ logLevel: 'silent' });
  stop = stand.bench.subscribe((message) => {
    if (message.kind === 'log') log.push(...message.entries);
  });
});
afterAll(async () => {
  stop();
  await stand.close();
});
afterEach(async () => {
  stand.desk.clearPad();
  await stand.bench.perform({ kind: 'new-labels' });
});

const within = { interval: 20 };
const told = (what: string) => log.filter((entry) => entry.what === what);
const perform = (action: BenchAction) => stand.bench.perform(action);
const label = (name: string) => stand.bench.state.labels.find(({ barcode }) => barcode === name);
/** Comes to the reader in a command of the gateway, not by a hand. */
const inField = (uid: string) => stand.reader.tags.some((tag) => tag.uid === uid);
const tagOf = (name: string) => {
  const [tag] = stand.desk.book(name).tags;
  if (!tag) throw new Error(`${name} has no tag.`);
  return tag;
};

describe('on the line', () => {
  test.each(['bit-error', 'gap', 'late', 'silence', 'misread'] as const)(
    'a fault of the kind %s is told when it has struck',
    async (fault) => {
      log = [];
      const before = stand.reader.fired.length;
      expect(told(`fired-${fault}`)).toEqual([]);
      await perform({ kind: 'line-fault', fault });
      await expect.poll(() => told(`fired-${fault}`).length, within).toBeGreaterThan(0);
      expect(told(`fired-${fault}`)[0]).toMatchObject({ where: 'pad', direction: 'fault' });
      expect(stand.reader.fired.slice(before).map((fired) => fired.fault)).toContain(fault);
    },
  );
});

describe('a label', () => {
  let desk: DeskPage;
  beforeAll(async () => {
    desk = await DeskPage.signIn(stand);
    await desk.until(({ online }) => online);
    desk.send({ kind: 'task', task: 'look' });
  });
  afterAll(() => desk.close());

  const seen = (name: string) =>
    desk.until(({ pad }) =>
      pad.some(({ uid, blocks }) => uid === tagOf(name).uid && blocks.length > 0),
    );
  const silence = (name: string) =>
    desk.send({ kind: 'secure', uid: tagOf(name).uid, wanted: 'disarmed' });

  test.each([
    ['write-error', 'fired-write-failure'],
    ['protected', 'fired-write-failure'],
    ['pretends', 'fired-write-failure'],
  ] as const)('that will not be written (%s) says so when it was tried', async (how, what) => {
    log = [];
    await perform({ kind: 'write-failure', book: 'label-rfid501', times: 1, how });
    expect(label('label-rfid501')?.tag?.failingWrites).toBe(1);
    await perform({ kind: 'lay', book: 'label-rfid501' });
    await seen('label-rfid501');
    expect(told(what)).toEqual([]);
    silence('label-rfid501');
    await expect.poll(() => told(what), within).toMatchObject([{ book: 'label-rfid501' }]);
    expect(label('label-rfid501')?.tag?.failingWrites).toBe(0);
  });

  test('that is pulled away while it is written is gone, and told of', async () => {
    log = [];
    await perform({ kind: 'pull-away', book: 'label-reversed', at: 'write' });
    await perform({ kind: 'lay', book: 'label-reversed' });
    await seen('label-reversed');
    silence('label-reversed');
    await expect
      .poll(() => told('fired-pull-away'), within)
      .toMatchObject([{ book: 'label-reversed', direction: 'fault' }]);
    expect(inField(tagOf('label-reversed').uid)).toBe(false);
  });

  test('at the edge is told of once, though it is missed again and again', async () => {
    log = [];
    await perform({ kind: 'lay', book: 'label-nfc' });
    await perform({ kind: 'flicker', book: 'label-nfc', oneIn: 3 });
    expect(label('label-nfc')?.tag?.flickers).toBe(true);
    const missed = () => stand.reader.fired.filter(({ fault }) => fault === 'flicker').length;
    await expect.poll(missed, within).toBeGreaterThan(2);
    expect(told('fired-flicker')).toHaveLength(1);
    await perform({ kind: 'flicker', book: 'label-nfc', oneIn: 1 });
    expect(label('label-nfc')?.tag?.flickers).toBe(false);
  });

  test('gets any AFI and a locked block by hand, and is new when new labels are taken', async () => {
    await perform({ kind: 'set-afi', book: 'label-blank', afi: 0x9e });
    await perform({ kind: 'lock-block', book: 'label-blank', block: 4 });
    expect(label('label-blank')).toMatchObject({ tag: { afi: 0x9e, security: 'other' } });
    expect([...tagOf('label-blank').locked]).toEqual([4]);
    await perform({ kind: 'new-labels' });
    expect(label('label-blank')?.tag?.afi).toBe(0);
    expect([...tagOf('label-blank').locked]).toEqual([]);
  });
});

test('the drawer holds what its labels are called', () => {
  const says = Object.fromEntries(
    stand.bench.state.labels.map(({ barcode, says: said }) => [barcode, said?.format]),
  );
  expect(says).toEqual({
    'label-blank': 'blank',
    'label-blank-short': 'blank',
    'label-blank-3m': 'blank',
    'label-rfid501': 'rfid501',
    'label-iso28560-2': 'iso28560-2',
    'label-reversed': 'iso28560-3',
    'label-damaged': 'damaged',
    'label-nfc': 'ndef',
    'label-locked': 'iso28560-3',
    'label-set-1': 'blank',
    'label-set-2': 'blank',
    'label-set-3': 'blank',
  });
});

test('a tagging station begins with staff’s screen', async () => {
  const station = await Stand.start({ profile: 'tagging', logLevel: 'silent' });
  try {
    const { url, status } = await fetch(`${station.kioskUrl}/`);
    expect({ path: new URL(url).pathname, status }).toEqual({ path: '/desk', status: 200 });
  } finally {
    await station.close();
  }
});
