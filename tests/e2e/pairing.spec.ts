/** A terminal that nobody knows, its screen and the staff page side by side: let in, moved, turned away, let in again. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import AxeBuilder from '@axe-core/playwright';
import { expect, test } from '@playwright/test';
import type { Page } from '@playwright/test';
import { Stand } from '#tests/stand.ts';

let stand: Stand;
test.beforeAll(async () => {
  stand = await Stand.start({
    paired: false,
    gatewaySettings: { terminal: { profile: 'kiosk', pad: 'right', scanner: 'right' } },
  });
});
test.afterAll(() => stand.close());
test.use({ viewport: { width: 1280, height: 800 } });
test.describe.configure({ mode: 'serial' });

let kiosk: Page;
let staff: Page;
const faults: string[] = [];
test.beforeAll(async ({ browser }) => {
  const open = async (width: number, height: number) => {
    const context = await browser.newContext({ viewport: { width, height }, locale: 'vi-VN' });
    const page = await context.newPage();
    page.on('pageerror', (error) => faults.push(error.message));
    return page;
  };
  kiosk = await open(1080, 1920);
  staff = await open(1280, 800);
  await kiosk.goto(`${stand.kioskUrl}/`);
  await signIn(staff);
});
test.afterEach(() => expect(faults).toEqual([]));

async function signIn(page: Page): Promise<void> {
  const file = join(stand.folder, 'server/first-password.txt');
  const [name = '', password = ''] = readFileSync(file, 'utf8').trim().split(' ');
  await page.goto(`${stand.serverUrl}/staff/terminals`);
  await page.getByLabel('Tên đăng nhập').fill(name);
  await page.getByLabel('Mật khẩu').fill(password);
  await page.keyboard.press('Enter');
}

async function expectAccessible(page: Page): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).analyze();
  expect(violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)])).toEqual([]);
}

/** What stands out at the right; a table scrolls by itself. */
const beyond = (page: Page): Promise<string[]> =>
  page.evaluate(() =>
    [...document.querySelectorAll('body *')]
      .filter((element) => element.parentElement?.closest('.scroll') === null)
      .filter((element) => element.getBoundingClientRect().right > innerWidth)
      .map((element) => element.outerHTML.slice(0, 120)),
  );

const screen = (name: string) => kiosk.locator(`[data-screen="${name}"]`);
const codeOnScreen = async () => (await screen('pairing').locator('.code').innerText()).trim();
const dialog = () => staff.getByRole('dialog');

/** The button, the code as it stands on the machine's screen, and Enter. */
async function find(code: string): Promise<void> {
  await staff.getByRole('button', { name: 'Ghép máy' }).click();
  await staff.getByLabel('Mã trên màn hình của máy').fill(code);
  await staff.keyboard.press('Enter');
}

test('PA1 PA4 PA21 the code on its screen lets a new terminal in; the screen turns by itself', async () => {
  await expect(staff.getByText('Chưa có máy nào')).toBeVisible();
  await expectAccessible(staff);
  await expect(screen('pairing')).toContainText('chưa được ghép với thư viện');
  await expect(screen('pairing')).toContainText(/Mã còn dùng được \d+ phút/);
  await find((await codeOnScreen()).toLowerCase());
  const check = await staff
    .getByRole('status')
    .filter({ hasText: /^\d{3} \d{3}$/ })
    .innerText();
  await expect(screen('pairing')).toContainText(`Số kiểm tra: ${check}`);
  await expectAccessible(staff);
  await staff.getByLabel('Máy', { exact: true }).fill('Máy cổng trước');
  await staff.getByLabel('Đặt ở').selectOption({ label: '\u2003Thư viện tỉnh Hoa Giang' });
  await staff.getByRole('button', { name: 'Đúng số, ghép máy' }).click();
  await expect(staff.getByText('Đã ghép máy Máy cổng trước.')).toBeVisible();
  await expect(screen('start')).toContainText('Thư viện tỉnh Hoa Giang');
  const row = staff.getByRole('row', { name: /Máy cổng trước/ });
  await expect(row).toContainText('Máy mượn trả');
  await expect(row).toContainText(/(?:\w{4}-){3}\w{4}/);
});

