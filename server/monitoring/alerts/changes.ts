/** From how a terminal is to what has to be written of its alerts. Pure: `now` comes in. */
import { nextStep, step, TIMES } from '../rules/alert.ts';
import type { Course, Sight } from '../rules/alert.ts';
import { bySeverity } from '../rules/alert-codes.ts';
import type { AlertCode } from '../rules/alert-codes.ts';
import type { Condition } from '../rules/condition.ts';
import type { Health } from '../rules/terminal-health.ts';
import type { AlertRow } from '../tables.ts';

/** What a row is to say. */
export type Become = Pick<
  AlertRow,
  | 'severity'
  | 'params'
  | 'since'
  | 'bad_since'
  | 'fine_since'
  | 'returns'
  | 'opened_at'
  | 'closed_at'
>;

export interface Change {
  readonly terminalId: string;
  readonly code: AlertCode;
  readonly device: string;
  /** Of the row that this was worked out from; 0: there is none. */
  readonly revision: number;
  /** `forgotten`: it was never opened, and is over. */
  readonly become: Become | 'forgotten';
  /** What people are to be told. */
  readonly news?: 'opened' | 'raised' | 'closed';
}

interface Changes {
  readonly changes: readonly Change[];
  /** When the first of them moves on by itself; epoch milliseconds. */
  readonly next?: number | undefined;
}

/** A number in a sentence may change with every word of a terminal; it is written down so often at most. */
const REFRESH_MS = 30_000;

export function changesAt(
  terminalId: string,
  { conditions, knows }: Health,
  live: readonly AlertRow[],
  now: number,
): Changes {
  const rows = new Map(live.map((row) => [keyOf(row), row]));
  const seen = new Map(conditions.map((one) => [keyOf(one), one]));
  const changes: Change[] = [];
  const nexts: number[] = [];
  for (const key of new Set([...seen.keys(), ...rows.keys()])) {
    const [row, condition] = [rows.get(key), seen.get(key)];
    const code = condition?.code ?? row?.code;
    if (code === undefined) continue;
    const device = condition?.device ?? row?.device ?? '';
    const sight: Sight = condition ? 'bad' : knows(code) ? 'fine' : 'unknown';
    const before = row && courseOf(row, now);
    const after = step(before, sight, now, TIMES[code]);
    const next = after && sight !== 'unknown' ? nextStep(after, TIMES[code]) : undefined;
    if (next !== undefined) nexts.push(next);
    const written = writing({ row, condition, before, after, now });
    if (written)
      changes.push({ terminalId, code, device, revision: row?.revision ?? 0, ...written });
  }
  return { changes, ...(nexts.length > 0 && { next: Math.min(...nexts) }) };
}

const keyOf = ({ code, device }: { code: string; device: string }): string => `${code} ${device}`;

/** Nothing has begun in the future: the server's clock has been put back, and the time that it takes begins anew. */
const courseOf = (row: AlertRow, now: number): Course => ({
  state: row.opened_at === null ? 'pending' : 'open',
  badSince: Math.min(row.bad_since, now),
  returns: row.returns,
  ...(row.fine_since !== null && { fineSince: Math.min(row.fine_since, now) }),
  ...(row.opened_at !== null && { openedAt: row.opened_at }),
});

interface Step {
  readonly row: AlertRow | undefined;
  readonly condition: Condition | undefined;
  readonly before: Course | undefined;
  readonly after: Course | undefined;
  readonly now: number;
}

function writing({
  row,
  condition,
  before,
  after,
  now,
}: Step): Pick<Change, 'become' | 'news'> | undefined {
  if (!after) return row && before && ended(row, before, now);
  const said = saidBy(condition, row);
  if (!said) return undefined;
  const become: Become = { ...said, ...columnsOf(after), closed_at: null };
  const hasOpened = after.state === 'open' && before?.state !== 'open';
  const hasRisen =
    row !== undefined && after.state === 'open' && bySeverity(said.severity, row.severity) < 0;
  if (hasOpened || hasRisen) return { become, news: hasOpened ? 'opened' : 'raised' };
  return !row || hasMoved(row, become, now) ? { become } : undefined;
}

function ended(row: AlertRow, before: Course, now: number): Pick<Change, 'become' | 'news'> {
  if (before.state === 'pending') return { become: 'forgotten' };
  const { severity, params, since } = row;
  const columns = columnsOf({ ...before, fineSince: before.fineSince ?? now });
  return { become: { severity, params, since, ...columns, closed_at: now }, news: 'closed' };
}

function saidBy(
  condition: Condition | undefined,
  row: AlertRow | undefined,
): Pick<Become, 'severity' | 'params' | 'since'> | undefined {
  if (!condition) return row && { severity: row.severity, params: row.params, since: row.since };
  const { severity, params, since } = condition;
  return { severity, params: JSON.stringify(params), since: since ?? null };
}

const columnsOf = ({ badSince, fineSince, returns, openedAt }: Course) => ({
  bad_since: badSince,
  fine_since: fineSince ?? null,
  returns,
  opened_at: openedAt ?? null,
});

function hasMoved(row: AlertRow, become: Become, now: number): boolean {
  if (row.fine_since !== become.fine_since || row.bad_since !== become.bad_since) return true;
  if (row.severity !== become.severity) return true;
  const isOther = row.params !== become.params || row.since !== become.since;
  return isOther && now - row.updated_at >= REFRESH_MS;
}
