import type { Generated } from 'kysely';

export interface ItemClassRow {
  id: string;
  name: string;
  loanable: number;
  media_type: Generated<string>;
}

export interface LoanPolicyRow {
  id: string;
  library_id: string;
  patron_class: string | null;
  item_class: string | null;
  max_loans: number | null;
  max_loans_of_class: number | null;
  loan_days: number;
  renewals: number;
  requires_pin: number;
  max_overdue: number | null;
  max_fees_owed: number | null;
  overdue_per_day: Generated<number>;
  overdue_cap: number | null;
  grace_days: Generated<number>;
  max_holds: number | null;
  hold_days: Generated<number>;
  lost_processing_fee: Generated<number>;
  lost_price: number | null;
}

export interface RulebookRow {
  id: number;
  version: string;
}

export type EventKind =
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

export interface CirculationEventRow {
  id: string;
  item_id: string;
  kind: EventKind;
  patron_id: string | null;
  occurred_at: number;
  claimed_at: number;
  recorded_at: number;
  terminal_id: string;
  library_id: string;
  due_at: number | null;
  undo_of: string | null;
}

export interface LoanRow {
  id: string;
  item_id: string;
  patron_id: string | null;
  terminal_id: string;
  library_id: string;
  checked_out_at: number;
  due_at: number;
  renewals: number;
  replaced: string | null;
  claimed_returned_at: number | null;
  ended_at: number | null;
  ended_how: 'returned' | 'undone' | 'replaced' | 'lost' | 'written-off' | null;
}

export interface HoldRow {
  id: string;
  /** Null: the link has been cut. */
  patron_id: string | null;
  title_id: string;
  item_id: string | null;
  pickup_library_id: string;
  placed_at: number;
  placed_by: string;
  expires_on: string | null;
  captured_item_id: string | null;
  captured_at: number | null;
  shelf_at: number | null;
  shelf_until: string | null;
  notified_at: number | null;
  ended_at: number | null;
  ended_how: 'picked-up' | 'cancelled' | 'expired' | 'not-collected' | null;
  ended_by: string | null;
}

export interface TransitRow {
  id: string;
  item_id: string;
  from_library_id: string;
  to_library_id: string;
  hold_id: string | null;
  sent_at: number;
  ended_at: number | null;
  ended_how: 'arrived' | 'overtaken' | null;
}

export interface FeeRow {
  id: string;
  /** Null: the link has been cut. */
  patron_id: string | null;
  library_id: string;
  kind: 'overdue' | 'lost' | 'damaged' | 'processing' | 'other';
  amount: number;
  settled: Generated<number>;
  note: Generated<string>;
  loan_id: string | null;
  item_id: string | null;
  created_at: number;
  created_by: string;
}

export interface FeePaymentRow {
  id: string;
  fee_id: string;
  amount: number;
  how: 'paid' | 'waived' | 'cancelled';
  method: Generated<string>;
  receipt_number: string;
  reference: string | null;
  library_id: string;
  at: number;
  by: string;
  note: Generated<string>;
}

export interface ReceiptSeriesRow {
  letters: string;
  year: number;
  last: number;
}

export interface TransactionOutcomeRow {
  id: string;
  mode: 'attempt' | 'promise';
  act: 'checkout' | 'checkin' | 'renew';
  terminal_id: string;
  fingerprint: string;
  answer: string;
  receipt_code: string | null;
  recorded_at: number;
}

export interface TerminalRecordRow {
  transaction_id: string;
  terminal_id: string;
  library_id: string;
  sequence: number;
  wall: number;
  server_offset: number | null;
  monotonic: number;
  boot: string;
  version: string;
  /** JSON: chip numbers. */
  tags: string | null;
  permit: number | null;
  receipt_code: string;
  placed_at: number;
  recorded_at: number;
}

/** A loan that was made without an answer; goes when its loan is cut. */
export interface PromisedLoanTable {
  id: string;
  item_id: string;
  patron_id: string | null;
  library_id: string;
  at: number;
  claimed_at: number;
  identifier: string;
  kept_for: string | null;
  kept_since: number | null;
}

export interface ConflictRow {
  transaction_id: string;
  kind: string;
  library_id: string;
  item_id: string | null;
  patron_id: string | null;
  loan_id: string | null;
  details: string;
  opened_at: number;
  /** It has closed by itself; whether staff have decided stands apart (`decision_id`). */
  closed_at: number | null;
  /** The step by which staff settled it; null: they have not. */
  decision_id: string | null;
}

/** Tables of the folder; the migrations say what their columns mean. */
export interface CirculationTables {
  item_class: ItemClassRow;
  loan_policy: LoanPolicyRow;
  rulebook: RulebookRow;
  circulation_event: CirculationEventRow;
  loan: LoanRow;
  hold: HoldRow;
  transit: TransitRow;
  fee: FeeRow;
  fee_payment: FeePaymentRow;
  receipt_series: ReceiptSeriesRow;
  transaction_outcome: TransactionOutcomeRow;
  terminal_record: TerminalRecordRow;
  promised_loan: PromisedLoanTable;
  conflict: ConflictRow;
}
