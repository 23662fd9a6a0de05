/** May this be lent while nobody answers, and until when: by the site's own settings, in the place of a permit. */

/** What a site lends without an answer. */
export type OfflineLoans =
  | 'none'
  | {
      /** Books to one card in one outage. */
      readonly perCard: number;
      /** How long they are lent; closed days are not known here. */
      readonly days: number;
    };

export interface OfflineFacts {
  /** The library lets loans be told afterwards. */
  readonly allowed: boolean;
  /** Loans to this card that the library has not heard of yet. */
  readonly promised: number;
  /** The library's last word on this card, or on this book, was no. */
  readonly refusedBefore: boolean;
  /** Epoch milliseconds. */
  readonly now: number;
  /** IANA name. */
  readonly timeZone: string;
}

export type OfflineAnswer =
  /** `dueAt`: epoch milliseconds, provisional: the library may say another day. */
  | { readonly answer: 'lend'; readonly dueAt: number }
  | {
      readonly answer: 'refuse';
      readonly refusal: {
        readonly code: string;
        readonly params: Readonly<Record<string, number>>;
      };
    };

/** Nobody is lent more than the cap, and nothing that the library has said no to. */
export function decideOffline(loans: OfflineLoans, facts: OfflineFacts): OfflineAnswer {
  const { allowed, now, promised, refusedBefore, timeZone } = facts;
  if (loans === 'none' || !allowed || refusedBefore) return refuse('offline');
  if (promised >= loans.perCard) return refuse('offline-limit', { count: loans.perCard });
  return { answer: 'lend', dueAt: endOfDay(now, timeZone, loans.days) };
}

const refuse = (code: string, params: Readonly<Record<string, number>> = {}): OfflineAnswer => ({
  answer: 'refuse',
  refusal: { code, params },
});

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
