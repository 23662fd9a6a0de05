/** The staff pages of circulation, drawn from fixtures in each language, judged as a person and as axe would. */
import '@fontsource/be-vietnam-pro/400.css';
import '@fontsource/be-vietnam-pro/600.css';
import { beforeEach, describe, expect, test, vi } from 'vitest';
import { render } from 'vitest-browser-svelte';
import { page, userEvent } from 'vitest/browser';
import {
  batch,
  blockedPatron,
  item,
  LIBRARIES,
  lists,
  NOW,
  patron,
  table,
  tryAnswer,
} from './circulation-fixtures.ts';
import HoldLists from './holds/hold-lists.svelte';
import ImportBatchCard from './imports/import-batch.svelte';
import ItemPage from './items/item-page.svelte';
import JournalPage from './journal/journal-page.svelte';
import {
  asStaffPage,
  bareKeys,
  faultsOfAccess,
  LANGUAGES,
  pictures,
  said,
  tooWide,
} from './page-checks.ts';
import type { Language } from './page-checks.ts';
import PatronPage from './patrons/patron-page.svelte';
import Receipt from './patrons/receipt.svelte';
import RulesPage from './rules/rules-page.svelte';
import TryResult from './rules/try-result.svelte';
import './staff.css';
import { staffWords } from './words.ts';

const [here] = LIBRARIES;
if (here === undefined) throw new Error('the fixtures have a library');
const onChanged = () => undefined;

const PAGES = {
  patron: (language: Language) =>
    render(PatronPage, {
      words: staffWords(language),
      patron,
      here,
      libraries: LIBRARIES,
      onChanged,
    }),
  'patron who may not borrow': (language: Language) =>
    render(PatronPage, {
      words: staffWords(language),
      patron: blockedPatron,
      here,
      libraries: LIBRARIES,
      onChanged,
    }),
  item: (language: Language) =>
    render(ItemPage, { words: staffWords(language), item, library: 'central', onChanged }),
  'list to fetch': (language: Language) =>
    render(HoldLists, {
      words: staffWords(language),
      lists,
      list: 'pull',
      library: 'central',
      onChanged,
    }),
  'list to tell': (language: Language) =>
    render(HoldLists, {
      words: staffWords(language),
      lists,
      list: 'to-tell',
      library: 'central',
      onChanged,
    }),
  rules: (language: Language) =>
    render(RulesPage, { words: staffWords(language), table, today: '2026-11-23', onChanged }),
  'what if': (language: Language) =>
    render(TryResult, { words: staffWords(language), table, answer: tryAnswer }),
  import: (language: Language) =>
    render(ImportBatchCard, { words: staffWords(language), batch, onDone: () => undefined }),
  journal: (language: Language) =>
    render(JournalPage, {
      words: staffWords(language),
      now: NOW,
      changes: [
        {
          id: 'c1',
          at: NOW,
          by: { kind: 'staff', id: 'a1', name: 'lan' },
          action: 'fee-waive',
          subject: { kind: 'patron', id: 'patron-1' },
          details: { amount: 5000 },
        },
      ],
    }),
} as const;

beforeEach(asStaffPage);

describe.each(Object.entries(PAGES))('the page %s', (name, draw) => {
  test.each(LANGUAGES)('is in words in %s', async (language) => {
    document.documentElement.lang = language;
    await draw(language);
    expect(bareKeys().filter((key) => !/\.csv$/.test(key))).toEqual([]);
    await pictures(name, language);
  });
  test('axe finds nothing', async () => {
    document.documentElement.lang = 'vi';
    await draw('vi');
    expect(await faultsOfAccess()).toEqual([]);
  });
  test('nothing is wider than a small screen', async () => {
    await page.viewport(600, 1024);
    await draw('fr');
    expect(tooWide(600)).toEqual([]);
    expect(document.documentElement.scrollWidth).toBeLessThanOrEqual(600);
  });
});

