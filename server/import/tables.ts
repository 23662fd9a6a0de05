import type { Generated } from 'kysely';

export const BATCH_STATES = [
  'waiting',
  'checking',
  'checked',
  'applying',
  'applied',
  'undoing',
  'undone',
  'failed',
] as const;
export type BatchState = (typeof BATCH_STATES)[number];

export const FORMATS = ['json', 'jsonl', 'csv'] as const;
export type Format = (typeof FORMATS)[number];

export interface ImportBatchRow {
  id: string;
  name: string;
  format: Format;
  digest: string;
  bytes: number;
  settings: string;
  account_id: string | null;
  state: BatchState;
  rows_done: Generated<number>;
  bytes_done: Generated<number>;
  added: Generated<number>;
  changed: Generated<number>;
  unchanged: Generated<number>;
  refused: Generated<number>;
  put_back: Generated<number>;
  kept: Generated<number>;
  failure: string | null;
  created_at: number;
  created_by: string;
  state_at: number;
  forgotten_at: number | null;
}

export interface ImportChangeRow {
  batch_id: string;
  row: number;
  section: string;
  subject_id: string;
  before: string | null;
  after: string;
}

export interface ImportRefusalRow {
  batch_id: string;
  row: number;
  position: number;
  line: number;
  section: string;
  field: string;
  value: string;
  code: string;
  reason: string;
}

/** Tables of the folder; the migrations say what their columns mean. */
export interface ImportTables {
  import_batch: ImportBatchRow;
  import_change: ImportChangeRow;
  import_refusal: ImportRefusalRow;
}
