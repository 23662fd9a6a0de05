/**
 * The conflicts of promised loans, worked out again for those that what has just been told concerns (docs/rules/conflicts.md, Q3–Q6). After
 * everything has been written, so that each loan is looked at as all that is known now makes it.
 */
import type { Writer } from '../db/database.ts';
import { lock } from '../db/lock.ts';
import { CLOSE_KINDS, OPEN_CONFLICTS, REOPEN_KINDS } from './conflict-store.ts';
import type { ConflictRowIn } from './conflict-store.ts';
import type { Effects } from './effects.ts';
import { mendHolds } from './hold-mending.ts';
import { readPatronPasts, readTitlePasts } from './promise-past-store.ts';
import { readLater, readPromised } from './promise-store.ts';
import type { Concerned, Promised, PromisedLoanRow } from './promise-store.ts';
import { part, writeAll } from './rows.ts';
import { FIXED_KINDS } from './rules/conflict.ts';
import { keptFor } from './rules/line.ts';
import { wasForOthers } from './rules/line-as-of.ts';
import type { TitlePast } from './rules/line-as-of.ts';
import { standingAsOf } from './rules/patron-as-of.ts';
import type { PatronPast } from './rules/patron-as-of.ts';
import { DERIVED_KINDS, doubtsOf } from './rules/promised-loan.ts';
import type { Refusal } from './rules/refusal.ts';
import { ruleFor } from './rules/rulebook.ts';
import type { Rulebook } from './rules/rulebook.ts';
import { CLOCK_UNCERTAINTY_MS } from './rules/timeline.ts';
import type { ItemEvent } from './rules/timeline.ts';

/** @param told whose effects have been written; they share no title that is waited for */
export async function deriveFromPast(tx: Writer, told: readonly Effects[]): Promise<void> {
  const isLending = told.some(isPromisedLoan);
  const concerned = told.filter((one) => isPromisedLoan(one) || concernsPromises(one, isLending));
  const [first] = concerned;
  if (!first) return;
  // Two commands may both concern one promised loan; the second is to see what the first has written.
  await lock(tx, 'promised loans');
  await mendAll(
    tx,
    concerned.filter((one) => concernsPromises(one, false)),
  );
  const later = await readLater(tx, concerned.flatMap(concernedBy));
  const own = concerned.flatMap(({ input, changes }) => [
    input.id,
    ...changes.changed.map(({ id }) => id),
  ]);
  const all = await readPromised(tx, [...own, ...later]);
  const promised = all.filter(({ isReversed }) => !isReversed);
  const verdicts = await judge(tx, first.book, promised);
  await write(tx, verdicts, concerned, first.input.now);
}

async function mendAll(tx: Writer, late: readonly Effects[]): Promise<void> {
  const titles = await readTitlePasts(
    tx,
    late.flatMap(({ state }) => state.titleId ?? []),
  );
  for (const one of late) {
    const past = titles.get(one.state.titleId ?? '');
    if (past) await mendHolds(tx, one, past);
  }
}

const eventOf = ({ decision }: Effects): ItemEvent | undefined =>
  decision.outcome === 'accepted' ? decision.event : undefined;

export const isPromisedLoan = (one: Effects): boolean =>
  one.input.mode === 'promise' && eventOf(one)?.kind === 'checkout';

/** Told late, or together with a promised loan; or it takes a loan back that may have been promised, or speaks for its patron in hindsight. */
function concernsPromises(one: Effects, isLending: boolean): boolean {
  const event = eventOf(one);
  if (!event) return false;
  return isLate(one) || isLending || event.kind === 'undo' || isRenewedLate(one, event);
}

const uncertaintyOf = ({ input }: Effects): number =>
  input.clockUncertaintyMs ?? CLOCK_UNCERTAINTY_MS;

function isLate(one: Effects): boolean {
  const { input, at, isRetold, state } = one;
  const isPast = input.mode === 'promise' && at < input.now - uncertaintyOf(one);
  return isPast || isRetold || state.isOvertaken;
}

/** What was overdue until then counts as overdue no more, nor has it been (Q4). */
const isRenewedLate = ({ changes }: Effects, { kind }: ItemEvent): boolean =>
  kind === 'renew' && changes.changed.some(({ renewedLate }) => renewedLate !== undefined);

/**
 * Whose loans and which title it changes from its time on, or from a little before (T4). A loan counts with the date that it has now for as
 * long as it was out (Q4).
 */
