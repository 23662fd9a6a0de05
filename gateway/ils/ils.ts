/** The library system behind the terminal, whichever it is: what one may ask, and the words of its answers. */

/** UUIDv7, made by the terminal; the server keeps one outcome per id and kind (design decision 5). */
export type TransactionId = string;

export type Act = 'checkout' | 'checkin' | 'renew';

/** Why the library says no. Screens turn the code into a sentence; `params` fill it in. */
export interface Refusal {
  readonly code: string;
  readonly params: Readonly<Record<string, string | number>>;
}

/** How the item is known at the terminal: what is printed on it or what its tag says. */
export interface ItemRef {
  /** Primary item identifier as scanned or decoded. */
  readonly identifier: string;
  /** ISIL of the owner as the tag says it, where there is one. */
  readonly owner?: string;
}

export interface Transaction {
  readonly id: TransactionId;
  readonly act: Act;
  /** `attempt`: the rules decide. `promise`: it has happened and must be taken (SIP2: no block). */
  readonly mode: 'attempt' | 'promise';
  /** Card number of the patron; absent on a checkin without a card. */
  readonly card?: string;
  readonly item: ItemRef;
  /** Epoch milliseconds by the terminal's clock, corrected by what is known of the server's. */
  readonly occurredAt: number;
  /** Set on the checkin that takes back a loan just made. */
  readonly undoOf?: TransactionId;
  /** Epoch milliseconds: the due date that was promised with a loan while nobody answered. */
  readonly dueAt?: number;
  /** Set when it is sent: by the outbox, of what it recorded. */
  readonly record?: TerminalRecord;
}

/**
 * What the terminal wrote down when it happened. It travels with the transaction and stays at the server, so that staff who look up a
 * receipt read what the terminal saw (design decision 6).
 */
export interface TerminalRecord {
  /** Of the row in this terminal's journal: rises with each, never repeats. */
  readonly sequence: number;
  /** The wall clock, epoch milliseconds, as wrong as it was. */
  readonly wall: number;
  /** Server clock minus wall clock as last known then, milliseconds; absent: unknown. */
  readonly serverOffset?: number;
  /** Milliseconds since the start of this boot, and which boot: what lies between two rows whatever was done to the wall clock. */
  readonly monotonic: number;
  readonly boot: string;
  /** Version of the gateway. */
  readonly version: string;
  /** Chip numbers that lay there, hexadecimal. */
  readonly tags?: readonly string[];
  /** Version of the permit that let it be promised. */
  readonly permit?: number;
  /** Short code printed on the receipt; made from the transaction's id (docs/rules/outbox.md, O30). */
  readonly receiptCode: string;
}

/** What may be shown of an item. */
export interface ItemView {
  readonly title: string;
  readonly author: string;
  readonly callNumber?: string;
}

export type Outcome =
  | {
      readonly outcome: 'accepted';
      readonly item: ItemView;
      /** Epoch milliseconds; set for checkout and renew. */
      readonly dueAt?: number;
      /** The due date in the words of an ILS that writes it so that no date can be read from it. */
      readonly dueText?: string;
      /** Checkout: lent, but the gate is to ring; staff let the book go (SIP2: desensitize N). */
      readonly keepArmed?: true;
      /** Checkin: where the book goes. */
      readonly destination?: 'shelf' | 'hold' | 'other-library';
      /** Checkin: the library that it is sent to, or kept at. */
      readonly destinationLibrary?: { readonly id: string; readonly name: string };
      /** Checkin: for which hold, where the library says so; never whose. */
      readonly hold?: { readonly id: string };
      /** Checkin: words for a sorter, as the library's system has them (SIP2: CL, CR, CK). */
      readonly sortBin?: string;
      readonly collection?: string;
      readonly mediaType?: string;
      /** Checkin of something that was not on loan: taken all the same. */
      readonly wasNotOnLoan?: boolean;
      /** Short code of the loan or return for the receipt. */
      readonly receiptCode?: string;
    }
  | { readonly outcome: 'refused'; readonly refusal: Refusal; readonly item?: ItemView }
  /** Nothing was sent: certainly not done. */
  | { readonly outcome: 'unreachable' }
  /** Sent, no answer: may have been done. */
  | { readonly outcome: 'unknown' };

/** What an ILS answers when asked what became of a transaction. */
export type LookupOutcome =
  | Exclude<Outcome, { outcome: 'unknown' }>
  | { readonly outcome: 'never-arrived' }
  /** It has been asked all that can be asked, and cannot tell: a person must (SIP2 knows no transaction ids). */
  | {
      readonly outcome: 'unclear';
      /** What was found, as codes for staff: `item-free`, `item-on-loan`, `listed`, `not-listed`… */
      readonly found?: readonly string[];
    };

export interface PatronView {
  /** First letter of the given name, upper case: all that a screen shows (design decision 15). */
  readonly initial: string;
  readonly child: boolean;
  readonly hasPin: boolean;
  /** The PIN was given and is right. */
  readonly pinVerified: boolean;
  /** Loans that may still be made by the strictest rule; undefined where the ILS does not say. */
  readonly loansLeft?: number;
  /** The library has an address, and sends receipts there. */
  readonly hasEmail?: boolean;
  /** May open a sitting for a whole class, in which each pupil's card takes over by itself. */
  readonly mayLeadClass?: boolean;
  /** The patron's own card number, where another number than a library card's was asked about: a citizen's. */
  readonly card?: string;
}

/** How the card number came: typed numbers always need the PIN. */
export interface CardQuery {
  readonly card: string;
  readonly pin?: string;
  readonly entry: 'scanned' | 'typed';
}

export type PatronAnswer =
  | { readonly outcome: 'accepted'; readonly patron: PatronView }
  | { readonly outcome: 'refused'; readonly refusal: Refusal }
  | { readonly outcome: 'unreachable' };

export interface AccountLoan {
  readonly item: ItemView;
  /** Identifier to renew it by; the words of the list where the ILS names no identifier. */
  readonly identifier: string;
  /** Epoch milliseconds; absent where the ILS says none that can be read. */
  readonly dueAt?: number;
  /** As in an outcome. */
  readonly dueText?: string;
  readonly overdue: boolean;
  readonly renewable: boolean;
}

export interface Account {
  readonly loans: readonly AccountLoan[];
  /** Đồng, without decimals; absent on a child's card. */
  readonly feesOwed?: number;
}

export type AccountAnswer =
  | { readonly outcome: 'accepted'; readonly account: Account }
  | { readonly outcome: 'refused'; readonly refusal: Refusal }
  | { readonly outcome: 'unreachable' };

export type ItemAnswer =
  | { readonly outcome: 'accepted'; readonly item: ItemView }
  | { readonly outcome: 'refused'; readonly refusal: Refusal }
  | { readonly outcome: 'unreachable' };

/** One contract for every ILS (tests/contracts/ils.ts). No method throws for what the world does; it answers. */
export interface Ils {
  patron(query: CardQuery): Promise<PatronAnswer>;
  /** Only with the right PIN. */
  account(query: CardQuery & { readonly pin: string }): Promise<AccountAnswer>;
  item(ref: ItemRef): Promise<ItemAnswer>;
  /** Carries out the act, or gives the first answer again when the id is known. */
  transact(transaction: Transaction): Promise<Outcome>;
  /** What became of a transaction whose answer was not heard; asks, and changes nothing. */
  lookup(transaction: Transaction): Promise<LookupOutcome>;
  /** The patron leaves: some systems keep a record locked until then. Of no consequence if unheard. */
  endSession?(card: string): Promise<void>;
  close(): Promise<void>;
}
