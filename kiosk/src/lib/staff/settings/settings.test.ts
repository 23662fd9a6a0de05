/** Settings of terminals, drawn from fixtures in each language, judged as a person and as axe would. */
import '@fontsource/be-vietnam-pro/400.css';
import '@fontsource/be-vietnam-pro/600.css';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { render } from 'vitest-browser-svelte';
import { page } from 'vitest/browser';
import type { SettingsView } from '../answers.ts';
import { LIBRARIES, NOW } from '../circulation-fixtures.ts';
import { LANGUAGES, checkPages, said } from '../page-checks.ts';
import type { Language } from '../page-checks.ts';
import '../staff.css';
import { kiosk } from '../terminal/remote-hand/fixtures.ts';
import { staffWords } from '../words.ts';
import { changedBetween, fieldsOf, GROUPS, STARTING } from './fields.ts';
import { VIEW } from './fixtures.ts';
import { inForceOf } from './in-force.ts';
import { blackAndWhite } from './logo.ts';
import PlaceChoice from './place-choice.svelte';
import { settingText } from './setting-text.ts';
import SettingsPage from './settings-page.svelte';
import { formOf, sortingOf } from './sorting-text.ts';

const place = { kind: 'terminal', id: 'quay-1' } as const;
const of = (language: Language, view: SettingsView = VIEW) => ({
  ...{ words: staffWords(language), view, place, profile: undefined, here: 'central' },
  ...{ terminal: kiosk, onChanged: () => undefined },
});
const everything: SettingsView = { ...VIEW, own: STARTING };
const PAGES = {
  settings: (language: Language) => render(SettingsPage, of(language)),
  'settings, all of them own': (language: Language) =>
    render(SettingsPage, of(language, everything)),
  'settings, only read': (language: Language) =>
    render(SettingsPage, of(language, { ...VIEW, mayChange: false })),
  'settings, of which place': (language: Language) =>
    render(PlaceChoice, {
      ...{ words: staffWords(language), libraries: LIBRARIES, library: 'ward', profile: undefined },
      onChoose: () => undefined,
    }),
} as const;

checkPages(PAGES);

const setting = (name: string) => page.getByRole('group', { name: new RegExp(`^${name}`) });
const changes = () => page.getByText(/not saved yet\.$|^Nothing changed/);

test('ST3 what is inherited says from where, and what is set here what would else hold', async () => {
  await PAGES.settings('en');
  await expect
    .poll(() => said(setting('Wait before')))
    .toMatch(/90 seconds from Thư viện tỉnh Hoa Giang, Kiosk only/);
  expect(said(setting('Volume'))).toMatch(/Otherwise: 70% from Thư viện tỉnh Hoa Giang/);
  expect(said(setting('Language at first'))).toMatch(/Vietnamese from The whole network/);
  expect(said(setting('Ring of updates'))).toMatch(/As each machine’s own file says/);
  await expect
    .element(setting('Wait before').getByRole('link'))
    .toHaveAttribute('href', '/staff/settings?library=central&profile=kiosk');
});

test('ST3 a value of one’s own begins with what is inherited, and goes back to it', async () => {
  await PAGES.settings('en');
  await expect.element(changes()).toHaveTextContent('Nothing changed.');
  await setting('Wait before')
    .getByRole('button', { name: /^Set here/ })
    .click();
  await expect.element(setting('Wait before').getByRole('spinbutton')).toHaveValue(90);
  await expect.element(changes()).toHaveTextContent('1 change not saved yet.');
  await setting('Wait before').getByRole('spinbutton').fill('120');
  await setting('Volume')
    .getByRole('button', { name: /^As inherited/ })
    .click();
  await expect.element(changes()).toHaveTextContent('2 changes not saved yet.');
  await page.getByRole('button', { name: 'Discard the changes' }).click();
  await expect.element(setting('Volume').getByRole('spinbutton')).toHaveValue(40);
  await expect.element(changes()).toHaveTextContent('Nothing changed.');
});

