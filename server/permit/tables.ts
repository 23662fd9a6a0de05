export interface OfflineRulesRow {
  library_id: string;
  lend: number;
  hours: number | null;
  unknown_loans: number | null;
  unknown_days: number | null;
  pin_loans: number | null;
  pin_days: number | null;
}

export type EpochEnd = 'month' | 'terminal-removed' | 'staff' | 'key-lost';

export interface PermitEpochRow {
  id: string;
  library_id: string;
  sealed_key: string;
  month: string;
  began_at: number;
  ended_at: number | null;
  why: EpochEnd | null;
}

export interface PermitVersionRow {
  library_id: string;
  version: number;
  epoch_id: string;
  made_at: number;
  manifest: string;
  signature: string;
  full_chunks: number;
}

export interface PermitChunkRow {
  library_id: string;
  sha256: string;
  bytes: Uint8Array;
}

/** Tables of the folder; the migrations say what their columns mean. */
export interface PermitTables {
  offline_rules: OfflineRulesRow;
  permit_epoch: PermitEpochRow;
  permit_version: PermitVersionRow;
  permit_chunk: PermitChunkRow;
}
