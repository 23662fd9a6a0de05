/** The bench, as somebody meets it who has no hardware and has read nothing. */
import AxeBuilder from '@axe-core/playwright';
import { expect, test as base } from '@playwright/test';
import type { Locator, Page } from '@playwright/test';
import { DEMO_CARDS } from '#server/sample/sample.ts';
import { Stand } from '#tests/stand.ts';

const test = base.extend<{ stand: Stand }>({
  // Playwright reads what a fixture needs off this pattern.
  // eslint-disable-next-line no-empty-pattern
  stand: async ({}, use) => {
    const stand = await Stand.start();
    await use(stand);
    await stand.close();
  },
});
test.use({ viewport: { width: 1440, height: 900 } });

const [, secondCard] = DEMO_CARDS;
const card = (page: Page, number: string) =>
  page.locator(`[data-card="${number}"]`).getByRole('button');
const kiosk = (page: Page) => page.frameLocator('#kiosk');

/** Presses, moves in steps as a hand does, and lets go. */
async function dragTo(page: Page, from: Locator, to: Locator): Promise<void> {
  await from.scrollIntoViewIfNeeded();
  const [start, end] = [await from.boundingBox(), await to.boundingBox()];
  if (!start || !end) throw new Error('There is nothing to drag, or nowhere to drag it.');
  await page.mouse.move(start.x + start.width / 2, start.y + 30);
  await page.mouse.down();
  await page.mouse.move(end.x + end.width / 2, end.y + end.height / 2, { steps: 8 });
  await page.mouse.up();
}

/** Before that a card is shown to nobody. */
const expectInvited = (page: Page): Promise<void> =>
  expect(kiosk(page).getByText('Quét thẻ bạn đọc để mượn sách')).toBeVisible({ timeout: 90_000 });

/** A screen takes no taps in the moment in which it appears. */
function takesTaps(button: Element): boolean {
  const { left, top, width, height } = button.getBoundingClientRect();
  return button.contains(document.elementFromPoint(left + width / 2, top + height / 2));
}

/** A click where the button is seen: Playwright's own does not reckon with a frame that is drawn smaller. */
async function tapOnKiosk(page: Page, name: string): Promise<void> {
  const frame = page.locator('#kiosk');
  const button = kiosk(page).getByRole('button', { name, exact: true });
  await expect(button).toBeEnabled();
  await expect.poll(() => button.evaluate(takesTaps)).toBe(true);
  const outer = await frame.evaluate((element) => {
    const { x, y, width } = element.getBoundingClientRect();
    return { x, y, scale: width / element.clientWidth };
  });
  const inner = await button.evaluate((element) => {
    const { x, y, width, height } = element.getBoundingClientRect();
    return { x: x + width / 2, y: y + height / 2 };
  });
  await page.mouse.click(outer.x + inner.x * outer.scale, outer.y + inner.y * outer.scale);
}

const loansOf = (stand: Stand, barcode: string) =>
  stand.query(
    `select distinct loan.id from loan join item_identifier on item_identifier.item_id = loan.item_id
     where item_identifier.value = ? and loan.ended_at is null`,
    barcode,
  );

test('a newcomer borrows a book and brings it back with the mouse alone', async ({
  page,
  stand,
}) => {
  const book = stand.desk.books.find(({ title }) => title === 'Số đỏ');
  if (!book) throw new Error('The shelf has lost its book.');
  await page.goto(`${stand.kioskUrl}/bench`);
  const cover = page.locator(`[data-barcode="${book.barcode}"]`);
  await expect(cover).toHaveAttribute('data-security', 'armed');
  await expectInvited(page);

  await dragTo(page, card(page, secondCard.number), page.locator('.scanner'));
  await expect(kiosk(page).getByText(/Chào bạn/)).toBeVisible();
  await dragTo(page, cover, page.locator('.pad'));
  await expect(kiosk(page).getByText('Số đỏ')).toBeVisible();
  await expect(cover).toHaveAttribute('data-security', 'disarmed');
  await tapOnKiosk(page, 'Xong');
  await expect(kiosk(page).getByText(/Xong rồi!/)).toBeVisible();
  await dragTo(page, cover, page.locator('.shelf h2'));
  await expect(page.locator('#on-shelf').locator(cover)).toBeVisible();
  expect(loansOf(stand, book.barcode)).toHaveLength(1);

  // By itself, 8 s after the last words.
  await expectInvited(page);
  await cover.getByRole('button').first().click();
  await expect(kiosk(page).getByText(/muốn trả hay mượn/)).toBeVisible();
  await tapOnKiosk(page, 'Trả');
  await expect(cover).toHaveAttribute('data-security', 'armed');
  await expect.poll(() => loansOf(stand, book.barcode)).toHaveLength(0);
});

