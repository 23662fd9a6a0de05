/** The drop box on the bench: what hands can do there, whatever the gateway makes of it. */
import AxeBuilder from '@axe-core/playwright';
import { expect, test as base } from '@playwright/test';
import type { Page } from '@playwright/test';
import { Stand } from '#tests/stand.ts';

const test = base.extend<{ stand: Stand }>({
  // Playwright reads what a fixture needs off this pattern.
  // eslint-disable-next-line no-empty-pattern
  stand: async ({}, use) => {
    const stand = await Stand.start({ dropBox: 'holding' });
    await use(stand);
    await stand.close();
  },
});
test.use({ viewport: { width: 1440, height: 1000 } });

function bookOf(stand: Stand, index: number): string {
  const found = stand.desk.books.filter(({ tags }) => tags.length === 1)[index];
  if (!found) throw new Error('There is no such book.');
  return found.barcode;
}
const cover = (page: Page, barcode: string) => page.locator(`[data-barcode="${barcode}"] .cover`);
const lying = (page: Page, list: string, barcode: string) =>
  page.locator(`${list} [data-barcode="${barcode}"]`);

async function open(page: Page, stand: Stand): Promise<void> {
  await page.goto(`${stand.kioskUrl}/bench`);
  await page.locator('#language').click();
  await expect(page.locator('#drop-box')).toBeVisible();
}

test('a book is tapped into the mouth, and pulled back onto the shelf', async ({ page, stand }) => {
  const book = bookOf(stand, 0);
  await open(page, stand);
  await page.getByRole('switch', { name: 'Machine’s door is shut' }).click();
  await expect(page.getByRole('switch', { name: 'Machine’s door is open' })).toBeVisible();
  await cover(page, book).click();
  await expect(lying(page, '#at-mouth', book)).toBeVisible();
  await expect(page.locator('#eye-mouth')).toHaveClass(/blocked/);
  await page.getByRole('button', { name: 'Pull back' }).click();
  await expect(lying(page, '#on-shelf', book)).toBeVisible();
  await expect(page.locator('#log')).toContainText('Pulled back');
});

test('two are pushed in as one, and staff free and put away what is stuck', async ({
  page,
  stand,
}) => {
  const books = [bookOf(stand, 0), bookOf(stand, 1)] as const;
  await open(page, stand);
  await page.getByRole('switch', { name: 'Machine’s door is shut' }).click();
  await page.getByRole('button', { name: 'Two at once' }).click();
  await cover(page, books[0]).click();
  await expect(page.getByRole('button', { name: /and the second/ })).toBeVisible();
  await cover(page, books[1]).click();
  for (const book of books) await expect(lying(page, '#at-mouth', book)).toBeVisible();
  await page.getByRole('button', { name: 'Staff free what is stuck' }).click();
  for (const book of books) await expect(lying(page, '#at-staff', book)).toBeVisible();
  await page.getByRole('button', { name: 'Put back on the shelf' }).click();
  for (const book of books) await expect(lying(page, '#on-shelf', book)).toBeVisible();
});

test('what cannot be done is said; doors and bins are where hands left them', async ({
  page,
  stand,
}) => {
  await open(page, stand);
  const bin = page.getByRole('region', { name: 'Bin 1' });
  await bin.getByRole('button', { name: 'Empty it' }).click();
  await expect(page.getByRole('status')).toContainText('door');
  await bin.getByRole('switch', { name: 'Door shut' }).click();
  await expect(bin.getByRole('switch', { name: 'Door open' })).not.toBeChecked();
  await bin.getByRole('switch', { name: 'In place' }).click();
  await expect(bin.getByRole('switch', { name: 'Taken away' })).not.toBeChecked();
  expect(stand.desk.dropBox?.box.bins[0]).toMatchObject({ doorIsOpen: true, isThere: false });
});

test('axe finds nothing on a bench with a drop box, in either language', async ({
  page,
  stand,
}) => {
  await page.goto(`${stand.kioskUrl}/bench`);
  for (const language of ['vi', 'en']) {
    await expect(page.locator('html')).toHaveAttribute('lang', language);
    await expect(page.locator('#bins .bin')).toHaveCount(3);
    const { violations } = await new AxeBuilder({ page }).exclude('#kiosk').analyze();
    expect(violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)])).toEqual([]);
    await page.locator('#language').click();
  }
});
