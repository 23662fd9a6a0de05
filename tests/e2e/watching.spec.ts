/** From a status byte of the printer to the page of staff and back: told, seen to, over, kept. */
import AxeBuilder from '@axe-core/playwright';
import { expect, test } from '@playwright/test';
import type { Page } from '@playwright/test';
import { Stand } from '#tests/stand.ts';
import { staffAccount } from '#tests/stand/demo.ts';

test.describe.configure({ mode: 'serial' });

let stand: Stand;
test.beforeAll(async () => {
  stand = await Stand.start({ logLevel: 'silent', printer: true });
});
test.afterAll(() => stand.close());
test.use({ viewport: { width: 1280, height: 800 } });

/** TH2: paper that is there again must have been there for a minute. */
const MINUTE_MS = 61_000;
/** After a leap of the clock a terminal is believed again when it speaks, which it does every 20 s. */
const LONG = { timeout: 60_000 };

async function signIn(page: Page, path: string): Promise<void> {
  const { name, password } = staffAccount(stand.folder) ?? { name: '', password: '' };
  await page.goto(`${stand.serverUrl}${path}`);
  await page.getByLabel('Tên đăng nhập').fill(name);
  await page.getByLabel('Mật khẩu').fill(password);
  await page.keyboard.press('Enter');
}

async function expectAccessible(page: Page): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).analyze();
  expect(violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)])).toEqual([]);
}

const hand = (page: Page) =>
  page.getByRole('region', { name: /Cần người đến xem|Needs a hand|À faire/ });

test('TH1 the printer says that its paper is out, and the page says so by itself', async ({
  page,
}) => {
  await signIn(page, '/staff');
  await expect(page.getByText('Mọi máy đều chạy tốt.').last()).toBeVisible();
  await stand.bench.perform({ kind: 'printer-paper-out', inTheMiddle: false });
  const alert = hand(page).locator('[data-alert="paper-out"]');
  await expect(alert).toContainText('Máy mượn trả 1 hết giấy.', LONG);
  await expect(alert).toContainText('mã QR');
  await expect(page.locator('[data-terminal][data-health="attention"]')).toContainText('Cần xem');
  await expectAccessible(page);
  await page.getByLabel('Ngôn ngữ').selectOption('en');
  await expect(alert).toContainText('Máy mượn trả 1 is out of paper.');
  await page.getByLabel('Language').selectOption('fr');
  await expect(alert).toContainText('papier');
  await expectAccessible(page);
});

test('TH7 somebody sees to it, and every page says who', async ({ page, context }) => {
  const colleague = await context.newPage();
  await signIn(page, '/staff');
  const alert = hand(page).locator('[data-alert="paper-out"]');
  await alert.getByRole('button', { name: /Tôi xem việc này/ }).click();
  await alert.getByLabel(/Ghi chú cho đồng nghiệp/).fill('Đang đi lấy giấy');
  await alert.getByRole('button', { name: 'Ghi tên tôi' }).click();
  await expect(alert).toContainText('đang xem');
  await colleague.goto(`${stand.serverUrl}/staff`);
  await expect(hand(colleague).locator('[data-alert="paper-out"]')).toContainText(
    'Đang đi lấy giấy',
  );
  // From the line to the terminal itself.
  await colleague.locator('[data-terminal] a').click();
  const state = colleague.getByRole('region', { name: 'Tình trạng' });
  await expect(state).toContainText('Máy mượn trả 1 hết giấy.');
  await expect(state).toContainText('Đang đi lấy giấy');
  await expectAccessible(colleague);
});

test('TH2 a new roll ends it; who saw to it stays in the history', async ({ page }) => {
  await signIn(page, '/staff');
  await expect(hand(page).locator('[data-alert="paper-out"]')).toBeVisible();
  await stand.bench.perform({ kind: 'printer-roll' });
  // The minute counts from when the server has looked.
  await expect(hand(page).locator('[data-alert="paper-out"]')).toContainText('Đã ổn trở lại');
  await page.locator('[data-terminal] a').click();
  await expect(page.getByText(/còn giấy/)).toBeVisible();
  stand.serverAheadMs = MINUTE_MS;
  await page.getByRole('link', { name: 'Hôm nay' }).click();
  await expect(page.getByText('Mọi máy đều chạy tốt.').last()).toBeVisible(LONG);

  await page.getByRole('link', { name: 'Cảnh báo' }).click();
  const row = page.getByRole('row', { name: /hết giấy/ });
  await expect(row).toContainText('Đang đi lấy giấy');
  await expectAccessible(page);
  await row.getByRole('link').click();
  await page.getByRole('link', { name: 'Lịch sử' }).click();
  await expect(page.getByRole('row', { name: /hết giấy/ })).toContainText('Đang đi lấy giấy');
  await expectAccessible(page);
});
