/** A batch taken back, the last row first: what it added goes, what it changed is put back, what has been used or changed since stays. */
import { sql } from 'kysely';
import type { Selectable } from 'kysely';
import { z } from 'zod';
import type { Reader, Writer } from '../db/database.ts';
import { lock } from '../db/lock.ts';
import { rowsAmong } from './bulk.ts';
import { digestOf, keepRefusals } from './import-store.ts';
import { SECTIONS } from './rules/entry.ts';
import type { Rows, SectionName } from './rules/entry.ts';
import { PARTS } from './rules/parts.ts';
import { fault } from './rules/refused.ts';
import type { Refused } from './rules/refused.ts';
import { dropSubjects, readSubjects, writeSubjects } from './subject-store.ts';
import type { ImportChangeRow } from './tables.ts';

export interface UndoPart {
  readonly batchId: string;
  readonly most: number;
  /** The database has refused to let them go. */
  readonly keepAll: boolean;
}
/** Absent rows: it is all undone. */
export type UndoAnswer = {
  readonly left: boolean;
  readonly putBack: number;
  readonly kept: number;
};

type Change = Omit<Selectable<ImportChangeRow>, 'section'> & { readonly section: SectionName };
type Why = 'changed' | 'used' | 'gone';

const BeforeRows = z.record(
  z.string(),
  z.array(z.record(z.string(), z.union([z.string(), z.number(), z.null()]))),
);

export const commands = {
  'import-undo-part': async (
    tx: Writer,
    { batchId, most, keepAll }: UndoPart,
  ): Promise<UndoAnswer> => {
    await lock(tx, `import ${batchId}`);
    const changes = await lastChanges(tx, batchId, most);
    const kept: [Change, Why][] = [];
    if (keepAll) kept.push(...changes.map((change): [Change, Why] => [change, 'used']));
    for (const section of keepAll ? [] : SECTIONS.toReversed())
      kept.push(
        ...(await undo(
          tx,
          section,
          changes.filter((one) => one.section === section),
        )),
      );
    await settle(tx, batchId, changes, kept);
    return { left: changes.length > 0, putBack: changes.length - kept.length, kept: kept.length };
  },
};

async function lastChanges(tx: Writer, batchId: string, most: number): Promise<Change[]> {
  const rows = await tx
    .selectFrom('import_change')
    .innerJoin('import_batch', 'import_batch.id', 'import_change.batch_id')
    .selectAll('import_change')
    .where('import_change.batch_id', '=', batchId)
    .where('import_batch.state', '=', 'undoing')
    .orderBy('import_change.row', 'desc')
    .limit(most)
    .execute();
  return rows.map((row) => ({ ...row, section: z.enum(SECTIONS).parse(row.section) }));
}

/** @returns what is kept */
async function undo(
  tx: Writer,
  section: SectionName,
  changes: readonly Change[],
): Promise<[Change, Why][]> {
  if (changes.length === 0) return [];
  const current = await readSubjects(
    tx,
    section,
    changes.map(({ subject_id }) => subject_id),
  );
  const used = await usedAmong(
    tx,
    section,
    changes.filter(({ before }) => before === null),
  );
  const kept: [Change, Why][] = [];
  const drop: { id: string; rows: Rows }[] = [];
  const restore: { id: string; before: Rows; after: Rows }[] = [];
  for (const change of changes) {
    const id = change.subject_id;
    const rows = current.get(id);
    if (!rows) kept.push([change, 'gone']);
    else if (digestOf(section, rows) !== change.after) kept.push([change, 'changed']);
    else if (change.before !== null)
      restore.push({
        id,
        before: rows,
        after: putBack(section, BeforeRows.parse(JSON.parse(change.before)), rows),
      });
    else if (used.has(id)) kept.push([change, 'used']);
    else drop.push({ id, rows });
  }
  const needed = await neededByOthers(
    tx,
    section,
    drop.map(({ id }) => id),
  );
  for (const change of changes) if (needed.has(change.subject_id)) kept.push([change, 'used']);
  await writeSubjects(tx, section, restore);
  await dropSubjects(
    tx,
    section,
    drop.filter(({ id }) => !needed.has(id)),
  );
  return kept;
}

