/** Codes of terminals that ask to be let in, as rows (docs/rules/pairing.md). */
import { once } from '../audit/once.ts';
import type { Act } from '../audit/once.ts';
import type { ActAnswer } from '../circulation/desk-acts.ts';
import { refuse } from '../circulation/rules/refusal.ts';
import type { Refusal } from '../circulation/rules/refusal.ts';
import type { Reader, Writer } from '../db/database.ts';
import { lock } from '../db/lock.ts';
import { keyNames } from './key-names.ts';
import { doneBy, viewOf } from './pairing-found.ts';
import type { PairingFound } from './pairing-found.ts';
import { administratesAny, formerTerminal } from './pairing-reach.ts';
import { whyClosed, wrong } from './pairing-tries.ts';
import type { CodeTyped } from './pairing-tries.ts';
import { putTerminal, REGISTER, terminalById, terminalByKey, whyNoPlace } from './register.ts';
import { CLOSED_MS, CODE_LIFE_MS, MOST_OPEN } from './rules/pairing-limits.ts';
import type { Profile } from './schema.ts';
import type { TerminalTables } from './tables.ts';

type Pairing = TerminalTables['pairing'];

export interface PairingAsked {
  /** UUID; not to be guessed, for it is what staff confirm by. */
  readonly id: string;
  /** base64url; the asker has proved that it has the private half. */
  readonly publicKey: string;
  /** Fresh ones: the first that nobody has is taken. */
  readonly codes: readonly string[];
  readonly claims: {
    readonly id?: string | undefined;
    readonly profile?: Profile | undefined;
    readonly version?: string | undefined;
  };
  readonly address: string;
  readonly now: number;
}

export type PairingGiven =
  | { readonly outcome: 'accepted'; readonly code: string; readonly expiresAt: number }
  | { readonly outcome: 'refused'; readonly code: 'key-in-use' }
  /** @property until when the first of those that are open ends, epoch milliseconds */
  | { readonly outcome: 'refused'; readonly code: 'too-many'; readonly until: number };

/** Where the actor stands is where the terminal is to stand. */
export interface PairingConfirm extends Act {
  readonly pairingId: string;
  readonly name: string;
  readonly profile: Profile;
  /** Id of the terminal whose place it takes, key and all. */
  readonly replaces?: string | undefined;
}

