/** A plain chute: whatever is put in has fallen by the time that anybody knows what it is, and nothing is lost for that. */
import { afterEach, beforeEach, expect, test } from 'vitest';
import { bookTag, nextUid } from '#tests/simulators/book-tag.ts';
import type { BookTag } from '#tests/simulators/book-tag.ts';
import type { Thing } from '#tests/simulators/drop-box/things.ts';
import { Machine } from './drop-box/machine.ts';
import { ReturningLibrary } from './drop-box/library.ts';
import type { Fate } from './drop-box/library.ts';

const BOOKS = 40;
const ARMED = 0x07;

const idOf = (at: number) => `C${String(at).padStart(4, '0')}`;
const labelled = (id: string): BookTag =>
  bookTag({ uid: nextUid(), itemId: id, owner: 'VN000123', afi: 0xc2 });
const bookAt = (at: number): Thing => ({
  id: idOf(at),
  tags: at % 10 === 3 ? [] : [labelled(idOf(at))],
  thicknessMm: 15,
});
const isForeign = (at: number) => at % 10 === 7;
const fates = new Map(
  Array.from({ length: BOOKS }, (_, at): [string, Fate] => [
    idOf(at),
    isForeign(at) ? 'foreign' : 'shelf',
  ]),
);

let machine: Machine;
beforeEach(async () => {
  machine = new Machine(new ReturningLibrary(fates), 'chute');
  await machine.until(() => machine.at === 'open', 'an open mouth');
});
afterEach(() => machine.close());

const placeOf = ({ id }: Thing) => machine.devices.box.whereIs(id).place;

async function give(...things: readonly Thing[]): Promise<void> {
  const before = machine.entries.length;
  await machine.until(() => machine.at === 'open', 'an open mouth');
  machine.devices.box.insert(things);
  await machine.until(() => things.every((thing) => placeOf(thing) === 'bin'), 'it in the bin');
  await machine.until(() => machine.entries.length > before, 'it written down');
}

test('DB13 forty books: in the bin, checked in once, armed; what is wrong is listed', async () => {
  const books = Array.from({ length: BOOKS }, (_, at) => bookAt(at));
  for (const [at, book] of books.entries()) {
    if (at === 20) machine.library.state = 'silent';
    await give(book);
    machine.library.state = 'answers';
  }
  await machine.time.advance(600_000);
  expect(machine.entries).toHaveLength(BOOKS);
  for (const [at, { id, tags }] of books.entries()) {
    const entry = machine.entries[at];
    const isListed = tags.length === 0 || isForeign(at);
    expect([id, entry?.trouble !== undefined]).toEqual([id, isListed]);
    expect([id, machine.library.checkins(id)]).toEqual([id, isListed ? 0 : 1]);
    if (!isListed) expect([id, tags.map(({ afi }) => afi)]).toEqual([id, [ARMED]]);
  }
  expect(machine.errors).toEqual([]);
});

test('DB13 two at once are both checked in and armed, and listed', async () => {
  const pair = [bookAt(0), bookAt(1)];
  await give(...pair);
  expect(machine.entries.map(({ trouble }) => trouble)).toEqual(['two-items', 'two-items']);
  expect(pair.map(({ id }) => machine.library.checkins(id))).toEqual([1, 1]);
  expect(pair.flatMap(({ tags }) => tags.map(({ afi }) => afi))).toEqual([ARMED, ARMED]);
});

test('DB28 the power goes while it falls: the return stands, and staff are told that it is not armed', async () => {
  machine.cutAt = 'securing';
  const book = bookAt(0);
  await give(book);
  await machine.time.advance(600_000);
  expect(machine.cuts).toBe(1);
  expect(machine.library.checkins(book.id)).toBe(1);
  expect(machine.entries).toMatchObject([
    { item: { identifier: book.id }, ils: 'accepted', armed: 'failed', trouble: 'alarm-not-set' },
  ]);
});
