/** The main job, nothing pretended between the serial line and the database. */
import { expect, test } from '@playwright/test';
import { Stand } from '#tests/stand.ts';
import { afiOf, CARD, openLoans, plainBooks } from './shelf.ts';

const ARMED = 0x07;
const DISARMED = 0xc2;

let stand: Stand;
test.beforeEach(async () => {
  stand = await Stand.start({ logLevel: 'error' });
});
test.afterEach(() => stand.close());

test('a card on one line, three books on the other: borrowed on screen, in the database and on the tags; then returned', async ({
  page,
}) => {
  const books = plainBooks(stand).slice(0, 3);
  const barcodes = books.map(({ barcode }) => barcode);
  await page.goto(stand.kioskUrl);
  const screen = page.locator('[data-screen]');
  await expect(screen).toHaveAttribute('data-screen', 'start');

  await stand.scanner.scan(CARD.number);
  await expect(screen).toHaveAttribute('data-screen', 'borrow');
  stand.desk.lay(...barcodes);
  for (const { title } of books) {
    const line = page.getByRole('listitem').filter({ hasText: title });
    await expect(line).toContainText('Đã mượn');
  }
  for (const book of books) {
    await expect.poll(() => afiOf(book)).toBe(DISARMED);
    expect(openLoans(stand, book)).toBe(1);
  }
  await page.getByRole('button', { name: 'Xong' }).click();
  await expect(screen).toHaveAttribute('data-screen', 'done');
  stand.desk.take(...barcodes);
  await expect(screen).toHaveAttribute('data-screen', 'start');

  stand.desk.lay(...barcodes);
  await expect(screen).toHaveAttribute('data-screen', 'return-or-borrow');
  for (const book of books) expect(openLoans(stand, book)).toBe(1);
  await page.getByRole('button', { name: 'Trả', exact: true }).click();
  for (const { title } of books) {
    const line = page.getByRole('listitem').filter({ hasText: title });
    await expect(line).toContainText('Đã trả');
  }
  for (const book of books) {
    await expect.poll(() => afiOf(book)).toBe(ARMED);
    expect(openLoans(stand, book)).toBe(0);
  }
});
