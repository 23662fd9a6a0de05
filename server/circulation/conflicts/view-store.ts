/** Conflicts with all that the sentence about them names, and what can be done. */
import type { z } from 'zod';
import { readWho } from '../../audit/who.ts';
import { readItemRefs } from '../../catalogue/item-refs.ts';
import type { ItemRef } from '../../catalogue/item-refs.ts';
import type { Reader } from '../../db/database.ts';
import { libraryRef } from '../../libraries/library-ref.ts';
import { readPatronRefs } from '../../patrons/patron-refs.ts';
import type { PatronRef } from '../../patrons/patron-refs.ts';
import type { Reach } from '../../staff/reach.ts';
import { actorOf } from '../carry-out.ts';
import { currentRulebook } from '../rulebook-store.ts';
import type { Rulebook } from '../rules/rulebook.ts';
import type { ConflictRow } from '../tables.ts';
import { choicesFor } from './rules/choices.ts';
import { whyNotUndone } from './rules/may-undo.ts';
import type { ConflictView } from './schema.ts';
import { actOf, matterOf, readStandings, recallOf } from './standing-store.ts';
import type { Details, LoanOfPatron, Standing } from './standing-store.ts';
import type { ConflictStepRow } from './tables.ts';
import { readDecided } from './undo-store.ts';
import { holdInTheWay, readHolds } from './waiting-then.ts';
import type { WaitedFor } from './waiting-then.ts';

export type Conflict = z.infer<typeof ConflictView>;

interface Around {
  readonly reach: Reach;
  readonly book: Rulebook;
  readonly items: ReadonlyMap<string, ItemRef>;
  readonly patrons: ReadonlyMap<string, PatronRef>;
  readonly holds: readonly WaitedFor[];
  readonly steps: readonly ConflictStepRow[];
  readonly undo: ReadonlyMap<string, Conflict['undo']>;
  readonly who: Awaited<ReturnType<typeof readWho>>;
}

/** In the order of the rows. */
export async function readConflicts(
  db: Reader,
  reach: Reach,
  rows: readonly ConflictRow[],
): Promise<Conflict[]> {
  const standings = await readStandings(db, rows);
  const around = await readAround(db, reach, standings);
  return standings.map((standing) => conflictOf(standing, around));
}

async function readAround(
  db: Reader,
  reach: Reach,
  standings: readonly Standing[],
): Promise<Around> {
  const rows = standings.map(({ row }) => row);
  const holds = await readHolds(db, rows);
  const steps = await readSteps(db, rows);
  const who = await readWho(db, [
    ...steps.map(({ by }) => by),
    ...standings.flatMap((standing) => terminalOf(standing) ?? []),
  ]);
  return {
    ...{ reach, holds, steps, who, book: await currentRulebook(db) },
    items: await readItemRefs(
      db,
      rows.flatMap(({ item_id }) => item_id ?? []),
    ),
    patrons: await readPatronRefs(db, reach, [
      ...standings.flatMap(({ patronId, earlier }) => [
        patronId ?? null,
        earlier?.patron_id ?? null,
      ]),
      ...holds.map(({ patron_id }) => patron_id),
    ]),
    undo: await readUndo(db, reach, rows, steps),
  };
}

async function readSteps(db: Reader, rows: readonly ConflictRow[]): Promise<ConflictStepRow[]> {
  if (rows.length === 0) return [];
  return db
    .selectFrom('conflict_step')
    .selectAll()
    .where('transaction_id', 'in', [...new Set(rows.map((row) => row.transaction_id))])
    .orderBy('at')
    .orderBy('id')
    .execute();
}

/** Of each decision that stands, by its id. */
async function readUndo(
  db: Reader,
  { now }: Reach,
  rows: readonly ConflictRow[],
  steps: readonly ConflictStepRow[],
): Promise<Around['undo']> {
  const standing = rows.flatMap(({ decision_id, item_id: itemId }) => {
    const step = steps.find(({ id }) => id === decision_id);
    return step ? [{ step, itemId }] : [];
  });
  const decided = await readDecided(db, standing);
  return new Map(
    decided.map((one, at) => {
      const why = whyNotUndone(one, now);
      const refusal = why && { code: why.code, params: { ...why.params } };
      return [standing[at]?.step.id ?? '', { possible: !refusal, refusal }];
    }),
  );
}

