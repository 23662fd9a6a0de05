/**
 * The loans of one item, worked out from its events (design decision 6; docs/rules/circulation.md, T). Events arrive in any order, some of
 * them twice or days late; the loans depend on nothing but the set of events.
 */

export interface ItemEvent {
  /** The transaction's. */
  readonly id: string;
  readonly kind:
    | 'checkout'
    | 'checkin'
    | 'renew'
    | 'undo'
    | 'lost'
    | 'claim-returned'
    | 'in-library-use'
    | 'recall'
    | 'written-off'
    | 'annul';
  /** Epoch milliseconds, the terminal's clock corrected. */
  readonly occurredAt: number;
  /** What the terminal said before a time in the future was brought back to the present: keeps such events in their order. */
  readonly claimedAt: number;
  readonly terminalId: string;
  readonly libraryId: string;
  /** Absent: the card was unknown, or the link has been cut. */
  readonly patronId?: string | undefined;
  /** checkout, renew and recall. */
  readonly dueAt?: number | undefined;
  /** undo: id of the checkout; annul: id of the event of staff that counts no more. */
  readonly undoOf?: string | undefined;
}

export interface Loan {
  /** That of its checkout. */
  readonly id: string;
  readonly patronId?: string | undefined;
  readonly terminalId: string;
  readonly libraryId: string;
  readonly checkedOutAt: number;
  readonly dueAt: number;
  readonly renewals: number;
  /** The loan that was still open when this one was made: its return was never heard of. */
  readonly replaced?: string | undefined;
  /** Since when the patron says that it has been returned. */
  readonly claimedReturnedAt?: number | undefined;
  /** Times it was kept beyond its date before a renewal; known only where the renewal is among the events that were looked at. */
  readonly renewedLate?: readonly Lateness[] | undefined;
  readonly ended?:
    | {
        readonly at: number;
        readonly how: 'returned' | 'undone' | 'replaced' | 'lost' | 'written-off';
      }
    | undefined;
}

export interface Lateness {
  readonly dueAt: number;
  readonly until: number;
}

/** Events of two terminals that lie no further apart than this may have happened in either order; milliseconds. A setting; this is its default. */
export const CLOCK_UNCERTAINTY_MS = 120_000;

/** All loans that the events amount to, in the order in which they were made. */
export function loansOf(events: readonly ItemEvent[], uncertainty = CLOCK_UNCERTAINTY_MS): Loan[] {
  const loans: Loan[] = [];
  const line = inOrder(events);
  const reversed = reversedByStaff(line);
  for (let event = line.shift(); event; event = line.shift()) {
    const open = openLoan(loans);
    const isContested = event.kind === 'checkout' && open && !isProvenRight(open, event);
    const earlier = isContested ? returnBefore(event, line.at(0), uncertainty) : undefined;
    if (earlier) {
      line.shift();
      // The book was in hand at the checkout, so it cannot have come back later than that.
      apply(loans, { ...earlier, occurredAt: Math.min(earlier.occurredAt, event.occurredAt) });
    }
    apply(loans, event);
  }
  return loans.map((loan) => (reversed.has(loan.id) ? asUndone(loan) : loan));
}

/** The loan that an event meets in its place among the others, wherever in time that is. */
export function loanMetBy(
  event: ItemEvent,
  events: readonly ItemEvent[],
  uncertainty = CLOCK_UNCERTAINTY_MS,
): Loan | undefined {
  if (event.kind !== 'checkout') {
    const earlier = counted(events).filter(({ occurredAt }) => occurredAt <= event.occurredAt);
    return openLoan(loansOf(earlier, uncertainty));
  }
  const loans = loansOf([...events, event], uncertainty);
  const replaced = loans.find(({ id }) => id === event.id)?.replaced;
  return loans.find(({ id }) => id === replaced);
}

/** One event more, later than all before it. */
export function evolve(loan: Loan | undefined, event: ItemEvent): Loan[] {
  const loans = loan ? [loan] : [];
  apply(loans, event);
  return loans;
}

/**
 * Whether an event can simply be added, without working out the item's past again: it is the latest, and no earlier checkout is still
 * waiting for a return that belongs before it.
 */
export function comesLast(at: number, lastAt: number | undefined, open: Loan | undefined): boolean {
  return (lastAt === undefined || at > lastAt) && open?.replaced === undefined;
}

/** Events that say where the book was. */
const PLACES: readonly ItemEvent['kind'][] = ['checkout', 'checkin', 'undo'];

/** The last event that says where the book was. */
export const lastPlace = (events: readonly ItemEvent[]): ItemEvent | undefined =>
  inOrder(events).findLast(({ kind }) => PLACES.includes(kind));

/** Whether the book was elsewhere after this event, or is with somebody in spite of it. */
export function isToldLate(
  event: ItemEvent,
  events: readonly ItemEvent[],
  uncertainty = CLOCK_UNCERTAINTY_MS,
): boolean {
  const isLast = lastPlace([...events, event])?.id === event.id;
  return !isLast || openLoan(loansOf([...events, event], uncertainty)) !== undefined;
}

export const openLoan = (loans: readonly Loan[]): Loan | undefined => {
  const last = loans.at(-1);
  return last?.ended ? undefined : last;
};

