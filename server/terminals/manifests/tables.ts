/** Tables of the folder; the migration says what their columns mean. */
export interface ManifestTables {
  bin_manifest: {
    id: string;
    terminal_id: string;
    bin: string;
    since: number;
    until: number;
    emptied_by: 'door' | 'staff';
    received_at: number;
    book_count: number;
    exception_count: number;
    entries: string;
  };
}