/** A library goes together with those below it, a guardian with the wards; where one of these stays, so do they. */
async function neededByOthers(
  db: Reader,
  section: SectionName,
  ids: readonly string[],
): Promise<Set<string>> {
  const [{ table }] = PARTS[section].parts;
  const links: { readonly from: string; readonly to: string }[] = [];
  for (const [, column] of PARTS[section].usedBy.filter(([by]) => by === table))
    for (const row of await rowsAmong(db, { table, columns: ['id', column] }, column, ids))
      links.push({ from: String(row['id']), to: String(row[column]) });
  const going = new Set(ids);
  for (let size = -1; size !== going.size;) {
    size = going.size;
    for (const { from, to } of links) if (!going.has(from)) going.delete(to);
  }
  return new Set(ids.filter((id) => !going.has(id)));
}

/** A record that comes back is a new version of it; what the import had not touched and nobody watches, such as a PIN, stays as it is now. */
function putBack(section: SectionName, before: Rows, now: Rows): Rows {
  const [{ table, counter }] = PARTS[section].parts;
  const current = now[table]?.at(0);
  const version = Number(counter === undefined ? 0 : (current?.[counter] ?? 0)) + 1;
  const rows = (before[table] ?? []).map((row) => ({
    ...current,
    ...row,
    ...(counter !== undefined && { [counter]: version }),
  }));
  return { ...before, [table]: rows };
}

async function usedAmong(
  db: Reader,
  section: SectionName,
  changes: readonly Change[],
): Promise<Set<string>> {
  const ids = changes.map(({ subject_id }) => subject_id);
  if (section === 'loans') return loansGoneOn(db, ids);
  const used = new Set<string>();
  const [own] = PARTS[section].parts;
  for (const [table, column] of PARTS[section].usedBy.filter(([by]) => by !== own.table))
    for (const row of await rowsAmong(db, { table, columns: [column] }, column, ids))
      used.add(String(row[column]));
  return used;
}

/** Another event of the item came after: the loan is part of its history now. */
async function loansGoneOn(db: Reader, ids: readonly string[]): Promise<Set<string>> {
  const events = await rowsAmong(
    db,
    { table: 'circulation_event', columns: ['id', 'item_id', 'occurred_at'] },
    'id',
    ids,
  );
  const items = [...new Set(events.map((event) => String(event['item_id'])))];
  const all = await rowsAmong(
    db,
    { table: 'circulation_event', columns: ['id', 'item_id', 'occurred_at', 'terminal_id'] },
    'item_id',
    items,
  );
  const goneOn = events.filter((event) =>
    all.some(
      (other) =>
        other['item_id'] === event['item_id'] &&
        other['terminal_id'] !== 'import' &&
        Number(other['occurred_at']) >= Number(event['occurred_at']),
    ),
  );
  return new Set(goneOn.map(({ id }) => String(id)));
}

const WORDS: Readonly<Record<Why, string>> = {
  changed: 'has been changed since, so it stays',
  used: 'is in use since, so it stays',
  gone: 'is no longer there',
};

async function settle(
  tx: Writer,
  batchId: string,
  changes: readonly Change[],
  kept: readonly [Change, Why][],
): Promise<void> {
  const last = changes.at(-1);
  if (!last) return;
  await keepRefusals(
    tx,
    batchId,
    kept.map(([{ row, section, subject_id }, why]): Refused => ({
      row,
      line: 0,
      section,
      faults: [fault('not-possible', 'id', subject_id, WORDS[why])],
    })),
  );
  await tx
    .deleteFrom('import_change')
    .where('batch_id', '=', batchId)
    .where('row', '>=', last.row)
    .execute();
  await tx
    .updateTable('import_batch')
    .set({
      rows_done: last.row - 1,
      put_back: sql`put_back + ${changes.length - kept.length}`,
      kept: sql`kept + ${kept.length}`,
    })
    .where('id', '=', batchId)
    .execute();
}
