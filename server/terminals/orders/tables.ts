/** Tables of the folder; the migration says what their columns mean. */
export interface OrderTables {
  terminal_order: {
    id: string;
    terminal_id: string;
    kind: string;
    what: string;
    asked_at: number;
    asked_by: string;
    until: number;
    told_at: number | null;
    outcome: 'done' | 'refused' | 'failed' | 'overtaken' | null;
    code: string | null;
    message: string | null;
    answered_at: number | null;
  };
  terminal_bundle: {
    order_id: string;
    terminal_id: string;
    made_at: number;
    bytes: Uint8Array;
  };
}
