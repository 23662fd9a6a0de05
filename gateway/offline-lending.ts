/** Who signs in and what is lent while nobody answers, by what this terminal holds and what its disk knows. */
import {
  admitByPermit,
  type CardFacts,
  decideByPermit,
  type OfflineAdmission,
  type OfflineAnswer,
  type OfflineLending,
  RETURNS_ONLY,
  UNASKED,
  type UnansweredCard,
  type UnansweredLoan,
  refuseOffline,
} from './offline-policy.ts';
import type { TransactionId } from './ils/ils.ts';
import type { Permit } from './permit/permit.ts';
import type { Transactions } from './session/transactions.ts';
import { decideBySite, type OfflineLoans } from './site-offline-policy.ts';

type Known = Pick<Transactions, 'offlineLoans' | 'lentSince'>;

/** Behind our own server. */
export class PermitLending implements OfflineLending {
  readonly #known: Known;
  readonly #permit: () => Permit | undefined;

  /** @param permit that is in force now */
  constructor(known: Known, permit: () => Permit | undefined) {
    this.#known = known;
    this.#permit = permit;
  }

  admit(asked: UnansweredCard): OfflineAdmission {
    const permit = this.#permit();
    if (!permit) return RETURNS_ONLY.admit(asked);
    const { promised } = this.#known.offlineLoans(asked.card);
    return admitByPermit(permit, { ...asked, ...this.#count(permit, asked.card, promised) });
  }

  lend(loan: UnansweredLoan): OfflineAnswer {
    const permit = this.#permit();
    if (!permit) return RETURNS_ONLY.lend(loan);
    const { card, item } = loan;
    // What was refused before the permit was made, the permit knows better by now.
    const { lastNo, promised } = this.#known.offlineLoans(card, item.identifier, permit.madeAt);
    const counted = this.#count(permit, card, [...promised, ...loan.promised]);
    return decideByPermit(permit, { ...loan, ...counted, lastNo });
  }

  #count(
    { madeAt }: Permit,
    card: string,
    promised: readonly TransactionId[],
  ): Pick<CardFacts, 'promised' | 'lent'> {
    const lent = new Set([...promised, ...this.#known.lentSince(card, madeAt)]);
    return { promised: new Set(promised).size, lent: lent.size };
  }
}

/** Behind a library's own system. */
export class SiteLending implements OfflineLending {
  readonly #known: Known;
  readonly #loans: OfflineLoans;

  constructor(known: Known, loans: OfflineLoans) {
    this.#known = known;
    this.#loans = loans;
  }

  /** Nobody can be asked whose it is: a card that can be nothing else is enough (S190). */
  admit({ mayBeLabel }: UnansweredCard): OfflineAdmission {
    return mayBeLabel ? refuseOffline('offline') : { answer: 'admit', patron: UNASKED };
  }

  lend({ card, item, now, promised, timeZone }: UnansweredLoan): OfflineAnswer {
    const known = this.#known.offlineLoans(card, item.identifier);
    const all = new Set([...known.promised, ...promised]);
    return decideBySite(this.#loans, {
      ...{ now, timeZone, promised: all.size },
      refusedBefore: known.lastNo !== undefined,
    });
  }
}
