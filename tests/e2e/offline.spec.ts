/**
 * Outages in front of a patron, before our own server: the network cut before, during and after a checkout, a slow server, a power cut.
 * What the screen promised, the server has afterwards. One terminal, one patron after the other; each has a card of their own. The
 * second outage lasts over several tests: mending takes its time, as in life.
 */
import { expect, test } from '@playwright/test';
import type { Locator, Page } from '@playwright/test';
import { DEMO_CARDS } from '#server/sample/sample.ts';
import { cardNumber } from '#server/sample/rules/patrons.ts';
import type { DemoNote } from '#server/sample/rules/demo.ts';
import { Stand } from '#tests/stand.ts';
import type { StandBook } from '#tests/stand/books.ts';
import { leave } from './leave.ts';
import { allHeard, permitInForce, permitLends } from './permit.ts';
import { afiOf, CARD, eventsOf, openLoans, plainBooks } from './shelf.ts';
import { Witness } from './witness.ts';

const ARMED = 0x07;
const DISARMED = 0xc2;
/** Nobody has it. */
const STRANGER = cardNumber(990);
const HOURS = 3_600_000;

test.describe.configure({ mode: 'serial' });

let stand: Stand;
let shelf: StandBook[];
test.beforeAll(async () => {
  // Long enough for a slow browser to read what a summary says; each visit here ends by a press.
  const gatewaySettings = { timings: { done: 60_000 } };
  stand = await Stand.start({ gateway: 'child', logLevel: 'error', gatewaySettings });
  shelf = plainBooks(stand);
});
test.afterAll(() => stand.close());

let witness: Witness;
test.beforeEach(async ({ page }) => {
  witness = new Witness(page);
  await page.goto(stand.kioskUrl);
  await witness.until(({ screen }) => screen === 'start');
});
test.afterEach(({ page }) => leave(stand, page, witness));

const onScreen = (page: Page, name: string): Promise<void> =>
  expect(page.locator('[data-screen]')).toHaveAttribute('data-screen', name);

/** Of the list itself, newest first. */
const lines = (page: Page): Locator => page.locator('.page').getByRole('listitem');
/** The catalogue writes a volume in another way than the shelf. */
const lineOf = (page: Page, { title }: StandBook): Locator =>
  lines(page).filter({ hasText: title.split(',')[0] ?? title });

const cardThat = (note: DemoNote, at = 0): string => {
  const card = DEMO_CARDS.filter((candidate) => candidate.note === note)[at];
  if (!card) throw new Error(`The demo has no card that is ${note}.`);
  return card.number;
};

/** Books that nobody has taken yet. */
function books(count: number): StandBook[] {
  const taken = shelf.splice(0, count);
  if (taken.length < count) throw new Error('The shelf is empty.');
  return taken;
}
function book(): StandBook {
  const [first] = books(1);
  if (!first) throw new Error('The shelf is empty.');
  return first;
}

async function cut(): Promise<void> {
  stand.network.simulateCut();
  await witness.until(({ online }) => !online);
}

async function mend(): Promise<void> {
  await stand.network.heal();
  await witness.until(({ online }) => online);
}

async function signIn(page: Page, card: string): Promise<void> {
  await stand.scanner.scan(card);
  await onScreen(page, 'borrow');
}

/** Lays a book down that is not on the list by its title yet; resolves when it is recorded here and silent. */
async function promise(page: Page, wanted: StandBook): Promise<void> {
  stand.desk.lay(wanted.barcode);
  await expect(lines(page).first()).toContainText('Đã ghi tại máy');
  await expect.poll(() => afiOf(wanted)).toBe(DISARMED);
}

/** The server has what was promised, once. */
async function expectLent(lent: readonly StandBook[]): Promise<void> {
  await allHeard(stand);
  for (const each of lent) {
    expect(openLoans(stand, each)).toBe(1);
    expect(eventsOf(stand, each, 'checkout')).toBe(1);
    expect(afiOf(each)).toBe(DISARMED);
  }
}

test('S206 a slow server: nobody waits longer than two seconds, and the late answer is not lost', async ({
  page,
}) => {
  const wanted = book();
  await permitInForce(stand);
  stand.network.simulateDelay(3_000);
  await signIn(page, cardThat('pupil'));
  const { promise: hasBeenSeen, resolve: answer } = Promise.withResolvers<undefined>();
  // What is recorded here stands there until the late answer comes: not before it has been read.
  stand.network.simulateDuring(/^PUT \/api\/transactions\//, () => hasBeenSeen);
  await promise(page, wanted);
  answer(undefined);
  await expect(lineOf(page, wanted)).toContainText('Đã mượn');
  await stand.network.heal();
  await expectLent([wanted]);
});

test('S206 S207 cut after one checkout and during the next, and mended in the middle of the visit: each book its own way', async ({
  page,
}) => {
  const [before, during, after] = [book(), book(), book()];
  await witness.until(({ online }) => online);
  await signIn(page, cardThat('leads-class'));
  stand.desk.lay(before.barcode);
  await expect(lineOf(page, before)).toContainText('Đã mượn');
  stand.network.simulateDuring(/^PUT \/api\/transactions\//, () => {
    stand.network.simulateCut();
    return Promise.resolve();
  });
  await promise(page, during);
  await expect.poll(() => openLoans(stand, during)).toBe(1);
  await mend();
  stand.desk.lay(after.barcode);
  await expect(lineOf(page, after)).toContainText('Đã mượn');
  await expect(lineOf(page, during)).toContainText('Đã mượn');
  await page.getByRole('button', { name: 'Xong' }).click();
  await onScreen(page, 'done');
  await expectLent([before, during, after]);
});

