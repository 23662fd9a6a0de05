/** Circulation at the staff pages, over the whole system: what a librarian does with patrons, books, holds and rules. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import AxeBuilder from '@axe-core/playwright';
import { expect, test } from '@playwright/test';
import type { Page } from '@playwright/test';
import { cardNumber } from '#server/sample/rules/patrons.ts';
import { Stand } from '#tests/stand.ts';

/** Patrons of the sample by number: a father of two, and one who owes. */
const FATHER = 43;
const OWES = 46;

let stand: Stand;
test.beforeAll(async () => {
  stand = await Stand.start();
});
test.afterAll(() => stand.close());
test.use({ viewport: { width: 1280, height: 900 } });

test.beforeEach(async ({ page }) => {
  const file = join(stand.folder, 'server/first-password.txt');
  const [name = '', password = ''] = readFileSync(file, 'utf8').trim().split(' ');
  await page.goto(`${stand.serverUrl}/staff/patrons`);
  await page.getByLabel('Tên đăng nhập').fill(name);
  await page.getByLabel('Mật khẩu').fill(password);
  await page.keyboard.press('Enter');
  await page.getByLabel('Bạn đang ở').selectOption({ label: '\u2003Thư viện tỉnh Hoa Giang' });
});

/** As a scanner types: all of it, then Enter. */
async function scan(page: Page, number: string): Promise<void> {
  await page.getByRole('searchbox').fill(number);
  await page.keyboard.press('Enter');
}

async function expectAccessible(page: Page): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).analyze();
  expect(violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)])).toEqual([]);
}

const standing = (page: Page) => page.locator('[data-standing]');
const dialog = (page: Page) => page.getByRole('dialog');

test('a scanned card opens its page; a block stops it, its end lets it go on, the journal tells of both', async ({
  page,
}) => {
  await scan(page, cardNumber(FATHER));
  await expect(page.getByRole('heading', { name: 'Nguyễn Văn Thành' })).toBeVisible();
  await expect(standing(page)).toContainText('Được mượn');
  await expect(page.getByRole('row', { name: /Anna Karenina/ })).toContainText('quá hạn');
  await expectAccessible(page);

  await page.getByRole('button', { name: 'Khóa thẻ' }).click();
  await dialog(page).getByLabel('Lý do').selectOption('Mất thẻ');
  await dialog(page).getByRole('button', { name: 'Khóa thẻ' }).click();
  await expect(standing(page)).toContainText('Thẻ đang bị khóa');

  await page.getByRole('button', { name: /Mở khóa/ }).click();
  await dialog(page).getByRole('button', { name: 'Mở khóa' }).click();
  await expect(standing(page)).toContainText('Được mượn');

  await page.getByRole('link', { name: 'Nguyễn Minh An' }).click();
  await expect(page.getByRole('heading', { name: 'Nguyễn Minh An' })).toBeVisible();

  await page.getByRole('link', { name: 'Nhật ký' }).click();
  const journal = page.getByRole('table');
  await expect(journal).toContainText('khóa thẻ');
  await expect(journal).toContainText('mở khóa');
  await expectAccessible(page);
});

test('money is taken with a receipt number, and what is left is waived with a reason', async ({
  page,
}) => {
  await scan(page, cardNumber(OWES));
  await expect(page.getByText(/^Còn nợ 35\.000/)).toBeVisible();
  await page.getByRole('button', { name: 'Thu tiền', exact: true }).first().click();
  await dialog(page).getByLabel('Số tiền').fill('20000');
  await dialog(page).getByRole('button', { name: 'Đã nhận 20.000' }).click();
  const receipt = page.getByRole('status', { name: 'Phiếu thu' });
  await expect(receipt).toContainText(/-\d{4}-000001/);
  await expect(receipt).toContainText('15.000');
  await expect(page.getByText(/^Còn nợ 15\.000/)).toBeVisible();

  await page.getByRole('button', { name: /^Miễn/ }).click();
  await dialog(page).getByLabel('Ghi chú').fill('Hoàn cảnh khó khăn');
  await dialog(page).getByRole('button', { name: 'Miễn 15.000' }).click();
  await expect(page.getByRole('status', { name: 'Phiếu miễn phí' })).toContainText('000002');
  await expect(receipt).toHaveCount(0);
  await expect(page.getByText(/^Còn nợ \d/)).toHaveCount(0);
});

