import { beforeEach, describe, expect, test } from 'vitest';
import { bookTag, nextUid, tagWith } from '#tests/simulators/book-tag.ts';
import type { BookTag } from '#tests/simulators/book-tag.ts';
import type { DeskCommand } from '../desk-messages.ts';
import { siteSecurityOf } from '../site-security.ts';
import { decideDesk, endsAt } from './desk.ts';
import { firstDesk, IDLE_MS } from './rules/desk-state.ts';
import type { DeskState, DeskUser } from './rules/desk-state.ts';
import type { DeskEffect, DeskInput, FoundItem } from './rules/inputs.ts';
import { planFor } from './rules/plan.ts';
import type { ScanJudge } from './rules/scan-judge.ts';
import { deskSnapshotOf } from './snapshot.ts';

const site = siteSecurityOf({
  ...{ armedAfi: 0x07, disarmedAfi: 0xc2, alsoArmed: [], alsoDisarmed: [] },
  ...{ eas: false, ifPatronLeaves: 'undo' },
});
/** Numbers that begin with 99 are cards here, with 978 the book trade's; what has bars is somebody's papers. */
const judge: ScanJudge = {
  inForce: [],
  taken: ({ text }) => ({
    as: text.startsWith('978') ? 'isbn' : text.startsWith('99') ? 'patron' : 'item',
    checkDigit: 'absent',
    isPrivate: text.includes('|'),
  }),
  propose: () => undefined,
};
const ITEM: FoundItem = {
  ...{ title: 'Dế mèn phiêu lưu ký', author: 'Tô Hoài', tags: [] },
  library: { name: 'Thư viện tỉnh', isil: 'VN-TT' },
};

let state: DeskState;
let now: number;
let effects: DeskEffect[];

const tell = (...inputs: DeskInput[]) => {
  for (const input of inputs) {
    const turn = decideDesk(state, input, { now, judge });
    state = turn.state;
    effects.push(...turn.effects);
  }
};
const command = (told: DeskCommand) => tell({ kind: 'command', command: told });
const writes = () => effects.filter(({ kind }) => kind === 'write');
const snapshot = () => deskSnapshotOf(state, { now, judge });

const enter = (user: DeskUser = { mode: 'staff', name: 'hoa' }) =>
  tell({ kind: 'signed-in', user }, { kind: 'online', online: true });

const scan = (text: string) =>
  tell({ kind: 'scanned', scan: { text, symbology: undefined, guessed: false } });

const found = (...items: FoundItem[]) =>
  tell({
    kind: 'found',
    ask: state.tagging.item?.ask ?? 0,
    found: { kind: 'items', items },
  });

/** Laid down and read whole. */
function lay(tag: BookTag): void {
  tell({ kind: 'tag-entered', tag: memoryOf(tag) });
  look(tag);
}

function look(book: BookTag): void {
  const { afi, locked, uid } = book;
  const tag = memoryOf(book);
  const locks = Array.from({ length: tag.blockCount }, (_, block) => locked.has(block));
  tell({ kind: 'looked', uid, look: { tag, locks, reading: { afi, eas: undefined } } });
}

const memoryOf = ({ afi, blockSize, dsfid, memory, uid }: BookTag) => ({
  ...{ uid, afi, dsfid, blockSize, memory },
  blockCount: memory.length / blockSize,
});
const blank = () => tagWith({ uid: nextUid(), afi: 0, dsfid: 0 });

/** As the writer answers, without a tag to read again. */
const written = (uid: string, part = 1) =>
  tell({ kind: 'written', uid, label: state.tagging.item?.label ?? '', part });

beforeEach(() => {
  now = 1_000_000;
  effects = [];
  state = firstDesk({
    ...{ language: 'vi', online: true, pinIsSet: false, site, unsent: 0 },
    terminal: { name: 'Máy 1', library: 'Thư viện tỉnh', timeZone: 'Asia/Ho_Chi_Minh' },
    settings: { model: 'iso28560-3', isil: '' },
  });
  enter();
});