test('ST6 who administrates nothing here sees it, and changes nothing', async () => {
  await PAGES['settings, only read']('en');
  await expect.element(page.getByText(/its administrators change it/)).toBeVisible();
  expect(said(setting('Volume'))).toMatch(/40%.*Otherwise: 70%/);
  expect(
    page.getByRole('button', { name: /Set here|As inherited|Save|Bring back/ }).elements(),
  ).toEqual([]);
});

test('ST5 each version says who, when and what it changed; all but the present one can be brought back', async () => {
  await PAGES.settings('en');
  const row = (version: string) => page.getByRole('row', { name: new RegExp(`^${version} `) });
  await expect.poll(() => said(row('2'))).toMatch(/staff: Lan/);
  expect(said(row('2'))).toMatch(/Volume: 60%/);
  expect(said(row('2'))).toMatch(/What a visitor may choose: as inherited/);
  expect(said(row('3'))).toMatch(/Version 1 brought back\./);
  expect(row('3').getByRole('button').elements()).toEqual([]);
  await row('1').getByRole('button', { name: 'Bring back, 1' }).click();
  await expect.element(page.getByRole('dialog', { name: 'Bring back version 1?' })).toBeVisible();
});

test('the order of what a visitor may choose is changed by its buttons, and one is always left', async () => {
  await PAGES.settings('en');
  const choices = setting('What a visitor may choose');
  const order = () =>
    choices
      .getByRole('listitem')
      .elements()
      .map((item) => item.querySelector('label')?.textContent?.trim());
  await expect.poll(order).toEqual(['QR code', 'no receipt', 'print', 'e-mail']);
  await choices.getByRole('checkbox', { name: 'e-mail' }).click();
  await choices.getByRole('button', { name: 'Earlier: e-mail' }).click();
  await expect.poll(order).toEqual(['QR code', 'e-mail', 'no receipt', 'print']);
  await choices.getByRole('checkbox', { name: 'e-mail' }).click();
  await choices.getByRole('checkbox', { name: 'no receipt' }).click();
  await expect.element(choices.getByRole('checkbox', { name: 'QR code' })).toBeDisabled();
});

