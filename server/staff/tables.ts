export const ROLES = ['administrator', 'librarian'] as const;
export type Role = (typeof ROLES)[number];

/** Stands for the root above every library of the network, so that the first account needs no library. */
export const WHOLE_NETWORK = '*';

export interface StaffTables {
  staff_account: {
    id: string;
    /** What is typed to sign in; lower case. */
    name: string;
    /** Argon2id, as a PHC string. */
    password_hash: string;
    created_at: number;
  };
  /** A role at a library holds for all that is below it in the tree. */
  staff_grant: {
    account_id: string;
    /** A library's id, or WHOLE_NETWORK. */
    library_id: string;
    role: Role;
  };
  staff_session: {
    /** SHA-256 of the cookie's value, base64url: a copy of the database opens no session. */
    token_hash: string;
    account_id: string;
    created_at: number;
    expires_at: number;
  };
  /** Sign-ins tried and not (yet) succeeded, to slow down guessing. */
  sign_in_attempt: {
    id: string;
    /** The name that was tried, lower case; it need not exist. */
    account_name: string;
    address: string;
    tried_at: number;
  };
}
