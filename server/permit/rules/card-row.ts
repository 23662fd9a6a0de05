/** What a permit says of a card (docs/rules/permit.md, PM3, PM21). */
import type { LoanPolicy } from '#server/circulation/rules/loan-policy.ts';
import type { PatronStanding } from '#server/circulation/rules/world.ts';
import type { RefusalCode } from '#server/circulation/rules/refusal.ts';
import type { Day } from '#server/libraries/rules/day.ts';
import { dayNumber } from '#server/libraries/rules/day.ts';
import { borrowingOf } from '#server/patrons/rules/borrowing.ts';
import { isChild } from '#server/patrons/rules/patron-view.ts';
import { NO_END, NO_LIMIT } from '../format/chunk.ts';
import { CARD_STANDINGS } from '../format/manifest.ts';
import type { CardStanding } from '../format/manifest.ts';
import type { ClassTable } from './class-table.ts';
import type { RowValue } from './row-set.ts';

/** How it stands with whoever has a card, in the whole network. */
export interface PatronFacts extends Pick<
  PatronStanding,
  'id' | 'patronClass' | 'blocks' | 'expiresOn' | 'feesOwed' | 'loans' | 'overdue'
> {
  readonly birthDate?: Day | undefined;
}

/** Days since 1970-01-01 that two bytes hold. A card that is good until 2150 is good for ever. */
const MOST_DAYS = 65_535;

/** @param today in the library's zone */
export function cardRow(patron: PatronFacts, classes: ClassTable, today: Day): RowValue {
  const { patronIndex, policies } = classes;
  const index = patronIndex.get(patron.patronClass);
  if (!index) throw new Error(`there is no class of patrons ${patron.patronClass}`);
  const { standing, loansLeft } = standingOf(patron, policies.get(patron.patronClass) ?? [], today);
  return {
    class: isChild(patron.birthDate, today) ? index.child : index.adult,
    standing: CARD_STANDINGS.indexOf(standing),
    loansLeft,
    lastDay: lastDayOf(patron),
  };
}

/** A number that is several people's here. */
export const unclearCardRow: RowValue = {
  ...{ class: 0, loansLeft: 0, lastDay: NO_END },
  standing: CARD_STANDINGS.indexOf('several-matches'),
};

function standingOf(patron: PatronFacts, policies: readonly LoanPolicy[], today: Day) {
  const { reasons, loansLeft } = borrowingOf(
    { ...patron, loansOfClass: 0, holds: 0 },
    policies,
    today,
  );
  const standings = reasons.flatMap(({ code }) => STANDINGS[code] ?? []);
  const left = loansLeft === undefined ? NO_LIMIT : Math.min(loansLeft, NO_LIMIT - 1);
  return { standing: standings[0] ?? '', loansLeft: left } as const;
}

/**
 * Without the PIN, money owed looks like a block (K7): offline nobody can give it. A limit of loans is no standing, for what is returned
 * makes room again.
 */
const STANDINGS: Readonly<Partial<Record<RefusalCode, CardStanding>>> = {
  'patron-blocked': 'patron-blocked',
  'card-expired': 'card-expired',
  'no-policy': 'no-policy',
  'fee-owed': 'patron-blocked',
  'too-many-overdue': 'too-many-overdue',
};

function lastDayOf({ expiresOn }: PatronFacts): number {
  if (expiresOn === undefined) return NO_END;
  const day = dayNumber(expiresOn);
  // What expired before 1970 is said by the standing; 0 would mean that it never does.
  return day > MOST_DAYS ? NO_END : Math.max(1, day);
}