test('hours have a day at least', async () => {
  await PAGES['settings, all of them own']('en');
  const hours = setting('When the screen is on');
  const days = () => hours.getByRole('button', { pressed: true }).elements().length;
  await expect.poll(days).toBe(7);
  for (const day of ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'])
    await hours.getByRole('button', { name: day }).click();
  await hours.getByRole('button', { name: 'Sun' }).click();
  await expect.poll(days).toBe(1);
});

test('sorting is for drop boxes', async () => {
  await render(SettingsPage, { ...of('en'), profile: 'kiosk' as const });
  await expect.element(setting('Volume')).toBeVisible();
  expect(setting('Which book').elements()).toEqual([]);
});

describe('ST15 how far a terminal has come', () => {
  const words = staffWords('en');
  const state = (settings: object, online = true) => ({
    online,
    state: kiosk.state && { ...kiosk.state, settings: { version: 3, ...settings } },
  });
  const undone = { version: 4, at: NOW, why: 'not-heard' };
  test.each([
    ['as it should be', state({ version: 4 }), 'fine', /works with the latest/],
    ['nothing set', state({ version: 0 }), 'under-way', /not taken/],
    ['not yet', state({}), 'under-way', /waits for the end of a visit/],
    ['not heard', state({}, false), 'under-way', /when it is heard again/],
    ['on trial', state({ version: 4, trial: { until: NOW } }), 'under-way', /on trial\. Unless/],
    ['gone back', state({ undone }), 'trouble', /left version 4 .* for two minutes/],
  ])('%s', (_, terminal, tone, sentence) => {
    expect(inForceOf(words, terminal, 4)).toMatchObject({
      tone,
      sentence: expect.stringMatching(sentence),
    });
  });
  test('what was taken back once is still told when a later version holds', () => {
    const before = { ...undone, version: 3, why: 'a-new-reason' };
    expect(inForceOf(words, state({ version: 4, undone: before }), 4)).toMatchObject({
      tone: 'fine',
      undone: expect.stringMatching(/a-new-reason$/),
    });
  });
  test('one that says nothing of settings is not judged', () => {
    expect(inForceOf(words, { online: true, state: undefined }, 4)).toBeUndefined();
  });
});

test('every setting has a place on the page, once, and words in each language', () => {
  const fields = GROUPS.flatMap(({ specs }) => specs.map(({ field }) => field));
  expect(fields.toSorted()).toEqual(fieldsOf(STARTING).toSorted());
  for (const language of LANGUAGES)
    for (const field of fields)
      expect(settingText(staffWords(language), STARTING, field), field).not.toMatch(
        /settings\.|undefined/,
      );
});

test('what was changed: what is new, other, or gone', () => {
  const before = { volume: 40, idle: 60_000, language: 'vi' } as const;
  expect(changedBetween(before, { volume: 50, language: 'vi', family: true }).toSorted()).toEqual([
    ...['family', 'idle', 'volume'],
  ]);
});

describe('sorting as staff write it', () => {
  test('bins one after the other, tables a line a rule; empty is no rule', () => {
    const form = {
      ...formOf({ exceptions: ['a'], otherwise: ['b', 'c'] }),
      collections: 'Thiếu nhi = c b\nnothing\n = a\nempty =\nA = B = a',
    };
    expect(sortingOf(form)).toEqual({
      ...{ exceptions: ['a'], otherwise: ['b', 'c'] },
      collections: { 'Thiếu nhi': ['c', 'b'], 'A = B': ['a'] },
    });
  });

  const bins = fc.array(fc.stringMatching(/^[a-z0-9][a-z0-9-]{0,6}$/), {
    minLength: 1,
    maxLength: 3,
  });
  const key = fc
    .stringMatching(/^[A-ZĐ0-9][A-ZĐ0-9 .=]{0,8}$/u)
    .map((text) => text.trim())
    .filter((text) => !/^\d+$/.test(text));
  test('what is set is what it was after it has been written out', () => {
    const sorting = fc.record(
      {
        ...{ exceptions: bins, otherwise: bins, holds: bins, notAnswered: bins },
        ...{
          libraries: fc.dictionary(key, bins, { minKeys: 1, maxKeys: 3 }),
          media: fc.dictionary(key, bins, { minKeys: 1, maxKeys: 3 }),
        },
      },
      { requiredKeys: ['exceptions', 'otherwise'] },
    );
    fc.assert(
      fc.property(sorting, (one) => {
        expect(sortingOf(formOf(one))).toEqual({ ...one });
      }),
    );
  });
});

describe('the logo', () => {
  async function painted(width: number, height: number): Promise<Blob> {
    const canvas = new OffscreenCanvas(width, height);
    const drawing = canvas.getContext('2d');
    if (!drawing) throw new Error('there is no canvas');
    drawing.fillStyle = '#7a1f1f';
    drawing.fillRect(0, 0, width / 2, height);
    return canvas.convertToBlob();
  }
  test('is black and white, what shines through is paper, and no wider than it', async () => {
    const png = await blackAndWhite(await painted(1000, 200));
    const bytes = Uint8Array.from(atob(png ?? ''), (one) => one.charCodeAt(0));
    const picture = await createImageBitmap(new Blob([bytes]));
    expect([picture.width, picture.height]).toEqual([384, 77]);
    const drawing = new OffscreenCanvas(384, 77).getContext('2d');
    drawing?.drawImage(picture, 0, 0);
    const dot = (x: number) => [...(drawing?.getImageData(x, 40, 1, 1).data ?? [])];
    expect([dot(10), dot(370)]).toEqual([
      [0, 0, 0, 255],
      [255, 255, 255, 255],
    ]);
  });
  test('that is no picture is none', async () => {
    expect(await blackAndWhite(new Blob(['not a picture']))).toBeUndefined();
  });
});
