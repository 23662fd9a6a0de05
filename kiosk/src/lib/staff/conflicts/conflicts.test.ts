/** The page of conflicts and the look-up of receipts, drawn from fixtures in each language. */
import '@fontsource/be-vietnam-pro/400.css';
import '@fontsource/be-vietnam-pro/600.css';
import { describe, expect, test } from 'vitest';
import { render } from 'vitest-browser-svelte';
import { page } from 'vitest/browser';
import type { ConflictPage, ReceiptOf, StoryEvent } from '../answers.ts';
import { LIBRARIES } from '../circulation-fixtures.ts';
import { checkPages, faultsOfAccess, said } from '../page-checks.ts';
import type { Language } from '../page-checks.ts';
import ReceiptsPage from '../receipts/receipts-page.svelte';
import '../staff.css';
import { staffWords } from '../words.ts';
import ConflictsPage from './conflicts-page.svelte';
import { decided, held, pageOf, TERMINALS, unknownCard } from './fixtures.ts';
import { saidOf } from './said.ts';
import StoryLine from './story-line.svelte';

const [here] = LIBRARIES;
if (here === undefined) throw new Error('the fixtures have a library');

const conflictsPage = (language: Language, shown: ConflictPage, terminal = '') =>
  render(ConflictsPage, {
    words: staffWords(language),
    page: shown,
    libraries: LIBRARIES,
    terminals: TERMINALS,
    here,
    filter: { state: 'open', library: '', terminal, kind: '' },
    onFilter: () => undefined,
    onChanged: () => undefined,
  });

const story: StoryEvent[] = [
  {
    ...{ what: 'hold', at: held.happenedAt - 1000, recordedAt: held.happenedAt - 1000 },
    ...{ patron: { id: 'p', name: 'Lê Thị Hoa' }, library: held.library, isInQuestion: false },
  },
  {
    ...{ what: 'checkout', at: held.happenedAt, recordedAt: held.recordedAt, by: held.terminal },
    ...{ patron: held.patron, library: held.library, isInQuestion: true },
  },
];

const receipt: ReceiptOf = {
  ...{ id: held.transactionId, act: 'checkout', code: '3479CDFG', library: held.library },
  terminal: { id: 'kiosk-1', name: 'Máy 1' },
  record: {
    ...{ sequence: 417, wall: held.happenedAt - 90_000, serverOffset: 90_000 },
    ...{ placedAt: held.happenedAt, version: '0.5.0', tags: ['E0040150A1B2C3D4'], permit: 12 },
  },
  answers: [
    {
      ...{ mode: 'promise', at: held.recordedAt },
      answer: {
        outcome: 'accepted',
        item: { title: 'Dế Mèn phiêu lưu ký', author: 'Tô Hoài' },
        dueAt: held.happenedAt,
      },
    },
  ],
  ...{ happenedAt: held.happenedAt, recordedAt: held.recordedAt, patron: held.patron },
  item: { id: 'item-1', title: 'Dế Mèn phiêu lưu ký', author: 'Tô Hoài' },
  loan: { id: held.transactionId, dueAt: held.happenedAt },
  conflicts: [{ kind: 'item-on-hold', state: 'open' }],
};
const receiptsPage = (language: Language, receipts: readonly ReceiptOf[]) =>
  render(ReceiptsPage, {
    ...{ words: staffWords(language), code: '3479CDFG', receipts, busy: false },
    onAsk: () => undefined,
  });

const PAGES = {
  conflicts: (language: Language) => conflictsPage(language, pageOf(held, unknownCard, decided)),
  'no conflicts': (language: Language) => conflictsPage(language, pageOf()),
  'order of events': (language: Language) =>
    render(StoryLine, { words: staffWords(language), story }),
  receipt: (language: Language) => receiptsPage(language, [receipt]),
  'receipt unknown': (language: Language) => receiptsPage(language, []),
} as const;

checkPages(PAGES);

