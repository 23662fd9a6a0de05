/** Rows of an import file, a chunk a command: judged against what is there and written, or only judged. */
import { createHash } from 'node:crypto';
import type { Selectable } from 'kysely';
import type { Reader, Writer } from '../db/database.ts';
import { lock } from '../db/lock.ts';
import { librariesOf } from '../staff/rights.ts';
import { WHOLE_NETWORK } from '../staff/tables.ts';
import { among, putRows, rowsAmong, rowsLike } from './bulk.ts';
import { claimKey, SECTIONS, subjectKey } from './rules/entry.ts';
import type { Claim, Entry, Row, Rows, SectionName } from './rules/entry.ts';
import { judge } from './rules/judge.ts';
import type { Facts, Planned } from './rules/judge.ts';
import { toPutBack, watchedText } from './rules/merge.ts';
import { CLAIMED, PARTS } from './rules/parts.ts';
import type { Refused } from './rules/refused.ts';
import type { BatchSettings } from './rules/settings.ts';
import { BatchSettings as SettingsSchema } from './rules/settings.ts';
import { readSubjects, writeSubjects } from './subject-store.ts';
import type { ImportBatchRow } from './tables.ts';

export interface Chunk {
  readonly batchId: string;
  /** `check`: nothing but the batch's own rows is written. */
  readonly act: 'check' | 'apply';
  readonly entries: readonly Entry[];
  /** Refused before they could be judged. */
  readonly unfit: readonly Refused[];
  /** Number of the last row, and where in the file it ends. */
  readonly lastRow: number;
  readonly bytesDone: number;
  /** check: what earlier rows of the file would have brought, as far as these entries ask for it. */
  readonly assumed?:
    | {
        readonly subjects: readonly string[];
        readonly earlier: readonly string[];
        readonly owners: readonly (readonly [string, string])[];
      }
    | undefined;
}

export type ChunkAnswer =
  | { readonly outcome: 'done'; readonly refusedRows: readonly number[]; readonly counts: Counts }
  /** The batch is no longer in that state: somebody else works at it, or it has been undone. */
  | { readonly outcome: 'not-in-turn'; readonly rowsDone: number };

export interface Counts {
  readonly added: number;
  readonly changed: number;
  readonly unchanged: number;
  readonly refused: number;
}

export const commands = {
  'import-chunk': async (tx: Writer, chunk: Chunk): Promise<ChunkAnswer> => {
    await lock(tx, `import ${chunk.batchId}`);
    const batch = await tx
      .selectFrom('import_batch')
      .selectAll()
      .where('id', '=', chunk.batchId)
      .executeTakeFirst();
    const state = chunk.act === 'check' ? 'checking' : 'applying';
    if (batch?.state !== state) return { outcome: 'not-in-turn', rowsDone: batch?.rows_done ?? 0 };
    // A command whose answer was lost is sent again: it has been done.
    if (batch.rows_done >= chunk.lastRow)
      return { outcome: 'not-in-turn', rowsDone: batch.rows_done };
    // Two programs at one file cut it differently once either of them has halved a chunk.
    const isNew = ({ row }: { readonly row: number }) => row > batch.rows_done;
    const entries = chunk.entries.filter(isNew);
    const { planned, refused } = judge(entries, await readFacts(tx, batch, { ...chunk, entries }));
    if (chunk.act === 'apply') await write(tx, batch.id, planned);
    const all = [...chunk.unfit.filter(isNew), ...refused];
    await keepRefusals(tx, batch.id, all);
    const counts = countsOf(planned, all);
    await advance(tx, batch, chunk, counts);
    return { outcome: 'done', refusedRows: all.map(({ row }) => row), counts };
  },
};

const countsOf = (planned: readonly Planned[], refused: readonly Refused[]): Counts => {
  const of = (kind: Planned['kind']) => planned.filter((one) => one.kind === kind).length;
  return {
    added: of('added'),
    changed: of('changed'),
    unchanged: of('unchanged'),
    refused: refused.length,
  };
};

