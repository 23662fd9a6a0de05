/** Subjects of an import with all their rows: read, written, taken out. */
import type { Reader, Writer } from '../db/database.ts';
import { loansOf } from '../circulation/rules/timeline.ts';
import { putLoan, readEvents } from '../circulation/timeline-store.ts';
import { renewRulebook } from '../circulation/rulebook-store.ts';
import { dropRows, putRows, rowsAmong } from './bulk.ts';
import type { Row, Rows, SectionName } from './rules/entry.ts';
import { PARTS } from './rules/parts.ts';
import type { Part } from './rules/parts.ts';

/** @returns rows of those that are there, by id */
export async function readSubjects(
  db: Reader,
  section: SectionName,
  ids: readonly string[],
): Promise<Map<string, Rows>> {
  const found = new Map<string, Record<string, Row[]>>();
  for (const part of PARTS[section].parts) {
    const owners = section === 'loans' ? ids.flatMap(eventsOfLoan) : ids;
    const rows = await rowsAmong(db, part, part.owner, owners);
    for (const row of rows) {
      const id = String(row[part.owner]).replace(section === 'loans' ? OF_RETURN : '', '');
      if (!part.details && !found.has(id)) found.set(id, emptyRows(section));
      found.get(id)?.[part.table]?.push(row);
    }
  }
  return found;
}

/** A loan that had ended already came with its return. */
const eventsOfLoan = (id: string): string[] => [id, `${id}/return`];
const OF_RETURN = /\/return$/;

const emptyRows = (section: SectionName): Record<string, Row[]> =>
  Object.fromEntries(PARTS[section].parts.map(({ table }) => [table, []]));

export interface Written {
  readonly id: string;
  readonly before: Rows | undefined;
  readonly after: Rows;
}

/** Gives the subjects these rows, all of one section. */
export async function writeSubjects(
  tx: Writer,
  section: SectionName,
  subjects: readonly Written[],
): Promise<void> {
  if (subjects.length === 0) return;
  for (const part of PARTS[section].parts) {
    const rows = subjects.flatMap(({ after }) => after[part.table] ?? []);
    if (part.details === undefined) await putRows(tx, part, rows, 'update');
    else await writeDetails(tx, part, subjects);
  }
  await afterwards(tx, section, subjects);
}

/** Details that stay are not touched: most of a list that is imported again is as it was. */
async function writeDetails(tx: Writer, part: Part, subjects: readonly Written[]): Promise<void> {
  const differ = subjects.filter(({ before, after }) => differs(part, before, after));
  const owners = differ.flatMap(({ id, before }) => (before?.[part.table]?.length ? [id] : []));
  await dropRows(tx, part.table, part.owner, owners);
  const rows = differ.flatMap(({ after }) => after[part.table] ?? []);
  await putRows(tx, part, rows, 'update');
}

function differs(part: Part, before: Rows | undefined, after: Rows): boolean {
  const text = (rows: Rows | undefined) =>
    JSON.stringify(
      (rows?.[part.table] ?? [])
        .map((row) => part.columns.map((column) => row[column] ?? null))
        .toSorted((a, b) => (String(a) < String(b) ? -1 : 1)),
    );
  return text(before) !== text(after);
}

/** Takes subjects out with all their rows. */
export async function dropSubjects(
  tx: Writer,
  section: SectionName,
  subjects: readonly { readonly id: string; readonly rows: Rows }[],
): Promise<void> {
  if (subjects.length === 0) return;
  const ids = subjects.map(({ id }) => id);
  if (section === 'loans') {
    await dropRows(tx, 'loan', 'id', ids);
    await dropRows(tx, 'circulation_event', 'id', ids.flatMap(eventsOfLoan));
  } else {
    for (const part of PARTS[section].parts.toReversed())
      await dropRows(tx, part.table, part.owner, ids);
  }
  await afterwards(
    tx,
    section,
    subjects.map(({ id, rows }) => ({ id, before: rows, after: rows })),
  );
}

/** What follows from the rows. */
async function afterwards(
  tx: Writer,
  section: SectionName,
  subjects: readonly Written[],
): Promise<void> {
  if (PARTS[section].isRule) await renewRulebook(tx);
  if (section !== 'loans') return;
  const events = subjects.flatMap(({ after }) => after['circulation_event'] ?? []);
  const items = new Set(events.map((event) => String(event['item_id'])));
  for (const itemId of items)
    // The open loan is the last one, so every end is written before a beginning.
    for (const loan of loansOf(await readEvents(tx, itemId)))
      await putLoan(tx, itemId, loan).execute();
}