/** What is promised in the second outage; and how its receipt was numbered. */
const promised: StandBook[] = [];
let code = '';

test('S200 S208 cut before a checkout: the screen says so, and the loan is recorded here', async ({
  page,
}) => {
  const wanted = book();
  await cut();
  await onScreen(page, 'start');
  await expect(page.getByText('Mạng gián đoạn từ')).toBeVisible();
  await expect(page.getByRole('button', { name: 'Nhập số thẻ' })).toHaveCount(0);
  await signIn(page, CARD.number);
  await promise(page, wanted);
  promised.push(wanted);
  await expect(lines(page).first()).toContainText(/hạn trả thứ|hạn trả Chủ/);
  expect(openLoans(stand, wanted)).toBe(0);

  await page.getByRole('button', { name: 'Xong' }).click();
  await onScreen(page, 'recorded-here');
  await expect(page.getByText('Mạng gián đoạn từ')).toBeVisible();
  const said = await lines(page).first().textContent();
  code =
    /mã ([A-Z\d]{4}) ([A-Z\d]{4})/
      .exec(said ?? '')
      ?.slice(1)
      .join('') ?? '';
  expect(code).toHaveLength(8);
});

test('S201 a card that is blocked, or over, is told so at once', async ({ page }) => {
  await stand.scanner.scan(cardThat('blocked'));
  await expect(page.getByText('Thẻ bạn đọc đang tạm khóa')).toBeVisible();
  await stand.scanner.scan(cardThat('expired'));
  await expect(page.getByText('Thẻ bạn đọc đã hết hạn')).toBeVisible();
  // Money owed is nobody else's business.
  await stand.scanner.scan(cardThat('fee-owed'));
  await expect(page.getByText('Thẻ bạn đọc đang tạm khóa')).toBeVisible();
  await onScreen(page, 'start');
});

test('S204 an unknown card gets two books', async ({ page }) => {
  const [first, second, third] = [book(), book(), book()];
  await signIn(page, STRANGER);
  await promise(page, first);
  await promise(page, second);
  stand.desk.lay(third.barcode);
  await expect(lines(page).first()).toContainText('mỗi thẻ chỉ mượn được 2 cuốn');
  expect(afiOf(third)).toBe(ARMED);
});

test('S209 the power goes with three books on the pad, two of them promised', async ({ page }) => {
  const [first, second, third] = [book(), book(), book()];
  await signIn(page, cardThat('pupil', 1));
  await promise(page, first);
  await promise(page, second);
  promised.push(first, second);
  const dead = new Promise<void>((resolve, reject) => {
    const stop = stand.reader.onCommand('read-blocks', () => {
      stop();
      return stand.killGateway().then(resolve, reject);
    });
  });
  stand.desk.lay(third.barcode);
  await dead;
  await expect(page.getByText('Máy đang khởi động')).toBeVisible();
  await stand.startGateway();
  await onScreen(page, 'restarted');
  stand.desk.clearPad();
  // Nobody answers still: what it may lend lay on its disk.
  await onScreen(page, 'start');
  await expect(page.getByText('Mạng gián đoạn từ')).toBeVisible();
  expect([openLoans(stand, third), afiOf(third)]).toEqual([0, ARMED]);
});

test('S207 the network is back: the server has what was promised, once, and staff a task for each stranger’s book', async () => {
  await mend();
  await expectLent(promised);
  const records = `SELECT count(*) AS n FROM terminal_record WHERE receipt_code = ?`;
  expect(stand.query(records, code)).toEqual([{ n: 1 }]);
  const tasks = `SELECT count(*) AS n FROM conflict WHERE kind = 'card-unknown' AND closed_at IS NULL`;
  expect(stand.query(tasks)).toEqual([{ n: 2 }]);
});

test('S205 the permit ends in the middle of an outage: returns only', async ({ page }) => {
  const [returned] = promised;
  if (!returned) throw new Error('Nothing was promised.');
  // Each word from the server tells its time: the next is said when somebody begins.
  stand.serverAheadMs = 80 * HOURS;
  await page.getByRole('button', { name: 'Trả sách' }).click();
  await expect.poll(() => permitLends(stand)).toBe(false);
  await cut();
  stand.desk.lay(returned.barcode);
  await expect(lines(page).first()).toContainText('Đã ghi tại máy');
  await page.getByRole('button', { name: 'Xong' }).click();
  await onScreen(page, 'recorded-here');
  stand.desk.clearPad();
  await page.getByRole('button', { name: 'Người khác' }).click();
  await onScreen(page, 'returns-only');
  await stand.scanner.scan(cardThat('no-pin'));
  await expect(page.getByText('Mạng đang gián đoạn nên máy chưa làm được việc này')).toBeVisible();
});
