import axe from 'axe-core';
import { page } from 'vitest/browser';
import { describe, expect, test } from 'vitest';
import { render } from 'vitest-browser-svelte';
import type { Snapshot } from '#gateway/messages.ts';
import {
  everyState,
  fixture,
  FIXTURES,
  LANGUAGES,
  receipt,
  SCREEN_NAMES,
  SIZES,
  tenLines,
} from './fixtures.ts';
import {
  covered,
  isWithin,
  meet,
  outOfReach,
  overflowing,
  overlapping,
  settled,
  smallTargets,
  smallTexts,
} from './measure.ts';
import { registry } from './registry.ts';
import Touchscreen from './touchscreen.svelte';

/** `npm run screenshots` sets it: the same mounts, looked at by people. */
const TAKES_PICTURES = import.meta.env['VITE_SCREENSHOTS'] === '1';

async function mounted(snapshot: Snapshot): Promise<HTMLElement> {
  document.body.style.margin = '0';
  const { container } = await render(Touchscreen, { snapshot, send: () => undefined });
  const root = container.querySelector<HTMLElement>('.touchscreen');
  if (root === null) throw new Error('no screen was drawn');
  await settled(root);
  return root;
}

async function picture(snapshot: Snapshot, name: string): Promise<void> {
  if (!TAKES_PICTURES) return;
  const path = `${import.meta.env['VITE_SCREENSHOTS_TO']}/${name}.png`;
  await page.screenshot({ path, save: true });
}

test('the registry and the fixtures name the same screens', () => {
  expect(Object.keys(registry).sort()).toEqual([...SCREEN_NAMES].sort());
});

describe.each(SIZES)('%i × %i', (width, height) => {
  describe.each(LANGUAGES)('%s', (language) => {
    test.each(FIXTURES)('%s is large enough, whole and within reach', async (screen) => {
      await page.viewport(width, height);
      const snapshot = fixture(screen, { language });
      const root = await mounted(snapshot);
      await picture(snapshot, `${width}x${height}/${language}/${screen}`);
      expect(smallTexts(root, 32)).toEqual([]);
      expect(smallTargets(root)).toEqual([]);
      expect(overflowing(root)).toEqual([]);
      expect(overlapping(root)).toEqual([]);
      expect(covered(root)).toEqual([]);
      if (height > width) expect(outOfReach(root)).toEqual([]);
    });

    test.each(FIXTURES)('%s in large text', async (screen) => {
      await page.viewport(width, height);
      const snapshot = fixture(screen, { language, largeText: true });
      const root = await mounted(snapshot);
      await picture(snapshot, `${width}x${height}/${language}-large/${screen}`);
      expect(smallTexts(root, 42)).toEqual([]);
      expect(smallTargets(root)).toEqual([]);
      expect(overflowing(root)).toEqual([]);
      expect(overlapping(root)).toEqual([]);
      expect(covered(root)).toEqual([]);
    });
  });
});

describe.each(LANGUAGES)('the list in %s', (language) => {
  test.each([
    [10, 1080, 1920],
    [5, 1024, 600],
  ])('shows %i books at once at %i × %i', async (count, width, height) => {
    await page.viewport(width, height);
    const snapshot = fixture('borrow', { language, lines: tenLines.slice(0, count) });
    const root = await mounted(snapshot);
    await picture(snapshot, `${width}x${height}/${language}/borrow-full`);
    expect(root.querySelectorAll('.scrolls > li')).toHaveLength(count);
    expect(root.querySelector('.turn')).toBeNull();
  });

  test('says each state of both axes, and nothing is cut', async () => {
    await page.viewport(1080, 1920);
    const snapshot = fixture('borrow', { language, lines: everyState });
    const root = await mounted(snapshot);
    await picture(snapshot, `1080x1920/${language}/borrow-states`);
    const signs = [...root.querySelectorAll('.scrolls .state')].map((state) => state.textContent);
    expect(new Set(signs).size).toBe(everyState.length);
    expect(overflowing(root)).toEqual([]);
  });
});

