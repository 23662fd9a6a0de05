/** Every place where a patron is named with something that is over (design decision 15). A new one belongs here. */
import { conflictsCut } from './conflicts-cut.ts';
import { auditCut, blocksCut, holdsCut, pinsCut } from './desk-cuts.ts';
import { feesCut } from './fees-cut.ts';
import { loansCut } from './loans-cut.ts';
import { promisesCut } from './promises-cut.ts';
import { eventsCut, outcomesCut } from './transactions-cut.ts';

/** In this order: events follow their loans, loans wait for their fees; a hold whose loan has been forgotten would seem to wait still. */
export const CUTS = {
  holds: holdsCut,
  loans: loansCut,
  events: eventsCut,
  fees: feesCut,
  blocks: blocksCut,
  conflicts: conflictsCut,
  promises: promisesCut,
  outcomes: outcomesCut,
  audit: auditCut,
  pins: pinsCut,
} as const;
export type CutName = keyof typeof CUTS;

/** How many rows. */
export type Tidied = Readonly<Record<CutName | 'expiredHolds' | 'foldedDays', number>>;