const advance = (
  tx: Writer,
  batch: Selectable<ImportBatchRow>,
  { lastRow, bytesDone }: Chunk,
  counts: Counts,
) =>
  tx
    .updateTable('import_batch')
    .set({
      rows_done: lastRow,
      bytes_done: bytesDone,
      added: batch.added + counts.added,
      changed: batch.changed + counts.changed,
      unchanged: batch.unchanged + counts.unchanged,
      refused: batch.refused + counts.refused,
    })
    .where('id', '=', batch.id)
    .execute();

async function readFacts(
  tx: Writer,
  batch: Selectable<ImportBatchRow>,
  { entries, assumed }: Chunk,
): Promise<Facts> {
  const settings = SettingsSchema.parse(JSON.parse(batch.settings));
  const allowed = await allowedLibraries(tx, batch.account_id, settings);
  for (const key of assumed?.subjects ?? [])
    if (key.startsWith(subjectKey('libraries', '')))
      allowed?.add(key.slice(subjectKey('libraries', '').length));
  return {
    before: await readBefore(tx, entries),
    present: new Set([...(await readPresent(tx, entries)), ...(assumed?.subjects ?? [])]),
    owners: new Map([...(await readOwners(tx, entries)), ...(assumed?.owners ?? [])]),
    earlier: new Set([...(await readEarlier(tx, batch.id, entries)), ...(assumed?.earlier ?? [])]),
    allowed,
    replacePins: settings.replacePins,
  };
}

const idsBySection = (entries: readonly Entry[]): [SectionName, string[]][] =>
  SECTIONS.map((section): [SectionName, string[]] => [
    section,
    entries.filter((entry) => entry.section === section).map(({ id }) => id),
  ]).filter(([, ids]) => ids.length > 0);

async function readBefore(tx: Writer, entries: readonly Entry[]): Promise<Map<string, Rows>> {
  const before = new Map<string, Rows>();
  for (const [section, ids] of idsBySection(entries))
    for (const [id, rows] of await readSubjects(tx, section, ids))
      before.set(subjectKey(section, id), rows);
  return before;
}

async function readPresent(tx: Writer, entries: readonly Entry[]): Promise<string[]> {
  const asked = entries.flatMap(({ references }) => references);
  const present: string[] = [];
  for (const section of SECTIONS) {
    const ids = new Set(asked.filter((one) => one.section === section).map(({ id }) => id));
    const [{ table }] = PARTS[section].parts;
    const found = await rowsAmong(tx, { table, columns: ['id'] }, 'id', [...ids]);
    present.push(...found.map(({ id }) => subjectKey(section, String(id))));
  }
  return present;
}

async function readOwners(tx: Writer, entries: readonly Entry[]): Promise<Map<string, string>> {
  const claims = entries.flatMap((entry) => entry.claims);
  const owners = new Map<string, string>();
  for (const kind of ['isil', 'card', 'identifier', 'chip', 'policy'] as const) {
    const { table, columns, owner } = CLAIMED[kind];
    const wanted = claims.filter((claim) => claim.kind === kind).map(({ key }) => key);
    // A number and a null are compared here: the database has them as other types than the file.
    const by = columns.filter((name) => !['part', 'patron_class', 'item_class'].includes(name));
    const rows = await rowsLike(
      tx,
      { table, columns: [...columns, owner] },
      by,
      wanted.map((key) => asRow(columns, key)),
    );
    for (const row of rows) {
      const key = columns.map((name) => String(row[name] ?? ''));
      owners.set(claimKey({ field: '', kind, key } satisfies Claim), String(row[owner]));
    }
  }
  return owners;
}

const asRow = (columns: readonly string[], key: readonly string[]): Row =>
  Object.fromEntries(columns.map((name, at) => [name, key[at] ?? null]));

