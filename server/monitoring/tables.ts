import type { Generated } from 'kysely';
import type { AlertCode, Severity } from './rules/alert-codes.ts';

export interface AlertRow {
  id: string;
  terminal_id: string;
  code: AlertCode;
  device: string;
  severity: Severity;
  params: string;
  since: number | null;
  bad_since: number;
  fine_since: number | null;
  returns: number;
  opened_at: number | null;
  closed_at: number | null;
  updated_at: number;
  revision: number;
  acknowledged_at: number | null;
  acknowledged_by: string | null;
  acknowledged_note: string;
}

/** Added up over an hour or a day. */
interface ActivitySum {
  terminal_id: string;
  online_ms: number;
  visits: number;
  checkouts: number;
  checkins: number;
  renewals: number;
  refusals: number;
  receipts: number;
  faults: number;
  paper_changes: number;
}

export type TerminalHourRow = ActivitySum & { hour: number };
export type TerminalDayRow = ActivitySum & { day: string };

export interface SubscriptionRow {
  id: string;
  library_id: string;
  kind: 'mail' | 'webhook';
  target: string;
  wishes: string;
  created_at: number;
}

export interface NoticeRow {
  id: string;
  subscription_id: string;
  target: string;
  alert_id: string | null;
  /** `raised`: it has become more severe. */
  event: 'opened' | 'raised' | 'closed' | 'test';
  for_digest: number;
  created_at: number;
  due_at: number;
  attempts: Generated<number>;
  claimed_until: number | null;
  state: Generated<'waiting' | 'sent' | 'given-up'>;
  ended_at: number | null;
  sent_as: string | null;
  last_error: string | null;
}

/** Tables of the folder; the migrations say what their columns mean. */
export interface MonitoringTables {
  /** What each terminal last said of itself; all times are the server's. */
  terminal_state: {
    terminal_id: string;
    /** TerminalState as JSON. */
    state: string;
    heard_at: number;
    /** Since when it has been heard without a silence. */
    online_since: number;
  };
  alert: AlertRow;
  terminal_hour: TerminalHourRow;
  terminal_day: TerminalDayRow;
  subscription: SubscriptionRow;
  notice: NoticeRow;
}
