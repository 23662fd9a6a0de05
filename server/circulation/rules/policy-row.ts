/** A rule of lending as its row: for whoever writes one down, staff, sample and imports alike. */
import type { z } from 'zod';
import type { PolicyInput } from '../input.ts';

export const policyRow = (policy: z.output<typeof PolicyInput>) => ({
  id: policy.id,
  library_id: policy.libraryId,
  patron_class: policy.patronClass ?? null,
  item_class: policy.itemClass ?? null,
  max_loans: policy.maxLoans ?? null,
  max_loans_of_class: policy.maxLoansOfClass ?? null,
  loan_days: policy.loanDays,
  renewals: policy.renewals,
  requires_pin: policy.requiresPin ? 1 : 0,
  max_overdue: policy.maxOverdue ?? null,
  max_fees_owed: policy.maxFeesOwed ?? null,
  overdue_per_day: policy.overduePerDay,
  overdue_cap: policy.overdueCap ?? null,
  grace_days: policy.graceDays,
  max_holds: policy.maxHolds ?? null,
  hold_days: policy.holdDays,
  lost_processing_fee: policy.lostProcessingFee,
  lost_price: policy.lostPrice ?? null,
});
