/** Releases and where they run, drawn from fixtures in each language, judged as a person and as axe would. */
import '@fontsource/be-vietnam-pro/400.css';
import '@fontsource/be-vietnam-pro/600.css';
import { describe, expect, test } from 'vitest';
import { render } from 'vitest-browser-svelte';
import { page } from 'vitest/browser';
import type { Updates } from '../answers.ts';
import { checkPages, said } from '../page-checks.ts';
import type { Language } from '../page-checks.ts';
import '../staff.css';
import { staffWords } from '../words.ts';
import { paused, spreading, updates, watching } from './fixtures.ts';
import UpdatesPage from './updates-page.svelte';
import { progress, standing } from './updates.ts';

const draw = (language: Language, more: Partial<Updates> = {}) =>
  render(UpdatesPage, {
    ...{ words: staffWords(language), updates: { ...updates, ...more } },
    ...{ here: 'central', onChanged: () => undefined },
  });

const PAGES = {
  updates: (language: Language) => draw(language),
  'updates not set up': (language: Language) =>
    draw(language, { isSetUp: false, mayChange: false, releases: [] }),
} as const;

checkPages(PAGES);

describe('UP13 a release', () => {
  const words = staffWords('en');

  test('UP13 says how it stands in its ring, and when it goes on', () => {
    expect(standing(words, spreading)).toBe('In ring 1: not all its terminals have it yet');
    expect(standing(words, watching)).toMatch(/^Runs well; the next ring gets it by itself from/);
    expect(standing(words, paused)).toBe('Paused: no terminal gets it now');
  });

  test('UP21 a terminal says what it came back from, and why', () => {
    const [, back, , refused, never] = updates.terminals.map((one) => progress(words, one));
    expect(back).toBe('went back from 0.7.0: pad did not work under it');
    expect(refused).toMatch(/^up to date: what the server offered is not signed/);
    expect(never).toBe('never heard');
  });

  test('UP10 is proposed to the next ring', async () => {
    await draw('en');
    await page.getByRole('button', { name: 'Let out, 0.8.0' }).click();
    const dialog = page.getByRole('dialog');
    await expect.element(dialog.getByRole('combobox', { name: 'Ring' })).toHaveValue('2');
    await expect.element(dialog.getByRole('spinbutton')).toHaveValue(0);
  });

  test('UP12 that is paused can go on, one that is not can be paused', async () => {
    await draw('en');
    await expect.element(page.getByRole('button', { name: 'Go on, 0.6.5' })).toBeVisible();
    await expect.element(page.getByRole('button', { name: 'Pause, 0.8.0' })).toBeVisible();
  });

  test('UP2 who does not administrate the network looks only', async () => {
    await draw('en', { mayChange: false });
    expect(page.getByRole('button', { name: /^(Let out|Pause|Take in)/ }).elements()).toEqual([]);
    await expect.element(page.getByText(/Only administrators of the whole network/)).toBeVisible();
    const rows = page.getByRole('region', { name: /^Which version/ }).getByRole('row');
    await expect.poll(() => said(rows.nth(1))).toMatch(/^Máy mượn trả 1 .* 0\.8\.0 up to date$/);
  });
});
