/** The bins of a drop box, drawn from fixtures in each language, judged as a person and as axe would. */
import '@fontsource/be-vietnam-pro/400.css';
import '@fontsource/be-vietnam-pro/600.css';
import { beforeEach, describe, expect, test } from 'vitest';
import { render } from 'vitest-browser-svelte';
import { page } from 'vitest/browser';
import type { BinBook, BinContents, BinList } from '../answers.ts';
import { NOW } from '../circulation-fixtures.ts';
import {
  asStaffPage,
  bareKeys,
  faultsOfAccess,
  LANGUAGES,
  pictures,
  said,
  tooWide,
} from '../page-checks.ts';
import type { Language } from '../page-checks.ts';
import '../staff.css';
import type { Done } from '../trouble.ts';
import { staffWords } from '../words.ts';
import BinLists from './bin-lists.svelte';

const HOUR = 3_600_000;
const bin: BinList = {
  ...{ id: '0f3f9c1e-6a63-4f0e-9d2f-1d7b3a5c8e01', bin: '2', by: 'door', books: 2, exceptions: 1 },
  ...{ since: NOW - 20 * HOUR, until: NOW - HOUR },
};
const book: BinBook = {
  ...{ intake: 'i1', at: NOW - 3 * HOUR, bin: '2', uids: ['E0040150'], why: 'hold' },
  ...{ ils: 'accepted', armed: 'done', item: { identifier: 'VV.000123' }, goes: { kind: 'hold' } },
};
const torn: BinBook = {
  ...{ intake: 'i2', at: NOW - 2 * HOUR, bin: '2', uids: [], why: 'exception' },
  ...{ ils: 'none', armed: 'none', trouble: 'tag-damaged' },
};
const contents: BinContents = { ...bin, entries: [book, torn] };
const shown: Done<BinContents> = { kind: 'done', value: contents };
const draw = (
  language: Language,
  bins: readonly BinList[] = [bin],
  found: Done<BinContents> = shown,
) => render(BinLists, { words: staffWords(language), bins, look: () => Promise.resolve(found) });

const open = () => page.getByRole('table').getByRole('button').last().click();
const PAGES = {
  bins: draw,
  'bin opened': async (language: Language) => {
    await draw(language);
    await open();
    await expect.element(page.getByText('VV.000123')).toBeVisible();
  },
} as const;

beforeEach(asStaffPage);

describe.each(Object.entries(PAGES))('the page %s', (name, show) => {
  test.each(LANGUAGES)('DB26 is in words in %s', async (language) => {
    document.documentElement.lang = language;
    await show(language);
    expect(bareKeys()).toEqual([]);
    await pictures(name, language);
  });
  test('axe finds nothing, and nothing is wider than a telephone', async () => {
    await page.viewport(360, 800);
    await show('vi');
    expect(await faultsOfAccess()).toEqual([]);
    expect(tooWide(360)).toEqual([]);
  });
});

test('DB26 a bin is opened, and says of each book what is to be done; and back to all of them', async () => {
  await PAGES['bin opened']('en');
  const row = page.getByRole('row', { name: /not readable/ });
  await expect.poll(() => said(row)).toMatch(/D02 Label damaged: scan the barcode as returned/);
  await page.getByRole('button', { name: 'All bins' }).click();
  await expect.element(page.getByRole('button', { name: 'Show' })).toBeVisible();
});

test('what the server does not tell is said', async () => {
  await draw('en', [bin], { kind: 'trouble', trouble: { key: 'trouble.no-server' } });
  await open();
  await expect.poll(() => said(page.getByRole('alert'))).toMatch(/The server does not answer/);
});

test('a box that nobody has emptied says so', async () => {
  await draw('en', []);
  await expect.element(page.getByText('No bin has been emptied yet.')).toBeVisible();
});
