import type { Generated } from 'kysely';

export interface ItemClassRow {
  id: string;
  name: string;
  loanable: number;
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
}

export interface RulebookRow {
  id: number;
  version: string;
}

export interface CirculationEventRow {
  id: string;
  item_id: string;
  kind: 'checkout' | 'checkin' | 'renew' | 'undo';
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
  ended_at: number | null;
  ended_how: 'returned' | 'undone' | 'replaced' | null;
}

export interface HoldRow {
  id: string;
  patron_id: string;
  title_id: string;
  item_id: string | null;
  pickup_library_id: string;
  placed_at: number;
  ended_at: number | null;
}

export interface FeeRow {
  id: string;
  patron_id: string;
  amount: number;
  paid: Generated<number>;
  reason: string;
  created_at: number;
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

export interface ConflictRow {
  transaction_id: string;
  kind: string;
  library_id: string;
  item_id: string | null;
  patron_id: string | null;
  loan_id: string | null;
  details: string;
  opened_at: number;
  closed_at: number | null;
}

/** Tables of the folder; the migrations say what their columns mean. */
export interface CirculationTables {
  item_class: ItemClassRow;
  loan_policy: LoanPolicyRow;
  rulebook: RulebookRow;
  circulation_event: CirculationEventRow;
  loan: LoanRow;
  hold: HoldRow;
  fee: FeeRow;
  transaction_outcome: TransactionOutcomeRow;
  conflict: ConflictRow;
}
