/** The tree of libraries, its calendars, and the rulebook that is made of them. */
import type { Reader, Writer } from '../db/database.ts';
import type { CalendarInput, LibraryInput } from './input.ts';
import type { z } from 'zod';
import { renewRulebook } from '../circulation/rulebook-store.ts';
import type { Library } from './rules/library-tree.ts';

/** Everything at once: a network has hundreds of libraries, not millions. */
export async function readLibraries(db: Reader): Promise<Library[]> {
  const rows = await db.selectFrom('library').selectAll().orderBy('id').execute();
  return rows.map((row) => ({
    id: row.id,
    kind: row.kind,
    name: row.name,
    timeZone: row.time_zone,
    parentId: row.parent_id ?? undefined,
    isil: row.isil ?? undefined,
  }));
}

export const queries = {
  libraries: async (db: Reader, _input: object) => readLibraries(db),
};

export const commands = {
  /** Adds libraries or changes them; parents come before their children. */
  'libraries-put': async (
    tx: Writer,
    { libraries }: { libraries: readonly z.output<typeof LibraryInput>[] },
  ) => {
    for (const library of libraries) await putLibrary(tx, library);
    await renewRulebook(tx);
  },

  /** Replaces the calendars of these libraries. */
  'calendars-put': async (
    tx: Writer,
    { calendars }: { calendars: readonly z.output<typeof CalendarInput>[] },
  ) => {
    for (const calendar of calendars) await putCalendar(tx, calendar);
    await renewRulebook(tx);
  },
};

async function putLibrary(tx: Writer, library: z.output<typeof LibraryInput>): Promise<void> {
  const row = {
    id: library.id,
    parent_id: library.parentId ?? null,
    isil: library.isil ?? null,
    kind: library.kind,
    name: library.name,
    time_zone: library.timeZone,
    valid_from: library.validFrom ?? null,
    valid_to: library.validTo ?? null,
    latitude: library.latitude ?? null,
    longitude: library.longitude ?? null,
  };
  await tx
    .insertInto('library')
    .values(row)
    .onConflict((conflict) => conflict.column('id').doUpdateSet(row))
    .execute();
}

async function putCalendar(
  tx: Writer,
  { libraryId, weekly, exceptions }: z.output<typeof CalendarInput>,
): Promise<void> {
  const row = { weekly: weekly?.map((open) => (open ? '1' : '0')).join('') ?? null };
  await tx
    .insertInto('library_calendar')
    .values({ library_id: libraryId, ...row })
    .onConflict((conflict) => conflict.column('library_id').doUpdateSet(row))
    .execute();
  await tx.deleteFrom('calendar_exception').where('library_id', '=', libraryId).execute();
  for (const { from, to, open, name } of exceptions) {
    await tx
      .insertInto('calendar_exception')
      .values({ library_id: libraryId, from_day: from, to_day: to, open: open ? 1 : 0, name })
      .execute();
  }
}
