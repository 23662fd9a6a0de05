/** What a site lets happen while its library's own system does not answer, in the place of a permit (S190–S193, O20). */
import type { OfflineAnswer } from './offline-policy.ts';
import { refuseOffline } from './offline-policy.ts';

/** What a site lends without an answer. */
export interface OfflineLoans {
  /** Books to one card in one outage. */
  readonly perCard: number;
  /** How long they are lent; closed days are not known here. */
  readonly days: number;
}

export interface OfflineFacts {
  /** Loans to this card that the library has not heard of yet. */
  readonly promised: number;
  /** The library's last word on this card, or on this book, was no. */
  readonly refusedBefore: boolean;
  /** Epoch milliseconds. */
  readonly now: number;
  /** IANA name. */
  readonly timeZone: string;
}

/** Nobody is lent more than the cap, and nothing that the library has said no to. */
export function decideBySite(loans: OfflineLoans, facts: OfflineFacts): OfflineAnswer {
  const { now, promised, refusedBefore, timeZone } = facts;
  if (refusedBefore) return refuseOffline('offline');
  if (promised >= loans.perCard) return refuseOffline('offline-limit', { count: loans.perCard });
  return { answer: 'lend', dueAt: endOfDay(now, timeZone, loans.days) };
}

const DAY_MS = 86_400_000;

/** The last millisecond of the day so many days on, where no day in between is longer or shorter than others. */
function endOfDay(now: number, timeZone: string, days: number): number {
  const clock = new Intl.DateTimeFormat('en-GB', {
    ...{ timeZone, hourCycle: 'h23' },
    ...{ hour: '2-digit', minute: '2-digit', second: '2-digit' },
  });
  const [hours = 0, minutes = 0, seconds = 0] = clock.format(now).split(':').map(Number);
  const second = now - (now % 1_000);
  const midnight = second - ((hours * 60 + minutes) * 60 + seconds) * 1_000;
  return midnight + (days + 1) * DAY_MS - 1;
}