test('axe finds nothing on the bench, in either language', async ({ page, stand }) => {
  await page.goto(`${stand.kioskUrl}/bench`);
  for (const language of ['vi', 'en']) {
    await expect(page.locator('html')).toHaveAttribute('lang', language);
    await expect(page.locator('#on-shelf .book')).toHaveCount(stand.desk.books.length);
    const { violations } = await new AxeBuilder({ page }).exclude('#kiosk').analyze();
    expect(violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)])).toEqual([]);
    await page.locator('#language').click();
  }
});

test('the keyboard does what the mouse does', async ({ page, stand }) => {
  const [book] = stand.desk.books;
  if (!book) throw new Error('The shelf is empty.');
  await page.goto(`${stand.kioskUrl}/bench`);
  const item = page.locator(`[data-barcode="${book.barcode}"]`);
  await item.locator('.cover').focus();
  await page.keyboard.press('Enter');
  await expect(page.locator('#on-pad').locator(item)).toBeVisible();
  await expect(item.locator('.cover')).toBeFocused();
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('dialog', { name: book.title })).toBeVisible();
  await page.keyboard.press('Enter');
  await expect(page.locator('#on-shelf').locator(item)).toBeVisible();
});

test('a tag that cannot be written keeps its book armed, and the kiosk asks for it again', async ({
  page,
  stand,
}) => {
  const book = stand.desk.books.find(({ title }) => title === 'Truyện Kiều');
  if (!book) throw new Error('The shelf has lost its book.');
  await page.goto(`${stand.kioskUrl}/bench`);
  const item = page.locator(`[data-barcode="${book.barcode}"]`);
  await item.locator('.more').click();
  await page.getByRole('button', { name: 'Không ghi được nhãn nữa' }).click();
  await expect(item.getByText('sẽ ghi hỏng')).toBeVisible();
  await expectInvited(page);
  await card(page, secondCard.number).click();
  await expect(kiosk(page).getByText(/Chào bạn/)).toBeVisible();
  await item.locator('.cover').click();
  await expect(kiosk(page).getByText(/trở lại khay một chút/)).toBeVisible();
  await expect(item).toHaveAttribute('data-security', 'armed');
  expect(stand.reader.fired.some(({ fault }) => fault === 'write-failure')).toBe(true);
  await item.locator('.more').click();
  await page.getByRole('button', { name: 'Ghi nhãn lại bình thường' }).click();
  await item.locator('.cover').click();
  // Where it lies says what the next tap does.
  await expect(page.locator('#on-shelf').locator(item)).toBeVisible();
  await item.locator('.cover').click();
  await expect(item).toHaveAttribute('data-security', 'disarmed');
});

test('the desk’s screen, and loose labels for it', async ({ page, stand }) => {
  await page.goto(`${stand.kioskUrl}/bench`);
  await page.locator('#language').click();
  await page.getByRole('button', { name: 'Staff desk' }).click();
  await expect(page.locator('#account')).toContainText(/admin \/ \S+/);
  await expect(kiosk(page).getByLabel('Mật khẩu')).toBeVisible();
  const label = page.locator('[data-barcode="label-reversed"]');
  await expect(label).toContainText('ISO 28560-3');
  await expect(label).toContainText('SK00012345');
  await label.locator('.cover').click();
  await expect(page.locator('#on-pad').locator(label)).toBeVisible();
  const { violations } = await new AxeBuilder({ page }).exclude('#kiosk').analyze();
  expect(violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)])).toEqual([]);
  await label.locator('.more').click();
  const afi = page.getByLabel('Set the AFI (hex)', { exact: true }).first();
  await afi.fill('9E');
  await afi.press('Enter');
  await expect(label).toContainText('AFI 9E');
});

test('a fault of the line is told when it has struck', async ({ page, stand }) => {
  await page.goto(`${stand.kioskUrl}/bench`);
  await page.locator('#language').click();
  await page.getByRole('button', { name: 'Turn one bit' }).click();
  await expect(page.locator('#log')).toContainText('One bit was turned');
  expect(stand.reader.fired).toContainEqual(expect.objectContaining({ fault: 'bit-error' }));
});

test('another reader is put on the desk, and the page says that the gateway starts again', async ({
  page,
  stand,
}) => {
  await page.goto(`${stand.kioskUrl}/bench`);
  await page.locator('#language').click();
  await page.getByLabel('Reader on the desk').selectOption('UHFReader288 (R2000)');
  await expect(page.getByRole('status')).toContainText('the gateway starts again');
  await expect(page.locator('#says')).toBeEmpty({ timeout: 90_000 });
  await expect(page.getByLabel('Reader on the desk')).toHaveValue('uhf-288');
  await expect(page.locator('[data-barcode="label-no-user-bank"]')).toBeAttached();
  await expectInvited(page);
});
