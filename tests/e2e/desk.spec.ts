/** The desk in a browser, on a real gateway: a label of paper becomes a tag in a book, by the keyboard alone. */
import AxeBuilder from '@axe-core/playwright';
import { expect, test } from '@playwright/test';
import type { Page } from '@playwright/test';
import { firstAccount } from '#tests/desk/desk-page.ts';
import { bookTag, nextUid, tagWith } from '#tests/simulators/book-tag.ts';
import { Stand } from '#tests/stand.ts';

let stand: Stand;
test.beforeAll(async () => {
  stand = await Stand.start();
});
test.afterAll(() => stand.close());
test.afterEach(() => stand.reader.remove(...stand.reader.tags.map(({ uid }) => uid)));
test.use({ viewport: { width: 1920, height: 1080 } });

const faults: string[] = [];
test.beforeEach(({ page }) => {
  faults.length = 0;
  page.on('pageerror', (error) => faults.push(error.message));
  // A policy that refuses a style is told here and nowhere else. 401: nobody is signed in yet.
  page.on('console', (message) => {
    if (message.type() === 'error' && !message.text().includes('401')) faults.push(message.text());
  });
});
test.afterEach(() => expect(faults).toEqual([]));

async function signIn(page: Page): Promise<void> {
  const { name, password } = firstAccount(stand);
  await page.goto(`${stand.kioskUrl}/desk`);
  await page.getByLabel('Tên đăng nhập').fill(name);
  await page.getByLabel('Mật khẩu').fill(password);
  await page.keyboard.press('Enter');
  await expect(page.locator('.now')).toContainText('Quét nhãn trên sách');
}

let taken = 0;
/** A book of the sample that has a printed label and no tag. */
function nextLabel(): string {
  const rows = stand.query(
    `select min(value) as label from item_identifier
     where value like 'TN.%' and item_id not in (select item_id from item_identifier where kind = 'tag')
     group by value having count(*) = 1 order by label limit 1 offset ?`,
    taken++,
  );
  return String(rows[0]?.['label']);
}

const now = (page: Page) => page.locator('.now');

/** As a person types, so that it is a scanner's on no machine. Milliseconds between two keys. */
const BY_HAND = { delay: 90 };

test('a wrong password is answered in words', async ({ page }) => {
  await page.goto(`${stand.kioskUrl}/desk`);
  await page.getByLabel('Tên đăng nhập').fill('ai-do');
  await page.getByLabel('Mật khẩu').fill('không đúng');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('alert')).toContainText('chưa đúng');
});

test('two books, from the printed label to a written tag, without a mouse', async ({ page }) => {
  await signIn(page);
  for (const label of [nextLabel(), nextLabel()]) {
    await page.keyboard.type(label, BY_HAND);
    await page.keyboard.press('Enter');
    await expect(now(page)).toContainText('Đặt sách có chip lên khay');
    const tag = tagWith({ uid: nextUid(), afi: 0, dsfid: 0 });
    stand.reader.place(tag);
    await expect(now(page)).toContainText('Ghi xong');
    await expect(now(page)).toContainText(label);
    stand.reader.remove(tag.uid);
    await page.keyboard.press('Enter');
    await expect(now(page)).toContainText('Quét nhãn trên sách');
  }
  await expect(page.locator('.counts')).toContainText('2 phiên này');
  const { violations } = await new AxeBuilder({ page }).analyze();
  expect(violations.map(({ id }) => id)).toEqual([]);
});

test('what an old tag says stands there in red before it is written over, and it can be put back', async ({
  page,
}) => {
  await signIn(page);
  const tag = bookTag({ uid: nextUid(), itemId: 'OLD.77', owner: 'VNXX' });
  const before = tag.memory.slice();
  stand.reader.place(tag);
  await stand.scanner.scan(nextLabel());
  await expect(now(page)).toContainText('Chip này không trống');
  await expect(now(page)).toContainText('Số sách OLD.77');
  expect(tag.memory).toEqual(before);
  await page.getByRole('button', { name: /^Vẫn ghi/ }).click();
  await expect(now(page)).toContainText('Ghi xong');
  await page.getByRole('button', { name: /^Trả chip về như trước/ }).click();
  await expect(page.locator('.notices')).toContainText('Chip đã trở lại như trước');
  expect(tag.memory).toEqual(before);
});

test('what a tag says, its bytes, and the gate changed by hand', async ({ page }) => {
  await signIn(page);
  await page.getByRole('button', { name: 'Xem chip' }).click();
  await expect(now(page)).toContainText('Đặt sách lên khay');
  const tag = bookTag({ uid: nextUid(), itemId: 'DEMO.5', owner: 'VNHG1', afi: 0x07 });
  stand.reader.place(tag);
  await expect(page.getByRole('heading', { name: 'Sách số DEMO.5' })).toBeVisible();
  await expect(page.locator('.hex .id').first()).toHaveText('44');
  await page.getByRole('button', { name: 'Cho cổng im' }).click();
  await page.getByRole('alert').locator('..').getByRole('button', { name: 'Cho cổng im' }).click();
  await expect(page.locator('.gate')).toContainText('Cổng im');
  expect(tag.afi).toBe(0xc2);
});

test('a second page asks before it takes the desk, and signing out ends it', async ({
  page,
  context,
}) => {
  await signIn(page);
  const other = await context.newPage();
  await other.goto(`${stand.kioskUrl}/desk`);
  await expect(other.locator('.now')).toContainText('Quét nhãn trên sách');
  await expect(now(page)).toContainText('Bàn đang mở ở trang khác');
  await page.getByRole('button', { name: 'Làm ở trang này' }).click();
  await expect(now(page)).toContainText('Quét nhãn trên sách');
  await expect(other.locator('.now')).toContainText('Bàn đang mở ở trang khác');
  await page.getByRole('button', { name: /admin/ }).click();
  await page.getByRole('button', { name: 'Đăng xuất' }).click();
  await expect(page.getByLabel('Mật khẩu')).toBeVisible();
});

test('the reader is unplugged and plugged again', async ({ page }) => {
  await signIn(page);
  await stand.bench.perform({ kind: 'plug', device: 'pad', plugged: false });
  await expect(now(page)).toContainText('Khay không dùng được');
  await stand.bench.perform({ kind: 'plug', device: 'pad', plugged: true });
  await expect(now(page)).toContainText('Quét nhãn trên sách');
});
