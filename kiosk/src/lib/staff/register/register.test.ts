/** The register of terminals, drawn from fixtures in each language, judged as a person and as axe would. */
import '@fontsource/be-vietnam-pro/400.css';
import '@fontsource/be-vietnam-pro/600.css';
import { expect, test } from 'vitest';
import { render } from 'vitest-browser-svelte';
import { page, userEvent } from 'vitest/browser';
import { LIBRARIES, NOW } from '../circulation-fixtures.ts';
import { checkPages, said } from '../page-checks.ts';
import type { Language } from '../page-checks.ts';
import '../staff.css';
import { staffWords } from '../words.ts';
import { columnsOf, fits } from './columns.ts';
import { dropBox, found, kiosk, replacing, revoked } from './fixtures.ts';
import PairFound from './pair-found.svelte';
import RegisterPage from './register-page.svelte';

const ofPage = (language: Language, terminals = [kiosk, dropBox, revoked]) => ({
  ...{ words: staffWords(language), terminals, libraries: LIBRARIES },
  ...{ here: 'central', now: NOW, onChanged: () => undefined },
});
const ofFound = (language: Language, machine = found) => ({
  ...{ words: staffWords(language), found: machine, terminals: [kiosk, dropBox, revoked] },
  ...{ libraries: LIBRARIES, here: 'ward', now: NOW },
  ...{ onPaired: () => undefined, onOther: () => undefined },
});

const PAGES = {
  register: (language: Language) => render(RegisterPage, ofPage(language)),
  'register without terminals': (language: Language) => render(RegisterPage, ofPage(language, [])),
  'machine found': (language: Language) => render(PairFound, ofFound(language)),
  'machine found, that was one': (language: Language) =>
    render(PairFound, ofFound(language, replacing)),
} as const;

checkPages(PAGES);

test('PA30 only what one administrates can be changed', async () => {
  await PAGES.register('en');
  const row = (name: RegExp) => page.getByRole('row', { name });
  expect(
    row(/Máy mượn trả 1/)
      .getByRole('button')
      .elements(),
  ).toHaveLength(2);
  expect(
    row(/Thùng trả sách/)
      .getByRole('button')
      .elements(),
  ).toHaveLength(0);
  await expect.poll(() => said(row(/Máy cũ/))).toMatch(/2 days ago/);
});

test('PA30 whoever administrates nothing is told so, and pairs nothing', async () => {
  const libraries = LIBRARIES.map((library) => ({ ...library, administrator: false }));
  const terminals = [{ ...kiosk, mayChange: false }];
  await render(RegisterPage, { ...ofPage('en'), libraries, terminals });
  await expect.element(page.getByText(/Only administrators/)).toBeVisible();
  expect(page.getByRole('button', { name: 'Pair a terminal' }).elements()).toEqual([]);
});

test('PA32 what revoking ends is said before it is done', async () => {
  await PAGES.register('en');
  await page.getByRole('button', { name: 'Revoke, Máy mượn trả 1' }).click();
  const dialog = page.getByRole('dialog', { name: 'Revoke Máy mượn trả 1?' });
  await expect.poll(() => said(dialog)).toMatch(/serves nobody/);
  expect(said(dialog)).toMatch(/3 transactions on the machine/);
});

test('PA31 a change begins with what is', async () => {
  await PAGES.register('en');
  await page.getByRole('button', { name: 'Change, Máy mượn trả 1' }).click();
  const dialog = page.getByRole('dialog');
  await expect.element(dialog.getByLabelText('Terminal')).toHaveValue('Máy mượn trả 1');
  await expect.element(dialog.getByRole('combobox', { name: 'Stands at' })).toHaveValue('central');
  await expect.element(dialog.getByRole('combobox', { name: 'Used as' })).toHaveValue('kiosk');
  // Only where one is administrator.
  expect(
    dialog.getByRole('combobox', { name: 'Stands at' }).getByRole('option').elements(),
  ).toHaveLength(1);
});

test('PA4 the check number is the largest thing there, and a new machine gets a name', async () => {
  await PAGES['machine found']('en');
  await expect.poll(() => said(page.getByRole('status'))).toBe('082 911');
  await expect.element(page.getByText(/asked from 10\.0\.7\.12, 1 minute ago/)).toBeVisible();
  await expect.element(page.getByLabelText('Terminal')).toHaveValue('');
  await expect.element(page.getByRole('combobox', { name: 'Used as' })).toHaveValue('van');
  await expect.element(page.getByRole('combobox', { name: 'Takes the place of' })).toHaveValue('');
  await expect.element(page.getByRole('combobox', { name: 'Stands at' })).toHaveValue('central');
});

test('PA12 a machine that seems to have been one is proposed in its place', async () => {
  await PAGES['machine found, that was one']('en');
  await expect
    .element(page.getByRole('combobox', { name: 'Takes the place of' }))
    .toHaveValue('quay-1');
  await expect.element(page.getByLabelText('Terminal')).toHaveValue('Máy mượn trả 1');
  await expect.element(page.getByText(/The old key stops working at once/)).toBeVisible();
  const choices = page.getByRole('combobox', { name: 'Takes the place of' }).getByRole('option');
  expect(choices.elements().map(({ textContent }) => textContent?.trim())).toEqual([
    'none: this is a new machine',
    'Máy mượn trả 1 · Thư viện tỉnh Hoa Giang',
    'Máy cũ (revoked) · Thư viện tỉnh Hoa Giang',
  ]);
});

test('the keyboard alone opens pairing, with the field ready for the code', async () => {
  await PAGES.register('en');
  const button = page.getByRole('button', { name: 'Pair a terminal' });
  (button.element() as HTMLElement).focus();
  await userEvent.keyboard('{Enter}');
  await expect.element(page.getByLabelText('Code on the machine’s screen')).toHaveFocus();
});

test('a word finds a terminal by name, place, profile or key', () => {
  const words = staffWords('en');
  for (const query of ['máy trả', 'hoa giang kiosk', '7C3D', ''])
    expect(fits(words, kiosk, query), query).toBe(true);
  expect(fits(words, kiosk, 'drop box')).toBe(false);
});

test('the file that is taken away has no buttons in it, and times that can be sorted', () => {
  const columns = columnsOf(staffWords('en'), true).filter(({ acts }) => !acts);
  expect(columns.map(({ value }) => value(kiosk))).toEqual([
    ...['Máy mượn trả 1', 'Thư viện tỉnh Hoa Giang', 'Kiosk', '0.1.0', '7c3d-9fgh-km34-pqrt'],
    ...[new Date(kiosk.keyedAt).toISOString(), new Date(kiosk.heardAt ?? 0).toISOString()],
  ]);
});

test('sorted by a heading as every table', async () => {
  await PAGES.register('en');
  await page.getByRole('button', { name: 'Terminal', exact: true }).first().click();
  const rows = page.getByRole('region', { name: /^Terminals/ }).getByRole('row');
  await expect.poll(() => said(rows.nth(1))).toMatch(/^Máy mượn trả 1/);
});
