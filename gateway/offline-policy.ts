/**
 * May this be lent while nobody answers, and until when: by the server's permit, or by the site's own settings in its place
 * (design decision 8, docs/rules/session.md S190 and S200).
 */
import type { ItemRef, PatronView, Refusal, TransactionId } from './ils/ils.ts';
import type { Permit, PermitCard } from './permit/permit.ts';

export type OfflineAnswer =
  /** `dueAt`: epoch milliseconds, provisional: the library may say another day. */
  { readonly answer: 'lend'; readonly dueAt: number } | Refused;

export type OfflineAdmission =
  | {
      readonly answer: 'admit';
      readonly patron: PatronView;
      /** The library wants a PIN of them, which nobody could check. */
      readonly unproved?: true;
    }
  | Refused;

interface Refused {
  readonly answer: 'refuse';
  readonly refusal: Refusal;
}

/** A loan that nobody can be asked about. */
export interface UnansweredLoan {
  readonly card: string;
  readonly item: ItemRef;
  /** The patron's PIN was found right in this visit. */
  readonly pinVerified: boolean;
  /** Loans of this visit to the same card that were promised already; not all of them need be on disk yet. */
  readonly promised: readonly TransactionId[];
  /** Epoch milliseconds. */
  readonly now: number;
  /** IANA name. */
  readonly timeZone: string;
}

export interface UnansweredCard {
  readonly card: string;
  /** No scan rule says that it is a card: it may be a book's label. */
  readonly mayBeLabel: boolean;
  /** Epoch milliseconds. */
  readonly now: number;
}

/** Who may sign in and what is lent while nobody answers, as the session asks it. */
export interface OfflineLending {
  admit(card: UnansweredCard): OfflineAdmission;
  lend(loan: UnansweredLoan): OfflineAnswer;
}

export const refuseOffline = (code: string, params: Refusal['params'] = {}): Refused => ({
  answer: 'refuse',
  refusal: { code, params },
});

/** Nobody signs in, and nothing is lent. */
export const RETURNS_ONLY: OfflineLending = {
  admit: () => refuseOffline('offline'),
  lend: () => refuseOffline('offline'),
};

/** Nobody's name is known here, so none is shown. */
export const UNASKED: PatronView = {
  ...{ initial: '', child: false, hasPin: false, pinVerified: false },
};

/** What bears on a card besides the permit. */
export interface CardFacts {
  readonly card: string;
  /** Loans to it that the library has not heard of. */
  readonly promised: number;
  /** Loans to it that the permit does not know of: promised, or made here since it was made. */
  readonly lent: number;
  /** Epoch milliseconds. */
  readonly now: number;
}

export interface LoanFacts extends CardFacts {
  readonly item: ItemRef;
  readonly pinVerified: boolean;
  /** The library's last word on the card or the book since the permit was made, where it was no. */
  readonly lastNo: Refusal | undefined;
}

/**
 * The library too says these at the card itself (K1, K5); a limit, or money owed, is said at the book, for returns make room again.
 */
const AT_THE_CARD = ['patron-blocked', 'card-expired'];

/** Who is told at once that they cannot borrow, and what is shown of the others (S200, S201). */
export function admitByPermit(
  permit: Permit,
  facts: CardFacts & Pick<UnansweredCard, 'mayBeLabel'>,
): OfflineAdmission {
  const card = permit.card(facts.card);
  const standing = standingOf(card, facts.now);
  // Of several people's number nobody is told that it is somebody's (K1).
  if (standing?.code === 'several-matches') return refuseOffline('card-unknown');
  if (standing && AT_THE_CARD.includes(standing.code)) {
    return { answer: 'refuse', refusal: standing };
  }
  const isNobodys = permit.unknownCard === undefined || facts.mayBeLabel;
  if (card.state === 'unknown' && isNobodys) return refuseOffline('card-unknown');
  if (needsPin(card) && permit.pinNeeded === 'returns-only') return refuseOffline('offline-pin');
  const loansLeft = loansLeftOf(permit, card, facts);
  const child = card.state === 'listed' && card.child;
  const left = loansLeft === undefined ? {} : { loansLeft };
  const patron = { ...UNASKED, child, ...left };
  return { answer: 'admit', patron, ...(needsPin(card) && { unproved: true }) };
}

/** The card, then the book, then how many (S202–S205): the first no is said. */
export function decideByPermit(permit: Permit, facts: LoanFacts): OfflineAnswer {
  const card = permit.card(facts.card);
  const item = permit.item(facts.item);
  const no = standingOf(card, facts.now) ?? facts.lastNo;
  if (no) return { answer: 'refuse', refusal: no };
  if (item.refusal !== undefined) return refuseOffline(item.refusal);
  const patronClass = card.state === 'listed' ? card.patronClass : undefined;
  if (patronClass === undefined && !permit.unknownCard) return refuseOffline('card-unknown');
  const dueAt = permit.dueAt(patronClass, item.itemClass, facts.now);
  if (dueAt === undefined) return refuseOffline('no-policy');
  return overLimit(permit, card, facts) ?? { answer: 'lend', dueAt };
}

function standingOf(card: PermitCard, now: number): Refusal | undefined {
  if (card.state === 'unknown') return undefined;
  const { refusal, validUntil } = card;
  const isOver = validUntil !== undefined && now > validUntil;
  const code = refusal ?? (isOver ? 'card-expired' : undefined);
  if (code === undefined) return undefined;
  const isDated = code === 'card-expired' && validUntil !== undefined;
  return { code, params: isDated ? { date: validUntil } : {} };
}

const needsPin = (card: PermitCard): boolean => card.state === 'listed' && card.needsPin;

function overLimit(permit: Permit, card: PermitCard, facts: LoanFacts): Refused | undefined {
  const isUnproved = needsPin(card) && !facts.pinVerified;
  if (isUnproved && permit.pinNeeded === 'returns-only') return refuseOffline('offline-pin');
  const cap = capOf(permit, card, isUnproved);
  if (cap !== undefined && facts.promised >= cap) {
    return refuseOffline('offline-limit', { count: cap });
  }
  const isFull = card.state === 'listed' && facts.lent >= (card.loansLeft ?? Infinity);
  return isFull ? refuseOffline('limit-reached') : undefined;
}

/** Books that are lent on little knowledge, until the library has heard of them. */
function capOf(permit: Permit, card: PermitCard, isUnproved: boolean): number | undefined {
  if (card.state === 'unknown') return permit.unknownCard?.loans ?? 0;
  const { pinNeeded } = permit;
  return isUnproved && typeof pinNeeded === 'object' ? pinNeeded.loans : undefined;
}

/** For who has signed in without an answer: their PIN was not asked for. */
function loansLeftOf(permit: Permit, card: PermitCard, facts: CardFacts): number | undefined {
  const cap = capOf(permit, card, needsPin(card));
  const own = card.state === 'listed' ? card.loansLeft : undefined;
  const left = [
    ...(cap === undefined ? [] : [cap - facts.promised]),
    ...(own === undefined ? [] : [own - facts.lent]),
  ];
  return left.length === 0 ? undefined : Math.max(0, Math.min(...left));
}
