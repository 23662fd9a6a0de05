export interface AuditRow {
  id: string;
  at: number;
  by: string;
  library_id: string;
  action: string;
  subject_kind: string;
  subject_id: string;
  details: string;
}

/** Tables of the folder; the migrations say what their columns mean. */
export interface AuditTables {
  audit: AuditRow;
}
