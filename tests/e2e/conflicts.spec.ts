/** Conflicts made for real by two terminals that were off line, settled by a librarian in the browser. */
import AxeBuilder from '@axe-core/playwright';
import { expect, test } from '@playwright/test';
import type { Browser, Page } from '@playwright/test';
import { Stage } from './conflict-stage.ts';

let stage: Stage;
test.beforeAll(async () => {
  stage = await Stage.open();
});
test.afterAll(() => stage.close());
test.use({ viewport: { width: 1280, height: 900 } });

async function signIn(page: Page, path = '/staff/conflicts'): Promise<void> {
  const { url, firstAccount } = stage.server;
  await page.goto(`${url}${path}`);
  await page.getByLabel('Tên đăng nhập').fill(firstAccount?.name ?? '');
  await page.getByLabel('Mật khẩu').fill(firstAccount?.password ?? '');
  await page.keyboard.press('Enter');
}

async function expectAccessible(page: Page): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).analyze();
  expect(violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)])).toEqual([]);
}

const card = (page: Page, title: string) => page.getByRole('article').filter({ hasText: title });
const dialog = (page: Page) => page.getByRole('dialog');
const settled = (page: Page) => page.getByRole('button', { name: 'Đã xử lý' });
const open = (page: Page) => page.getByRole('button', { name: 'Chưa xử lý' });

test('Q20 Q22 Q30 a conflict is told in words with its order of events; called in, the loan falls due as was said; undone, as before', async ({
  page,
}) => {
  const { borrower } = await stage.heldForAnother('Dế Mèn phiêu lưu ký');
  await signIn(page);
  const one = card(page, 'Dế Mèn phiêu lưu ký');
  await expect(one.getByRole('heading')).toHaveText(
    /^Nguyễn Văn Thành mượn “Dế Mèn phiêu lưu ký” ở Máy mượn trả 1 \(Phường Đông\) lúc \d\d:\d\d .*, khi mất mạng\.$/,
  );
  await expect(one).toContainText('Lê Thị Hoa đã đặt trước cuốn này từ');
  await expect(page.getByRole('link', { name: /^Cần xử lý.*1 việc chưa xử lý/ })).toBeVisible();
  await one.getByText('Diễn biến').click();
  const story = one.getByRole('listitem');
  await expect(story.nth(0)).toContainText('Lê Thị Hoa đặt trước');
  await expect(story.nth(1)).toContainText('máy chủ biết lúc');
  await expectAccessible(page);

  await one.getByRole('button', { name: /^Gọi sách về/ }).click();
  const due = /Hạn trả mới: (.+?\d{4})\./.exec((await dialog(page).textContent()) ?? '')?.[1] ?? '';
  expect(due).toMatch(/\d\d\/\d\d\/\d{4}$/);
  await dialog(page).getByRole('button', { name: 'Gọi sách về' }).click();
  await expect(page.getByText(`Đã gọi sách về, hạn trả ${due}.`)).toBeVisible();
  await expect(one).toHaveCount(0);
  await page.goto(`${stage.server.url}/staff/patrons/${borrower.id}`);
  await expect(page.getByRole('row', { name: /Dế Mèn/ })).toContainText(due);

  await page.goto(`${stage.server.url}/staff/conflicts`);
  await settled(page).click();
  await expect(one).toContainText(/gọi sách về, \d\d:\d\d/);
  await expectAccessible(page);
  await one.getByRole('button', { name: /^Hoàn tác/ }).click();
  await dialog(page).getByRole('button', { name: 'Hoàn tác' }).click();
  await expect(page.getByText('Đã hoàn tác.')).toBeVisible();
  await open(page).click();
  await expect(one.getByRole('button', { name: /^Gọi sách về/ })).toBeVisible();
  await expect(one).not.toContainText(`Hạn trả ${due}`);
});

