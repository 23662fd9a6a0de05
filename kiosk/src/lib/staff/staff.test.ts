import axe from 'axe-core';
import { describe, expect, test } from 'vitest';
import { render } from 'vitest-browser-svelte';
import { page } from 'vitest/browser';
import type { Locator } from 'vitest/browser';
import { StaffAccount } from './account.svelte.ts';
import SignIn from './sign-in.svelte';
import './staff.css';
import Tasks from './tasks.svelte';
import TerminalTable from './terminal-table.svelte';
import { tasksOf } from './terminal-view.ts';
import type { TerminalView } from './terminal-view.ts';
import { staffWords } from './words.ts';

const NOW = Date.UTC(2026, 10, 23, 1, 30);
const minutesAgo = (minutes: number) => NOW - minutes * 60_000;

const pad = { id: 'pad', kind: 'rfid-reader', state: 'ready', since: minutesAgo(90) } as const;
const scanner = {
  id: 'scanner',
  kind: 'barcode-scanner',
  state: 'ready',
  since: minutesAgo(90),
} as const;
const working: TerminalView = {
  id: 'a',
  name: 'Máy sảnh chính',
  path: ['Mạng lưới', 'Thư viện tỉnh'],
  online: true,
  heardAt: minutesAgo(0),
  stage: 'idle',
  devices: [pad, scanner],
  queued: 0,
  staffCalled: false,
  uncured: 0,
  lastTransactionAt: minutesAgo(4),
};
const troubled: TerminalView = {
  ...working,
  id: 'b',
  name: 'Máy thiếu nhi',
  path: ['Mạng lưới', 'Phường Bến Cầu'],
  devices: [{ ...pad, state: 'faulty', code: 'port-missing', since: minutesAgo(12) }, scanner],
  queued: 3,
  oldestAt: minutesAgo(10),
  permit: { lends: true, endsAt: NOW + 6 * 86_400_000 },
};
const silent: TerminalView = {
  ...working,
  id: 'c',
  name: 'Xe',
  online: false,
  heardAt: minutesAgo(200),
};
const all = [working, troubled, silent];

async function faultsOfAccess(): Promise<string[]> {
  const { violations } = await axe.run(document, {
    rules: {
      'landmark-one-main': { enabled: false },
      'page-has-heading-one': { enabled: false },
      region: { enabled: false },
    },
  });
  return violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html ?? ''}`);
}

/** Text as it is read: white space of the source does not count. */
const said = (locator: Locator): string =>
  (locator.element().textContent ?? '').replaceAll(/\s+/g, ' ');

async function show(language: 'vi' | 'en' | 'fr', terminals: readonly TerminalView[]) {
  document.documentElement.lang = language;
  document.body.className = 'staff';
  document.title = 'staff';
  const words = staffWords(language);
  await render(Tasks, { words, tasks: tasksOf(terminals, NOW), now: NOW });
  await render(TerminalTable, { words, terminals, now: NOW });
}

describe('the page of terminals', () => {
  test.each(['vi', 'en', 'fr'] as const)('axe finds nothing in %s', async (language) => {
    await show(language, all);
    expect(await faultsOfAccess()).toEqual([]);
  });

  test('says what needs a hand in sentences, with since when', async () => {
    await show('en', all);
    const tasks = page.getByRole('region', { name: 'Needs a hand' }).getByRole('listitem');
    await expect.poll(() => said(tasks.nth(0))).toMatch(/Xe \(Thư viện tỉnh\) is not heard\./);
    await expect.poll(() => said(tasks.nth(0))).toMatch(/since 3 hours ago/);
    await expect
      .poll(() => said(tasks.nth(1)))
      .toMatch(/The RFID pad of Máy thiếu nhi \(Phường Bến Cầu\) is not plugged in\./);
  });

  test('says how long the oldest waits, and until when a terminal lends without the network', async () => {
    await show('en', [{ ...working, permit: { lends: false } }, troubled]);
    const row = page.getByRole('row', { name: /Máy thiếu nhi/ });
    await expect.poll(() => said(row)).toMatch(/3 oldest 10 minutes ago/);
    await expect.poll(() => said(row)).toMatch(/lends until 29 November 2026/);
    const other = page.getByRole('row', { name: /Máy sảnh chính/ });
    await expect.poll(() => said(other)).toMatch(/returns only/);
  });

  test('gives the exact time on hover', async () => {
    await show('en', [working]);
    const time = page.getByText('4 minutes ago');
    await expect.element(time).toHaveAttribute('title', expect.stringContaining('November 2026'));
  });

  test('marks each state by sign, word and place in the tree, not by colour alone', async () => {
    await show('en', all);
    const row = page.getByRole('row', { name: /Máy thiếu nhi/ });
    await expect.poll(() => said(row)).toMatch(/! Needs a look/);
    await expect.poll(() => said(row)).toMatch(/✕ RFID pad: faulty/);
    await expect.element(page.getByText('Mạng lưới › Phường Bến Cầu')).toBeVisible();
  });

  test('does not call the devices of a silent terminal ready', async () => {
    await show('en', [silent]);
    await expect
      .poll(() => said(page.getByRole('row', { name: /Xe/ })))
      .toMatch(/RFID pad: unknown/);
  });

  test('is filtered and sorted from the keyboard', async () => {
    await show('en', [working, { ...working, id: 'd', name: 'Máy 2', queued: 7 }]);
    const names = () =>
      page
        .getByRole('rowheader')
        .elements()
        .map((cell) => cell.textContent);
    await page.getByRole('button', { name: 'Waiting' }).click();
    expect(names().slice(-2)).toEqual(['Máy sảnh chính', 'Máy 2']);
    await page.getByRole('button', { name: 'Waiting' }).click();
    expect(names().slice(-2)).toEqual(['Máy 2', 'Máy sảnh chính']);
    await page.getByRole('searchbox').fill('sanh chinh');
    await expect.element(page.getByRole('row', { name: /Máy 2/ })).not.toBeInTheDocument();
    await page.getByRole('searchbox').fill('nothing like it');
    await expect.element(page.getByText('No terminal matches “nothing like it”.')).toBeVisible();
  });

  test('an empty network says how a terminal is added', async () => {
    await show('vi', []);
    await expect.element(page.getByText('Chưa có máy nào')).toBeVisible();
    expect(await faultsOfAccess()).toEqual([]);
  });
});

describe('signing in', () => {
  test('axe finds nothing, and fields can be found by their names', async () => {
    document.body.className = 'staff';
    await render(SignIn, { words: staffWords('vi'), account: new StaffAccount() });
    expect(await faultsOfAccess()).toEqual([]);
    await expect.element(page.getByLabelText('Mật khẩu')).toHaveAttribute('type', 'password');
  });
});
