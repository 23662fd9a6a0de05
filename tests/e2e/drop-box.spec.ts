/** The drop box as people meet it: its screen through each failure, on real lines, with its mechanics at their far end. */
import { expect, test } from '@playwright/test';
import type { Page } from '@playwright/test';
import { Stand } from '#tests/stand.ts';
import type { StandBook } from '#tests/stand/books.ts';
import type { StandDropBox } from '#tests/stand/drop-box.ts';
import { bookTag, nextUid, tagWith } from '#tests/simulators/book-tag.ts';
import type { Thing } from '#tests/simulators/drop-box/things.ts';

test.describe.configure({ mode: 'serial' });

let stand: Stand;
test.beforeAll(async () => {
  stand = await Stand.start({ logLevel: 'silent', dropBox: 'holding' });
});
test.afterAll(() => stand.close());

const PUT_IN = 'Mời bạn bỏ từng cuốn vào khe';
const TAKEN = /Máy đã nhận 1 cuốn|Máy đã nhận \d+ cuốn/;
const TO_STAFF = 'Máy đã giữ sách. Thủ thư sẽ xem lại nhé.';

function boxOf(): StandDropBox {
  const { dropBox } = stand.desk;
  if (!dropBox) throw new Error('There is no drop box on this desk.');
  return dropBox;
}

const heading = (page: Page) => page.getByRole('heading', { level: 1 });
/** What stands there until somebody does something. */
const says = (page: Page, text: string | RegExp) => expect(heading(page)).toHaveText(text);

/** Notes whatever the screen has said, from its beginning on: thanks stand for seconds, and Playwright looks once in one. */
const noteHeadings = (page: Page) =>
  page.addInitScript(() => {
    const look = () => {
      const text = document.querySelector('h1')?.textContent.trim();
      const said = (document.documentElement.dataset['said'] ?? '').split('\n');
      if (text !== undefined && said.at(-1) !== text)
        document.documentElement.dataset['said'] = [...said, text].join('\n');
    };
    new MutationObserver(look).observe(document, {
      ...{ subtree: true, childList: true, characterData: true },
    });
  });
/** What it says for a while, or has said by now. */
const hasSaid = (page: Page, text: string | RegExp) => {
  const said = () => page.evaluate(() => document.documentElement.dataset['said']);
  return typeof text === 'string'
    ? expect.poll(said).toContain(text)
    : expect.poll(said).toMatch(text);
};
/** Ready for the next one. */
const isReady = (page: Page) => says(page, PUT_IN);
/** DB32: it says so, with the code that staff look up. */
async function isShutFor(page: Page, code: string): Promise<void> {
  await says(page, 'Máy đang tạm ngưng nhận sách');
  await expect(page.getByText(`Mã cho thủ thư: ${code}`)).toBeVisible();
}
const insert = (...things: readonly Thing[]) => boxOf().box.insert(things);
const placeOf = ({ id }: Thing) => boxOf().box.whereIs(id);

async function takeOut(): Promise<void> {
  await expect.poll(() => boxOf().box.shutter.isOpen).toBe(true);
  expect(boxOf().box.takeOut()).not.toEqual([]);
}

const plain = (): readonly StandBook[] =>
  stand.desk.books.filter(({ note, tags }) => tags.length === 1 && note === undefined);
let used = 0;
function aBook(): Thing {
  const book = plain()[used++];
  if (!book) throw new Error('The shelf is empty.');
  return { id: book.barcode, tags: book.tags, thicknessMm: 15 };
}

test.beforeEach(async ({ page }) => {
  await noteHeadings(page);
  await page.goto(`${stand.kioskUrl}/`);
  await isReady(page);
});

test('DB16 a book: one moment, thanks, and the next one', async ({ page }) => {
  const book = aBook();
  insert(book);
  await hasSaid(page, TAKEN);
  await expect.poll(() => placeOf(book).place).toBe('bin');
  await isReady(page);
});

test('DB11 no label: kept for staff', async ({ page }) => {
  insert({ id: 'no-tag', tags: [] });
  await hasSaid(page, TO_STAFF);
  await expect.poll(() => placeOf({ id: 'no-tag', tags: [] })).toEqual({ place: 'bin', bin: 2 });
  await isReady(page);
});

test('DB11 a torn label: kept for staff', async ({ page }) => {
  const { memory, uid } = bookTag({ uid: nextUid(), itemId: 'TORN' });
  memory[5] = (memory[5] ?? 0) ^ 1;
  insert({ id: 'torn', tags: [tagWith({ uid, content: memory })] });
  await hasSaid(page, TO_STAFF);
  await isReady(page);
});

