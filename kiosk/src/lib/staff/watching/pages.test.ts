/** The pages of watching, drawn from fixtures in each language, judged as a person and as axe would. */
import '@fontsource/be-vietnam-pro/400.css';
import '@fontsource/be-vietnam-pro/600.css';
import { describe, expect, test } from 'vitest';
import { render } from 'vitest-browser-svelte';
import { page, userEvent } from 'vitest/browser';
import { checkPages, faultsOfAccess, said } from '../page-checks.ts';
import type { Language } from '../page-checks.ts';
import '../staff.css';
import { staffWords } from '../words.ts';
import * as known from './fixtures.ts';
import Hand from './hand.svelte';
import Network from './network.svelte';
import NoticesPage from './notices/notices-page.svelte';
import AlertSheet from './over/alert-sheet.svelte';
import OverFilter from './over/over-filter.svelte';
import { EVERYTHING } from './over/filter.ts';
import ReportPage from './report/report-page.svelte';
import WeekChoice from './report/week-choice.svelte';
import HistoryPage from './terminal/history-page.svelte';
import TerminalState from './terminal/terminal-state.svelte';
import Today from './today.svelte';

const { LIBRARIES: libraries, NOW: now } = known;
const timeZone = 'Asia/Ho_Chi_Minh';
const nothing = () => undefined;

const hand = (language: Language, alerts = known.alerts) =>
  render(Hand, { words: staffWords(language), alerts, now, here: 'central' });
const network = (language: Language, view: string | null, terminals = known.all) =>
  render(Network, {
    ...{ words: staffWords(language), terminals, alerts: known.alerts, libraries },
    today: new Map(known.today.terminals.map((one) => [one.id, one])),
    ...{ timeZone, now, view, href: (one: string) => `?view=${one}` },
  });
const state = (language: Language, terminal = known.dropBox, alerts = [known.paperOut]) =>
  render(TerminalState, { words: staffWords(language), terminal, alerts, now, here: 'central' });

const PAGES = {
  morning: async (language: Language) => {
    await hand(language);
    await network(language, null);
    await render(Today, { words: staffWords(language), today: known.today, timeZone });
  },
  map: async (language: Language) => {
    await network(language, 'map');
    await page.getByRole('button', { name: /Bến Cầu/ }).click();
  },
  table: (language: Language) => network(language, 'table'),
  'terminal state': (language: Language) => state(language),
  'terminal history': (language: Language) =>
    render(HistoryPage, { words: staffWords(language), history: known.history, now }),
  'alerts over': async (language: Language) => {
    const words = staffWords(language);
    await render(OverFilter, { words, libraries, filter: EVERYTHING, onFilter: nothing });
    const alerts = [known.over];
    await render(AlertSheet, { words, title: 'x', empty: 'y', alerts, now, file: 'z' });
  },
  report: async (language: Language) => {
    const words = staffWords(language);
    const { report } = known;
    await render(WeekChoice, {
      ...{ words, week: report.week, thisWeek: '2026-W48', library: '', libraries },
      ...{ href: (week: string) => `?week=${week}`, onLibrary: nothing },
    });
    await render(ReportPage, { words, report, now });
  },
  notices: (language: Language) =>
    render(NoticesPage, {
      ...{ words: staffWords(language), list: known.subscriptions, libraries, here: 'ward', now },
      onChanged: nothing,
    }),
} as const;

checkPages(PAGES);

describe('what needs a hand', () => {
  const lines = () => page.getByRole('region', { name: /Needs a hand/ }).getByRole('listitem');
  test('is told in sentences, with what to do and since when', async () => {
    await hand('en');
    await expect.poll(() => said(lines().nth(1))).toMatch(/Máy thiếu nhi hết giấy\. Bạn thay cuộn/);
    expect(said(lines().nth(1))).toMatch(/since 18 minutes ago/);
  });
  test('TH3 of a silent terminal it is said of when it is', async () => {
    await hand('en');
    await expect
      .poll(() => said(lines().nth(2)))
      .toMatch(/The terminal is silent; so it was when last heard, 3 hours ago/);
  });
  test('TH2 TH7 how often it came back, and who sees to it', async () => {
    await hand('en');
    await expect.poll(() => said(lines().nth(0))).toMatch(/came back 2 times/);
    expect(said(lines().nth(0))).toMatch(/Lan sees to it, 30 minutes ago Đã gọi thợ điện/);
  });
  test('TH2 what is well again, and how long that is, and nothing to do', async () => {
    await hand('en', [{ ...known.paperOut, lastSeenAt: now - 40_000 }]);
    await expect.poll(() => said(lines().nth(0))).toMatch(/Well again since 40 seconds ago/);
    expect(said(lines().nth(0))).not.toContain(known.paperOut.words.todo);
  });
  test('what is only to be known is folded away', async () => {
    await hand('en');
    const van = page.getByText('Máy trên xe, Thư viện tỉnh Hoa Giang');
    await expect.element(van).not.toBeVisible();
    await page.getByText(/Only to know \(1\)/).click();
    await expect.element(van).toBeVisible();
  });
  test('nothing is said as nothing', async () => {
    await hand('vi', []);
    await expect.element(page.getByText(/Mọi máy đều chạy tốt/)).toBeVisible();
  });
  test('a whole district that is silent does not fill the page', async () => {
    const many = Array.from({ length: 40 }, (_, at) => ({ ...known.notHeard, id: `n${at}` }));
    await hand('en', many);
    await expect.poll(() => lines().elements().length).toBe(12);
    await page.getByRole('button', { name: 'Show all 40' }).click();
    await expect.poll(() => lines().elements().length).toBe(40);
  });
});