test('Q23 taken back, the book is for who waits; by keyboard alone', async ({ page }) => {
  const { book } = await stage.heldForAnother('Số đỏ');
  await signIn(page);
  const button = card(page, 'Số đỏ').getByRole('button', { name: /^Hủy lượt mượn/ });
  await button.focus();
  await page.keyboard.press('Enter');
  await expect(dialog(page)).toContainText('Sách phải đang ở đây');
  await expectAccessible(page);
  await dialog(page).getByLabel('Ghi chú').focus();
  await page.keyboard.type('Sách nằm trên kệ');
  await page.keyboard.press('Enter');
  const said = 'Đã hủy lượt mượn. Cuốn này cần gửi về Thư viện tỉnh.';
  await expect(page.getByText(said)).toBeVisible();
  // The card has gone with its button: one goes on from the top of the list.
  await expect(page.getByRole('heading', { name: 'Việc cần xử lý' })).toBeFocused();
  await page.goto(`${stage.server.url}/staff/items/${encodeURIComponent(`${book} central`)}`);
  await expect(page.locator('[data-state]')).toHaveAttribute(
    'data-state',
    /on-hold-shelf|in-transit/,
  );
});

test('Q24 written off: the book is lost, and nobody owes anything', async ({ page }) => {
  const { book, borrower } = await stage.heldForAnother('Tắt đèn');
  await signIn(page);
  await card(page, 'Tắt đèn')
    .getByRole('button', { name: /^Xóa sổ/ })
    .click();
  await dialog(page).getByRole('button', { name: 'Xóa sổ cuốn này' }).click();
  await expect(page.getByText('Đã xóa sổ.')).toBeVisible();
  await page.goto(`${stage.server.url}/staff/items/${encodeURIComponent(`${book} central`)}`);
  await expect(page.locator('[data-state="lost"]')).toBeVisible();
  await page.goto(`${stage.server.url}/staff/patrons/${borrower.id}`);
  await expect(page.getByText('Không nợ khoản nào.')).toBeVisible();
});

test('Q25 Q31 Q32 who is asked is noted; kept, it says who decided, and the second of two is told', async ({
  page,
  browser,
}) => {
  await stage.heldForAnother('Chí Phèo');
  await signIn(page);
  const one = card(page, 'Chí Phèo');
  await one.getByRole('button', { name: /^Liên hệ/ }).click();
  await expect(dialog(page)).toContainText('Chưa có số điện thoại hay e-mail.');
  await dialog(page).getByLabel('Ghi chú').fill('Nhắn qua cô chủ nhiệm');
  await dialog(page).getByRole('button', { name: 'Ghi: đã liên hệ' }).click();
  await expect(one).toContainText('Nhắn qua cô chủ nhiệm');

  const second = await another(browser);
  await expect(card(second, 'Chí Phèo')).toBeVisible();
  await one.getByRole('button', { name: /^Giữ nguyên/ }).click();
  await expect(page.getByText('Đã ghi: giữ nguyên.')).toBeVisible();
  await card(second, 'Chí Phèo')
    .getByRole('button', { name: /^Giữ nguyên/ })
    .click();
  await expect(second.getByRole('alert').filter({ hasText: 'vừa xử lý việc này' })).toBeVisible();
  await second.context().close();
});

async function another(browser: Browser): Promise<Page> {
  const page = await (await browser.newContext({ locale: 'vi-VN' })).newPage();
  await signIn(page);
  return page;
}

test('Q26 an unknown card is tried again once it is registered', async ({ page }) => {
  const [book, number] = [await stage.book('Lão Hạc'), 'C LẠ 1'];
  await stage.promise('school', number, book, 3);
  await signIn(page);
  const one = card(page, 'Lão Hạc');
  await expect(one.getByRole('heading')).toContainText(`Người cầm thẻ số ${number} mượn`);
  await one.getByRole('button', { name: /^Thử lại/ }).click();
  await expect(one.getByRole('alert').filter({ hasText: 'Không có thẻ này' })).toBeVisible();
  const { id } = await stage.patron('Phạm', 'Tư', {}, number);
  await one.getByRole('button', { name: /^Thử lại/ }).click();
  await expect(page.getByText(/Đã tìm thấy/)).toBeVisible();
  await page.goto(`${stage.server.url}/staff/patrons/${id}`);
  await expect(page.getByRole('row', { name: /Lão Hạc/ })).toBeVisible();
});

