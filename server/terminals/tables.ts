export interface TerminalTables {
  terminal: {
    id: string;
    name: string;
    /** Where it stands: its rules, and who may see it. */
    library_id: string;
    /** The 32 bytes of its Ed25519 public key, base64url. */
    public_key: string;
    created_at: number;
    /** Its key opens nothing any more; the row stays, because transactions name it. */
    removed_at: number | null;
  };
}
