/** What staff have done at terminals, in the journal of the library where each stands; and whose their cards are. */
import type { Actor } from '../../audit/actor.ts';
import { auditStatement } from '../../audit/audit-store.ts';
import type { Reader, Writer } from '../../db/database.ts';
import { lock } from '../../db/lock.ts';
import { together } from '../../db/together.ts';
import { libraryFor } from '../../staff/reach-store.ts';
import type { TerminalAct } from './schema.ts';

interface At {
  readonly terminalId: string;
  /** Where it stands. */
  readonly libraryId: string;
}

export interface ActsToldBy extends At {
  readonly acts: readonly TerminalAct[];
  /** Epoch milliseconds. */
  readonly now: number;
}

export const queries = {
  /** Of those who have a role where the terminal stands; undefined: nobody's. */
  'staff-by-card': async (
    db: Reader,
    { card, libraryId }: { card: string; libraryId: string },
  ): Promise<{ account: string } | undefined> => {
    const found = await db
      .selectFrom('staff_card')
      .select('account_id as account')
      .where('value', '=', card)
      .executeTakeFirst();
    return found && (await hasRole(db, found.account, libraryId)) ? found : undefined;
  },
};

export const commands = {
  /** Those that are known already are left as they are (J1). @returns false: an id is another act's */
  'terminal-acts-put': async (tx: Writer, told: ActsToldBy): Promise<boolean> => {
    const { acts, libraryId, now, terminalId } = told;
    await lock(tx, `acts of terminal ${terminalId}`);
    const known = await tx
      .selectFrom('audit')
      .select(['id', 'subject_kind as kind', 'subject_id as subject'])
      .where(
        'id',
        'in',
        acts.map(({ id }) => id),
      )
      .execute();
    if (known.some(({ kind, subject }) => kind !== 'terminal' || subject !== terminalId))
      return false;
    const news = acts.filter(({ id }) => !known.some((row) => row.id === id));
    const statements = [];
    for (const { at, by, details, id, what } of news) {
      const actor = await actorOf(tx, by.account, { libraryId, terminalId });
      const { cardEnd } = by;
      statements.push(
        auditStatement(tx, {
          ...{ id, actor, action: `here-${what}` },
          // Nothing was done that is yet to come, whatever the clock there says.
          now: Math.min(at, now),
          subject: { kind: 'terminal', id: terminalId },
          details: { ...details, ...(cardEnd !== undefined && { cardEnd }) },
        }),
      );
    }
    if (statements.length > 0) await together(tx, statements);
    return true;
  },

  /** @returns false: there is no account of this name */
  'staff-card-put': async (
    tx: Writer,
    { card, name, now }: { card: string; name: string; now: number },
  ): Promise<boolean> => {
    const account = await tx
      .selectFrom('staff_account')
      .select('id')
      .where('name', '=', name)
      .executeTakeFirst();
    if (!account) return false;
    const row = { account_id: account.id, created_at: now };
    await tx
      .insertInto('staff_card')
      .values({ value: card, ...row })
      .onConflict((on) => on.column('value').doUpdateSet(row))
      .execute();
    return true;
  },

  /** @returns false: it was nobody's */
  'staff-card-end': async (tx: Writer, { card }: { card: string }): Promise<boolean> => {
    const found = await tx
      .deleteFrom('staff_card')
      .where('value', '=', card)
      .returning('value')
      .executeTakeFirst();
    return found !== undefined;
  },
};

/** A terminal is believed in whose card it was shown, not in what they may do there. */
async function actorOf(
  db: Reader,
  account: string | undefined,
  { libraryId, terminalId }: At,
): Promise<Actor> {
  const isStaff = account !== undefined && (await hasRole(db, account, libraryId));
  return isStaff
    ? { kind: 'staff', id: account, libraryId }
    : { kind: 'terminal', id: terminalId, libraryId };
}

const hasRole = async (db: Reader, account: string, libraryId: string): Promise<boolean> =>
  (await libraryFor(db, { actor: { kind: 'staff', id: account }, now: 0 }, libraryId)) !==
  undefined;
