import type { Reader, Writer } from '../db/database.ts';
import { lock } from '../db/lock.ts';
import { blockedUntil, BROWSER, WINDOW_MS } from './rules/sign-in-limit.ts';
import type { RecentAttempts } from './rules/sign-in-limit.ts';
import { WHOLE_NETWORK } from './tables.ts';
import type { Role } from './tables.ts';

export interface Grant {
  readonly libraryId: string;
  readonly role: Role;
}

/** Who is signed in. */
export interface StaffMember {
  readonly accountId: string;
  readonly name: string;
  readonly grants: readonly Grant[];
  /** Of the session, epoch milliseconds. */
  readonly expiresAt: number;
}

const grantsOf = (db: Reader, accountId: string): Promise<Grant[]> =>
  db
    .selectFrom('staff_grant')
    .select(['library_id as libraryId', 'role'])
    .where('account_id', '=', accountId)
    .orderBy('library_id')
    .execute();

export const queries = {
  'staff-by-session': async (
    db: Reader,
    { tokenHash, now }: { tokenHash: string; now: number },
  ): Promise<StaffMember | undefined> => {
    const found = await db
      .selectFrom('staff_session')
      .innerJoin('staff_account', 'staff_account.id', 'staff_session.account_id')
      .select(['staff_account.id', 'staff_account.name', 'staff_session.expires_at'])
      .where('staff_session.token_hash', '=', tokenHash)
      .where('staff_session.expires_at', '>', now)
      .executeTakeFirst();
    if (!found) return undefined;
    const grants = await grantsOf(db, found.id);
    return { accountId: found.id, name: found.name, grants, expiresAt: found.expires_at };
  },

  'staff-accounts': async (db: Reader, _input: object) => {
    const accounts = await db
      .selectFrom('staff_account')
      .select(['id', 'name', 'created_at as createdAt'])
      .orderBy('name')
      .execute();
    const grants = await db.selectFrom('staff_grant').selectAll().orderBy('library_id').execute();
    return accounts.map((account) => ({
      ...account,
      grants: grants
        .filter(({ account_id }) => account_id === account.id)
        .map(({ library_id, role }): Grant => ({ libraryId: library_id, role })),
    }));
  },
};

export interface NewAccount {
  readonly id: string;
  /** Lower case. */
  readonly name: string;
  readonly passwordHash: string;
  readonly grants: readonly Grant[];
  readonly now: number;
}

async function addAccount(tx: Writer, { id, name, passwordHash, grants, now }: NewAccount) {
  const unknown = await unknownLibrary(tx, grants);
  if (unknown !== undefined) return { outcome: 'refused', code: 'library-unknown' } as const;
  const { numInsertedOrUpdatedRows: added } = await tx
    .insertInto('staff_account')
    .values({ id, name, password_hash: passwordHash, created_at: now })
    .onConflict((on) => on.column('name').doNothing())
    .executeTakeFirstOrThrow();
  if (added !== 1n) return { outcome: 'refused', code: 'name-taken' } as const;
  for (const { libraryId, role } of grants)
    await tx
      .insertInto('staff_grant')
      .values({ account_id: id, library_id: libraryId, role })
      .execute();
  return { outcome: 'accepted' } as const;
}

async function unknownLibrary(tx: Writer, grants: readonly Grant[]): Promise<string | undefined> {
  for (const { libraryId } of grants) {
    if (libraryId === WHOLE_NETWORK) continue;
    const library = tx.selectFrom('library').select('id').where('id', '=', libraryId);
    if (!(await library.executeTakeFirst())) return libraryId;
  }
  return undefined;
}

