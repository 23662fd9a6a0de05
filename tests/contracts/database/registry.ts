/** A small registry for the contract of the database: nothing of the library is in it. */
import { sql } from 'kysely';
import type { Reader, Writer } from '#server/db/database.ts';
import { lock } from '#server/db/lock.ts';

interface Tables {
  note: { id: string; place: string; text: string; written_at: number };
  counter: { name: string; value: number };
}
type Note = Tables['note'];

const write = (tx: Writer<Tables>, note: Note) => tx.insertInto('note').values(note).execute();

const notesAt = (db: Reader<Tables>, place: string) =>
  db.selectFrom('note').selectAll().where('place', '=', place).executeTakeFirst();

export const registry = {
  module: import.meta.url,
  migrations: new URL('./', import.meta.url).href,
  commands: {
    write: async (tx: Writer<Tables>, note: Note) => {
      await write(tx, note);
      return note.id;
    },
    'write then throw': async (tx: Writer<Tables>, note: Note): Promise<never> => {
      await write(tx, note);
      throw new Error('the command changed its mind');
    },
    'write then answer with a function': async (tx: Writer<Tables>, note: Note) => {
      await write(tx, note);
      return () => note.id;
    },
    /** Load, decide, save: whoever comes first has the place, and both are told who. */
    'take place': async (tx: Writer<Tables>, note: Note) => {
      const taken = await notesAt(tx, note.place);
      if (taken) return { outcome: 'refused', by: taken.id } as const;
      await write(tx, note);
      return { outcome: 'accepted', by: note.id } as const;
    },
    /** Reads and writes back: wrong as soon as two do it at once. */
    'count up': async (tx: Writer<Tables>, { name }: { name: string }) => {
      await lock(tx, `counter ${name}`);
      const found = await tx
        .selectFrom('counter')
        .select('value')
        .where('name', '=', name)
        .executeTakeFirst();
      const value = (found?.value ?? 0) + 1;
      await tx
        .insertInto('counter')
        .values({ name, value })
        .onConflict((on) => on.column('name').doUpdateSet({ value }))
        .execute();
      return value;
    },
    'end the program': (_tx: Writer<Tables>, _input: object) => process.exit(7),
  },
  queries: {
    'note at': (db: Reader<Tables>, { place }: { place: string }) => notesAt(db, place),
    'count of notes': async (db: Reader<Tables>, _input: object) => {
      const row = await db
        .selectFrom('note')
        .select((e) => e.fn.countAll<number>().as('count'))
        .executeTakeFirstOrThrow();
      return row.count;
    },
    /** Goes round the types on purpose. */
    'write in a query': async (db: Reader<Tables>, { place }: { place: string }) => {
      await sql`insert into note (id, place, text, written_at) values (${place}, ${place}, 'x', 0)`.execute(
        db,
      );
    },
    /** Counts to a number far enough away that other calls overtake it. */
    'count slowly': async (db: Reader<Tables>, { to }: { to: number }) => {
      const counted = await sql<{ n: number }>`
        with recursive c (n) as (select 1 union all select n + 1 from c where n < ${to}) select max(n) as n from c
      `.execute(db);
      return counted.rows[0]?.n;
    },
  },
  slow: ['count slowly'],
};
