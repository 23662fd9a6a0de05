import { describe, expect, test } from 'vitest';
import { accepted, labelled, Play, refused, SETTINGS } from '../testing/play.ts';
import { faultsOf } from './faults.ts';

const BOOK = { E001: labelled('BOOK-1') };
const OTHER = { E002: labelled('BOOK-2') };
const faults = (play: Play) => faultsOf(play.box, play.settings, play.now);

describe('in and down', () => {
  test('DB1 the mouth is open, and lit, only while all is well', () => {
    const play = Play.ready();
    expect(play.at).toBe('open');
    expect(play.outputs).toEqual(['shutter', 'green']);
    play.tell({ kind: 'device', device: 'pad', ready: false });
    expect([play.at, faults(play), play.outputs]).toEqual(['closed', ['reader-lost'], ['red']]);
    play.tell({ kind: 'device', device: 'pad', ready: true });
    expect(play.at).toBe('open');
  });

  test('DB16 checked in, armed, dropped: in this order, each kept before it is done', () => {
    const play = Play.ready().give(BOOK);
    const kinds = play.effects.map(({ kind }) => kind);
    expect(kinds).toEqual(['keep', 'transact', 'keep', 'secure', 'keep', 'drop']);
    expect(play.dropped).toMatchObject([
      { bin: 'shelf-1', item: { identifier: 'BOOK-1' }, ils: 'accepted', armed: 'done' },
    ]);
    expect(play.at).toBe('open');
  });

  test('DB16 the mouth is shut and the trap is not open while it is decided', () => {
    const play = Play.ready();
    play.answers = () => undefined;
    play.putIn(BOOK).shut();
    expect([play.at, play.outputs]).toEqual(['deciding', ['amber']]);
  });

  test('DB21 the trap opens to the bin of the rule, and shuts when it has passed', () => {
    const play = Play.ready();
    play.answers = () => accepted({ destination: 'hold' });
    play.putIn(BOOK).shut();
    expect(play.outputs).toEqual(['trap', 'gate-held', 'amber']);
    play.fall(BOOK);
    expect(play.outputs).toContain('shutter');
    expect(play.dropped[0]).toMatchObject({ bin: 'held', why: 'hold' });
  });

  test('DB4 pulled back: B before A is out again, and nothing has happened', () => {
    const play = Play.ready().line('mouth-eye', true).line('inner-eye', true);
    play.line('inner-eye', false).line('mouth-eye', false);
    expect([play.at, play.told, play.transactions]).toEqual(['open', ['pulled-back'], []]);
  });

  test('DB4 pulled back under the falling shutter', () => {
    const play = Play.ready().putIn(BOOK);
    expect(play.at).toBe('closing');
    play.line('mouth-eye', true).line('inner-eye', false).line('mouth-eye', false).pass(1_000);
    expect([play.at, play.transactions]).toEqual(['open', []]);
  });

  test('DB5 a finger in the shutter has it open again', () => {
    const play = Play.ready().putIn(BOOK).line('finger', true);
    expect(play.outputs).toContain('shutter');
    play.line('finger', false).pass(50);
    expect(play.at).toBe('closing');
  });

  test('DB3 what is only held to the mouth is none', () => {
    const play = Play.ready()
      .line('mouth-eye', true)
      .pass(200)
      .line('mouth-eye', false)
      .pass(1_000);
    expect([play.at, play.effects]).toEqual(['open', []]);
  });
});

