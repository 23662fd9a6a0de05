/** A visitor takes a receipt along: on paper, and by telephone where the paper has run out. */
import AxeBuilder from '@axe-core/playwright';
import { expect, test } from '@playwright/test';
import type { Page } from '@playwright/test';
import { Stand } from '#tests/stand.ts';

test.describe.configure({ mode: 'serial' });
test.use({ viewport: { width: 1080, height: 1920 } });

let stand: Stand;
let visits = 0;
test.beforeAll(async () => {
  const timings = { done: 600_000, receipt: 600_000, printing: 600_000 };
  stand = await Stand.start({ logLevel: 'error', printer: true, gatewaySettings: { timings } });
});
test.afterAll(() => stand.close());

const onScreen = (page: Page, name: string): Promise<void> =>
  expect(page.locator('[data-screen]')).toHaveAttribute('data-screen', name);
const press = (page: Page, name: string): Promise<void> =>
  page.getByRole('button', { name, exact: true }).click();

/** A book is given back by its label. */
async function giveBack(page: Page): Promise<void> {
  await page.goto(stand.kioskUrl);
  await onScreen(page, 'start');
  await press(page, 'Trả sách');
  await onScreen(page, 'return');
  const books = stand.desk.books.filter(({ tags }) => tags.length < 2);
  await stand.scanner.scan(books[visits++ % books.length]?.barcode ?? '');
  await expect(page.getByRole('listitem').filter({ hasText: 'Đã trả' })).toBeVisible();
  await press(page, 'Xong');
  await onScreen(page, 'done');
}

test('S214 printed: it comes out, and only then is to be taken', async ({ page }) => {
  await giveBack(page);
  await press(page, 'In phiếu');
  await expect(page.getByText('Bạn nhớ lấy phiếu nhé!')).toBeVisible();
  expect(stand.desk.printer?.receipts).toHaveLength(1);
  await press(page, 'Người khác');
  await onScreen(page, 'start');
});

test('S216 the roll ends in the middle: the code on the screen, and the next one is whole', async ({
  page,
}) => {
  await giveBack(page);
  await stand.bench.perform({ kind: 'printer-paper-out', inTheMiddle: true });
  await press(page, 'In phiếu');
  await onScreen(page, 'paper-out');
  await expect(page.getByText('Máy hết giấy. Bạn quét mã QR bằng điện thoại nhé.')).toBeVisible();
  await expect(page.getByText(/^Mã: [A-Z0-9]{4} [A-Z0-9]{4}$/)).toBeVisible();
  await expect(page.getByRole('img', { name: /^Mã QR của phiếu/ })).toBeVisible();
  expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([]);
  await stand.bench.perform({ kind: 'printer-roll' });
  await press(page, 'In phiếu');
  await expect(page.getByText('Bạn nhớ lấy phiếu nhé!')).toBeVisible();
});
