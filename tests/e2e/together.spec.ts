/** Several people in one sitting, over real lines: a father with his child, and a librarian with two of a class. */
import { expect, test } from '@playwright/test';
import type { Page } from '@playwright/test';
import { cardNumber, patronId } from '#server/sample/rules/patrons.ts';
import { Stand } from '#tests/stand.ts';
import type { StandBook } from '#tests/stand/books.ts';
import { afiOf, openLoans, plainBooks } from './shelf.ts';

const DISARMED = 0xc2;
/** Two children of the central library, and one of its staff. */
const [LINH, BAO, LIBRARIAN] = [4, 2, 56];

let stand: Stand;
test.beforeEach(async () => {
  // What the summary says is read at leisure.
  stand = await Stand.start({ logLevel: 'error', gatewaySettings: { timings: { done: 60_000 } } });
});
test.afterEach(() => stand.close());

const onScreen = (page: Page, name: string): Promise<void> =>
  expect(page.locator('[data-screen]')).toHaveAttribute('data-screen', name);

const threeBooks = (): [StandBook, StandBook, StandBook] => {
  const [first, second, third] = plainBooks(stand);
  if (!first || !second || !third) throw new Error('The shelf has no three plain books.');
  return [first, second, third];
};

/** Whose open loan it is. */
function borrowerOf({ barcode }: StandBook): unknown {
  const [row] = stand.query(
    `SELECT patron_id FROM loan WHERE ended_at IS NULL
       AND item_id IN (SELECT item_id FROM item_identifier WHERE value = ?)`,
    barcode,
  );
  return row?.['patron_id'];
}

async function borrow(page: Page, book: StandBook, person: number): Promise<void> {
  stand.desk.lay(book.barcode);
  const line = page.locator('.page').getByRole('listitem').filter({ hasText: book.title });
  await expect(line).toContainText('Đã mượn');
  await expect.poll(() => afiOf(book)).toBe(DISARMED);
  // Read back, too: a book that is lifted before is asked for again.
  await expect(line).not.toContainText('Để yên trên khay');
  expect(borrowerOf(book)).toBe(patronId(person));
  stand.desk.take(book.barcode);
}

test('S170 a second card joins, each borrows on their own, and one summary ends it', async ({
  page,
}) => {
  const [first, second, third] = threeBooks();
  await page.goto(stand.kioskUrl);
  await onScreen(page, 'start');
  await stand.scanner.scan(cardNumber(LINH));
  await onScreen(page, 'borrow');
  await borrow(page, first, LINH);

  await stand.scanner.scan(cardNumber(BAO));
  await onScreen(page, 'second-card');
  stand.desk.lay(second.barcode);
  await page.getByRole('button', { name: 'Mượn chung' }).click();
  await onScreen(page, 'borrow');
  await borrow(page, second, BAO);

  await page.getByRole('button', { name: 'L. 1 cuốn' }).click();
  await expect(page.getByRole('heading')).toContainText('L. đang mượn');
  await borrow(page, third, LINH);
  await page.getByRole('button', { name: 'Xong' }).click();
  await onScreen(page, 'done');
  await expect(page.getByRole('heading')).toContainText('2 bạn, 3 cuốn');
});

test('S181 in a class each card takes over without a touch, and the leader’s card ends it', async ({
  page,
}) => {
  const [first, second] = threeBooks();
  await page.goto(stand.kioskUrl);
  await onScreen(page, 'start');
  await stand.scanner.scan(cardNumber(LIBRARIAN));
  await onScreen(page, 'borrow');
  await page.getByRole('button', { name: 'Cả lớp' }).click();
  await expect(page.getByRole('heading')).toContainText('Mời bạn tiếp theo');

  await stand.scanner.scan(cardNumber(LINH));
  await expect(page.getByRole('heading')).toContainText('L. đang mượn');
  await borrow(page, first, LINH);
  // The next child lays the book down first: it waits for the card, and goes to nobody before it.
  await expect(page.getByRole('heading')).toContainText('Mời bạn tiếp theo');
  stand.desk.lay(second.barcode);
  await expect(page.getByRole('heading')).toContainText('Quét thẻ để mượn 1 cuốn này');
  expect(openLoans(stand, second)).toBe(0);
  await stand.scanner.scan(cardNumber(BAO));
  await borrow(page, second, BAO);
  await expect(page.getByText('2 bạn · 2 cuốn')).toBeVisible();

  await stand.scanner.scan(cardNumber(LIBRARIAN));
  await onScreen(page, 'done');
  await expect(page.getByRole('heading')).toContainText('2 bạn, 2 cuốn');
});