const terminalOf = ({ event, outcome }: Standing): string | undefined => {
  const terminalId = outcome?.terminal_id ?? event?.terminal_id;
  return terminalId === undefined ? undefined : actorOf({ terminalId });
};

function conflictOf(standing: Standing, around: Around): Conflict {
  const { row, event, outcome, details, loan, patronId } = standing;
  const { book, reach, patrons, items, who } = around;
  const terminal = terminalOf(standing);
  const item = items.get(row.item_id ?? '');
  const isOpen = row.decision_id === null && row.closed_at === null;
  return {
    ...{ transactionId: row.transaction_id, kind: row.kind, openedAt: row.opened_at },
    act: actOf(standing),
    mode: outcome?.mode,
    library: libraryRef(book.tree, row.library_id),
    terminal: terminal === undefined ? undefined : who(terminal),
    happenedAt: event?.occurred_at ?? numberOf(details['claimedAt']) ?? row.opened_at,
    claimedAt: event?.claimed_at ?? numberOf(details['claimedAt']),
    recordedAt: event?.recorded_at ?? outcome?.recorded_at ?? row.opened_at,
    receiptCode: outcome?.receipt_code ?? undefined,
    item: item && { ...item },
    identifier: textOf(details['identifier']),
    // Who is none of theirs is told of as somebody, and a number that led to nobody as what it was.
    card: patronId === undefined ? textOf(details['card']) : undefined,
    patron: patrons.get(patronId ?? ''),
    loan: loan && loanView(loan),
    other: otherOf(standing, around),
    facts: factsOf(details),
    choices: isOpen ? choicesFor(matterOf(book, standing, reach.now)) : [],
    recallDueAt: isOpen ? recallOf(book, standing, reach.now) : undefined,
    closedAt: row.closed_at ?? undefined,
    ...stepsOf(row, around),
  };
}

const numberOf = (value: unknown): number | undefined =>
  typeof value === 'number' ? value : undefined;
const textOf = (value: unknown): string | undefined =>
  typeof value === 'string' ? value : undefined;

const loanView = ({ id, due_at, ended_at, ended_how }: LoanOfPatron): Conflict['loan'] => ({
  ...{ id, dueAt: due_at },
  ...(ended_at !== null && ended_how !== null && { ended: { at: ended_at, how: ended_how } }),
});

/** Who had the book, or waited for it. */
function otherOf(standing: Standing, { patrons, holds, book }: Around): Conflict['other'] {
  const { earlier, row } = standing;
  const hold = row.kind.endsWith('on-hold') ? holdInTheWay(holds, standing) : undefined;
  if (hold)
    return {
      ...{ kind: 'hold', since: hold.placed_at, patron: patrons.get(hold.patron_id ?? '') },
      library: libraryRef(book.tree, hold.pickup_library_id),
    };
  if (row.kind !== 'item-on-loan' || !earlier) return undefined;
  return {
    ...{ kind: 'loan', since: earlier.checked_out_at },
    patron: patrons.get(earlier.patron_id ?? ''),
    library: libraryRef(book.tree, earlier.library_id),
  };
}

/** What the request said is told by name. */
const TOLD = new Set([
  'act',
  'claimedAt',
  'identifier',
  'owner',
  'undoOf',
  'card',
  'promisedDueAt',
]);

const factsOf = (details: Details): Record<string, string | number> =>
  Object.fromEntries(Object.entries(details).filter(([name]) => !TOLD.has(name)));

function stepsOf(row: ConflictRow, { steps, who, book, undo }: Around) {
  const own = steps.filter(
    (step) =>
      step.transaction_id === row.transaction_id &&
      (step.kind === row.kind || step.id === row.decision_id),
  );
  const views = own.map(({ id, choice, at, by, note, library_id }) => ({
    ...{ id, choice, at, by: who(by), note, library: libraryRef(book.tree, library_id) },
  }));
  return {
    steps: views,
    decision: views.find(({ id }) => id === row.decision_id),
    undo: row.decision_id === null ? undefined : undo.get(row.decision_id),
  };
}
