/** What staff are told of a code that they have typed (docs/rules/pairing.md, PA4–PA7). */
import type { ActAnswer } from '../circulation/desk-acts.ts';
import { refuse } from '../circulation/rules/refusal.ts';
import type { Reader } from '../db/database.ts';
import type { Reach } from '../staff/reach.ts';
import { keyNames } from './key-names.ts';
import { formerTerminal } from './pairing-reach.ts';
import type { FormerTerminal } from './pairing-reach.ts';
import type { Profile } from './schema.ts';
import type { TerminalTables } from './tables.ts';

export type PairingFound = ActAnswer<{
  readonly pairing: {
    readonly id: string;
    readonly check: string;
    readonly fingerprint: string;
    readonly askedAt: number;
    readonly expiresAt: number;
    readonly address: string;
    readonly version?: string;
    readonly profile?: Profile;
    /** Which terminal it seems to have been, of those that the asker administrates. */
    readonly before?: FormerTerminal;
  };
}>;

/** The machine that shows it. */
export async function viewOf(db: Reader, reach: Reach, row: TerminalTables['pairing']) {
  const { public_key: publicKey, claimed_id: claimedId } = row;
  const removed = await db
    .selectFrom('terminal')
    .select('id')
    .where('public_key', '=', publicKey)
    .orderBy('removed_at', 'desc')
    .executeTakeFirst();
  const formerId = removed?.id ?? claimedId;
  const before = formerId === null ? undefined : await formerTerminal(db, reach, formerId);
  return {
    ...{ id: row.id, ...keyNames(publicKey), address: row.address },
    ...{ askedAt: row.asked_at, expiresAt: row.expires_at },
    ...(row.version !== null && { version: row.version }),
    ...(row.claimed_profile !== null && { profile: row.claimed_profile }),
    ...(before && { before }),
  };
}

/** Who has let it in already. */
export async function doneBy(db: Reader, account: string) {
  const who = await db
    .selectFrom('staff_account')
    .select('name')
    .where('id', '=', account)
    .executeTakeFirst();
  return refuse('pairing-done', { name: who?.name ?? account });
}
