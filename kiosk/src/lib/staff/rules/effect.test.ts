import { describe, expect, test } from 'vitest';
import { staffWords } from '../words.ts';
import { effectText } from './effect.ts';
import type { Terms } from './effect.ts';

const plain: Terms = {
  loanDays: 14,
  renewals: 2,
  requiresPin: false,
  overduePerDay: 0,
  graceDays: 0,
  holdDays: 5,
  lostProcessingFee: 10_000,
};
const said = (terms: Partial<Terms>, language: 'vi' | 'en' | 'fr' = 'en') =>
  effectText(staffWords(language), { ...plain, ...terms }, { patrons: 'children', items: 'books' });

describe('the effect of a rule', () => {
  test('begins with who borrows what for how long', () => {
    expect(said({})).toMatch(/^Children borrow books for 14 days, renewed 2 times at most\./);
    expect(said({ renewals: 0 })).toContain('without renewal');
  });
  test('says limits only where there are any; none allowed is a limit too', () => {
    expect(said({})).not.toContain('At most');
    expect(said({ maxLoans: 5 })).toContain('At most 5 loans at a time.');
    expect(said({ maxHolds: 0 })).toContain('At most 0 holds');
  });
  test('says fines with grace and cap, and that there are none', () => {
    expect(said({})).toContain('Coming late costs nothing.');
    const fined = said({ overduePerDay: 500, graceDays: 1, overdueCap: 20_000 });
    expect(fined).toContain(
      'Each open day late costs 500\u00a0đ. The first day is free. Never more than 20.000\u00a0đ a loan.',
    );
  });
  test('is whole sentences in each language', () => {
    for (const language of ['vi', 'fr'] as const)
      expect(said({ overduePerDay: 500, requiresPin: true }, language)).toMatch(/^\p{Lu}.*\.$/u);
  });
});