describe('the grid of failures', () => {
  test('DB6 both eyes for eight seconds: jam, until it is out of the way', () => {
    const play = Play.ready().line('mouth-eye', true).line('inner-eye', true).pass(8_000);
    expect([play.at, faults(play), play.told]).toEqual(['blocked', ['jam'], ['jam']]);
    expect(play.outputs).toContain('shutter');
    play.line('inner-eye', false).line('mouth-eye', false);
    expect([play.at, faults(play)]).toEqual(['open', []]);
  });

  test('DB7 a shutter that does not shut: nothing is read behind it', () => {
    const play = Play.ready().putIn(BOOK).pass(3_000);
    expect([play.at, play.told]).toEqual(['giving-back', ['shutter-stuck']]);
    play.takeOut(BOOK);
    expect([play.at, faults(play)]).toEqual(['closed', ['shutter-stuck']]);
    play.line('shutter-shut', true);
    expect(play.at).toBe('open');
  });

  test.each([
    ['no-tag', {}],
    ['tag-damaged', { E009: { kind: 'damaged' } }],
    ['foreign-tag', { E009: { kind: 'foreign' } }],
  ] as const)('DB11 %s goes to staff, and is listed', (trouble, thing) => {
    const play = Play.ready().give(thing);
    expect(play.transactions).toEqual([]);
    expect(play.dropped).toMatchObject([
      { bin: 'staff', why: 'exception', trouble, ils: 'none', uids: Object.keys(thing) },
    ]);
    expect(play.told).toEqual([trouble]);
    expect(play.box.facts.thanks?.how).toBe('to-staff');
  });

  test.each([
    ['two-items', { ...BOOK, ...OTHER }],
    ['two-items', { ...BOOK, E009: { kind: 'damaged' } }],
    ['card', { ...BOOK, E008: { kind: 'card', card: '2999' } }],
    ['set-incomplete', { E001: labelled('SET', 1, 2) }],
  ] as const)('DB15 %s is given back, and nothing has happened', (why, thing) => {
    const play = Play.ready().putIn(thing).shut();
    expect(play.box.step).toMatchObject({ at: 'giving-back', why });
    expect(play.outputs).toEqual(expect.arrayContaining(['shutter', 'red', 'buzzer']));
    play.takeOut(thing);
    expect([play.at, play.transactions, play.dropped]).toEqual(['open', [], []]);
  });

  test('DB15 one of two is taken out: the other is read anew', () => {
    const play = Play.ready()
      .putIn({ ...BOOK, ...OTHER })
      .shut()
      .line('mouth-eye', true)
      .pass(50);
    play.tell({ kind: 'tag-left', uid: 'E002' }).line('mouth-eye', false).pass(500);
    expect(play.at).toBe('closing');
    play.shut().fall(BOOK);
    expect(play.dropped.map(({ item }) => item?.identifier)).toEqual(['BOOK-1']);
  });

  test('DB15 two that are left there are both checked in, armed, and go to staff', () => {
    const play = Play.ready()
      .putIn({ ...BOOK, ...OTHER })
      .shut()
      .pass(20_000)
      .shut();
    play.fall({ ...BOOK, ...OTHER });
    expect(play.dropped).toMatchObject([
      { bin: 'staff', trouble: 'two-items', ils: 'accepted', armed: 'done' },
      { bin: 'staff', trouble: 'two-items', ils: 'accepted', armed: 'done' },
    ]);
  });

  test.each([
    ['check-in', 'accepted', 1],
    ['list', 'none', 0],
  ] as const)('DB15 an incomplete set that is left: %s', (incompleteSets, ils, asked) => {
    const thing = { E001: labelled('SET', 1, 2) };
    const play = Play.ready({ ...SETTINGS, incompleteSets })
      .putIn(thing)
      .shut()
      .pass(20_000)
      .shut();
    play.fall(thing);
    expect(play.dropped).toMatchObject([{ bin: 'staff', trouble: 'set-incomplete', ils }]);
    expect(play.transactions).toHaveLength(asked);
  });

  test('DB11 a label is scanned once, while the shutter still moves: it makes the book', () => {
    const item = { identifier: 'BOOK-9' };
    const play = Play.ready().putIn({}).tell({ kind: 'label', item }).shut().fall({});
    expect(play.dropped).toMatchObject([{ bin: 'shelf-1', item, ils: 'accepted' }]);
  });

  test('DB11 a label of what was taken out is forgotten; of what was left it counts', () => {
    const [one, other] = [{ identifier: 'BOOK-8' }, { identifier: 'BOOK-9' }];
    const play = Play.ready().putIn(BOOK).tell({ kind: 'label', item: one }).shut();
    expect(play.box.step).toMatchObject({ at: 'giving-back', why: 'two-items' });
    play.line('mouth-eye', true).pass(50).line('mouth-eye', false).pass(500).shut().fall(BOOK);
    expect(play.dropped.map(({ item }) => item?.identifier)).toEqual(['BOOK-1']);
    play.answers = () => refused('item-unknown');
    play.putIn({}).tell({ kind: 'label', item: other }).shut().pass(20_000).shut().fall({});
    expect(play.dropped[1]).toMatchObject({ item: other, ils: 'refused' });
  });

  test('DB12 a whole set is one book, and every part is armed', () => {
    const set = { E001: labelled('SET', 1, 2), E002: labelled('SET', 2, 2) };
    const play = Play.ready().give(set);
    expect(play.dropped).toMatchObject([{ uids: ['E001', 'E002'], armed: 'done' }]);
    expect(play.transactions).toHaveLength(1);
  });

  test('DB12 a price tag beside a library’s is no second book', () => {
    const play = Play.ready().give({ ...BOOK, E009: { kind: 'foreign' } });
    expect(play.dropped).toMatchObject([{ bin: 'shelf-1', item: { identifier: 'BOOK-1' } }]);
  });

  test('DB17 refused: given back with the reason, and no tag was written', () => {
    const play = Play.ready();
    play.answers = () => refused('item-unknown');
    play.putIn(BOOK).shut();
    expect(play.box.step).toMatchObject({ at: 'giving-back', refusal: { code: 'item-unknown' } });
    expect(play.effects.map(({ kind }) => kind)).not.toContain('secure');
    play.takeOut(BOOK);
    expect(play.effects.at(-1)).toEqual({ kind: 'forget' });
  });

  test('DB17 refused and left there: to staff, with the library’s code', () => {
    const play = Play.ready();
    play.answers = () => refused('item-unknown');
    play.putIn(BOOK).shut().pass(20_000).shut().fall(BOOK);
    expect(play.dropped).toMatchObject([
      { bin: 'staff', ils: 'refused', refusal: 'item-unknown', armed: 'not-needed' },
    ]);
  });

  test('DB18 the library is silent: the return stands, the tag is armed, the bin is that of no answer', () => {
    const play = Play.ready();
    play.answers = () => ({ outcome: 'unknown' });
    play.give(BOOK);
    const [{ id } = { id: '' }] = play.transactions;
    expect(play.effects).toContainEqual({ kind: 'promise', transaction: id });
    expect(play.dropped).toMatchObject([{ why: 'not-answered', ils: 'queued', armed: 'done' }]);
    expect(play.box.facts.thanks?.how).toBe('recorded-here');
  });

  test('DB18 what the library says later is noted on the book where it lies', () => {
    const play = Play.ready();
    play.answers = () => ({ outcome: 'unreachable' });
    play.give(BOOK);
    const [{ id } = { id: '' }] = play.transactions;
    const outcome = accepted({ destination: 'hold' });
    play.tell({ kind: 'outcome', transaction: id, outcome });
    expect(play.effects.at(-1)).toEqual({ kind: 'amend', transaction: id, outcome });
  });

  test('DB19 a tag that does not take the alarm: tried for three seconds, then to staff', () => {
    const play = Play.ready();
    play.takes = () => false;
    play.putIn(BOOK).shut().pass(3_500).fall(BOOK);
    expect(play.dropped).toMatchObject([
      { bin: 'staff', trouble: 'alarm-not-set', ils: 'accepted', armed: 'failed' },
    ]);
    expect(play.effects.filter(({ kind }) => kind === 'secure').length).toBeGreaterThan(5);
  });

  test('DB19 … and one that takes it at the second try goes where it belongs', () => {
    const play = Play.ready();
    let tries = 0;
    play.takes = () => ++tries > 1;
    play.putIn(BOOK).shut().pass(400).fall(BOOK);
    expect(play.dropped).toMatchObject([{ bin: 'shelf-1', armed: 'done' }]);
  });

  test('DB22 it does not fall: the trap is opened once more, then somebody has to come', () => {
    const play = Play.ready().putIn(BOOK).shut().pass(4_000);
    expect([play.at, play.outputs]).toEqual(['passing', ['amber']]);
    play.pass(3_000);
    expect(play.outputs).toContain('trap');
    play.pass(4_000);
    expect([play.at, faults(play)]).toEqual(['jammed', ['jam']]);
    expect(play.outputs).not.toContain('trap');
    play.line('door', true).line('inner-eye', false).tell({ kind: 'tag-left', uid: 'E001' });
    play.line('door', false).pass(500);
    expect(play.dropped).toMatchObject([{ bin: 'staff', trouble: 'jam', ils: 'accepted' }]);
    expect(play.at).toBe('open');
  });

  test('DB22 staff say that it is out, and it is not: it is tried once more, and is no second book', () => {
    const play = Play.ready().putIn(BOOK).shut().pass(11_000);
    play.line('door', true).tell({ kind: 'cleared' });
    expect([play.at, play.outputs.includes('trap')]).toEqual(['jammed', false]);
    play.line('door', false).tell({ kind: 'cleared' });
    expect([play.at, play.outputs.includes('trap')]).toEqual(['passing', true]);
    play.pass(4_000);
    expect(play.at).toBe('jammed');
    play.tell({ kind: 'cleared' }).fall(BOOK);
    expect([play.dropped.length, play.transactions.length, play.at]).toEqual([1, 1, 'open']);
  });

  test('DB22 what comes loose by itself lies in its bin', () => {
    const play = Play.ready().putIn(BOOK).shut().pass(11_000);
    expect(play.at).toBe('jammed');
    play.line('inner-eye', false).line('passed-eye', true).line('passed-eye', false).pass(2_000);
    expect(play.dropped).toMatchObject([{ bin: 'shelf-1' }]);
  });

  test('DB23 a bin is full only when its eye is blocked for ten seconds; then the next of the rule', () => {
    const play = Play.ready().line('shelf-1-eye', false).line('shelf-1-eye', true);
    play.pass(5_000).give(BOOK);
    expect(play.dropped[0]?.bin).toBe('shelf-1');
    play.pass(10_000).give(OTHER);
    expect(play.dropped[1]?.bin).toBe('shelf-2');
  });

  test('DB23 an eye that is blocked when the machine begins has been so for long', () => {
    const play = new Play().line('shelf-1-eye', true).start().give(BOOK);
    expect(play.dropped[0]?.bin).toBe('shelf-2');
  });

  test('DB23 a bin is full by its count, and only staff say that it is empty', () => {
    const play = Play.ready();
    for (let book = 0; book < 11; book++) play.give({ [`E1${book}`]: labelled(`B-${book}`) });
    expect(play.dropped.map(({ bin }) => bin)).toEqual([...Array(10).fill('shelf-1'), 'shelf-2']);
    play.tell({ kind: 'emptied', bin: 'shelf-1' }).give(BOOK);
    expect(play.effects).toContainEqual({ kind: 'empty', bin: 'shelf-1', by: 'staff' });
    expect(play.dropped.at(-1)?.bin).toBe('shelf-1');
  });

  test('DB23 no bin for what staff must see to: the mouth shuts', () => {
    const play = Play.ready().line('staff-door', true);
    expect([play.at, faults(play)]).toEqual(['closed', ['bin-away']]);
    play.line('staff-door', false);
    expect(play.at).toBe('open');
    expect(play.effects).toEqual([{ kind: 'empty', bin: 'staff', by: 'door' }]);
  });

  test.each(['door', 'fire'])('DB8 %s: nobody reaches in, whatever lies there', (line) => {
    const play = Play.ready()
      .putIn({ ...BOOK, ...OTHER })
      .shut()
      .line(line, true);
    expect(play.outputs).not.toContain('shutter');
    play.line(line, false);
    expect(play.outputs).toContain('shutter');
  });

  test('DB7 the reader is lost with a book in the machine: it is given back', () => {
    const play = Play.ready().putIn(BOOK).tell({ kind: 'device', device: 'pad', ready: false });
    play.shut();
    expect(play.box.step).toMatchObject({ at: 'giving-back', why: 'machine' });
    play.takeOut(BOOK);
    expect(faults(play)).toEqual(['reader-lost']);
  });

  test('DB17 the disk does not take it: to staff, not checked in, and the mouth shuts', () => {
    const play = Play.ready();
    play.answers = () => undefined;
    play.putIn(BOOK).shut();
    const [{ id } = { id: '' }] = play.transactions;
    play.tell({ kind: 'outbox', writable: false });
    play.tell({ kind: 'not-recorded', transaction: id }).fall(BOOK);
    expect(play.dropped).toMatchObject([{ bin: 'staff', trouble: 'not-recorded', ils: 'none' }]);
    expect([play.at, faults(play)]).toEqual(['closed', ['disk-failed']]);
  });

  test('DB17 what is kept of bins could not be written, and can be again: the mouth opens by itself', () => {
    const play = Play.ready();
    play.answers = () => undefined;
    play.putIn(BOOK).shut();
    const [{ id } = { id: '' }] = play.transactions;
    play.tell({ kind: 'ledger', writable: false });
    play.tell({ kind: 'not-recorded', transaction: id }).fall(BOOK);
    expect([play.at, faults(play)]).toEqual(['closed', ['disk-failed']]);
    expect(play.tell({ kind: 'ledger', writable: true }).at).toBe('open');
  });

  test('DB14 a tag that was there before anybody came is in no book', () => {
    const play = new Play().tell({
      kind: 'tag-entered',
      tag: { uid: 'E0FF', label: labelled('FELL-OFF') },
    });
    play.start().give(BOOK);
    expect(play.dropped.map(({ item }) => item?.identifier)).toEqual(['BOOK-1']);
  });

  test('DB24 a library’s sort bin without a place is told', () => {
    const sorting = { ...SETTINGS.sorting, sortBins: { A: ['shelf-2'] } };
    const play = Play.ready({ ...SETTINGS, sorting });
    play.answers = () => accepted({ sortBin: 'Z9' });
    play.give(BOOK);
    expect(play.effects).toContainEqual({ kind: 'tell', code: 'unmapped', about: 'Z9' });
    expect(play.dropped[0]?.bin).toBe('shelf-1');
  });
});

test('DB9 where cards are asked for: any that the library knows, and any while it is silent', () => {
  const play = Play.ready({ ...SETTINGS, identify: true });
  expect(play.outputs).toEqual(['red']);
  const show = (answer: 'refused' | 'unreachable') => {
    play.tell({ kind: 'card', card: '2999' });
    const ask = play.effects.at(-1);
    if (ask?.kind !== 'identify') throw new Error('nobody was asked');
    const no = { outcome: 'refused', refusal: { code: 'card-unknown', params: {} } } as const;
    play.tell({
      ...{ kind: 'patron', ask: ask.ask, card: '2999' },
      answer: answer === 'refused' ? no : { outcome: 'unreachable' },
    });
  };
  show('refused');
  expect(play.at).toBe('waiting-card');
  show('unreachable');
  expect(play.at).toBe('open');
  play.pass(30_000);
  expect(play.at).toBe('waiting-card');
});
