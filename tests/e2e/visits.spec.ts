/**
 * What visitors do besides the straight way, and what they do wrong: over real lines, on one terminal, one after the
 * other. Each comes with another card than the one before: the same code within 1.5 s is a scanner's repetition.
 */
import { expect, test } from '@playwright/test';
import type { Locator, Page } from '@playwright/test';
import { DEMO_CARDS } from '#server/sample/sample.ts';
import type { DemoNote } from '#server/sample/rules/demo.ts';
import { Stand } from '#tests/stand.ts';
import type { StandBook } from '#tests/stand/books.ts';
import { leave } from './leave.ts';
import { permitInForce } from './permit.ts';
import { afiOf, CARD, eventsOf, openLoans, plainBooks } from './shelf.ts';
import { Witness } from './witness.ts';

const ARMED = 0x07;
const DISARMED = 0xc2;
const WRONG_PIN = '0000';

test.describe.configure({ mode: 'serial' });

let stand: Stand;
let plain: StandBook[];
test.beforeAll(async () => {
  stand = await Stand.start({ logLevel: 'error' });
  plain = plainBooks(stand);
});
test.afterAll(() => stand.close());

let witness: Witness;
test.beforeEach(async ({ page }) => {
  witness = new Witness(page);
  await page.goto(stand.kioskUrl);
  await onScreen(page, 'start');
});
test.afterEach(({ page }) => leave(stand, page, witness));

const onScreen = (page: Page, name: string): Promise<void> =>
  expect(page.locator('[data-screen]')).toHaveAttribute('data-screen', name);

/** In the list itself: a question about a book that is just going away names it, too. */
const lineOf = (page: Page, { title }: { title: string }): Locator =>
  page.locator('.page').getByRole('listitem').filter({ hasText: title });

const cardThat = (note: DemoNote): { number: string; pin?: string } => {
  const card = DEMO_CARDS.find((candidate) => candidate.note === note);
  if (!card) throw new Error(`The demo has no card that is ${note}.`);
  return card;
};

const bookThat = (note: DemoNote): StandBook => {
  const book = stand.desk.books.find((candidate) => candidate.note === note);
  if (!book) throw new Error(`The demo has no book that is ${note}.`);
  return book;
};

const plainBook = (index: number): StandBook => {
  const book = plain[index];
  if (!book) throw new Error(`The shelf has no plain book ${index}.`);
  return book;
};

async function signIn(page: Page, number: string = CARD.number): Promise<void> {
  await stand.scanner.scan(number);
  await onScreen(page, 'borrow');
}

async function type(page: Page, digits: string): Promise<void> {
  for (const digit of digits) await page.getByRole('button', { name: digit, exact: true }).click();
  await page.getByRole('button', { name: 'Tiếp tục' }).click();
}

test('books on the pad do nothing until the person says what for; borrowing then asks for the card', async ({
  page,
}) => {
  const book = plainBook(0);
  stand.desk.lay(book.barcode);
  await onScreen(page, 'return-or-borrow');
  await page.getByRole('button', { name: 'Mượn', exact: true }).click();
  expect(openLoans(stand, book)).toBe(0);
  await stand.scanner.scan(cardThat('no-pin').number);
  await expect(lineOf(page, book)).toContainText('Đã mượn');
  await expect.poll(() => afiOf(book)).toBe(DISARMED);
});

test('a loan just made can be undone, and the gate rings again', async ({ page }) => {
  const book = plainBook(1);
  await signIn(page, cardThat('overdue').number);
  stand.desk.lay(book.barcode);
  await expect(lineOf(page, book)).toContainText('Đã mượn');
  await expect.poll(() => afiOf(book)).toBe(DISARMED);
  await page.getByRole('button', { name: `Hủy mượn: ${book.title}` }).click();
  await expect(lineOf(page, book)).toContainText('Đã hủy mượn');
  await expect.poll(() => afiOf(book)).toBe(ARMED);
  expect(openLoans(stand, book)).toBe(0);
});