describe('a patron', () => {
  test('the first sentence says whether they may borrow', async () => {
    await PAGES.patron('en');
    await expect.element(page.getByText(/May borrow: 3 more\./)).toBeVisible();
  });
  test('who may not is told every reason, with its day', async () => {
    await PAGES['patron who may not borrow']('en');
    await expect.element(page.getByText(/May not borrow now\./)).toBeVisible();
    await expect.element(page.getByText(/The card expired on 30 September 2026\./)).toBeVisible();
  });
  test('what is overdue stands on top, in words', async () => {
    await PAGES.patron('en');
    const rows = page.getByRole('region', { name: /^Loans/ }).getByRole('row');
    await expect.poll(() => said(rows.nth(1))).toMatch(/Số đỏ.*3 days late/);
  });
  test('what stands against the patron is not said again at each loan', async () => {
    const reason = { code: 'fee-owed', params: {} };
    await render(PatronPage, {
      words: staffWords('en'),
      patron: {
        ...patron,
        standing: { mayBorrow: false, reasons: [reason] },
        loans: patron.loans.map((loan) => ({ ...loan, renewable: false, refusal: reason })),
      },
      here,
      libraries: LIBRARIES,
      onChanged,
    });
    await expect.element(page.getByText(/More is owed than the rule allows/)).toBeVisible();
    expect(page.getByText('cannot be renewed').elements()).toHaveLength(patron.loans.length);
  });
  test('money is asked about once more, in đồng, before it is taken', async () => {
    await PAGES.patron('en');
    await page.getByRole('button', { name: 'Take payment', exact: true }).click();
    const dialog = page.getByRole('dialog');
    await expect.element(dialog.getByLabelText('Amount (đồng)')).toHaveValue(10_000);
    await expect
      .element(dialog.getByRole('button', { name: '10.000\u00a0đ received' }))
      .toBeVisible();
    await userEvent.keyboard('{Escape}');
    await expect.element(dialog).not.toBeInTheDocument();
  });
  test.each([
    ['patron', 'Take payment'],
    ['patron', 'Waive, Overdue · Đất rừng phương Nam'],
    ['patron', 'Place a hold'],
    ['patron', 'Charge a fee'],
    ['patron', 'Block'],
    ['item', 'Damaged'],
  ] as const)('axe finds nothing when on the page %s “%s” is asked', async (name, label) => {
    document.documentElement.lang = 'en';
    await PAGES[name]('en');
    await page.getByRole('button', { name: label }).first().click();
    await expect.element(page.getByRole('dialog')).toBeVisible();
    expect(await faultsOfAccess()).toEqual([]);
  });
  test('more than is owed is not sent at all', async () => {
    await PAGES.patron('en');
    await page.getByRole('button', { name: 'Take payment', exact: true }).click();
    const amount = page.getByRole('dialog').getByLabelText('Amount (đồng)');
    await amount.fill('10001');
    await userEvent.keyboard('{Enter}');
    await expect.element(amount).toBeInvalid();
    await expect.element(page.getByRole('dialog')).toBeVisible();
  });
  test('the receipt has its number large, and what is still owed', async () => {
    const payment = {
      outcome: 'accepted',
      receiptNumber: 'TT-2026-000017',
      settled: [{ feeId: 'fee-1', amount: 10_000 }],
      left: 0,
    } as const;
    const onClose = vi.fn<() => void>();
    await render(Receipt, {
      words: staffWords('vi'),
      payment: { ...payment, settled: [...payment.settled] },
      how: 'paid',
      library: 'Thư viện tỉnh',
      at: NOW,
      onClose,
    });
    const number = page.getByText('TT-2026-000017');
    expect(parseFloat(getComputedStyle(number.element()).fontSize)).toBeGreaterThanOrEqual(28);
    await expect.element(page.getByText('10.000\u00a0đ')).toBeVisible();
  });
});