describe('D3 one person, and only as long as somebody is there', () => {
  test('ten minutes without a command or a scan end it', () => {
    now += IDLE_MS - 1;
    tell({ kind: 'tick' });
    expect(effects).toEqual([]);
    scan('TN.1');
    expect(endsAt(state)).toBe(now + IDLE_MS);
    now += IDLE_MS;
    tell({ kind: 'tick' });
    expect(effects.at(-1)).toEqual({ kind: 'sign-out' });
  });

  test('nothing of a sitting is left for the next', () => {
    scan('TN.1');
    found(ITEM);
    command({ kind: 'task', task: 'scan-rules' });
    scan('TN.2');
    tell({ kind: 'signed-out' });
    expect(snapshot()).toBeUndefined();
    enter();
    expect(JSON.stringify(snapshot())).not.toMatch(/TN\.|Dế mèn/);
  });

  test('a scan with nobody signed in is nobody’s', () => {
    tell({ kind: 'signed-out' });
    scan('TN.1');
    expect(state.tagging.item).toBeUndefined();
  });
});

describe('D6 device work', () => {
  test('nobody is asked for titles, and the tag is written all the same', () => {
    enter({ mode: 'device' });
    scan('TN.1');
    lay(blank());
    expect(effects.map(({ kind }) => kind)).toEqual(['look', 'write']);
  });
});

