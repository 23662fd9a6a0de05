/** The main job of a terminal that speaks SIP2 to the library, as it does before a system of another maker. */
import { expect, test } from '@playwright/test';
import { Stand } from '#tests/stand.ts';
import { afiOf, CARD, openLoans, plainBooks } from './shelf.ts';

const ARMED = 0x07;
const DISARMED = 0xc2;

let stand: Stand;
test.beforeEach(async () => {
  stand = await Stand.start({ way: 'sip2', logLevel: 'error' });
});
test.afterEach(() => stand.close());

const renewals = (): number => {
  const [row] = stand.query(`SELECT count(*) AS n FROM circulation_event WHERE kind = 'renew'`);
  return Number(row?.['n']);
};

test('a card, three books, the account and its PIN, a renewal, the books back: all of it over SIP2', async ({
  page,
}) => {
  const books = plainBooks(stand).slice(0, 3);
  const renewedBefore = renewals();
  const barcodes = books.map(({ barcode }) => barcode);
  await page.goto(stand.kioskUrl);
  const screen = page.locator('[data-screen]');
  const line = (text: string) => page.getByRole('listitem').filter({ hasText: text });
  await expect(screen).toHaveAttribute('data-screen', 'start');

  await stand.scanner.scan(CARD.number);
  await expect(screen).toHaveAttribute('data-screen', 'borrow');
  stand.desk.lay(...barcodes);
  for (const { title } of books) await expect(line(title)).toContainText('Đã mượn');
  for (const book of books) {
    await expect.poll(() => afiOf(book)).toBe(DISARMED);
    expect(openLoans(stand, book)).toBe(1);
  }

  await page.getByRole('button', { name: 'Sách đang mượn' }).click();
  await expect(screen).toHaveAttribute('data-screen', 'pin');
  for (const digit of CARD.pin ?? '') {
    await page.getByRole('button', { name: digit, exact: true }).click();
  }
  await page.getByRole('button', { name: 'Tiếp tục' }).click();
  await expect(screen).toHaveAttribute('data-screen', 'account');
  // A loan of some days ago, which is due first.
  const owned = page.getByRole('listitem').first();
  await owned.getByRole('button', { name: /Gia hạn/ }).click();
  await expect(owned).toContainText('Đã gia hạn');
  expect(renewals()).toBe(renewedBefore + 1);
  await page.getByRole('button', { name: 'Quay lại' }).click();

  await page.getByRole('button', { name: 'Xong' }).click();
  await expect(screen).toHaveAttribute('data-screen', 'done');
  stand.desk.take(...barcodes);
  await expect(screen).toHaveAttribute('data-screen', 'start');

  stand.desk.lay(...barcodes);
  await expect(screen).toHaveAttribute('data-screen', 'return-or-borrow');
  await page.getByRole('button', { name: 'Trả', exact: true }).click();
  for (const { title } of books) await expect(line(title)).toContainText('Đã trả');
  for (const book of books) {
    await expect.poll(() => afiOf(book)).toBe(ARMED);
    expect(openLoans(stand, book)).toBe(0);
  }
});