describe('an item', () => {
  test('says where it is, and links to who has it', async () => {
    await PAGES.item('en');
    await expect.element(page.getByText(/On loan and overdue: it was due/)).toBeVisible();
    await expect.element(page.getByRole('link', { name: 'Nguyễn Văn Thành' })).toBeVisible();
  });
  test('what “lost” costs whom is said before it is done', async () => {
    await PAGES.item('en');
    await page.getByRole('button', { name: 'Lost' }).click();
    await expect
      .poll(() => said(page.getByRole('dialog')))
      .toMatch(/Nguyễn Văn Thành is charged 80\.000.đ for the book and 10\.000.đ for handling\./);
  });
});

describe('the lists of holds', () => {
  test('what is to be fetched stands in the order of the shelves', async () => {
    await PAGES['list to fetch']('en');
    const rows = page.getByRole('table').getByRole('rowheader');
    await expect
      .poll(() => rows.elements().map((cell) => said(page.elementLocator(cell))))
      .toEqual(['Trước Đoàn Giỏi', 'Sau Đoàn Giỏi']);
  });
  test('every list shows its count beside the others', async () => {
    await PAGES['list to fetch']('en');
    await expect.element(page.getByRole('link', { name: 'Fetch from the shelf 2' })).toBeVisible();
    await expect.element(page.getByRole('link', { name: 'To be taken off 0' })).toBeVisible();
  });
});

describe('the rules', () => {
  test('inherited cells say from where; own ones that they are own', async () => {
    await PAGES.rules('en');
    const cell = (name: RegExp) => page.getByRole('button', { name });
    await expect.poll(() => said(cell(/Thiếu nhi, Sách/))).toMatch(/21 days 5 loans own/);
    await expect
      .poll(() => said(cell(/Người lớn, Sách/)))
      .toMatch(/14 days 5 loans from Thư viện tỉnh/);
    await expect.poll(() => said(cell(/Người lớn, Tra cứu/))).toMatch(/not lent/);
  });
  test('the sentence changes with what is typed', async () => {
    await PAGES.rules('en');
    await page.getByRole('button', { name: /Thiếu nhi, Sách/ }).click();
    await page.getByLabelText('Days of a loan').fill('30');
    await expect.element(page.getByText(/Thiếu nhi borrow Sách for 30 days/)).toBeVisible();
  });
  test('the tester says the answer, the rule, and where the questions stopped', async () => {
    await PAGES['what if']('en');
    await expect.element(page.getByText(/Not lent\. 3 overdue/)).toBeVisible();
    await expect.element(page.getByText(/By the rule of Thư viện tỉnh Hoa Giang/)).toBeVisible();
    const questions = page.getByRole('listitem');
    await expect.poll(() => said(questions.nth(0))).toMatch(/^✓ .*passed$/);
    await expect.poll(() => said(questions.nth(1))).toMatch(/^✕ .*stops here/);
    await expect.poll(() => said(questions.nth(2))).toMatch(/^– .*not asked$/);
  });
});

describe('an import', () => {
  test('that is checked says what it would do before it is let in', async () => {
    await PAGES.import('en');
    await page.getByRole('button', { name: 'Let it in' }).first().click();
    await expect
      .poll(() => said(page.getByRole('dialog')))
      .toMatch(/30 rows are added and 5 changed\. None is refused\./);
  });
  test('that has just been checked and is still being laid aside is let in a moment later, not refused', async () => {
    const props = { words: staffWords('en'), onDone: () => undefined };
    const card = await render(ImportBatchCard, { ...props, batch: { ...batch, busy: true } });
    const letIn = page.getByRole('button', { name: 'Let it in' }).first();
    await expect.element(letIn).not.toBeInTheDocument();
    await card.rerender({ batch });
    await expect.element(letIn).toBeVisible();
  });
  test('that runs shows how far it has come', async () => {
    await render(ImportBatchCard, {
      words: staffWords('en'),
      batch: { ...batch, state: 'applying', bytesDone: 250, rowsPerSecond: 1200, secondsLeft: 61 },
      onDone: () => undefined,
    });
    await expect.element(page.getByRole('progressbar')).toHaveAttribute('value', '25');
    await expect.element(page.getByText(/25 % of the file · 1,200 rows a second/)).toBeVisible();
    await expect.element(page.getByText(/about 1 minute left/)).toBeVisible();
  });
});