describe('D10 without a word from staff', () => {
  test('a blank tag is written for an item that the library knows', () => {
    scan('TN.1');
    lay(blank());
    expect(writes()).toEqual([]);
    found(ITEM);
    expect(writes()).toMatchObject([
      {
        job: { label: 'TN.1', isil: 'VN-TT', part: 1, moved: false },
        wanted: { afi: 0x07, dsfid: 0x3e },
      },
    ]);
  });

  test.each([
    { name: 'an item that nobody knows', items: [], notice: 'desk.label-unknown' },
    {
      name: 'a label of two items of other libraries',
      items: ['A', 'B'].map((name) => ({ ...ITEM, library: { name } })),
      notice: 'desk.label-several',
    },
  ])('nothing is written for $name', ({ items, notice }) => {
    lay(blank());
    scan('TN.1');
    found(...items);
    expect(writes()).toEqual([]);
    expect(state.notice?.code).toBe(notice);
  });

  test('of two blank tags none is chosen, until one is taken away', () => {
    const [one, other] = [blank(), blank()];
    scan('TN.1');
    found(ITEM);
    command({ kind: 'task', task: 'look' });
    lay(one);
    lay(other);
    command({ kind: 'task', task: 'tagging' });
    expect(writes()).toEqual([]);
    expect(state.notice?.code).toBe('desk.several-tags');
    tell({ kind: 'tag-left', uid: one.uid });
    expect(writes()).toMatchObject([{ uid: other.uid }]);
  });

  test('a tag of another item is written only when its loss was accepted', () => {
    const tag = bookTag({ uid: nextUid(), itemId: 'OLD.7' });
    scan('TN.1');
    found(ITEM);
    lay(tag);
    expect(snapshot()?.tagging?.losses[tag.uid]).toContainEqual({
      code: 'tag.loses-item',
      params: { id: 'OLD.7' },
    });
    command({ kind: 'write', uid: tag.uid, losing: false });
    expect(writes()).toEqual([]);
    command({ kind: 'write', uid: tag.uid, losing: true });
    expect(writes()).toMatchObject([{ uid: tag.uid, job: { moved: true } }]);
  });

  test('a loss that names no other item takes the tag from none', () => {
    const tag = bookTag({ uid: nextUid(), itemId: 'OLD.7' });
    tag.memory[5] = 0xee;
    scan('TN.1');
    found(ITEM);
    lay(tag);
    command({ kind: 'write', uid: tag.uid, losing: true });
    expect(writes()).toMatchObject([{ uid: tag.uid, job: { moved: false } }]);
  });

  test('another tag on record for the item is a loss as well', () => {
    const tag = blank();
    scan('TN.1');
    found({ ...ITEM, tags: [{ uid: 'E004010000009999', part: 0 }] });
    lay(tag);
    expect(writes()).toEqual([]);
    expect(snapshot()?.tagging?.losses[tag.uid]).toEqual([
      { code: 'desk.replaces-tag', params: { uid: 'E004010000009999', part: 1 } },
    ]);
  });

  test('a tag that says so already is only told to the server', () => {
    const tag = bookTag({ uid: nextUid(), itemId: 'TN.1', owner: 'VNTT', afi: 0xc2 });
    scan('TN.1');
    found(ITEM);
    lay(tag);
    expect(effects.at(-1)).toMatchObject({ kind: 'register', uid: tag.uid });
    expect(writes()).toEqual([]);
  });

  test('what the library says of a label that was put aside is said of no other', () => {
    scan('TN.1');
    command({ kind: 'next' });
    scan('TN.2');
    tell({ kind: 'found', ask: 1, found: { kind: 'items', items: [ITEM] } });
    expect(snapshot()?.tagging?.item).toMatchObject({ label: 'TN.2', known: 'asking' });
    tell({ kind: 'found', ask: 2, found: { kind: 'items', items: [ITEM] } });
    expect(snapshot()?.tagging?.item).toMatchObject({ label: 'TN.2', known: 'yes' });
  });

  test('the book before may still lie there when the next label is scanned', () => {
    const [first, second] = [blank(), blank()];
    scan('TN.1');
    found(ITEM);
    lay(first);
    written(first.uid);
    scan('TN.2');
    found(ITEM);
    lay(second);
    expect(writes().map((effect) => 'uid' in effect && effect.uid)).toEqual([
      first.uid,
      second.uid,
    ]);
  });

  test('the next label scanned while a tag is being written is not written over it', () => {
    const [first, second] = [blank(), blank()];
    scan('TN.1');
    found(ITEM);
    lay(first);
    scan('TN.2');
    expect(snapshot()?.tagging?.item?.label).toBe('TN.1');
    written(first.uid);
    expect(snapshot()?.tagging).toMatchObject({ item: { label: 'TN.2' }, past: [first.uid] });
    found(ITEM);
    look(bookTag({ uid: first.uid, itemId: 'TN.1' }));
    lay(second);
    expect(writes()).toMatchObject([
      { uid: first.uid, job: { label: 'TN.1' } },
      { uid: second.uid, job: { label: 'TN.2' } },
    ]);
  });

  test('a label scanned while a tag is being written waits in vain if that fails', () => {
    const tag = blank();
    scan('TN.1');
    found(ITEM);
    lay(tag);
    scan('TN.2');
    command({ kind: 'next' });
    const why = { code: 'desk.reader-away', params: {} };
    tell({ kind: 'torn', uid: tag.uid, why });
    expect(snapshot()?.tagging).toMatchObject({
      item: { label: 'TN.1' },
      writes: { [tag.uid]: { state: 'torn' } },
    });
    expect(state.notice).toEqual(why);
  });

  test('a tag of the label before is planned for anew when it was read again, and meant when it is laid down anew', () => {
    const tag = blank();
    scan('TN.1');
    found(ITEM);
    lay(tag);
    written(tag.uid);
    scan('TN.2');
    found(ITEM);
    command({ kind: 'write', uid: tag.uid, losing: false });
    expect(planFor(state, tag.uid)).toBeUndefined();
    tell({ kind: 'tag-left', uid: tag.uid });
    lay(bookTag({ uid: tag.uid, itemId: 'TN.1' }));
    expect(snapshot()?.tagging?.past).toBeUndefined();
    expect(state.notice?.code).toBe('desk.losses');
    expect(writes()).toHaveLength(1);
  });

  test.each([
    ['9786042134583', 'desk.isbn-scanned'],
    ['99000010', 'desk.card-scanned'],
    ['099000000001||A|B', 'desk.scan-private'],
  ])('%s is no label', (text, notice) => {
    scan(text);
    expect(state.tagging.item).toBeUndefined();
    expect(state.notice?.code).toBe(notice);
  });
});

