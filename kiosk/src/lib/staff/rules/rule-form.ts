/** The fields of a rule as they are typed: empty where there is no limit. */
import type { Rule } from '../answers.ts';
import type { Terms } from './effect.ts';

const MOST = 1_000_000_000;

/** In the order in which they stand on the page. */
export const FIELDS = [
  { name: 'loanDays', min: 1, max: 1000, required: true },
  { name: 'renewals', min: 0, max: 1000, required: true },
  { name: 'maxLoans', min: 0, max: 1000, required: false },
  { name: 'maxLoansOfClass', min: 0, max: 1000, required: false },
  { name: 'overduePerDay', min: 0, max: MOST, required: true },
  { name: 'overdueCap', min: 0, max: MOST, required: false },
  { name: 'graceDays', min: 0, max: 1000, required: true },
  { name: 'maxOverdue', min: 0, max: 1000, required: false },
  { name: 'maxFeesOwed', min: 0, max: MOST, required: false },
  { name: 'maxHolds', min: 0, max: 1000, required: false },
  { name: 'holdDays', min: 1, max: 1000, required: true },
  { name: 'lostProcessingFee', min: 0, max: MOST, required: true },
  { name: 'lostPrice', min: 0, max: MOST, required: false },
] as const;

type FieldName = (typeof FIELDS)[number]['name'];
/** A field of numbers that is emptied is null in the page. */
export type RuleForm = Record<FieldName, number | null | undefined> & { requiresPin: boolean };

/** What a library begins with where no rule applies yet. */
const BEGINNING: Terms = {
  loanDays: 14,
  renewals: 1,
  maxLoans: 5,
  requiresPin: false,
  overduePerDay: 0,
  graceDays: 0,
  holdDays: 5,
  lostProcessingFee: 0,
};

export function formOf(rule: Rule | undefined): RuleForm {
  const terms: Terms = rule ?? BEGINNING;
  const numbers = Object.fromEntries(FIELDS.map(({ name }) => [name, terms[name]]));
  return { ...(numbers as Record<FieldName, number | undefined>), requiresPin: terms.requiresPin };
}

export function termsOf({ requiresPin, ...numbers }: RuleForm): Terms {
  const whole = ([, value]: [string, number | null | undefined]) =>
    typeof value === 'number' && Number.isFinite(value);
  const given = Object.fromEntries(Object.entries(numbers).filter(whole)) as Partial<Terms>;
  return {
    loanDays: 1,
    renewals: 0,
    overduePerDay: 0,
    graceDays: 0,
    holdDays: 1,
    lostProcessingFee: 0,
    ...given,
    requiresPin,
  };
}