test('one’s own loan laid down may be renewed', async ({ page }) => {
  const book = bookThat('own-loan');
  await signIn(page);
  stand.desk.lay(book.barcode);
  await onScreen(page, 'own-loan');
  await page.locator('.sheet').getByRole('button', { name: 'Gia hạn' }).click();
  await expect(lineOf(page, book)).toContainText('Đã gia hạn');
  expect(afiOf(book)).toBe(DISARMED);
  expect(openLoans(stand, book)).toBe(1);
  expect(eventsOf(stand, book, 'renew')).toBe(1);
});

test('a book that another waits for and one for reading here are refused in words, and stay armed', async ({
  page,
}) => {
  const held = bookThat('on-hold');
  const reference = bookThat('reference');
  await signIn(page, cardThat('no-pin').number);
  stand.desk.lay(held.barcode, reference.barcode);
  await expect(lineOf(page, held)).toContainText('Cuốn này đã có bạn khác đặt trước.');
  await expect(lineOf(page, reference)).toContainText('Cuốn này chỉ đọc tại chỗ.');
  for (const book of [held, reference].filter(({ tags }) => tags.length === 1)) {
    expect(afiOf(book)).toBe(ARMED);
    expect(openLoans(stand, book)).toBe(0);
  }
});

test('a set is borrowed as one when all its parts lie there; a missing part is asked for, and found', async ({
  page,
}) => {
  const set = bookThat('set');
  const [book, disc] = set.tags;
  if (!book || !disc) throw new Error('The set of the demo has fewer than two parts.');
  await signIn(page);
  stand.reader.place(book);
  await onScreen(page, 'set-incomplete');
  await expect(page.getByText('Bộ này có 2 phần, máy mới thấy 1')).toBeVisible();
  expect(openLoans(stand, set)).toBe(0);
  stand.reader.place(disc);
  await onScreen(page, 'borrow');
  await expect(lineOf(page, set)).toContainText('Đã mượn');
  await expect.poll(() => [book.afi, disc.afi]).toEqual([DISARMED, DISARMED]);
  expect(openLoans(stand, set)).toBe(1);
  expect(eventsOf(stand, set, 'checkout')).toBe(1);
});

test('a set with a part missing is not taken back, and stays as it is', async ({ page }) => {
  const set = bookThat('set');
  const [book, disc] = set.tags;
  if (!book || !disc) throw new Error('The set of the demo has fewer than two parts.');
  await page.getByRole('button', { name: 'Trả sách' }).click();
  stand.reader.place(disc);
  await onScreen(page, 'set-incomplete');
  await page.locator('.sheet').getByRole('button', { name: 'Tôi đưa thủ thư' }).click();
  await onScreen(page, 'return');
  await expect(page.getByText('Bộ này còn thiếu')).toBeVisible();
  expect([book.afi, disc.afi]).toEqual([DISARMED, DISARMED]);
  expect(openLoans(stand, set)).toBe(1);
});

test('an ISBN, a card, an unknown label and noise on the book screen each get their own answer', async ({
  page,
}) => {
  await signIn(page);
  await stand.scanner.scan('9780306406157', { aim: ']E0' });
  await expect(page.getByText('Đây là mã in sẵn trên sách (ISBN).')).toBeVisible();
  await stand.scanner.scan('KHONG-CO-SO-NAY');
  await expect(page.getByText('Máy không nhận ra cuốn này.')).toBeVisible();
  await stand.scanner.simulateGarbage(6000);
  await expect(page.getByText('Máy chưa đọc rõ mã này.')).toBeVisible();
  await stand.scanner.scan(CARD.number);
  await expect(page.getByText('Đây là thẻ bạn đọc, không phải sách.')).toBeVisible();
  const book = stand.desk.books.find(({ tags, note }) => tags.length === 0 && note === undefined);
  if (!book) throw new Error('The shelf has no book with a barcode only.');
  await stand.scanner.scan(book.barcode);
  await expect(lineOf(page, book)).toContainText('Đã mượn');
  expect(openLoans(stand, book)).toBe(1);
});