describe('a conflict in words', () => {
  test('says who, what, where and when, and what stood in the way', () => {
    expect(saidOf(staffWords('en'), held)).toEqual({
      did: 'Nguyễn Văn Thành borrowed “Dế Mèn phiêu lưu ký” at Máy 1 (Thư viện phường Bến Cầu) on Friday 20 November 2026 at 18:02, while the network was down.',
      why: 'Lê Thị Hoa was waiting for it since Wednesday 18 November 2026, to collect it at Thư viện phường Bến Cầu.',
    });
    expect(saidOf(staffWords('vi'), held).did).toBe(
      'Nguyễn Văn Thành mượn “Dế Mèn phiêu lưu ký” ở Máy 1 (Thư viện phường Bến Cầu) lúc 18:02 thứ Sáu 20/11/2026, khi mất mạng.',
    );
  });
  test('told at once, nothing is said of the network', () => {
    const atOnce = { ...held, recordedAt: held.happenedAt + 1000 };
    expect(saidOf(staffWords('en'), atOnce).did).toMatch(/at 18:02\.$/);
  });
  test('who may not be named is somebody, and an unknown card is told by its number', () => {
    const { patron: _, ...nobody } = { ...held, other: undefined };
    expect(saidOf(staffWords('en'), nobody)).toMatchObject({
      did: expect.stringMatching(/^Somebody borrowed/),
      why: 'Somebody else was waiting for it.',
    });
    expect(saidOf(staffWords('fr'), unknownCard).did).toMatch(/^Quelqu’un \(carte X 000 777\) a/);
  });
  test('of a code that is new there is a sentence all the same', () => {
    const later = { ...held, kind: 'of-a-later-release' };
    expect(saidOf(staffWords('en'), later).why).toContain('of-a-later-release');
  });
});

describe('the choices', () => {
  test('the usual one stands first and out; what it does is said before', async () => {
    await conflictsPage('en', pageOf(held));
    const buttons = page.getByRole('article').getByRole('button');
    await expect.element(buttons.first()).toHaveClass('main');
    await buttons.first().click();
    await expect
      .poll(() => said(page.getByRole('dialog')))
      .toMatch(/It falls due on Saturday 28 November 2026\. Please tell Nguyễn Văn Thành\./);
    expect(await faultsOfAccess()).toEqual([]);
  });
  test('all of one terminal are only offered where it is chosen, with their number', async () => {
    const shown = { ...pageOf(held, unknownCard), keepable: 2 };
    await conflictsPage('en', shown);
    expect(page.getByRole('button', { name: /terminal stand/ }).elements()).toEqual([]);
    await conflictsPage('en', shown, 'kiosk-1');
    await expect
      .element(page.getByRole('button', { name: 'Let all 2 loans of this terminal stand' }))
      .toBeVisible();
  });
  test('what is settled says by whom, and offers to be undone', async () => {
    await conflictsPage('en', pageOf(decided));
    await expect.element(page.getByText(/Left to stand by lan on/)).toBeVisible();
    await expect.element(page.getByText('Cần để thi')).toBeVisible();
    await expect.element(page.getByRole('button', { name: /^Undo/ })).toBeVisible();
  });
  test('where it cannot be undone it is said why', async () => {
    const refusal = { code: 'undo-overtaken', params: {} };
    await conflictsPage('en', pageOf({ ...decided, undo: { possible: false, refusal } }));
    await expect.element(page.getByText(/Something has happened to the book since/)).toBeVisible();
    expect(page.getByRole('button', { name: /^Undo/ }).elements()).toEqual([]);
  });
});

describe('the order of events', () => {
  test('says what the server learned only later, and which event is in question', async () => {
    await PAGES['order of events']('en');
    const lines = page.getByRole('listitem');
    await expect
      .poll(() => said(lines.nth(1)))
      .toMatch(/borrowed it \(this one\).*the server learned of it on Friday.*23:02/);
    expect(said(lines.nth(0))).not.toContain('learned');
  });
});

describe('a receipt', () => {
  test('tells what the terminal saw, by its own clock, and how the loan is now', async () => {
    await PAGES.receipt('en');
    const card = page.getByRole('article');
    await expect.poll(() => said(card)).toMatch(/3479 CDFG Loan of “Dế Mèn phiêu lưu ký”/);
    expect(said(card)).toMatch(/clock said Friday 20 November 2026 at 18:00/);
    expect(said(card)).toMatch(/E0040150A1B2C3D4.*version 12/);
    expect(said(card)).toMatch(/Somebody else was waiting: open/);
  });
  test('whose it was is not told once it has been forgotten', async () => {
    await receiptsPage('en', [{ ...receipt, patron: undefined, unnamed: 'forgotten' }]);
    await expect.element(page.getByText(/the library has forgotten who had it/)).toBeVisible();
  });
});