describe('D11 sets', () => {
  test('each tag becomes the next part that is not done', () => {
    scan('TN.1');
    found(ITEM);
    command({ kind: 'parts', parts: 3 });
    const [one, two] = [blank(), blank()];
    lay(one);
    written(one.uid);
    tell({ kind: 'tag-left', uid: one.uid });
    lay(two);
    expect(writes()).toMatchObject([{ job: { part: 1 } }, { job: { part: 2 } }]);
    written(two.uid, 2);
    expect(snapshot()?.tagging).toMatchObject({ done: [1, 2], part: 3, parts: 3 });
  });

  test('a tag on record keeps its part', () => {
    const tag = blank();
    scan('TN.1');
    found({ ...ITEM, tags: [{ uid: tag.uid, part: 2 }] });
    lay(tag);
    expect(writes()).toMatchObject([{ job: { part: 2 } }]);
  });
});

test('D15 a tag that was taken away cannot be put back, and nothing is torn by that', () => {
  const tag = blank();
  scan('TN.1');
  found(ITEM);
  lay(tag);
  written(tag.uid);
  tell({ kind: 'tag-left', uid: tag.uid });
  command({ kind: 'restore', uid: tag.uid });
  expect(effects.filter(({ kind }) => kind === 'restore')).toEqual([]);
  expect(state.notice?.code).toBe('desk.no-tag');
});

describe('D16 the server knows the tag for another item', () => {
  test('the tag counts as failed until it was said that it is moved', () => {
    const tag = blank();
    scan('TN.1');
    found(ITEM);
    lay(tag);
    written(tag.uid);
    const why = { code: 'desk.tag-elsewhere', params: { title: 'Số đỏ' } };
    tell({ kind: 'sent', unsent: 0, refused: [{ label: 'TN.1', uid: tag.uid, why }] });
    expect(snapshot()?.tagging?.writes[tag.uid]).toEqual({ state: 'failed', why });
    look(bookTag({ uid: tag.uid, itemId: 'TN.1', owner: 'VNTT' }));
    expect(planFor(state, tag.uid)).toMatchObject({ losses: [why] });
    command({ kind: 'write', uid: tag.uid, losing: false });
    expect(snapshot()?.tagging?.writes).toEqual({});
    command({ kind: 'write', uid: tag.uid, losing: true });
    expect(effects.at(-1)).toMatchObject({ kind: 'register', job: { moved: true } });
  });
});

describe('D17 what a tag says to the gate', () => {
  test.each([
    { name: 'a blank tag begins armed', tag: tagWith({ uid: nextUid(), afi: 0xc2 }), afi: 0x07 },
    {
      name: 'a lent book stays disarmed',
      tag: bookTag({ uid: nextUid(), itemId: 'OLD.7', afi: 0xc2 }),
      afi: undefined,
    },
    {
      name: 'a value that no gate here knows becomes armed',
      tag: bookTag({ uid: nextUid(), itemId: 'OLD.7', afi: 0x44 }),
      afi: 0x07,
    },
  ])('$name', ({ afi, tag }) => {
    scan('TN.1');
    lay(tag);
    const plan = planFor(state, tag.uid, true);
    expect(plan?.kind === 'write' ? plan.wanted.afi : 'no plan').toBe(afi);
  });
});

test('a reader that is back looks at what lies there', () => {
  const tag = blank();
  const pad = { id: 'pad', kind: 'rfid-reader' };
  tell({ kind: 'devices', devices: [{ ...pad, state: 'faulty' }] });
  lay(tag);
  effects = [];
  tell({ kind: 'devices', devices: [{ ...pad, state: 'ready' }] });
  expect(effects).toEqual([{ kind: 'look', uid: tag.uid }]);
});
