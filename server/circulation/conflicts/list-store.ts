/** Conflicts as staff list them: those of their libraries, open or settled, the latest first. */
import { sql } from 'kysely';
import type { Reader } from '../../db/database.ts';
import type { Reach } from '../../staff/reach.ts';
import { libraryInReach } from '../../staff/reach.ts';
import { currentRulebook } from '../rulebook-store.ts';
import type { ConflictRow } from '../tables.ts';
import { choicesFor } from './rules/choices.ts';
import { matterOf, readStandings } from './standing-store.ts';
import type { Conflict } from './view-store.ts';
import { readConflicts } from './view-store.ts';

export interface ConflictsAsked {
  readonly reach: Reach;
  readonly state: 'open' | 'decided';
  readonly libraryId?: string | undefined;
  readonly terminalId?: string | undefined;
  readonly kind?: string | undefined;
  /** `next` of the page before. */
  readonly before?: string | undefined;
}

export interface ConflictPage {
  readonly conflicts: readonly Conflict[];
  readonly next?: string;
  /** How many there are with these filters, on all pages. */
  readonly total: number;
  /** Of these, how many can be kept at once; told where a terminal is asked for. */
  readonly keepable?: number;
}

/** A page is worked down from the top; more at a time would only be scrolled past. */
const PAGE = 30;

export const queries = {
  'staff-conflicts': async (db: Reader, asked: ConflictsAsked): Promise<ConflictPage> => {
    const rows = await pageOf(db, asked);
    const shown = rows.slice(0, PAGE);
    const last = shown.at(-1);
    return {
      conflicts: await readConflicts(db, asked.reach, shown),
      total: await countOf(db, asked),
      ...(rows.length > PAGE && last && { next: keyOf(last) }),
      ...(asked.terminalId !== undefined &&
        asked.state === 'open' && { keepable: (await readKeepable(db, asked)).length }),
    };
  },

  'staff-conflict-count': async (db: Reader, { reach }: { reach: Reach }): Promise<number> =>
    countOf(db, { reach, state: 'open' }),
};

/** Open ones that can be kept, such as those of one terminal. */
export async function readKeepable(
  db: Reader,
  asked: Omit<ConflictsAsked, 'state' | 'before'>,
): Promise<ConflictRow[]> {
  const rows = await selected(db, { ...asked, state: 'open' })
    .selectAll('conflict')
    .execute();
  const book = await currentRulebook(db);
  const standings = await readStandings(db, rows);
  return standings
    .filter((one) => choicesFor(matterOf(book, one, asked.reach.now)).includes('keep'))
    .map(({ row }) => row);
}

const pageOf = (db: Reader, asked: ConflictsAsked): Promise<ConflictRow[]> => {
  let rows = selected(db, asked).selectAll('conflict');
  if (asked.before !== undefined) {
    const [at = '', id = '', kind = ''] = asked.before.split(' ');
    rows = rows.where(
      sql<boolean>`(opened_at, transaction_id, kind) < (${Number(at)}, ${id}, ${kind})`,
    );
  }
  return rows
    .orderBy('opened_at', 'desc')
    .orderBy('transaction_id', 'desc')
    .orderBy('kind', 'desc')
    .limit(PAGE + 1)
    .execute();
};

const keyOf = ({ opened_at, transaction_id, kind }: ConflictRow): string =>
  `${opened_at} ${transaction_id} ${kind}`;

async function countOf(db: Reader, asked: ConflictsAsked): Promise<number> {
  const { count } = await selected(db, asked)
    .select((e) => e.fn.countAll<number | string>().as('count'))
    .executeTakeFirstOrThrow();
  return Number(count);
}

function selected(db: Reader, { reach, state, libraryId, terminalId, kind }: ConflictsAsked) {
  let rows = db.selectFrom('conflict').where(libraryInReach(reach, 'conflict.library_id'));
  rows =
    state === 'open'
      ? rows.where('decision_id', 'is', null).where('closed_at', 'is', null)
      : rows.where('decision_id', 'is not', null);
  if (libraryId !== undefined) rows = rows.where('conflict.library_id', '=', libraryId);
  if (kind !== undefined) rows = rows.where('conflict.kind', '=', kind);
  if (terminalId === undefined) return rows;
  return rows.where((row) =>
    row.exists(
      row
        .selectFrom('transaction_outcome')
        .select('transaction_outcome.id')
        .whereRef('transaction_outcome.id', '=', 'conflict.transaction_id')
        .where('transaction_outcome.terminal_id', '=', terminalId),
    ),
  );
}