export const commands = {
  /** The same key gets the same code until that ends. */
  'pairing-ask': async (tx: Writer, asked: PairingAsked): Promise<PairingGiven> => {
    const { publicKey, now } = asked;
    await lock(tx, REGISTER);
    await sweep(tx, now);
    if (await terminalByKey(tx, publicKey)) return { outcome: 'refused', code: 'key-in-use' };
    const open = await tx.selectFrom('pairing').selectAll().orderBy('expires_at').execute();
    const mine = open.find(({ public_key }) => public_key === publicKey);
    if (mine?.used_at === null) return given(mine);
    // Paired, and revoked since: it asks anew.
    if (mine) await tx.deleteFrom('pairing').where('id', '=', mine.id).execute();
    const code = asked.codes.find((fresh) => open.every((other) => other.code !== fresh));
    const [first] = open;
    if (first && (code === undefined || open.length >= MOST_OPEN))
      return { outcome: 'refused', code: 'too-many', until: first.expires_at };
    const row = rowOf(asked, code ?? '');
    await tx.insertInto('pairing').values(row).execute();
    return given(row);
  },

  /** Each code that is none counts, for the account and for the address; a right one counts for neither. */
  'pairing-look': async (tx: Writer, typed: CodeTyped): Promise<PairingFound> => {
    const { reach, code, now } = typed;
    await lock(tx, REGISTER);
    await sweep(tx, now);
    if (!(await administratesAny(tx, reach))) return no(refuse('administrators-only'));
    const closed = await whyClosed(tx, typed);
    if (closed) return no(closed);
    const found = await tx
      .selectFrom('pairing')
      .selectAll()
      .where('code', '=', code)
      .executeTakeFirst();
    if (!found) return no(await wrong(tx, typed));
    if (found.used_by !== null) return no(await doneBy(tx, found.used_by));
    return { outcome: 'accepted', pairing: await viewOf(tx, reach, found) };
  },

  /** The key is let in: under the id of the terminal that it replaces, or under one of its own. */
  'pairing-confirm': (
    tx: Writer,
    act: PairingConfirm,
  ): Promise<ActAnswer<{ terminal: { id: string; name: string } }>> =>
    once(
      tx,
      act,
      { action: 'terminal-pair', keys: [REGISTER], roles: ['administrator'] },
      async () => {
        const { actor, name, now, pairingId, profile, replaces } = act;
        const pairing = await openPairing(tx, pairingId, now);
        if (!pairing) return refuse('pairing-ended');
        if (pairing.used_by !== null) return doneBy(tx, pairing.used_by);
        const { public_key: publicKey } = pairing;
        const place = await whyNoPlace(tx, actor.libraryId, now);
        if (place) return refuse(place);
        if (await terminalByKey(tx, publicKey)) return refuse('key-taken');
        const old = replaces === undefined ? undefined : await formerTerminal(tx, act, replaces);
        if (replaces !== undefined && !old) return refuse('terminal-unknown');
        const id = old?.id ?? (await freeId(tx, pairing));
        const { libraryId } = actor;
        await putTerminal(tx, { id, name, libraryId, publicKey, profile, now });
        await use(tx, pairingId, act);
        const { fingerprint } = keyNames(publicKey);
        return {
          answer: { terminal: { id, name } },
          subject: { kind: 'terminal', id },
          details: { name, profile, fingerprint, ...(old && { replaced: true }) },
        };
      },
    ),
};

const no = (refusal: Refusal): PairingFound => ({ outcome: 'refused', refusal });

const given = ({ code, expires_at: expiresAt }: Pairing): PairingGiven => ({
  outcome: 'accepted',
  code,
  expiresAt,
});

const rowOf = ({ id, publicKey, claims, address, now }: PairingAsked, code: string): Pairing => ({
  ...{ id, public_key: publicKey, code, address },
  claimed_id: claims.id ?? null,
  claimed_profile: claims.profile ?? null,
  version: claims.version ?? null,
  ...{ asked_at: now, expires_at: now + CODE_LIFE_MS, used_at: null, used_by: null },
});

/** Whatever is over is nobody's any more. */
async function sweep(tx: Writer, now: number): Promise<void> {
  await tx.deleteFrom('pairing').where('expires_at', '<=', now).execute();
  await tx
    .deleteFrom('pairing_try')
    .where('tried_at', '<=', now - CLOSED_MS)
    .execute();
}

const openPairing = (db: Reader, id: string, now: number): Promise<Pairing | undefined> =>
  db
    .selectFrom('pairing')
    .selectAll()
    .where('id', '=', id)
    .where('expires_at', '>', now)
    .executeTakeFirst();

const use = (tx: Writer, id: string, { actor, now }: Act) =>
  tx.updateTable('pairing').set({ used_at: now, used_by: actor.id }).where('id', '=', id).execute();

/** What its settings call it, where that is nobody's; else what its key does. An id brings its past along, so it is only given back to the same key. */
async function freeId(db: Reader, { id, claimed_id: claimed, public_key: key }: Pairing) {
  const { fingerprint } = keyNames(key);
  for (const wanted of [claimed, fingerprint]) {
    if (wanted === null || isKeyName(wanted)) continue;
    const holder = await terminalById(db, wanted);
    if (!holder || (holder.removed_at !== null && holder.public_key === key)) return wanted;
  }
  return id;
}

/** Of the form of a public key, by which another terminal may name itself. */
const isKeyName = (id: string): boolean => /^[\w-]{43}$/.test(id);