test('a title is looked up and waited for; the copy stands on the list to fetch, which goes along as a file', async ({
  page,
}) => {
  await scan(page, cardNumber(FATHER));
  await page.getByRole('button', { name: 'Đặt trước cho bạn đọc' }).click();
  await dialog(page).getByLabel('Tên sách hoặc tác giả').fill('so do');
  await page.keyboard.press('Enter');
  await dialog(page).getByRole('radio', { name: /Số đỏ/ }).check();
  await dialog(page).getByRole('button', { name: 'Đặt trước', exact: true }).click();
  await expect(page.getByText(/Đã đặt/)).toBeVisible();

  await page.getByRole('navigation').getByRole('link', { name: 'Đặt trước' }).click();
  await expect(page.getByRole('row', { name: /Số đỏ/ })).toContainText('Nguyễn Văn Thành');
  await expectAccessible(page);
  const file = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Tải CSV' }).click();
  const path = await (await file).path();
  expect(readFileSync(path, 'utf8')).toContain('Số đỏ');
});

test('lost costs what was said before, and found takes it back', async ({ page }) => {
  await scan(page, cardNumber(FATHER));
  await page.getByRole('rowheader').getByRole('link', { name: 'Anna Karenina' }).click();
  await expect(page.locator('[data-state="on-loan"]')).toContainText('quá hạn');
  await expectAccessible(page);
  await page.getByRole('button', { name: 'Mất' }).click();
  await expect(dialog(page)).toContainText('Nguyễn Văn Thành phải đền 50.000');
  await dialog(page).getByRole('button', { name: 'Mất' }).click();
  await expect(page.getByText(/Đã ghi: Mất\. Đã tính/)).toBeVisible();
  await page.getByRole('button', { name: 'Đã tìm thấy' }).click();
  await dialog(page).getByRole('button', { name: 'Đã tìm thấy' }).click();
  await expect(page.getByText(/Đã bỏ 50\.000/)).toBeVisible();
});

test('an own rule is made from an inherited one, and the tester answers by it', async ({
  page,
}) => {
  await page.getByRole('link', { name: 'Quy định' }).click();
  const cell = page.getByRole('button', { name: /^Thiếu nhi, Sách:/ });
  await expect(cell).toContainText('theo Mạng lưới');
  await cell.click();
  await page.getByLabel('Số ngày mượn').fill('30');
  await expect(page.getByText('Thiếu nhi mượn Sách trong 30 ngày')).toBeVisible();
  await page.getByRole('button', { name: 'Lưu cho Thư viện tỉnh Hoa Giang' }).click();
  await expect(cell).toContainText('riêng');

  await page.getByLabel('Bạn đọc', { exact: true }).selectOption('Thiếu nhi');
  await page.getByLabel('Cuốn sách', { exact: true }).selectOption('Sách');
  await page.getByRole('button', { name: 'Thử', exact: true }).click();
  const answer = page.locator('[data-outcome]');
  await expect(answer).toContainText('Được mượn đến');
  await expect(answer).toContainText('Theo quy định của Thư viện tỉnh Hoa Giang: Thiếu nhi, Sách.');
  await expectAccessible(page);
});

test('a list of a school is looked through first, let in, and taken back as a batch', async ({
  page,
}) => {
  const rows = [
    'Mã bạn đọc;Họ và tên;Ngày sinh;Số thẻ;Đối tượng',
    'hs-1;Nguyễn Thị Ba;01/02/2015;HS 0001;child',
    'hs-2;Trần Văn Tư;31/02/2015;HS 0002;child',
  ];
  const file = { name: 'lop-4a.csv', mimeType: 'text/csv', buffer: Buffer.from(rows.join('\r\n')) };
  await page.getByRole('link', { name: 'Nhập dữ liệu' }).click();
  await page.getByLabel('Tệp', { exact: true }).setInputFiles(file);
  await page.getByRole('button', { name: 'Kiểm tra tệp' }).click();
  const batch = page.locator('[data-state]');
  await expect(batch).toContainText('Đã kiểm tra xong');
  await expect(batch).toContainText('1 thêm mới');
  await expect(page.getByRole('row', { name: /Ngày sinh/ })).toContainText('3');
  await expectAccessible(page);

  await batch.getByRole('button', { name: 'Cho nhập' }).click();
  await expect(dialog(page)).toContainText('Sẽ thêm 1 và thay đổi 0 dòng');
  await dialog(page).getByRole('button', { name: 'Cho nhập' }).click();
  await expect(batch).toContainText('Đã nhập xong.');
  await page.getByRole('link', { name: 'Bạn đọc' }).click();
  await scan(page, 'HS 0001');
  await expect(page.getByRole('heading', { name: 'Nguyễn Thị Ba' })).toBeVisible();

  await page.getByRole('link', { name: 'Nhập dữ liệu' }).click();
  await page.getByRole('button', { name: 'Hoàn tác cả đợt' }).click();
  await expect(dialog(page)).toContainText('Cẩn thận');
  await dialog(page).getByRole('button', { name: 'Hoàn tác cả đợt' }).click();
  await expect(batch).toContainText('Đã hoàn tác.');
});
