/** A patron's loans as staff see them: what is overdue at the top. */
import type { z } from 'zod';
import { readItemRefs } from '../catalogue/item-refs.ts';
import { readLines } from '../circulation/line-store.ts';
import { todayAt } from '../circulation/rules/hold.ts';
import type { RenewDecision } from '../circulation/rules/renew.ts';
import { renewalOf } from '../circulation/rules/renew.ts';
import type { Rulebook } from '../circulation/rules/rulebook.ts';
import { ruleFor } from '../circulation/rules/rulebook.ts';
import type { PatronStanding } from '../circulation/rules/world.ts';
import { asLoan } from '../circulation/timeline-store.ts';
import type { Reader } from '../db/database.ts';
import { libraryRef } from '../libraries/library-ref.ts';
import { dayNumber } from '../libraries/rules/day.ts';
import type { StaffLoan } from './staff-schema.ts';

type Loan = z.infer<typeof StaffLoan>;
type Borrower = Pick<PatronStanding, 'id' | 'patronClass' | 'blocks' | 'expiresOn' | 'feesOwed'>;

export async function readStaffLoans(
  db: Reader,
  book: Rulebook,
  patron: Borrower,
  now: number,
): Promise<Loan[]> {
  const rows = await db
    .selectFrom('loan')
    .innerJoin('item', 'item.id', 'loan.item_id')
    .selectAll('loan')
    .select(['item.item_class', 'item.title_id'])
    .where('loan.patron_id', '=', patron.id)
    .where('loan.ended_at', 'is', null)
    .orderBy('loan.due_at')
    .orderBy('loan.id')
    .execute();
  const items = await readItemRefs(
    db,
    rows.map(({ item_id }) => item_id),
  );
  const lines = await readLines(
    db,
    rows.map(({ title_id }) => title_id),
  );
  return rows.flatMap((row) => {
    const item = items.get(row.item_id);
    if (!item) return [];
    const copy = { id: item.id, itemClass: row.item_class, line: lines.get(row.title_id) };
    const decision = renewalOf(book, asLoan(row), copy, patron, now);
    const lending = { patronClass: patron.patronClass, itemClass: row.item_class };
    const rule = ruleFor(book, { ...lending, libraryId: row.library_id });
    const left = rule && Math.max(0, rule.renewals - row.renewals);
    return {
      ...{ id: row.id, item, library: libraryRef(book.tree, row.library_id) },
      ...{ checkedOutAt: row.checked_out_at, dueAt: row.due_at, overdue: row.due_at < now },
      daysLate: daysLate(book, row.library_id, row.due_at, now),
      ...{ renewals: row.renewals, renewalsLeft: left, ...renewalView(decision) },
      claimedReturnedAt: row.claimed_returned_at ?? undefined,
    };
  });
}

const renewalView = (decision: RenewDecision): Pick<Loan, 'renewable' | 'refusal'> =>
  decision.kind === 'accepted'
    ? { renewable: true }
    : {
        renewable: false,
        refusal: { ...decision.refusal, params: { ...decision.refusal.params } },
      };

const daysLate = (book: Rulebook, libraryId: string, dueAt: number, now: number): number =>
  Math.max(
    0,
    dayNumber(todayAt(book, libraryId, now)) - dayNumber(todayAt(book, libraryId, dueAt)),
  );
