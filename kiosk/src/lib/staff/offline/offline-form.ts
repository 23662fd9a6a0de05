/** What is lent while nobody answers, as it is filled in: each allowance has its numbers ready, used or not. */
import type { OfflineRules } from '../answers.ts';
import type { StaffWords } from '../words.ts';

export interface OfflineForm {
  lend: boolean;
  hours: number | null;
  unknown: Allowance;
  pin: Allowance;
}

export interface Allowance {
  allowed: boolean;
  loans: number;
  days: number;
}

/** What an allowance begins with when it is ticked. */
const FEW = { loans: 2, days: 7 };

export const formOf = ({ lend, hours, unknownCard, pinNeeded }: OfflineRules): OfflineForm => ({
  lend,
  hours: hours ?? null,
  unknown: allowanceOf(unknownCard),
  pin: allowanceOf(pinNeeded === 'returns-only' ? undefined : pinNeeded),
});

const allowanceOf = (cap: typeof FEW | undefined): Allowance => ({
  allowed: cap !== undefined,
  ...(cap ?? FEW),
});

/** An empty field of numbers is `null`, or undefined in some browsers. */
export const rulesOf = ({ lend, hours, unknown, pin }: OfflineForm): OfflineRules => ({
  lend,
  ...(typeof hours === 'number' && { hours }),
  ...(unknown.allowed && { unknownCard: capOf(unknown) }),
  pinNeeded: pin.allowed ? capOf(pin) : 'returns-only',
});

const capOf = ({ loans, days }: Allowance) => ({ loans, days });

/** The same in sentences, as they change while one types. */
export function effectOf(words: StaffWords, rules: OfflineRules): string {
  if (!rules.lend) return words.text('offline.lend.no');
  const { hours, unknownCard, pinNeeded } = rules;
  return [
    hours === undefined
      ? words.text('offline.lend.yes.default')
      : words.text('offline.lend.yes', { hours }),
    unknownCard
      ? words.text('offline.unknown.cap', { ...unknownCard })
      : words.text('offline.unknown.no'),
    pinNeeded === 'returns-only'
      ? words.text('offline.pin.returns-only')
      : words.text('offline.pin.cap', { ...pinNeeded }),
  ].join(' ');
}
