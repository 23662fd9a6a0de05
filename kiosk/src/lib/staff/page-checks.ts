/** How the staff pages are judged from fixtures: as a person reads them, as axe does, and on small screens. */
import axe from 'axe-core';
import { beforeEach, describe, expect, test } from 'vitest';
import { page } from 'vitest/browser';
import type { Locator } from 'vitest/browser';

export const LANGUAGES = ['vi', 'en', 'fr'] as const;
export type Language = (typeof LANGUAGES)[number];

/** Before each test. */
export async function asStaffPage(): Promise<void> {
  document.body.className = 'staff';
  document.body.style.padding = '1rem';
  document.title = 'staff';
  await page.viewport(1280, 800);
}

export async function faultsOfAccess(): Promise<string[]> {
  const { violations } = await axe.run(document, {
    rules: {
      'landmark-one-main': { enabled: false },
      'page-has-heading-one': { enabled: false },
      region: { enabled: false },
    },
  });
  return violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html ?? ''}`);
}

/** Words that no catalogue has come out as their keys: lower-case letters and full stops, no space. */
export const bareKeys = (): string[] =>
  (document.body.innerText ?? '').match(/\b[a-z]+(?:\.[a-z-]+){1,}\b(?! )/g) ?? [];

/** What stands out of the page, but for tables, which scroll by themselves. */
export const tooWide = (width: number): string[] =>
  [...document.querySelectorAll('body *')]
    .filter((element) => element.parentElement?.closest('.scroll') === null)
    .filter((element) => element.getBoundingClientRect().right > width)
    .map((element) => element.outerHTML.slice(0, 120));

/** Text as it is read: white space of the source does not count. */
export const said = (locator: Locator): string =>
  (locator.element().textContent ?? '').replaceAll(/\s+/g, ' ').trim();

/** `npm run screenshots` sets it: the same mounts, looked at by people. */
const TAKES_PICTURES = import.meta.env['VITE_SCREENSHOTS'] === '1';
const SIZES = [
  [1920, 1080],
  [1080, 1920],
  [1024, 600],
] as const;

export async function pictures(name: string, language: Language): Promise<void> {
  if (!TAKES_PICTURES) return;
  for (const [width, height] of SIZES) {
    await page.viewport(width, height);
    const file = `staff/${name.replaceAll(' ', '-')}-${width}x${height}-${language}.png`;
    const path = `${import.meta.env['VITE_SCREENSHOTS_TO']}/${file}`;
    await page.screenshot({ path, save: true });
  }
}

/** Whatever a page shows besides: it is in words in each language, axe finds nothing, and small screens hold it. */
export function checkPages(pages: Readonly<Record<string, (language: Language) => unknown>>): void {
  beforeEach(asStaffPage);

  describe.each(Object.entries(pages))('the page %s', (name, draw) => {
    test.each(LANGUAGES)('is in words in %s', async (language) => {
      document.documentElement.lang = language;
      await draw(language);
      expect(bareKeys()).toEqual([]);
      await pictures(name, language);
    });
    test('axe finds nothing', async () => {
      document.documentElement.lang = 'vi';
      await draw('vi');
      expect(await faultsOfAccess()).toEqual([]);
    });
    test.each([360, 600])('nothing is wider than a screen of %i', async (width) => {
      await page.viewport(width, 1024);
      await draw('fr');
      expect(tooWide(width)).toEqual([]);
    });
  });
}
