import type { Reader, Writer } from '../db/database.ts';
import { lock } from '../db/lock.ts';
import {
  putTerminal,
  REGISTER,
  removeTerminal,
  terminalById,
  terminalByKey,
  whyNoPlace,
} from './register.ts';
import type { NewTerminal } from './register.ts';
import type { Profile } from './schema.ts';

/** A terminal that may speak, and where it stands. */
export interface KnownTerminal {
  readonly id: string;
  readonly name: string;
  /** base64url */
  readonly publicKey: string;
  readonly library: { readonly id: string; readonly name: string; readonly timeZone: string };
  readonly profile: Profile;
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
      'terminal.profile',
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
  profile: row.profile,
});

export const queries = {
  /** By its id, or by its public key, which is a name as well (PA9). Undefined also when it has been removed. */
  'terminal-by-name': async (db: Reader, { name }: { name: string }) => {
    const row =
      (await inUse(db).where('terminal.id', '=', name).executeTakeFirst()) ??
      (await inUse(db).where('terminal.public_key', '=', name).executeTakeFirst());
    return row && asTerminal(row);
  },

  'terminals-in-use': async (db: Reader, _input: object) => {
    const rows = await inUse(db).orderBy('library.name').orderBy('terminal.name').execute();
    return rows.map(asTerminal);
  },
};

export const commands = {
  /**
   * Added again with the same key it is the same terminal: an installer may repeat it. A removed id may come back
   * with a new key (the PC was replaced); one in use must be removed first.
   */
  'terminal-add': async (tx: Writer, input: NewTerminal) => {
    const { id, libraryId, now, publicKey } = input;
    await lock(tx, REGISTER);
    const code = await whyNoPlace(tx, libraryId, now);
    if (code) return { outcome: 'refused', code } as const;
    const holder = await terminalByKey(tx, publicKey);
    if (holder && holder.id !== id) return { outcome: 'refused', code: 'key-taken' } as const;
    const known = await terminalById(tx, id);
    if (known?.removed_at === null && known.public_key !== publicKey)
      return { outcome: 'refused', code: 'id-taken' } as const;
    await putTerminal(tx, input);
    return { outcome: 'accepted' } as const;
  },

  /** @returns whether there was such a terminal in use */
  'terminal-remove': async (tx: Writer, asked: { id: string; now: number }) => {
    await lock(tx, REGISTER);
    return (await removeTerminal(tx, asked)) !== undefined;
  },
};
