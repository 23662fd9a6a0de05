/** The little library of the simulated ILS: who, what, and who has what. Knows nothing of SIP2. */

export interface SimulatedPatron {
  readonly card: string;
  readonly pin: string;
  readonly name: string;
  /** May borrow nothing. */
  readonly blocked?: boolean;
  /** How many loans at once. */
  readonly limit?: number;
  /** In đồng. */
  readonly owes?: number;
}

export interface SimulatedItem {
  readonly barcode: string;
  readonly title: string;
  readonly callNumber?: string;
  /** Two digits; what 18 says of it while it is not on loan. 03 where not set. */
  readonly status?: string;
  /** Where it goes when it comes back, by the code of CV: 01 hold here, 04 transit. */
  readonly alert?: '01' | '02' | '04';
  /** A charge for the loan, in đồng. */
  readonly charge?: number;
}

export interface SimulatedLoan {
  readonly card: string;
  /** Epoch milliseconds. */
  readonly dueAt: number;
  readonly renewals: number;
}

export type Lending =
  | { readonly kind: 'lent' | 'renewed'; readonly loan: SimulatedLoan }
  | { readonly kind: 'refused'; readonly why: string };

const DAY = 86_400_000;
const LOAN_DAYS = 14;
const MOST_RENEWALS = 2;

export class SimulatedLibrary {
  readonly patrons: ReadonlyMap<string, SimulatedPatron>;
  readonly items: ReadonlyMap<string, SimulatedItem>;
  readonly loans = new Map<string, SimulatedLoan>();
  /** Acts carried out, repeats too. */
  executed = 0;

  constructor(patrons: readonly SimulatedPatron[], items: readonly SimulatedItem[]) {
    this.patrons = new Map(patrons.map((patron) => [patron.card, patron]));
    this.items = new Map(items.map((item) => [item.barcode, item]));
  }

  loansOf = (card: string): string[] =>
    [...this.loans].filter(([, loan]) => loan.card === card).map(([barcode]) => barcode);

  statusOf(barcode: string): string {
    if (this.loans.has(barcode)) return '04';
    return this.items.get(barcode)?.status ?? (this.items.has(barcode) ? '03' : '01');
  }

  /** @param promised what has happened and must be taken, and when it was said to be due */
  lend(
    barcode: string,
    card: string,
    now: number,
    promised?: { dueAt: number | undefined },
  ): Lending {
    this.executed++;
    const earlier = this.loans.get(barcode);
    if (earlier?.card === card && !promised) return this.renew(barcode, card, now);
    const why = promised ? undefined : this.#whyNot(barcode, card);
    if (why !== undefined || !this.items.has(barcode) || !this.patrons.has(card)) {
      return { kind: 'refused', why: why ?? 'Không tìm thấy' };
    }
    const loan = { card, dueAt: promised?.dueAt ?? dueFrom(now), renewals: 0 };
    this.loans.set(barcode, loan);
    return { kind: 'lent', loan };
  }

  renew(barcode: string, card: string, now: number): Lending {
    this.executed++;
    const loan = this.loans.get(barcode);
    if (loan?.card !== card) return { kind: 'refused', why: 'Không có lượt mượn' };
    if (loan.renewals >= MOST_RENEWALS) return { kind: 'refused', why: 'Đã gia hạn đủ' };
    const due = Math.max(dueFrom(now), loan.dueAt + DAY);
    const renewed = { card, dueAt: due, renewals: loan.renewals + 1 };
    this.loans.set(barcode, renewed);
    return { kind: 'renewed', loan: renewed };
  }

  /** @returns whose loan it was; undefined where there was none */
  takeBack(barcode: string): SimulatedLoan | undefined {
    this.executed++;
    const loan = this.loans.get(barcode);
    this.loans.delete(barcode);
    return loan;
  }

  #whyNot(barcode: string, card: string): string | undefined {
    const patron = this.patrons.get(card);
    if (!patron || patron.blocked === true) return 'Thẻ không mượn được';
    if (this.loansOf(card).length >= (patron.limit ?? 99)) return 'Đã mượn đủ số';
    const status = this.statusOf(barcode);
    return status === '03' || status === '09' ? undefined : 'Sách không cho mượn';
  }
}

/** The last second of a day in Hà Nội, as libraries have it. */
function dueFrom(now: number): number {
  const day = Math.floor((now + 7 * 3_600_000) / DAY) + LOAN_DAYS;
  return (day + 1) * DAY - 7 * 3_600_000 - 1_000;
}