const RANK = {
  checkin: 0,
  checkout: 1,
  'in-library-use': 1,
  renew: 2,
  'claim-returned': 3,
  recall: 3,
  lost: 4,
  'written-off': 4,
  undo: 5,
  annul: 6,
} as const;

/** Each event once, however often it was delivered; without what staff have taken back, which is as though it had never been. */
function counted(events: readonly ItemEvent[]): ItemEvent[] {
  const once = new Map(events.map((event) => [event.id, event]));
  const annulled = revokedBy(events.filter(({ kind }) => kind === 'annul'));
  return [...once.values()].filter(({ id, kind }) => kind !== 'annul' && !annulled.has(id));
}

/** By time; at the same instant a return comes first. */
function inOrder(events: readonly ItemEvent[]): ItemEvent[] {
  return counted(events).sort(
    (a, b) =>
      a.occurredAt - b.occurredAt ||
      a.claimedAt - b.claimedAt ||
      RANK[a.kind] - RANK[b.kind] ||
      (a.id < b.id ? -1 : 1),
  );
}

/** Checkouts that are to count as though they had never been, whatever is told late of the time before that was decided (Q23). */
const reversedByStaff = (events: readonly ItemEvent[]): ReadonlySet<string | undefined> =>
  revokedBy(events.filter((event) => event.kind === 'undo' && isByStaff(event)));

const revokedBy = (events: readonly ItemEvent[]): ReadonlySet<string | undefined> =>
  new Set(events.map(({ undoOf }) => undoOf));

const isByStaff = ({ terminalId }: ItemEvent): boolean => terminalId.startsWith('staff:');

/** When it ended says where the book was; how, that nobody had it. */
const asUndone = (loan: Loan): Loan => ({
  ...loan,
  ...(loan.ended && { ended: { ...loan.ended, how: 'undone' } }),
});

/** A return told by another terminal's clock right after the checkout of a book that was still out: it came before. */
function returnBefore(
  checkout: ItemEvent,
  next: ItemEvent | undefined,
  uncertainty: number,
): ItemEvent | undefined {
  const isBefore =
    next?.kind === 'checkin' &&
    next.terminalId !== checkout.terminalId &&
    next.occurredAt - checkout.occurredAt <= uncertainty;
  return isBefore ? next : undefined;
}

function apply(loans: Loan[], event: ItemEvent): void {
  const open = openLoan(loans);
  const end = (how: NonNullable<Loan['ended']>['how']): void => {
    if (open) loans[loans.length - 1] = { ...open, ended: { at: event.occurredAt, how } };
  };
  switch (event.kind) {
    case 'checkout':
      if (open && isProvenRight(open, event)) {
        loans[loans.length - 1] = asClaimed(open);
        loans.push(begin(event, undefined));
        return;
      }
      end('replaced');
      loans.push(begin(event, open));
      return;
    case 'checkin':
      end('returned');
      return;
    case 'undo':
      if (open?.id === event.undoOf) end('undone');
      // Staff have the book in their hands when they take a loan back: nobody else can have it still.
      else if (isByStaff(event)) end('returned');
      return;
    case 'renew':
      if (open && isOf(open, event)) loans[loans.length - 1] = renewed(open, event);
      return;
    case 'claim-returned':
      if (open) loans[loans.length - 1] = { ...open, claimedReturnedAt: event.occurredAt };
      return;
    case 'lost':
    case 'written-off':
      end(event.kind);
      return;
    case 'recall':
      if (open && open.patronId === event.patronId)
        loans[loans.length - 1] = {
          ...open,
          dueAt: Math.min(open.dueAt, event.dueAt ?? open.dueAt),
        };
      return;
    // Read on the spot, or left out already: it touches no loan.
    case 'in-library-use':
    case 'annul':
      return;
  }
}

const begin = (event: ItemEvent, open: Loan | undefined): Loan => ({
  id: event.id,
  patronId: event.patronId,
  terminalId: event.terminalId,
  libraryId: event.libraryId,
  checkedOutAt: event.occurredAt,
  dueAt: event.dueAt ?? event.occurredAt,
  renewals: 0,
  replaced: open?.id,
});

/** A book that its borrower says was returned, and that another takes off the shelf, was returned. */
const isProvenRight = (loan: Loan, event: ItemEvent): boolean =>
  loan.claimedReturnedAt !== undefined && loan.patronId !== event.patronId;

const asClaimed = (loan: Loan): Loan => ({
  ...loan,
  ended: { at: loan.claimedReturnedAt ?? loan.dueAt, how: 'returned' },
});

const isOf = (loan: Loan, event: ItemEvent): boolean =>
  event.patronId === undefined || event.patronId === loan.patronId;

/** A renewal that arrives late never takes away days that a later one has given. */
const renewed = (loan: Loan, event: ItemEvent): Loan => ({
  ...loan,
  ...(event.occurredAt > loan.dueAt && {
    renewedLate: [...(loan.renewedLate ?? []), { dueAt: loan.dueAt, until: event.occurredAt }],
  }),
  dueAt: Math.max(loan.dueAt, event.dueAt ?? 0),
  renewals: loan.renewals + 1,
});
