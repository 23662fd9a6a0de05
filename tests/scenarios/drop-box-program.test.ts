/** A drop box as it stands in a library: the real programs, real lines, its mechanics at their far end; by either way to the library. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Stand } from '#tests/stand.ts';
import type { BenchAction } from '#tests/stand/bench-messages.ts';
import { Screen } from '#tests/stand/screen.ts';

const within = { interval: 20 };
const ARMED = 0x07;

const LOANS = `select distinct loan.id from loan join item_identifier on item_identifier.item_id = loan.item_id
  where item_identifier.value = ? and loan.ended_at is null`;
const MANIFESTS =
  'select bin, book_count, exception_count, entries from bin_manifest order by until';

describe.each(['server', 'sip2'] as const)('by way of %s', (way) => {
  let stand: Stand;
  let screen: Screen;
  beforeAll(async () => {
    stand = await Stand.start({ logLevel: 'silent', dropBox: 'holding', way });
    screen = await Screen.open(stand.kioskUrl);
  });
  afterAll(async () => {
    screen.close();
    await stand.close();
  });

  const perform = (action: BenchAction) => stand.bench.perform(action);
  const placeOf = (barcode: string) =>
    stand.bench.state.books.find((one) => one.barcode === barcode)?.inBox;
  const says = (word: string) => screen.until(({ dropBox }) => dropBox?.says === word);
  const lentBooks = () => stand.desk.books.filter(({ tags: [tag] }) => tag?.afi === 0xc2);
  const shelved = () =>
    stand.desk.books.filter(
      ({ note, tags }) => tags.length === 1 && tags[0]?.afi === ARMED && note === undefined,
    );

  test('DB1 a screen of one sentence, and what it says of itself', async () => {
    const { screen: name, stage } = await says('put-in');
    expect([name, stage]).toEqual(['drop-box', 'idle']);
  });

  test('DB16 a lent book: checked in, armed, in its bin; thanked', async () => {
    const [book] = lentBooks();
    if (!book) throw new Error('The sample has lent no book.');
    await says('put-in');
    await perform({ kind: 'drop-insert', books: [book.barcode] });
    const { dropBox } = await says('taken');
    expect(dropBox).toMatchObject({ picture: 'done', count: 1 });
    await expect.poll(() => placeOf(book.barcode), within).toMatch(/^bin-/);
    expect(book.tags.map(({ afi }) => afi)).toEqual(book.tags.map(() => ARMED));
    await expect.poll(() => stand.query(LOANS, book.barcode), within).toEqual([]);
  });

  test('DB15 two at once: asked to take them out, and nothing has happened', async () => {
    const [one, other] = shelved();
    if (!one || !other) throw new Error('The shelf is empty.');
    await says('put-in');
    await perform({ kind: 'drop-insert', books: [one.barcode, other.barcode] });
    expect((await says('take-back-two-items')).dropBox?.code).toBe('D05');
    // As soon as the shutter is open and they lie behind it.
    const takeOut = () => perform({ kind: 'drop-take-out' }).then(Boolean, () => 'not yet');
    await expect.poll(takeOut, within).not.toBe('not yet');
    await says('put-in');
    const places = () => [one, other].map(({ barcode }) => placeOf(barcode));
    await expect.poll(places, within).toEqual([undefined, undefined]);
  });

  test('DB26 a bin that was emptied: its list is with the staff', async () => {
    const book = shelved().at(-1);
    if (!book) throw new Error('The shelf is empty.');
    await says('put-in');
    await perform({ kind: 'drop-insert', books: [book.barcode] });
    await says('taken');
    const place = await expect
      .poll(() => placeOf(book.barcode), within)
      .toMatch(/^bin-/)
      .then(() => placeOf(book.barcode));
    const bin = Number(place?.slice('bin-'.length));
    await says('put-in');
    for (const open of [true, false]) {
      await perform({ kind: 'drop-door', bin, open });
      // Nobody is faster at a door than ten looks at its switch.
      await stand.desk.dropBox?.board.served(0x02, 10);
    }
    // A library's own system has no place for it; it is printed where there is a printer.
    const wanted = way === 'server' ? 1 : 0;
    await expect
      .poll(async () => (await stand.query(MANIFESTS)).length, within)
      .toBeGreaterThanOrEqual(wanted);
    const rows = await stand.query(MANIFESTS);
    expect(rows.length > 0).toBe(way === 'server');
    if (way === 'server') expect(JSON.stringify(rows)).toContain(book.barcode);
    expect((await says('put-in')).screen).toBe('drop-box');
  });
});
