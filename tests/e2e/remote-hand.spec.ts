/** A librarian at the staff page and a machine far away: out of service and back, orders, settings, and a setting that undoes itself. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import AxeBuilder from '@axe-core/playwright';
import { expect, test } from '@playwright/test';
import type { Page } from '@playwright/test';
import { Stand } from '#tests/stand.ts';
import { gatewayData, TERMINAL_NAME } from '#tests/stand/settings.ts';

let stand: Stand;
let kiosk: Page;
let staff: Page;
const faults: string[] = [];
test.describe.configure({ mode: 'serial' });

test.beforeAll(async ({ browser }) => {
  stand = await Stand.start({ printer: true });
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
test.afterAll(() => stand.close());
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

const screen = (name: string) => kiosk.locator(`[data-screen="${name}"]`);
const button = (name: string) => staff.getByRole('button', { name, exact: true });
const dialog = () => staff.getByRole('dialog');
const done = (order: string) => staff.locator(`[data-order="${order}"][data-stage="done"]`);
const setting = (field: string) => staff.locator(`[data-setting="${field}"]`);

test('RH8 from the list to the machine: out of service with a message, and back', async () => {
  await staff.getByRole('link', { name: TERMINAL_NAME }).click();
  await expect(staff.getByRole('heading', { name: TERMINAL_NAME })).toBeVisible();
  await expectAccessible(staff);
  await expect(screen('start')).toBeVisible();
  await button('Tạm ngưng máy').click();
  await dialog().getByLabel('Lời nhắn trên màn hình').fill('Máy đang được sửa, chiều nay xong.');
  await dialog().getByRole('button', { name: 'Làm' }).click();
  await expect(screen('out-of-service')).toContainText('Máy đang được sửa, chiều nay xong.');
  await expect(done('pause')).toBeVisible();
  await expect(staff.getByText('Đang tạm ngưng, do thủ thư bấm từ trang này')).toBeVisible();
  await expectAccessible(staff);
  await button('Cho máy chạy lại').click();
  await expect(screen('start')).toBeVisible();
  await expect(button('Tạm ngưng máy')).toBeVisible();
});

test('RH2 a machine is found, a device opened anew, a test slip printed; each is told as it comes', async () => {
  await button('Nháy màn hình').click();
  await expect(kiosk.locator('.blink')).toContainText(TERMINAL_NAME);
  await expect(done('blink')).toBeVisible();
  await button('Khởi động lại một thiết bị').click();
  await dialog().getByLabel('Thiết bị').selectOption('pad');
  await dialog().getByRole('button', { name: 'Làm' }).click();
  await expect(done('restart-device')).toBeVisible();
  const before = stand.desk.printer?.receipts.length ?? 0;
  await button('In thử').click();
  await expect(done('test-print')).toBeVisible();
  expect(stand.desk.printer?.receipts).toHaveLength(before + 1);
});

test('RH9 a bundle is asked for, and taken away as a file with nothing secret in it', async () => {
  await button('Lấy gói chẩn đoán').click();
  const link = staff.getByRole('link', { name: /^Tải gói về/ }).first();
  await expect(link).toBeVisible();
  const [download] = await Promise.all([staff.waitForEvent('download'), link.click()]);
  expect(download.suggestedFilename()).toMatch(/^terminal-\d{4}-\d\d-\d\d-[0-9a-f]{8}\.jsonl$/);
  const text = readFileSync(await download.path(), 'utf8');
  const lines = text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as { kind: string });
  const kinds = new Set(lines.map(({ kind }) => kind));
  expect([...kinds].slice(0, 4)).toEqual(['bundle', 'state', 'config', 'metrics']);
  expect(text).not.toContain('PRIVATE KEY');
});

test('RH6 what was asked stays in the list, with by whom', async () => {
  const row = staff.getByRole('row', { name: /^Tạm ngưng/ });
  await expect(row).toContainText('Máy đang được sửa, chiều nay xong.');
  await expect(row).toContainText('nhân viên');
});

test('ST9 a setting is saved for this machine, and its screen turns', async () => {
  await staff.getByRole('link', { name: 'Thiết lập', exact: true }).click();
  await expect(setting('language')).toBeVisible();
  await expectAccessible(staff);
  await setting('language')
    .getByRole('button', { name: /^Đặt riêng/ })
    .click();
  await setting('language').getByRole('combobox').selectOption('en');
  await button('Lưu').click();
  await expect(screen('start')).toContainText('Scan your card to borrow');
  await expect(staff.locator('[data-in-force="fine"]')).toBeVisible();
});

test('ST5 the first version is brought back after a second one', async () => {
  await setting('language').getByRole('combobox').selectOption('fr');
  await button('Lưu').click();
  await expect(screen('start')).toContainText('Scannez votre carte');
  await staff.getByRole('button', { name: 'Khôi phục, 1' }).click();
  await dialog().getByRole('button', { name: 'Khôi phục' }).click();
  await expect(screen('start')).toContainText('Scan your card to borrow');
  await expect(setting('language').getByRole('combobox')).toHaveValue('en');
});

test('ST11 an address where there is no server undoes itself, and says so', async () => {
  const kept = () => readFileSync(join(gatewayData(stand), 'settings.json'), 'utf8');
  await setting('server')
    .getByRole('button', { name: /^Đặt riêng/ })
    .click();
  await setting('server').getByLabel('Địa chỉ (https)').fill('http://127.0.0.1:9/');
  await button('Lưu').click();
  await expect.poll(kept).toContain('127.0.0.1:9');
  expect(kept()).toContain('"trial"');
  // Nobody waits for two minutes here: a second start under a trial is proof enough.
  for (let start = 0; start < 2; start++) {
    await stand.stopGateway();
    await stand.startGateway();
  }
  await expect(staff.locator('[data-in-force="trouble"]')).toContainText('đã trở lại như cũ');
  await expect(screen('start')).toContainText('Scan your card to borrow');
});

test('ST2 what is set for the whole network holds where nothing nearer says otherwise', async () => {
  await setting('server')
    .getByRole('button', { name: /^Theo cấp trên/ })
    .click();
  await setting('language')
    .getByRole('button', { name: /^Theo cấp trên/ })
    .click();
  await button('Lưu').click();
  await expect(screen('start')).toContainText('Quét thẻ bạn đọc');
  await staff.goto(`${stand.serverUrl}/staff/terminals`);
  await staff.getByRole('link', { name: 'Thiết lập chung' }).click();
  await expect(setting('language')).toBeVisible();
  await setting('language')
    .getByRole('button', { name: /^Đặt riêng/ })
    .click();
  await setting('language').getByRole('combobox').selectOption('fr');
  await button('Lưu').click();
  await expect(screen('start')).toContainText('Scannez votre carte');
});
