/** Staff at the machine, in a browser: in by the corner and the PIN, a look at the devices, out of service and back. */
import { expect, test } from '@playwright/test';
import type { Page } from '@playwright/test';
import { Stand } from '#tests/stand.ts';
import { CARD, openLoans, plainBooks } from './shelf.ts';

test.describe.configure({ mode: 'serial' });
test.use({ viewport: { width: 1080, height: 1920 } });

const PIN = '246810';

let stand: Stand;
test.beforeAll(async () => {
  stand = await Stand.start({
    logLevel: 'silent',
    printer: true,
    gatewaySettings: { desk: { pin: PIN }, staff: { cards: ['^ST-\\d{4}$'] } },
  });
});
test.afterAll(() => stand.close());

const screen = (page: Page, name: string) => page.locator(`[data-screen="${name}"]`);
const tap = (page: Page, name: string | RegExp) =>
  page.getByRole('button', { name, exact: typeof name === 'string' }).click();

/** The upper left corner, until the door is there. */
async function holdCorner(page: Page): Promise<void> {
  await page.mouse.move(40, 40);
  await page.mouse.down();
  await expect(screen(page, 'staff-pin')).toBeVisible();
  await page.mouse.up();
}

async function enterPin(page: Page): Promise<void> {
  await page.keyboard.type(PIN);
  await page.keyboard.press('Enter');
  await expect(screen(page, 'staff-menu')).toBeVisible();
}

test.beforeEach(async ({ page }) => {
  await page.goto(`${stand.kioskUrl}/`);
  await expect(screen(page, 'start')).toBeVisible();
});

test('SM1 SM4 SM5 from the middle of a loan: nothing of the visit is left, and the loan stands', async ({
  page,
}) => {
  const [book] = plainBooks(stand);
  if (!book) throw new Error('The shelf is empty.');
  await stand.desk.scan(CARD.number);
  await expect(screen(page, 'borrow')).toBeVisible();
  stand.desk.lay(book.barcode);
  await expect(page.getByText(/1 cuốn · đã xong 1/)).toBeVisible();
  await holdCorner(page);
  await expect(page.getByText(book.title)).toBeHidden();
  await enterPin(page);
  await expect(page.getByText(book.title)).toBeHidden();
  await tap(page, /^Thiết bị/);
  await tap(page, /^Khay đọc sách/);
  await expect(page.getByText(book.barcode)).toBeVisible();
  stand.desk.take(book.barcode);
  await expect(page.getByText('Khay trống')).toBeVisible();
  await tap(page, 'Thoát');
  await expect(screen(page, 'start')).toBeVisible();
  expect(openLoans(stand, book)).toBe(1);
});

test('SM3 a wrong PIN says how many tries are left; back leads back', async ({ page }) => {
  await stand.desk.scan('ST-0042');
  await expect(screen(page, 'staff-pin')).toBeVisible();
  await page.keyboard.type('111111');
  await page.keyboard.press('Enter');
  await expect(page.getByText('Mã PIN chưa đúng. Còn 4 lần thử.')).toBeVisible();
  await tap(page, 'Quay lại');
  await expect(screen(page, 'start')).toBeVisible();
});

test('SM7 out of service with a reason, for visitors to read, and back', async ({ page }) => {
  await holdCorner(page);
  await enterPin(page);
  await tap(page, /^Tạm ngưng, khởi động/);
  await tap(page, 'Lau dọn');
  await expect(page.getByText(/^Tại máy, từ/)).toBeVisible();
  await tap(page, 'Thoát');
  await expect(screen(page, 'out-of-service')).toContainText('Máy đang được lau dọn.');
  await holdCorner(page);
  await enterPin(page);
  await tap(page, /^Tạm ngưng, khởi động/);
  await tap(page, 'Phục vụ lại');
  await tap(page, 'Thoát');
  await expect(screen(page, 'start')).toBeVisible();
});

test('SM12 four touches calibrate the screen, and taps go where they were meant', async ({
  page,
}) => {
  const { width, height } = page.viewportSize() ?? { width: 0, height: 0 };
  /** The screen feels everything so much too far to the right. */
  const off = 0.05 * width;
  await holdCorner(page);
  await enterPin(page);
  await tap(page, /^Màn hình, âm thanh/);
  await tap(page, 'Chỉnh điểm chạm');
  await expect(page.getByText('Còn 4 dấu')).toBeVisible();
  for (const [x, y, left] of [
    [0.1, 0.15, 'Còn 3 dấu'],
    [0.9, 0.15, 'Còn 2 dấu'],
    [0.9, 0.85, 'Còn 1 dấu'],
  ] as const) {
    await page.mouse.click(x * width + off, y * height);
    await expect(page.getByText(left)).toBeVisible();
  }
  await page.mouse.click(0.1 * width + off, 0.85 * height);
  await expect(page.getByText('Màn hình đã chỉnh xong')).toBeVisible();
  const box = await page.getByRole('button', { name: 'Bỏ chỉnh' }).boundingBox();
  if (!box) throw new Error('there is no button to undo it');
  await page.mouse.click(box.x + box.width / 2 + off, box.y + box.height / 2);
  await expect(page.getByRole('button', { name: 'Bỏ chỉnh' })).toBeHidden();
  await tap(page, 'Thoát');
  await expect(screen(page, 'start')).toBeVisible();
});
