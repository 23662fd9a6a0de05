/** Tables of the folder; the migration says what their columns mean. */
export interface UpdateTables {
  release: {
    version: string;
    ring: number | null;
    ring_at: number | null;
    paused: number;
    wait_hours: number | null;
    added_at: number;
    added_by: string;
  };
  release_bundle: {
    version: string;
    platform: string;
    arch: string;
    sha256: string;
    bytes: number;
    built_at: number;
    signed: string;
  };
}