test('PA20 let in, it lends and takes back', async () => {
  await kiosk.getByRole('button', { name: 'Trả sách' }).click();
  await expect(screen('return')).toBeVisible();
  await kiosk.getByRole('button', { name: 'Xong' }).click();
  await expect(screen('start')).toBeVisible();
});

test('PA6 a code that nobody shows is refused in words, with the tries that are left', async () => {
  await find('CCCC CCCC');
  await expect(staff.getByRole('alert').filter({ hasText: 'còn 4 lần thử' })).toBeVisible();
  await staff.getByLabel('Mã trên màn hình của máy').fill('OOOO 1111');
  await staff.keyboard.press('Enter');
  await expect(staff.getByRole('alert').filter({ hasText: 'chỉ gồm 3 4 6 7 9' })).toBeVisible();
  await staff.getByRole('button', { name: 'Đóng' }).click();
});

test('PA31 PA34 another name and place reach the screen', async () => {
  await staff.getByRole('button', { name: 'Đổi, Máy cổng trước' }).click();
  await dialog().getByLabel('Máy', { exact: true }).fill('Máy tầng hai');
  const elsewhere = dialog().getByLabel('Đặt ở').getByRole('option').filter({ hasText: 'phường' });
  const label = (await elsewhere.first().textContent()) ?? '';
  await dialog().getByLabel('Đặt ở').selectOption({ label });
  await expectAccessible(staff);
  await dialog().getByRole('button', { name: 'Lưu' }).click();
  await expect(staff.getByText(/^.?\s*Đã lưu: Máy tầng hai/)).toBeVisible();
  // It says something at least every twenty seconds.
  await expect(screen('start')).toContainText(label.trim(), { timeout: 90_000 });
});

test('PA23 PA32 revoked, its screen says so and shows a code; paired again it is proposed as itself', async () => {
  await staff.getByRole('button', { name: 'Ngắt, Máy tầng hai' }).click();
  await expect(dialog()).toContainText('không phục vụ ai nữa');
  await dialog().getByRole('button', { name: 'Ngắt máy' }).click();
  await expect(staff.getByText('Đã ngắt máy Máy tầng hai.')).toBeVisible();
  await expect(staff.getByRole('row', { name: /Máy tầng hai/ })).toBeVisible();
  await expect(screen('pairing')).toContainText('đã bị ngắt khỏi thư viện', { timeout: 90_000 });
  await find(await codeOnScreen());
  await expect(staff.getByText(/Đây là máy Máy tầng hai .* đã bị ngắt trước đây/)).toBeVisible();
  await staff.getByRole('button', { name: 'Đúng số, ghép máy' }).click();
  await expect(screen('start')).toBeVisible();
  const rows = stand.query('select id from terminal');
  expect(rows).toHaveLength(1);
});

test('PA33 the journal says who let what in', async () => {
  await staff.getByRole('link', { name: 'Nhật ký' }).click();
  const journal = staff.getByRole('table');
  for (const act of ['ghép máy', 'đổi máy', 'ngắt máy']) await expect(journal).toContainText(act);
  await expectAccessible(staff);
});

for (const [width, height] of [
  [1024, 600],
  [390, 844],
] as const)
  test(`nothing stands out of a screen of ${width} × ${height}`, async () => {
    await staff.setViewportSize({ width, height });
    await staff.goto(`${stand.serverUrl}/staff/terminals`);
    await staff.getByRole('button', { name: 'Ghép máy' }).click();
    await expect(staff.getByLabel('Mã trên màn hình của máy')).toBeFocused();
    expect(await beyond(staff)).toEqual([]);
    await expectAccessible(staff);
  });