test('Q26 of several books with one number the librarian says which it was', async ({ page }) => {
  const [number, reader] = ['ĐKCB 17', await stage.patron('Võ', 'Bảy')];
  await stage.book('Mắt biếc', number, 'school');
  await stage.book('Mắt biếc', number, 'van');
  await stage.promise('ward', reader.card, number, 4);
  await signIn(page);
  const one = card(page, number);
  await one.getByRole('button', { name: /^Thử lại/ }).click();
  await dialog(page)
    .getByRole('radio', { name: /Mắt biếc.*Trường Hoa Mai/ })
    .check();
  await expectAccessible(page);
  await dialog(page).getByRole('button', { name: 'Thử lại' }).click();
  await expect(page.getByText(/Đã tìm thấy/)).toBeVisible();
  await page.goto(`${stage.server.url}/staff/patrons/${reader.id}`);
  await expect(page.getByRole('row', { name: /Mắt biếc/ })).toBeVisible();
});

test('Q29 all of one terminal are kept at once, with their number said before', async ({
  page,
}) => {
  const expired = { expiresOn: '2020-01-01' };
  for (const title of ['Vợ nhặt', 'Vợ chồng A Phủ']) {
    const who = await stage.patron('Trần', 'Năm', expired);
    await stage.promise('school', who.card, await stage.book(title), 2);
  }
  await signIn(page);
  const terminal = page.getByRole('combobox', { name: 'Máy', exact: true });
  await terminal.selectOption({ value: stage.terminals.school.id });
  await page.getByRole('button', { name: /^Giữ nguyên cả 2 việc/ }).click();
  await expect(dialog(page)).toContainText('2 việc của Máy mượn trả 2');
  await dialog(page).getByRole('button', { name: 'Giữ nguyên' }).click();
  await expect(page.getByText('Đã ghi 2 việc: giữ nguyên.')).toBeVisible();
  await expect(page.getByText('Không có việc nào khớp với điều kiện lọc.')).toBeVisible();
});

test('a receipt is looked up as people type it, and leads to its conflict', async ({ page }) => {
  const { receiptCode } = await stage.heldForAnother('Truyện Kiều');
  await signIn(page, '/staff/receipt');
  const typed = `${receiptCode.slice(0, 4)} ${receiptCode.slice(4)}`.toLowerCase();
  await page.getByRole('searchbox').fill(typed);
  await page.keyboard.press('Enter');
  const found = card(page, 'Truyện Kiều');
  await expect(found).toContainText('Nguyễn Văn Thành');
  await expect(found).toContainText('đang mượn, hạn trả');
  await expect(found).toContainText('Người khác đã đặt trước: chưa xử lý');
  await expectAccessible(page);
  await page.getByRole('searchbox').fill('3333 3334');
  await page.keyboard.press('Enter');
  await expect(page.getByText(/Không có lượt nào mang mã này/)).toBeVisible();
});

test('what is lent while the network is down is set in sentences, and inherited again', async ({
  page,
}) => {
  await signIn(page, '/staff/rules?tab=offline');
  await expect(page.getByText(/Đang áp dụng: mặc định/)).toBeVisible();
  await page.getByLabel(/Giấy phép dùng được bao nhiêu giờ/).fill('48');
  await page
    .getByRole('group', { name: 'Thẻ lạ' })
    .getByRole('radio', { name: 'Không cho mượn' })
    .check();
  const effect = page.locator('.effect');
  await expect(effect).toContainText('48 giờ');
  await expect(effect).toContainText('Thẻ lạ không được mượn.');
  await expectAccessible(page);
  await page.getByRole('button', { name: /^Lưu cho/ }).click();
  await expect(page.getByText(/Đã lưu\. Máy nhận được/)).toBeVisible();
  await page.reload();
  await expect(page.getByText('quy định riêng của thư viện này')).toBeVisible();
  await expect(effect).toContainText('48 giờ');
  await page.getByRole('button', { name: 'Bỏ quy định riêng' }).click();
  await dialog(page).getByRole('button', { name: 'Bỏ quy định riêng' }).click();
  await expect(page.getByText(/Đang áp dụng: mặc định/)).toBeVisible();
});

test('nothing stands out of the page on any panel', async ({ page }) => {
  await stage.heldForAnother('Đất rừng phương Nam');
  await signIn(page);
  for (const [width, height] of [
    [1920, 1080],
    [1080, 1920],
    [1024, 600],
  ] as const) {
    await page.setViewportSize({ width, height });
    await expect(card(page, 'Đất rừng phương Nam')).toBeVisible();
    const wide = await page.evaluate(() => document.documentElement.scrollWidth);
    expect(wide).toBeLessThanOrEqual(width);
  }
});