test('a blocked, an expired and an unknown card are told apart in words, without a name', async ({
  page,
}) => {
  await stand.scanner.scan(cardThat('blocked').number);
  await expect(page.getByText('Thẻ bạn đọc đang tạm khóa.')).toBeVisible();
  await stand.scanner.scan(cardThat('expired').number);
  await expect(page.getByText('Thẻ bạn đọc đã hết hạn')).toBeVisible();
  await stand.scanner.scan('99009999');
  await expect(page.getByText('Máy không nhận ra thẻ này.')).toBeVisible();
});

test('a typed number always needs the PIN, and does not say which of the two is wrong', async ({
  page,
}) => {
  const { number, pin = '' } = cardThat('overdue');
  await page.getByRole('button', { name: 'Nhập số thẻ' }).click();
  await type(page, number);
  await onScreen(page, 'pin');
  await type(page, WRONG_PIN);
  await expect(page.getByText('Số thẻ hoặc mã PIN chưa đúng.')).toBeVisible();
  await type(page, pin);
  await onScreen(page, 'borrow');
});

test('the wrong PIN five times shuts the account for a while; borrowing by the card goes on', async ({
  page,
}) => {
  const { number } = cardThat('overdue');
  await signIn(page, number);
  await page.getByRole('button', { name: 'Sách đang mượn' }).click();
  for (const left of ['4', '3', '2', '1']) {
    await type(page, WRONG_PIN);
    await expect(page.getByText(`còn ${left} lần thử`)).toBeVisible();
  }
  await type(page, WRONG_PIN);
  await expect(page.getByText('Bạn đã nhập sai mã PIN nhiều lần.')).toBeVisible();
  await page.getByRole('button', { name: 'Quay lại' }).click();
  await onScreen(page, 'borrow');
});

test('the account opens after the PIN alone', async ({ page }) => {
  await signIn(page);
  await page.getByRole('button', { name: 'Sách đang mượn' }).click();
  await onScreen(page, 'pin');
  await type(page, CARD.pin ?? '');
  await onScreen(page, 'account');
  await expect(lineOf(page, bookThat('own-loan'))).toBeVisible();
});

const ABROAD = [
  [
    'English',
    'Scan your card to borrow',
    /Hello .\.! Put your books on the pad\./,
    'Done',
    'no-pin',
  ],
  [
    'Français',
    'Scannez votre carte pour emprunter',
    /Bonjour\s! Posez vos livres/,
    'Terminer',
    'overdue',
  ],
] as const;

for (const [language, invitation, greeting, done, card] of ABROAD) {
  test(`a visit in ${language}; the next visitor gets the first language again`, async ({
    page,
  }) => {
    await page.getByRole('button', { name: language }).click();
    await expect(page.getByText(invitation)).toBeVisible();
    await signIn(page, cardThat(card).number);
    await expect(page.getByText(greeting)).toBeVisible();
    await page.getByRole('button', { name: done, exact: true }).click();
    await expect(page.getByText('Quét thẻ bạn đọc để mượn sách')).toBeVisible();
  });
}

test('a page that is reloaded in the middle draws the same list again', async ({ page }) => {
  const book = plainBook(2);
  await signIn(page);
  stand.desk.lay(book.barcode);
  await expect(lineOf(page, book)).toContainText('Đã mượn');
  await page.reload();
  await expect(lineOf(page, book)).toContainText('Đã mượn');
  expect(eventsOf(stand, book, 'checkout')).toBe(1);
});

test('the network is cut: returns are recorded here and arrive later', async ({ page }) => {
  const returned = plainBook(2);
  await permitInForce(stand);
  stand.network.simulateCut();
  await witness.until(({ online }) => !online);
  stand.desk.lay(returned.barcode);
  await onScreen(page, 'return-or-borrow');
  await page.getByRole('button', { name: 'Trả', exact: true }).click();
  // Nobody there to ask for the title.
  await expect(page.getByRole('listitem')).toContainText('Đã ghi tại máy');
  await expect.poll(() => afiOf(returned)).toBe(ARMED);
  expect(openLoans(stand, returned)).toBe(1);
  await stand.network.heal();
  await expect.poll(() => openLoans(stand, returned)).toBe(0);
  expect(eventsOf(stand, returned, 'checkin')).toBe(1);
});
