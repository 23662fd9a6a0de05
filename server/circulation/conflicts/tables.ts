import type { Choice } from './rules/choices.ts';

export interface ConflictStepRow {
  id: string;
  transaction_id: string;
  kind: string;
  choice: Choice | 'undo';
  note: string;
  library_id: string;
  at: number;
  by: string;
  event_id: string | null;
}

/** Tables of the folder; the migrations say what their columns mean. */
export interface ConflictTables {
  conflict_step: ConflictStepRow;
}
