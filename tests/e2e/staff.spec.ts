/** The staff page: one librarian, one terminal, and what the page says while things go wrong. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import AxeBuilder from '@axe-core/playwright';
import { expect, test } from '@playwright/test';
import type { Page } from '@playwright/test';
import { Stand } from '#tests/stand.ts';

let stand: Stand;
test.beforeAll(async () => {
  stand = await Stand.start();
});
test.afterAll(() => stand.close());
test.use({ viewport: { width: 1280, height: 800 } });

/** The first start made the account and wrote it down. */
function account(): { name: string; password: string } {
  const file = join(stand.folder, 'server/first-password.txt');
  const [name = '', password = ''] = readFileSync(file, 'utf8').trim().split(' ');
  return { name, password };
}

async function signIn(page: Page): Promise<void> {
  const { name, password } = account();
  await page.goto(`${stand.serverUrl}/staff`);
  await page.getByLabel('Tên đăng nhập').fill(name);
  await page.getByLabel('Mật khẩu').fill(password);
  await page.keyboard.press('Enter');
  await expect(page.getByRole('region', { name: /Các máy mượn trả/ })).toBeVisible();
}

async function expectAccessible(page: Page): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).analyze();
  expect(violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)])).toEqual([]);
}

test('the page asks who is signed in, and nobody is no fault', async ({ page }) => {
  const faults: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error') faults.push(message.text());
  });
  await page.goto(`${stand.serverUrl}/staff`);
  await expect(page.getByLabel('Mật khẩu')).toBeVisible();
  expect(faults).toEqual([]);
});

test('a wrong password is answered in words, and opens nothing', async ({ page }) => {
  await page.goto(`${stand.serverUrl}/staff`);
  await page.getByLabel('Tên đăng nhập').fill(account().name);
  await page.getByLabel('Mật khẩu').fill('không đúng');
  await page.getByRole('button', { name: 'Đăng nhập' }).click();
  await expect(page.getByRole('alert')).toContainText('chưa đúng');
  await expect(page.getByLabel('Mật khẩu')).toHaveValue('');
  await expectAccessible(page);
  await expect(page.locator('[data-terminal]')).toHaveCount(0);
});

test('the page shows by itself what happens to a device', async ({ page }) => {
  await signIn(page);
  await expectAccessible(page);
  const line = page.locator('[data-terminal]', { hasText: 'Máy mượn trả 1' });
  await expect(line).toContainText('Đang chạy');
  await stand.bench.perform({ kind: 'plug', device: 'pad', plugged: false });
  await expect(line).toContainText('Cần xem');
  await page.getByRole('link', { name: 'Bảng' }).click();
  const row = page.getByRole('row', { name: /Máy mượn trả 1/ });
  await expect(row).toContainText('Khay RFID: hỏng');
  await expectAccessible(page);
  await stand.bench.perform({ kind: 'plug', device: 'pad', plugged: true });
  await expect(row).toContainText('Khay RFID: tốt');
});

test('a reload keeps the session, and signing out ends it', async ({ page }) => {
  await signIn(page);
  await page.reload();
  await expect(page.getByRole('region', { name: /Các máy mượn trả/ })).toBeVisible();
  await page.getByRole('button', { name: 'Đăng xuất' }).click();
  await expect(page.getByLabel('Mật khẩu')).toBeVisible();
  await page.reload();
  await expect(page.getByLabel('Mật khẩu')).toBeVisible();
  const answer = await page.request.get(`${stand.serverUrl}/api/staff/terminals`);
  expect(answer.status()).toBe(401);
});