describe('the network', () => {
  const line = (name: string) => page.getByRole('listitem').filter({ hasText: name }).last();
  test('a terminal has a sign and a word, and what is the matter', async () => {
    await network('en', null);
    await expect
      .poll(() => said(line('Máy thiếu nhi')))
      .toMatch(/! Needs a look Máy thiếu nhi hết giấy/);
    expect(said(line('Máy cổng sau'))).toMatch(/✕ Not heard last heard 3 hours ago/);
    expect(said(line('Máy trên xe'))).toMatch(/– Off or away/);
  });
  test('a library is folded from the keyboard, and stays so', async () => {
    await network('en', null);
    const summary = page.getByText('Thư viện phường Bến Cầu').element().closest('summary');
    summary?.focus();
    await userEvent.keyboard('{Enter}');
    await expect.element(page.getByText('Máy thiếu nhi')).not.toBeInTheDocument();
  });
  test('is filtered; a word that nothing has says so', async () => {
    await network('en', null);
    await page.getByRole('searchbox').fill('sanh chinh');
    await expect.element(page.getByText('Máy thiếu nhi')).not.toBeInTheDocument();
    await page.getByRole('searchbox').fill('nothing like it');
    await expect.element(page.getByText('No terminal matches “nothing like it”.')).toBeVisible();
  });
  test('an empty one says how a terminal is added', async () => {
    await network('vi', null, []);
    await expect.element(page.getByText(/Chưa có máy nào/)).toBeVisible();
  });

  test('the map is walked with the keyboard; who is on no map stands beside it', async () => {
    await network('en', 'map');
    const ward = page.getByRole('button', { name: /phường Bến Cầu: 2 terminals, Needs a look/ });
    (ward.element() as unknown as HTMLElement).focus();
    await userEvent.keyboard('{Enter}');
    await expect.element(ward).toHaveAttribute('aria-pressed', 'true');
    await expect.element(page.getByRole('link', { name: 'Thùng trả sách' })).toBeVisible();
    await page.getByRole('button', { name: /Xe thư viện/ }).click();
    await expect.element(page.getByRole('link', { name: 'Máy trên xe' })).toBeVisible();
  });

  test('the table has queue, permit and the last fault of each device; the worst first', async () => {
    await network('en', 'table');
    const rows = page.getByRole('row');
    await expect.poll(() => said(rows.nth(1))).toMatch(/Máy cổng sau/);
    const troubled = page.getByRole('row', { name: /Máy thiếu nhi/ });
    expect(said(troubled)).toMatch(/3 oldest 10 minutes ago/);
    expect(said(troubled)).toMatch(/lends until 29 November 2026/);
    expect(said(troubled)).toMatch(/RFID pad: faulty/);
    const fine = page.getByRole('row', { name: /Máy sảnh chính/ });
    expect(said(fine)).toMatch(/last fault: unplugged, 1 day ago/);
    // What nobody hears nobody calls ready.
    expect(said(page.getByRole('row', { name: /Máy cổng sau/ }))).toMatch(/RFID pad: unknown/);
  });
  test('of a thousand the table draws a hundred, and more when it is asked', async () => {
    const many = Array.from({ length: 1_000 }, (_, at) => ({ ...known.working, id: `t${at}` }));
    await network('en', 'table', many);
    await expect.poll(() => page.getByRole('row').elements().length).toBe(101);
    await page.getByRole('button', { name: 'Show 100 more lines' }).click();
    await expect.poll(() => page.getByRole('row').elements().length).toBe(201);
  });
});

describe('one terminal', () => {
  test('says of its bins how full they are', async () => {
    await state('en');
    await expect.element(page.getByText(/2: 57 of 60 books, nearly full/)).toBeVisible();
  });
  test('says nothing is wrong where nothing is', async () => {
    await state('en', known.working, []);
    await expect.element(page.getByText(/It is working/)).toBeVisible();
    await expect.element(page.getByText(/41 of 120 GB of disk free/)).toBeVisible();
  });
  test('is honest about silence', async () => {
    await state('en', known.silent, [known.notHeard]);
    await expect.element(page.getByText(/It is not heard: what follows/)).toBeVisible();
  });
});

describe('the list of who is told', () => {
  test('says what does not get through, since when, and what was given up', async () => {
    await PAGES.notices('en');
    const row = page.getByRole('row', { name: /bot2\.example/ });
    await expect.poll(() => said(row)).toMatch(/Does not get through since 5 hours ago/);
    expect(said(row)).toMatch(/503 Service Unavailable.*2 notices given up.*3 waiting/);
  });
  test('a mailbox has quiet hours, a program has none', async () => {
    await PAGES.notices('en');
    await page.getByRole('button', { name: 'Add a webhook' }).click();
    const dialog = page.getByRole('dialog', { name: 'Add a webhook' });
    await expect.element(dialog.getByLabelText('Address (https)')).toBeVisible();
    await expect.element(dialog.getByLabelText('Quiet hours')).not.toBeInTheDocument();
    await page.getByRole('button', { name: 'Leave it' }).last().click();
    await page.getByRole('button', { name: /Change, truc@/ }).click();
    const change = page.getByRole('dialog', { name: 'truc@hop-thu1.example' });
    await expect.element(change.getByLabelText('Quiet hours')).toBeChecked();
    await expect.element(change.getByText(/At once even in quiet hours \(1\)/)).toBeVisible();
    expect(await faultsOfAccess()).toEqual([]);
  });
});
