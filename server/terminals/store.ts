import { dayIn } from '../libraries/rules/day.ts';
import type { Reader, Writer } from '../db/database.ts';
import { lock } from '../db/lock.ts';
import { endEpoch } from '../permit/store.ts';

/** A terminal that may speak, and where it stands. */
export interface KnownTerminal {
  readonly id: string;
  readonly name: string;
  /** base64url */
  readonly publicKey: string;
  readonly library: { readonly id: string; readonly name: string; readonly timeZone: string };
}

const inUse = (db: Reader) =>
  db
    .selectFrom('terminal')
    .innerJoin('library', 'library.id', 'terminal.library_id')
    .where('terminal.removed_at', 'is', null)
    .select([
      'terminal.id',
      'terminal.name',
      'terminal.public_key',
      'terminal.library_id',
      'library.name as library_name',
      'library.time_zone',
    ]);

type Row = Awaited<ReturnType<ReturnType<typeof inUse>['executeTakeFirstOrThrow']>>;

const asTerminal = (row: Row): KnownTerminal => ({
  id: row.id,
  name: row.name,
  publicKey: row.public_key,
  library: { id: row.library_id, name: row.library_name, timeZone: row.time_zone },
});

export const queries = {
  /** Undefined also when it has been removed. */
  'terminal-by-id': async (db: Reader, { id }: { id: string }) => {
    const row = await inUse(db).where('terminal.id', '=', id).executeTakeFirst();
    return row && asTerminal(row);
  },

  'terminals-in-use': async (db: Reader, _input: object) => {
    const rows = await inUse(db).orderBy('library.name').orderBy('terminal.name').execute();
    return rows.map(asTerminal);
  },
};

export interface NewTerminal {
  readonly id: string;
  readonly name: string;
  readonly libraryId: string;
  /** base64url */
  readonly publicKey: string;
  readonly now: number;
}

export const commands = {
  /**
   * Added again with the same key it is the same terminal: an installer may repeat it. A removed id may come back
   * with a new key (the PC was replaced); one in use must be removed first.
   */
  'terminal-add': async (tx: Writer, input: NewTerminal) => {
    const { id, publicKey, now } = input;
    await lock(tx, `terminal ${id}`, `terminal key ${publicKey}`);
    const row = { name: input.name, library_id: input.libraryId, public_key: publicKey };
    const library = await tx
      .selectFrom('library')
      .select(['time_zone', 'valid_to'])
      .where('id', '=', input.libraryId)
      .executeTakeFirst();
    if (!library) return { outcome: 'refused', code: 'library-unknown' } as const;
    if (library.valid_to !== null && library.valid_to < dayIn(library.time_zone, now))
      return { outcome: 'refused', code: 'library-ended' } as const;
    const known = await tx
      .selectFrom('terminal')
      .select(['id', 'public_key', 'library_id'])
      .where('removed_at', 'is', null)
      .where((e) => e.or([e('id', '=', id), e('public_key', '=', publicKey)]))
      .execute();
    if (known.some((other) => other.id !== id))
      return { outcome: 'refused', code: 'key-taken' } as const;
    if (known.some((same) => same.public_key !== publicKey))
      return { outcome: 'refused', code: 'id-taken' } as const;
    const left = known.find((same) => same.library_id !== input.libraryId);
    if (left) await takePermitFrom(tx, left.library_id, now);
    await tx
      .insertInto('terminal')
      .values({ id, ...row, created_at: now, removed_at: null })
      .onConflict((on) => on.column('id').doUpdateSet({ ...row, removed_at: null }))
      .execute();
    return { outcome: 'accepted' } as const;
  },

  /** @returns whether there was such a terminal in use */
  'terminal-remove': async (tx: Writer, { id, now }: { id: string; now: number }) => {
    const removed = await tx
      .updateTable('terminal')
      .set({ removed_at: now })
      .where('id', '=', id)
      .where('removed_at', 'is', null)
      .returning('library_id')
      .executeTakeFirst();
    if (!removed) return false;
    await takePermitFrom(tx, removed.library_id, now);
    return true;
  },
};

/** A library that a terminal belongs to no more: what it has learnt there opens nothing that comes after (PM1). */
async function takePermitFrom(tx: Writer, libraryId: string, now: number): Promise<void> {
  await lock(tx, `permit ${libraryId}`);
  await endEpoch(tx, { libraryId, why: 'terminal-removed', now });
}
