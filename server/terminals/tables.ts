import type { Profile } from './schema.ts';

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
    profile: Profile;
    /** Since when its key is this one; null: since it was added. */
    keyed_at: number | null;
  };
  /** Terminals that ask to be let in (docs/rules/pairing.md). */
  pairing: {
    id: string;
    public_key: string;
    /** Eight letters and digits, without the blank. */
    code: string;
    /** What it says of itself, which nobody believes. */
    claimed_id: string | null;
    claimed_profile: Profile | null;
    version: string | null;
    address: string;
    asked_at: number;
    expires_at: number;
    used_at: number | null;
    /** Account. */
    used_by: string | null;
  };
  /** Codes that were typed and were none. */
  pairing_try: {
    id: string;
    account_id: string;
    /** Its network: see `networkOf`. */
    address: string;
    tried_at: number;
  };
}