function concernedBy(one: Effects): Concerned[] {
  const { state, changes } = one;
  const event = eventOf(one);
  if (!event) return [];
  const since = event.occurredAt - uncertaintyOf(one);
  const begun = Math.min(since, ...changes.changed.map(({ checkedOutAt }) => checkedOutAt));
  const patrons = new Set([event, ...changes.changed].map(({ patronId }) => patronId));
  return [
    { item_id: state.item?.id, title_id: state.titleId, patron_id: null, since },
    ...[...patrons].flatMap((patron_id) =>
      patron_id === undefined ? [] : [{ item_id: null, title_id: null, patron_id, since: begun }],
    ),
  ];
}

/** A promised loan, and whom its copy was aside for until it was told. */
export function promisedLoanRow(one: Effects): PromisedLoanRow {
  const { input, state } = one;
  const event = eventOf(one);
  const kept = state.item && keptFor(state.item.line, state.item.id);
  return {
    ...{ id: input.id, item_id: state.item?.id, patron_id: event?.patronId },
    ...{ library_id: input.libraryId, at: event?.occurredAt, claimed_at: input.occurredAt },
    identifier: input.item.identifier,
    ...{ kept_for: kept?.id, kept_since: kept?.captured?.at },
  };
}

interface Verdict {
  readonly promised: Promised;
  readonly isUndone: boolean;
  readonly doubts: readonly Refusal[];
}

async function judge(
  tx: Writer,
  book: Rulebook,
  promised: readonly Promised[],
): Promise<Verdict[]> {
  const patrons = promised.flatMap(({ patronId }) => patronId ?? []);
  const titles = promised.flatMap(({ isAwaited, titleId }) => (isAwaited ? titleId : []));
  const patronPasts = await readPatronPasts(tx, patrons);
  const titlePasts = await readTitlePasts(tx, titles);
  return promised.map((one) => {
    const isUndone = one.loan.ended?.how === 'undone';
    const patron = one.patronId === undefined ? undefined : patronPasts.get(one.patronId);
    const doubts = isUndone ? [] : judged(book, one, patron, titlePasts.get(one.titleId));
    return { promised: one, isUndone, doubts };
  });
}

function judged(
  book: Rulebook,
  { id, itemId, itemClass, patronId, libraryId, loan, isContested }: Promised,
  patron: PatronPast | undefined,
  title: TitlePast | undefined,
): Refusal[] {
  const made = { ...loan, id, itemId, itemClass, patronId, dueAt: 0 };
  return doubtsOf({
    patron: patron && standingAsOf(patron, made),
    policy: patron && ruleFor(book, { libraryId, itemClass, patronClass: patron.patronClass }),
    isContested,
    isForOthers: title !== undefined && wasForOthers(book, title, made),
  });
}

async function write(
  tx: Writer,
  verdicts: readonly Verdict[],
  concerned: readonly Effects[],
  now: number,
): Promise<void> {
  await writeAll(tx, [
    part(
      OPEN_CONFLICTS,
      verdicts.flatMap((one) => openedBy(one, concerned, now)),
    ),
    part(
      CLOSE_KINDS,
      verdicts.flatMap((one) =>
        closedBy(one).map((kind) => ({
          ...{ transaction_id: one.promised.id, kind, closed_at: now },
        })),
      ),
    ),
    part(
      REOPEN_KINDS,
      verdicts.flatMap(({ promised: { id }, isUndone }) =>
        isUndone ? [] : FIXED_KINDS.map((kind) => ({ transaction_id: id, kind })),
      ),
    ),
  ]);
}

/** What is taken back needs nobody any more, but for its terminal's clock. */
const closedBy = ({ isUndone, doubts }: Verdict): readonly string[] => [
  ...DERIVED_KINDS.filter((kind) => !doubts.some(({ code }) => code === kind)),
  ...(isUndone ? FIXED_KINDS : []),
];

function openedBy(
  { promised, doubts, isUndone }: Verdict,
  concerned: readonly Effects[],
  now: number,
): ConflictRowIn[] {
  const told = concerned.find(({ input }) => input.id === promised.id);
  const isOpen = doubts.length > 0 || isUndone || told?.conflicts.opened.length !== 0;
  // The rules have nothing against it now, but its attempt was told no.
  if (!isOpen && told?.state.attempt)
    return [conflictRow(promised, 'promised-after-refusal', {}, now)];
  return doubts.map(({ code, params }) => conflictRow(promised, code, params, now));
}

const conflictRow = (
  { id, libraryId, itemId, patronId, claimedAt, identifier }: Promised,
  kind: string,
  params: Refusal['params'],
  now: number,
): ConflictRowIn => ({
  ...{ transaction_id: id, kind, library_id: libraryId, item_id: itemId, patron_id: patronId },
  ...{ loan_id: id, opened_at: now },
  details: JSON.stringify({ act: 'checkout', claimedAt, identifier, ...params }),
});
