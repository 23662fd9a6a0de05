/** Who has what at home, who waits, who owes: told relative to a day, so that the demo is never stale. */
import type { ItemInput } from '../../catalogue/input.ts';
import type { FeeInput, HoldInput, LoanInput } from '../../circulation/input.ts';
import type { Calendars } from '../../libraries/rules/calendar.ts';
import { dueAt } from '../../libraries/rules/calendar.ts';
import type { Day } from '../../libraries/rules/day.ts';
import { dayNumber } from '../../libraries/rules/day.ts';
import { plantTree } from '../../libraries/rules/library-tree.ts';
import type { PatronInput } from '../../patrons/input.ts';
import { demoItem, demoShelf, HELD, ON_LOAN_TO_FIRST_CARD } from './demo.ts';
import { CALENDARS, CENTRAL, LIBRARIES } from './network.ts';
import { patronId } from './patrons.ts';

const DAY_MS = 86_400_000;
/** 09:00 in Vietnam is 02:00 UTC; there is no summer time. */
const NINE_O_CLOCK = 2 * 3_600_000;

const TREE = plantTree(LIBRARIES.map((library) => ({ timeZone: 'Asia/Ho_Chi_Minh', ...library })));
const OPENING: Calendars = new Map(
  CALENDARS.map(({ libraryId, weekly, exceptions = [] }) => [
    libraryId,
    { libraryId, weekly, exceptions },
  ]),
);

/** How many books each next patron has, and since how many days: most are in time, some are late. */
const LOANS_OF = [2, 0, 1, 3, 0, 1, 2, 0, 1];
const DAYS_OUT = [3, 9, 1, 12, 6, 26, 2, 10, 5, 33, 8, 4, 11, 7];

interface Lending {
  readonly item: ItemInput;
  readonly patronId: string;
  readonly daysOut: number;
  readonly daysKept?: number;
}

export function sampleLoans(
  today: Day,
  items: readonly ItemInput[],
  patrons: readonly PatronInput[],
): LoanInput[] {
  const lendings = [
    { item: demoItem(items, ON_LOAN_TO_FIRST_CARD), patronId: patronId(1), daysOut: 10 },
    { item: demoItem(items, 'anna-karenina'), patronId: patronId(43), daysOut: 31 },
    ...currentAndPast(lendable(items), patrons),
  ];
  return lendings.map((lending, index) => loan(today, lending, index));
}

/** What stands on the demo's shelf stays there. */
function lendable(items: readonly ItemInput[]): ItemInput[] {
  const shelf = new Set(demoShelf(items).map(({ item }) => item.id));
  return items.filter(
    ({ id, titleId, itemClass, condition }) =>
      !shelf.has(id) && titleId !== 'anna-karenina' && itemClass === 'book' && condition === 'ok',
  );
}

/** Every patron but the demo's borrows in the own library; each second book of theirs had been out before. */
function currentAndPast(items: readonly ItemInput[], patrons: readonly PatronInput[]): Lending[] {
  const stock = Map.groupBy(items, ({ homeLibraryId }) => homeLibraryId);
  const others = patrons.filter(({ id }) => id !== patronId(1) && id !== patronId(43));
  return others.flatMap((patron, index) => {
    const count = LOANS_OF[index % LOANS_OF.length] ?? 0;
    const books = stock.get(patron.libraryId)?.splice(0, count) ?? [];
    return books.flatMap((item, nth) => lendings(item, patron.id, index, nth));
  });
}

function lendings(item: ItemInput, borrower: string, index: number, nth: number): Lending[] {
  const daysOut = DAYS_OUT[(index + nth * 5) % DAYS_OUT.length] ?? 1;
  const now = { item, patronId: borrower, daysOut };
  return nth % 2 === 0 ? [{ ...now, daysOut: daysOut + 40, daysKept: 6 + nth }, now] : [now];
}

function loan(
  today: Day,
  { item, patronId: borrower, daysOut, daysKept }: Lending,
  index: number,
): LoanInput {
  const occurredAt = (dayNumber(today) - daysOut) * DAY_MS + NINE_O_CLOCK + index * 60_000;
  return {
    id: `00000000-0000-7000-8000-${String(index + 1).padStart(12, '0')}`,
    itemId: item.id,
    patronId: borrower,
    libraryId: item.homeLibraryId,
    occurredAt,
    dueAt: dueAt(occurredAt, 14, item.homeLibraryId, TREE, OPENING),
    ...(daysKept === undefined ? {} : { returnedAt: occurredAt + daysKept * DAY_MS }),
  };
}

/** One waits for a book of the demo's shelf, one for a title that is out. */
export function sampleHolds(today: Day, items: readonly ItemInput[]): HoldInput[] {
  const held = demoItem(items, HELD);
  const placedAt = (dayNumber(today) - 2) * DAY_MS + NINE_O_CLOCK;
  const hold = (id: string, person: number, titleId: string): HoldInput => ({
    id,
    patronId: patronId(person),
    titleId,
    pickupLibraryId: CENTRAL,
    placedAt,
  });
  return [{ ...hold('hold-1', 44, HELD), itemId: held.id }, hold('hold-2', 47, 'anna-karenina')];
}

/** Two above what a patron may owe and still borrow, one below. */
export function sampleFees(today: Day): FeeInput[] {
  const createdAt = (dayNumber(today) - 20) * DAY_MS + NINE_O_CLOCK;
  return [
    { id: 'fee-1', patronId: patronId(46), amount: 35_000, reason: 'Trả sách quá hạn', createdAt },
    { id: 'fee-2', patronId: patronId(45), amount: 90_000, reason: 'Mất sách', createdAt },
    { id: 'fee-3', patronId: patronId(47), amount: 6_000, reason: 'Trả sách quá hạn', createdAt },
  ];
}
