/** What is fed into circulation: the rules of lending, and loans that were made elsewhere. */
import { z } from 'zod';
import { Text } from '../libraries/input.ts';

const Id = z.string().min(1).max(64);
const Count = z.number().int().nonnegative();

/** A kind of patron as the rules of lending tell them apart: child, student, teacher… */
export const PatronClassInput = z.strictObject({ id: Id, name: Text });
export type PatronClassInput = z.input<typeof PatronClassInput>;

/** A kind of item as the rules of lending tell them apart: book, reference, disc… */
export const ItemClassInput = z.strictObject({
  id: Id,
  name: Text,
  /** False: never lent, e.g. reference. */
  loanable: z.boolean().default(true),
});
export type ItemClassInput = z.input<typeof ItemClassInput>;

/**
 * One rule of lending. It holds at its library and everywhere below. One row per library, patron class and item class;
 * docs/rules/circulation.md says which of several wins.
 */
export const PolicyInput = z.strictObject({
  id: Id,
  libraryId: Id,
  /** Absent = any. */
  patronClass: Id.optional(),
  /** Absent = any. */
  itemClass: Id.optional(),
  /** Loans a patron may have in all; absent = no limit. */
  maxLoans: Count.optional(),
  /** Loans of this item's class a patron may have. */
  maxLoansOfClass: Count.optional(),
  /** Days to the due date, before closed days are skipped. */
  loanDays: z.number().int().min(1).max(1000),
  renewals: Count,
  /** A scanned card too needs the PIN. */
  requiresPin: z.boolean().default(false),
  /** Overdue loans a patron may have and still borrow; absent = any number. */
  maxOverdue: Count.optional(),
  /** Đồng a patron may owe and still borrow; absent = any sum. */
  maxFeesOwed: Count.optional(),
  /** Đồng per open day late. */
  overduePerDay: Count.default(0),
  /** Đồng at most for one loan; absent = the item's price, or no bound. */
  overdueCap: Count.optional(),
  /** Open days late that cost nothing. */
  graceDays: Count.default(0),
  /** Holds a patron may have at once; absent = no limit. */
  maxHolds: Count.optional(),
  /** Open days that a captured book is kept for who waits. */
  holdDays: Count.default(5),
  /** Đồng, beside the price of what is lost. */
  lostProcessingFee: Count.default(0),
  /** Đồng, where the item has no price of its own. */
  lostPrice: Count.optional(),
});
export type PolicyInput = z.input<typeof PolicyInput>;

/** A loan that was made before this server, or for the sample. It goes in as an event like any other. */
export const LoanInput = z.strictObject({
  /** UUID; the same id twice is one loan. */
  id: z.uuid(),
  itemId: Id,
  patronId: Id,
  /** Where it was lent. */
  libraryId: Id,
  /** Epoch milliseconds. */
  occurredAt: z.number().int(),
  /** Epoch milliseconds. */
  dueAt: z.number().int(),
  /** Epoch milliseconds; absent = still out. */
  returnedAt: z.number().int().optional(),
});
export type LoanInput = z.input<typeof LoanInput>;

/** A patron waits for a title, or for one item of it. First come, first served. */
export const HoldInput = z.strictObject({
  id: Id,
  patronId: Id,
  titleId: Id,
  itemId: Id.optional(),
  pickupLibraryId: Id,
  /** Epoch milliseconds. */
  placedAt: z.number().int(),
});
export type HoldInput = z.input<typeof HoldInput>;

/** Money owed. */
export const FeeInput = z.strictObject({
  id: Id,
  patronId: Id,
  /** Đồng. */
  amount: z.number().int().positive(),
  reason: Text,
  /** Epoch milliseconds. */
  createdAt: z.number().int(),
});
export type FeeInput = z.input<typeof FeeInput>;
