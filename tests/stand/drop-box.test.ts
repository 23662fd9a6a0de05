/** A drop box on the bench: its lines are the gateway's, its mechanics are moved by hand. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Stand } from '#tests/stand.ts';
import type { BenchAction } from './bench-messages.ts';

let stand: Stand;
beforeAll(async () => {
  stand = await Stand.start({ logLevel: 'silent', dropBox: 'holding' });
});
afterAll(() => stand.close());

const within = { interval: 20 };
const perform = (action: BenchAction) => stand.bench.perform(action);
const dropBox = () => stand.bench.state.dropBox;
const bookNumber = (index: number): string => {
  const found = stand.desk.books.filter(({ tags }) => tags.length === 1)[index];
  if (!found) throw new Error('There is no such book.');
  return found.barcode;
};
const placeOf = (barcode: string) =>
  stand.bench.state.books.find((one) => one.barcode === barcode)?.inBox;

test('its board is a device of the gateway, and ready', async () => {
  const { devices } = (await (await fetch(`${stand.kioskUrl}/health`)).json()) as {
    devices: { id: string; kind: string; state: string }[];
  };
  expect(devices).toContainEqual(
    expect.objectContaining({ id: 'lines', kind: 'digital-io', state: 'ready' }),
  );
});

test('a book that is pushed against the mouth is seen by its eye, and can be pulled back', async () => {
  const barcode = bookNumber(0);
  // At an open mouth a book is out of reach within a second.
  await perform({ kind: 'drop-contact', contact: 'door', on: true });
  await expect.poll(() => dropBox()?.shutter, within).toBe(0);
  await perform({ kind: 'drop-insert', books: [barcode] });
  await expect.poll(() => dropBox()?.eyes.mouth, within).toBe(true);
  expect(placeOf(barcode)).toBe('mouth');
  await expect(perform({ kind: 'drop-insert', books: [barcode] })).rejects.toThrow('hand');
  await perform({ kind: 'drop-pull-back' });
  await expect.poll(() => placeOf(barcode), within).toBeUndefined();
  expect(dropBox()?.eyes).toEqual({ mouth: false, inner: false });
  await perform({ kind: 'drop-contact', contact: 'door', on: false });
});

const openLoans = (barcode: string) =>
  stand.query(
    `select distinct loan.id from loan join item_identifier on item_identifier.item_id = loan.item_id
     where item_identifier.value = ? and loan.ended_at is null`,
    barcode,
  );

test('a book that is put in goes the whole way: checked in, armed, in its bin', async () => {
  const lent = stand.desk.books.find(({ tags: [tag] }) => tag?.afi === 0xc2);
  if (!lent) throw new Error('The sample has lent no book.');
  expect(openLoans(lent.barcode)).toHaveLength(1);
  await expect.poll(() => dropBox()?.shutter, within).toBe(1);
  await perform({ kind: 'drop-insert', books: [lent.barcode] });
  await expect.poll(() => placeOf(lent.barcode), within).toMatch(/^bin-/);
  expect(lent.tags.map(({ afi }) => afi)).toEqual([0x07]);
  await expect.poll(() => openLoans(lent.barcode), within).toEqual([]);
  // The mouth opens again for the next one.
  await expect.poll(() => dropBox()?.shutter, within).toBe(1);
  expect(dropBox()?.signals).toMatchObject({ ready: true, stop: false });
});

test('what staff take out they can put back on the shelf', async () => {
  const barcode = bookNumber(1);
  await perform({ kind: 'drop-insert', books: [barcode] });
  await perform({ kind: 'drop-free' });
  expect(placeOf(barcode)).toBe('staff');
  await perform({ kind: 'drop-put-away' });
  expect(placeOf(barcode)).toBeUndefined();
});

test('doors, contacts and a hand are told as they are', async () => {
  await perform({ kind: 'drop-contact', contact: 'door', on: true });
  await perform({ kind: 'drop-door', bin: 1, open: true });
  await perform({ kind: 'drop-hand', on: true });
  expect(dropBox()).toMatchObject({
    contacts: { door: true, tamper: false, fire: false },
    bins: [{ doorOpen: false }, { doorOpen: true }, { doorOpen: false }],
    eyes: { mouth: true },
    hand: true,
  });
  await expect(perform({ kind: 'drop-empty', bin: 1 })).rejects.toThrow('empty');
  await expect(perform({ kind: 'drop-empty', bin: 0 })).rejects.toThrow('shut');
});

test('what cannot be done is said in words', async () => {
  await expect(perform({ kind: 'drop-take-out' })).rejects.toThrow('shutter');
});