/** Whoever knows the account by its browser is counted alone; everybody else by the account and by where they come from (SE31). */
async function attemptsLike(
  tx: Writer,
  { accountName, address }: SignInAttempt,
  since: number,
): Promise<RecentAttempts> {
  const recent = tx
    .selectFrom('sign_in_attempt')
    .select('tried_at')
    .where('tried_at', '>', since)
    .orderBy('tried_at');
  const ofAccount = recent.where('account_name', '=', accountName);
  if (address.startsWith(BROWSER))
    return { ofAccount: await times(ofAccount.where('address', '=', address)), ofAddress: [] };
  return {
    ofAccount: await times(ofAccount.where('address', 'not like', `${BROWSER}%`)),
    ofAddress: await times(recent.where('address', '=', address)),
  };
}

const times = async (query: { execute(): Promise<{ tried_at: number }[]> }): Promise<number[]> =>
  (await query.execute()).map(({ tried_at }) => tried_at);

export interface SignInAttempt {
  readonly id: string;
  readonly accountName: string;
  /** The network it comes from, or BROWSER and the number of the browser. */
  readonly address: string;
  readonly now: number;
}

export const commands = {
  'staff-add': addAccount,

  /** @returns whether it was added: only a server without any account gets one by itself */
  'staff-add-first': async (tx: Writer, input: NewAccount) => {
    await lock(tx, 'first staff account');
    const any = await tx.selectFrom('staff_account').select('id').limit(1).executeTakeFirst();
    if (any) return false;
    await addAccount(tx, input);
    return true;
  },

  /** A new password ends every session of the account. */
  'staff-set-password': async (tx: Writer, input: { name: string; passwordHash: string }) => {
    const account = await tx
      .updateTable('staff_account')
      .set({ password_hash: input.passwordHash })
      .where('name', '=', input.name)
      .returning('id')
      .executeTakeFirst();
    if (!account) return false;
    await tx.deleteFrom('staff_session').where('account_id', '=', account.id).execute();
    await tx.deleteFrom('sign_in_attempt').where('account_name', '=', input.name).execute();
    return true;
  },

  /**
   * Counts the attempt before the password is checked, so that many at once cannot pass together.
   * @returns the account's password hash; none when there is no such account
   */
  'sign-in-begin': async (tx: Writer, attempt: SignInAttempt) => {
    const { id, accountName, address, now } = attempt;
    await lock(tx, `sign-in account ${accountName}`, `sign-in address ${address}`);
    const since = now - WINDOW_MS;
    await tx.deleteFrom('sign_in_attempt').where('tried_at', '<=', since).execute();
    const until = blockedUntil(await attemptsLike(tx, attempt, since));
    if (until !== undefined) return { outcome: 'refused', until } as const;
    await tx
      .insertInto('sign_in_attempt')
      .values({ id, account_name: accountName, address, tried_at: now })
      .execute();
    const account = await tx
      .selectFrom('staff_account')
      .select(['id', 'password_hash as passwordHash'])
      .where('name', '=', accountName)
      .executeTakeFirst();
    return { outcome: 'accepted', account } as const;
  },

  /** The right password: opens the session and forgets what was tried at this account from there, not what others try. */
  'sign-in-done': async (
    tx: Writer,
    input: {
      accountId: string;
      address: string;
      tokenHash: string;
      expiresAt: number;
      now: number;
    },
  ) => {
    await tx.deleteFrom('staff_session').where('expires_at', '<=', input.now).execute();
    const account = await tx
      .selectFrom('staff_account')
      .select('name')
      .where('id', '=', input.accountId)
      .executeTakeFirstOrThrow();
    await tx
      .deleteFrom('sign_in_attempt')
      .where('account_name', '=', account.name)
      .where('address', '=', input.address)
      .execute();
    await tx
      .insertInto('staff_session')
      .values({
        token_hash: input.tokenHash,
        account_id: input.accountId,
        created_at: input.now,
        expires_at: input.expiresAt,
      })
      .execute();
  },

  'sign-out': async (tx: Writer, { tokenHash }: { tokenHash: string }) => {
    await tx.deleteFrom('staff_session').where('token_hash', '=', tokenHash).execute();
  },
};
