/** What a rule of lending comes to, in sentences. */
import type { StaffWords } from '../words.ts';

/** The numbers of a rule; absent = no limit. */
export interface Terms {
  readonly loanDays: number;
  readonly renewals: number;
  readonly maxLoans?: number | undefined;
  readonly maxLoansOfClass?: number | undefined;
  readonly requiresPin: boolean;
  readonly maxOverdue?: number | undefined;
  readonly maxFeesOwed?: number | undefined;
  readonly overduePerDay: number;
  readonly overdueCap?: number | undefined;
  readonly graceDays: number;
  readonly maxHolds?: number | undefined;
  readonly holdDays: number;
  readonly lostProcessingFee: number;
  readonly lostPrice?: number | undefined;
}

export function effectText(
  words: StaffWords,
  terms: Terms,
  who: { readonly patrons: string; readonly items: string },
): string {
  const { text, money } = words;
  const { maxLoans, maxLoansOfClass, maxOverdue, maxFeesOwed, maxHolds, holdDays } = terms;
  const loan = { ...who, days: terms.loanDays, renewals: terms.renewals };
  const sentences = [
    capital(text('rule.sentence.loan', loan)),
    maxLoans !== undefined && text('rule.sentence.limit', { count: maxLoans }),
    maxLoansOfClass !== undefined && text('rule.sentence.limit-class', { count: maxLoansOfClass }),
    ...fines(words, terms),
    maxOverdue !== undefined && text('rule.sentence.overdue', { count: maxOverdue }),
    maxFeesOwed !== undefined && text('rule.sentence.owed', { sum: money(maxFeesOwed) }),
    maxHolds === undefined
      ? text('rule.sentence.hold-days', { days: holdDays })
      : text('rule.sentence.holds', { count: maxHolds, days: holdDays }),
    terms.lostProcessingFee > 0
      ? text('rule.sentence.lost', { sum: money(terms.lostProcessingFee) })
      : text('rule.sentence.lost-price'),
    terms.requiresPin && text('rule.sentence.pin'),
  ];
  return sentences.filter(Boolean).join(' ');
}

function fines({ text, money }: StaffWords, terms: Terms): (string | false)[] {
  const { overduePerDay, overdueCap, graceDays } = terms;
  if (overduePerDay === 0) return [text('rule.sentence.no-fine')];
  return [
    text('rule.sentence.fine', { sum: money(overduePerDay) }),
    graceDays > 0 && text('rule.sentence.grace', { days: graceDays }),
    overdueCap !== undefined && text('rule.sentence.cap', { sum: money(overdueCap) }),
  ];
}

const capital = (sentence: string): string =>
  sentence.charAt(0).toLocaleUpperCase() + sentence.slice(1);