test('DB15 two at once: taken out, and nothing has happened', async ({ page }) => {
  const [one, other] = [aBook(), aBook()];
  insert(one, other);
  await says(page, 'Máy thấy nhiều cuốn cùng lúc. Bạn lấy ra rồi bỏ từng cuốn nhé.');
  await expect(page.getByText('Mã cho thủ thư: D05')).toBeVisible();
  await takeOut();
  await isReady(page);
  const places = () => [one, other].map((book) => placeOf(book).place);
  await expect.poll(places).toEqual(['person', 'person']);
});

test('DB15 a part of a set is missing', async ({ page }) => {
  const set = bookTag({ uid: nextUid(), itemId: 'SET-1', part: 1, parts: 2 });
  insert({ id: 'half-a-set', tags: [set] });
  await says(page, 'Bộ này còn thiếu phần. Bạn lấy ra rồi bỏ đủ cả bộ nhé.');
  await takeOut();
  await isReady(page);
});

test('DB17 a book of nobody here is given back, with the library’s reason', async ({ page }) => {
  const tag = bookTag({ uid: nextUid(), itemId: 'ELSEWHERE', owner: 'FR751131010', afi: 0xc2 });
  insert({ id: 'elsewhere', tags: [tag] });
  await says(page, 'Bạn lấy lại cuốn này giúp nhé');
  await expect(page.getByText('Máy không nhận ra cuốn này')).toBeVisible();
  await takeOut();
  await isReady(page);
  expect(tag.afi).toBe(0xc2);
});

test('DB4 pulled back: nothing has happened', async ({ page }) => {
  // So long that a hand still has it when the screen has been read.
  const book = { ...aBook(), lengthMm: 1800 };
  insert(book);
  await expect.poll(() => placeOf(book).place).toBe('mouth');
  await hasSaid(page, 'Bạn chờ một chút nhé');
  expect(boxOf().box.pullBack()).not.toEqual([]);
  await expect.poll(() => placeOf(book).place).toBe('person');
  await isReady(page);
});

test('DB19 a tag that does not take the alarm: kept for staff', async ({ page }) => {
  const book = aBook();
  const [tag] = book.tags;
  if (!tag) throw new Error('It has no tag.');
  // As it came home: not secured.
  tag.afi = 0xc2;
  stand.desk.reader.simulateWriteFailure(tag.uid, 1_000);
  insert(book);
  await hasSaid(page, TO_STAFF);
  await expect.poll(() => placeOf(book)).toEqual({ place: 'bin', bin: 2 });
  await isReady(page);
});

test('DB6 a jam: somebody has to come; freed, it goes on by itself', async ({ page }) => {
  boxOf().box.wedgeNext();
  insert(aBook());
  await says(page, 'Sách bị kẹt. Bạn báo thủ thư giúp nhé.');
  await expect(page.getByText('Mã cho thủ thư: D10')).toBeVisible();
  boxOf().box.free();
  await isReady(page);
});

test('DB8 its door is open: out of service, until it is shut', async ({ page }) => {
  boxOf().box.setContact('door', true);
  await isShutFor(page, 'D13');
  await expect.poll(() => boxOf().box.shutter.isShut).toBe(true);
  boxOf().box.setContact('door', false);
  await isReady(page);
});

test('DB7 the reader is lost: out of service, and back', async ({ page }) => {
  await stand.bench.perform({ kind: 'plug', device: 'pad', plugged: false });
  await isShutFor(page, 'D14');
  await stand.bench.perform({ kind: 'plug', device: 'pad', plugged: true });
  await isReady(page);
});

test('DB23 no room for what staff must see to: the bin is full', async ({ page }) => {
  const { board, box } = boxOf();
  await expect.poll(() => box.shutter.isOpen).toBe(true);
  // Something stands before the eye, whatever the mechanics say of the bin.
  const blocks = () => board.setInput(11, true);
  const away = box.onChange(blocks);
  blocks();
  const full = 'Thùng sách đã đầy. Bạn đưa sách cho thủ thư nhé.';
  await expect(heading(page)).toHaveText(full, { timeout: 90_000 });
  await expect(page.getByText('Mã cho thủ thư: D11')).toBeVisible();
  away();
  board.setInput(11, false);
  await isReady(page);
});

test('DB18 the library is silent: recorded here, and told when it answers', async ({ page }) => {
  const book = aBook();
  await stand.bench.perform({ kind: 'network', up: false });
  insert(book);
  await hasSaid(page, 'Máy đã ghi lại rồi, cảm ơn bạn');
  await expect.poll(() => placeOf(book).place).toBe('bin');
  await stand.bench.perform({ kind: 'network', up: true });
  const queued = async () =>
    ((await (await fetch(`${stand.kioskUrl}/health`)).json()) as { queued: number }).queued;
  await expect.poll(queued, { timeout: 90_000 }).toBe(0);
  await isReady(page);
});
