/** The register of terminals as staff keep it (docs/rules/pairing.md, PA30–PA34). */
import { sql } from 'kysely';
import { once } from '../audit/once.ts';
import type { Act, Done } from '../audit/once.ts';
import type { ActAnswer } from '../circulation/desk-acts.ts';
import { refuse } from '../circulation/rules/refusal.ts';
import type { Refusal } from '../circulation/rules/refusal.ts';
import type { Reader, Writer } from '../db/database.ts';
import { libraryInReach } from '../staff/reach.ts';
import type { Reach } from '../staff/reach.ts';
import { libraryFor } from '../staff/reach-store.ts';
import { ADMINISTRATOR } from './pairing-reach.ts';
import { keyNames } from './key-names.ts';
import { putTerminal, REGISTER, removeTerminal, terminalById, whyNoPlace } from './register.ts';
import type { Terminal } from './register.ts';
import type { Profile } from './schema.ts';

export interface TerminalChange extends Act {
  readonly terminalId: string;
  readonly name: string;
  readonly profile: Profile;
  /** Where it is to stand. */
  readonly libraryId: string;
}

export interface TerminalRevoke extends Act {
  readonly terminalId: string;
}

/** An act is the journal's of the library where the terminal stands; who does it administrates that one. */
type Unplaced<A extends Act> = Omit<A, 'actor'> & {
  readonly actor: Omit<Act['actor'], 'libraryId'>;
};

export const queries = {
  /** Those that stand, or stood when they were revoked, where the account holds a role. */
  'terminal-register': async (db: Reader, reach: Reach) => {
    const mine = libraryInReach(reach, 'terminal.library_id', ADMINISTRATOR);
    const rows = await db
      .selectFrom('terminal')
      .innerJoin('library', 'library.id', 'terminal.library_id')
      .leftJoin('terminal_state', 'terminal_state.terminal_id', 'terminal.id')
      .selectAll('terminal')
      .select(['library.name as libraryName', 'terminal_state.state'])
      .select(['terminal_state.heard_at as heardAt'])
      .select(sql<number>`case when ${mine} then 1 else 0 end`.as('administrates'))
      .where(libraryInReach(reach, 'terminal.library_id'))
      .orderBy('library.name')
      .orderBy('terminal.name')
      .orderBy('terminal.id')
      .execute();
    return rows.map(({ libraryName, state, heardAt, administrates, ...row }) => ({
      ...{ id: row.id, name: row.name, profile: row.profile },
      library: { id: row.library_id, name: libraryName },
      ...{ keyedAt: row.keyed_at ?? row.created_at, ...keyNames(row.public_key) },
      mayChange: administrates === 1,
      ...(row.removed_at !== null && { revokedAt: row.removed_at }),
      ...(heardAt !== null && { heardAt }),
      ...saidIn(state),
    }));
  },
};

/** What it last said of itself, as far as it is told here. */
function saidIn(state: string | null): { version?: string; queued?: number } {
  if (state === null) return {};
  const said = JSON.parse(state) as { version?: unknown; queued?: unknown };
  return {
    ...(typeof said.version === 'string' && { version: said.version }),
    ...(typeof said.queued === 'number' && { queued: said.queued }),
  };
}

export const commands = {
  /** Another name, profile or place; a move ends the epoch of the library that it leaves (PM1). */
  'terminal-change': (tx: Writer, act: Unplaced<TerminalChange>): Promise<ActAnswer> =>
    on(tx, act, 'terminal-change', async (terminal) => {
      const { libraryId, name, profile, now } = act;
      if (libraryId !== terminal.library_id) {
        const to = await libraryFor(tx, act, libraryId, ADMINISTRATOR);
        const place = to ? await whyNoPlace(tx, libraryId, now) : 'library-unknown';
        if (place) return refuse(place);
      }
      const { id, public_key: publicKey } = terminal;
      const before = await told(tx, terminal);
      await putTerminal(tx, { id, publicKey, libraryId, name, profile, now });
      const after = await told(tx, { name, profile, library_id: libraryId });
      return { answer: {}, subject: { kind: 'terminal', id }, details: { before, after } };
    }),

  /** Its key opens nothing any more. */
  'terminal-revoke': (tx: Writer, act: Unplaced<TerminalRevoke>): Promise<ActAnswer> =>
    on(tx, act, 'terminal-revoke', async ({ id, name, public_key: publicKey }) => {
      await removeTerminal(tx, { id, now: act.now });
      const { fingerprint } = keyNames(publicKey);
      const subject = { kind: 'terminal', id };
      return { answer: {}, subject, details: { name, fingerprint } };
    }),
};

async function on(
  tx: Writer,
  act: Unplaced<TerminalRevoke>,
  action: string,
  decide: (terminal: Terminal) => Promise<Refusal | Done<object>>,
): Promise<ActAnswer> {
  const known = await terminalById(tx, act.terminalId);
  if (!known) return { outcome: 'refused', refusal: refuse('terminal-unknown') };
  const libraryId = known.library_id;
  const placed = { id: act.id, now: act.now, actor: { ...act.actor, libraryId } };
  return once(tx, placed, { action, keys: [REGISTER], roles: ADMINISTRATOR }, async () => {
    // Read again: on PostgreSQL it may have been moved before this had the lock.
    const terminal = await terminalById(tx, act.terminalId);
    if (terminal?.removed_at !== null || terminal.library_id !== libraryId)
      return refuse('terminal-unknown');
    return decide(terminal);
  });
}

/** For the journal: what people call the place. */
async function told(
  db: Reader,
  { name, profile, library_id }: Pick<Terminal, 'name' | 'profile' | 'library_id'>,
) {
  const library = await db
    .selectFrom('library')
    .select('name')
    .where('id', '=', library_id)
    .executeTakeFirst();
  return { name, profile, library: library?.name ?? library_id };
}