test.each(SIZES)(
  'the receipt’s QR code is whole and clear of words at %i × %i',
  async (width, height) => {
    await page.viewport(width, height);
    const snapshot = fixture('done', { receipt: receipt({ state: 'shown' }, { choices: [] }) });
    const root = await mounted(snapshot);
    await expect.poll(() => root.querySelector('.qr img')).not.toBeNull();
    await picture(snapshot, `${width}x${height}/vi/done-receipt`);
    const code = root.querySelector('.qr');
    const words = root.querySelector('.receipt .text');
    if (code === null || words === null) throw new Error('the receipt has lost a part');
    expect(meet(code, words)).toBe(false);
    expect(code.getBoundingClientRect().width).toBeGreaterThan(300);
    expect(overflowing(root)).toEqual([]);
    expect(overlapping(root)).toEqual([]);
  },
);

test('S208 in an outage the list tells books apart by the numbers on their labels', async () => {
  const root = await mounted(fixture('borrow while nobody answers'));
  const list = root.querySelector('.scrolls')?.textContent;
  for (const number of ['NC000471', 'NC000472', 'NC000473']) expect(list).toContain(number);
  expect(list).not.toContain('Cuốn sách này');
});

test('S64 the account is offered where it can be shown, and not in an outage', async () => {
  const shown = await mounted(fixture('borrow'));
  expect(shown.textContent).toContain('Sách đang mượn');
  const offline = await mounted(fixture('borrow while nobody answers'));
  expect(offline.textContent).not.toContain('Sách đang mượn');
});

const SIDES = ['left', 'right', 'below'] as const;
test.each(SIDES.flatMap((pad) => SIDES.map((scanner) => ({ pad, scanner }))))(
  'card and books are drawn apart: pad $pad, scanner $scanner',
  async (places) => {
    await page.viewport(1080, 1920);
    const { terminal } = fixture('start');
    const root = await mounted(fixture('start', { terminal: { ...terminal, ...places } }));
    const svg = root.querySelector('.show svg');
    const [card, books, screen] = ['.card', '.books', '.screen'].map((part) =>
      svg?.querySelector(part),
    );
    if (!svg || !card || !books || !screen) throw new Error('the picture has lost a part');
    expect(meet(card, books) || meet(card, screen) || meet(books, screen)).toBe(false);
    for (const part of [card, books, screen]) expect(isWithin(part, svg)).toBe(true);
  },
);

describe.each(LANGUAGES)('axe in %s', (language) => {
  test.each(FIXTURES)('finds nothing on %s', async (screen) => {
    await page.viewport(1080, 1920);
    const root = await mounted(fixture(screen, { language }));
    expect(await faults(root)).toEqual([]);
  });
});

describe.each([
  ['high contrast', { highContrast: true }, 'light'],
  ['dark', {}, 'dark'],
] as const)('axe in %s', (name, change, scheme) => {
  test.each(FIXTURES)('finds nothing on %s', async (screen) => {
    await page.viewport(1080, 1920);
    const snapshot = fixture(screen, change);
    const root = await mounted(snapshot);
    root.style.colorScheme = scheme;
    await picture(snapshot, `1080x1920/${name}/${screen}`);
    expect(await faults(root)).toEqual([]);
  });
});

/** WCAG 2.2 AA and best practices, and the contrast of AAA (7:1). */
async function faults(root: HTMLElement): Promise<string[]> {
  const { violations } = await axe.run(root, {
    rules: { 'color-contrast-enhanced': { enabled: true }, region: { enabled: false } },
    resultTypes: ['violations'],
  });
  return violations.flatMap(({ id, nodes }) =>
    nodes.map(({ html, failureSummary }) => `${id}: ${html.slice(0, 160)} ${failureSummary ?? ''}`),
  );
}