async function readEarlier(
  tx: Writer,
  batchId: string,
  entries: readonly Entry[],
): Promise<string[]> {
  const earlier: string[] = [];
  for (const [section, ids] of idsBySection(entries)) {
    const rows = await tx
      .selectFrom('import_change')
      .select('subject_id')
      .where('batch_id', '=', batchId)
      .where('section', '=', section)
      .where('subject_id', 'in', among(tx, ids))
      .execute();
    earlier.push(...rows.map(({ subject_id }) => subjectKey(section, subject_id)));
  }
  return earlier;
}

/** @returns undefined: the whole network */
async function allowedLibraries(
  tx: Reader,
  accountId: string | null,
  { only }: BatchSettings,
): Promise<Set<string> | undefined> {
  const ofAccount = accountId === null ? undefined : await librariesOfAccount(tx, accountId);
  if (only.length === 0) return ofAccount;
  const below = await subtree(tx, only);
  return ofAccount ? new Set([...below].filter((id) => ofAccount.has(id))) : below;
}

async function librariesOfAccount(db: Reader, accountId: string): Promise<Set<string> | undefined> {
  const everywhere = await db
    .selectFrom('staff_grant')
    .select('role')
    .where('account_id', '=', accountId)
    .where('library_id', '=', WHOLE_NETWORK)
    .where('role', '=', 'administrator')
    .executeTakeFirst();
  if (everywhere) return undefined;
  const rows = await db
    .selectFrom('library')
    .select('id')
    .where('id', 'in', librariesOf(accountId, ['administrator']))
    .execute();
  return new Set(rows.map(({ id }) => id));
}

async function subtree(db: Reader, roots: readonly string[]): Promise<Set<string>> {
  const all = await db.selectFrom('library').select(['id', 'parent_id']).execute();
  const found = new Set(roots);
  for (let size = -1; size !== found.size;) {
    size = found.size;
    for (const { id, parent_id } of all)
      if (parent_id !== null && found.has(parent_id)) found.add(id);
  }
  return found;
}

async function write(tx: Writer, batchId: string, planned: readonly Planned[]): Promise<void> {
  const fresh = planned.filter(({ kind }) => kind !== 'unchanged');
  for (const section of SECTIONS) {
    const ofSection = fresh.filter(({ entry }) => entry.section === section);
    await writeSubjects(
      tx,
      section,
      ofSection.map(({ entry, before, after }) => ({ id: entry.id, before, after })),
    );
  }
  const changes = fresh.map((plan) => changeOf(batchId, plan));
  await putRows(tx, CHANGES, changes, 'keep');
}

const CHANGES = {
  table: 'import_change',
  key: ['batch_id', 'row'],
  columns: ['batch_id', 'row', 'section', 'subject_id', 'before', 'after'],
};

const changeOf = (batchId: string, { entry, before, after }: Planned): Row => ({
  batch_id: batchId,
  row: entry.row,
  section: entry.section,
  subject_id: entry.id,
  before: before ? JSON.stringify(toPutBack(PARTS[entry.section], before, after)) : null,
  after: digestOf(entry.section, after),
});

/** Tells whether a subject has been changed since, and keeps nothing of it. */
export const digestOf = (section: SectionName, rows: Rows): string =>
  createHash('sha256').update(watchedText(PARTS[section], rows)).digest('base64url').slice(0, 22);

export async function keepRefusals(
  tx: Writer,
  batchId: string,
  refused: readonly Refused[],
): Promise<void> {
  const rows = refused.flatMap(({ row, line, section, faults }) =>
    faults.map((fault, position): Row => ({
      batch_id: batchId,
      row,
      position,
      line,
      section,
      ...fault,
    })),
  );
  await putRows(tx, REFUSALS, rows, 'update');
}

const REFUSALS = {
  table: 'import_refusal',
  key: ['batch_id', 'row', 'position'],
  columns: ['batch_id', 'row', 'position', 'line', 'section', 'field', 'value', 'code', 'reason'],
};
