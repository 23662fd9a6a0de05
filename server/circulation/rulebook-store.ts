/** The rulebook as rows, kept in memory by its version: every transaction needs it and it changes a few times a year. */
import { randomUUID } from 'node:crypto';
import type { Reader, Writer } from '../db/database.ts';
import { readLibraries } from '../libraries/store.ts';
import type { Calendar, Calendars } from '../libraries/rules/calendar.ts';
import { plantTree } from '../libraries/rules/library-tree.ts';
import type { LoanPolicy } from './rules/loan-policy.ts';
import type { Rulebook } from './rules/rulebook.ts';

/** Versions kept; more than one only because a process may have several databases open. */
const KEPT = 8;
const kept = new Map<string, Rulebook>();

/** @param version as read in the same transaction; empty = never keep it */
export async function rulebookOf(db: Reader, version: string): Promise<Rulebook> {
  const known = kept.get(version);
  if (known) return known;
  const book = await readRulebook(db);
  if (version === '') return book;
  kept.set(version, book);
  const [oldest] = kept.keys();
  if (kept.size > KEPT && oldest !== undefined) kept.delete(oldest);
  return book;
}

export async function currentRulebook(db: Reader): Promise<Rulebook> {
  const { version } = await db.selectFrom('rulebook').select('version').executeTakeFirstOrThrow();
  return rulebookOf(db, version);
}

/** To be called by every command that changes what the rulebook is made of. */
export async function renewRulebook(tx: Writer): Promise<void> {
  await tx.updateTable('rulebook').set({ version: randomUUID() }).execute();
}

async function readRulebook(db: Reader): Promise<Rulebook> {
  const classes = await db.selectFrom('item_class').selectAll().execute();
  return {
    tree: plantTree(await readLibraries(db)),
    calendars: await readCalendars(db),
    policies: await readPolicies(db),
    itemClasses: new Map(classes.map(({ id, loanable }) => [id, { id, loanable: loanable === 1 }])),
  };
}

async function readCalendars(db: Reader): Promise<Calendars> {
  const rows = await db.selectFrom('library_calendar').selectAll().execute();
  const exceptions = await db
    .selectFrom('calendar_exception')
    .selectAll()
    .orderBy('from_day')
    .execute();
  const calendars = rows.map(({ library_id, weekly }): Calendar => ({
    libraryId: library_id,
    weekly: weekly === null ? undefined : [...weekly].map((flag) => flag === '1'),
    exceptions: exceptions
      .filter((exception) => exception.library_id === library_id)
      .map(({ from_day, to_day, open }) => ({ from: from_day, to: to_day, open: open === 1 })),
  }));
  return new Map(calendars.map((calendar) => [calendar.libraryId, calendar]));
}

async function readPolicies(db: Reader): Promise<LoanPolicy[]> {
  const rows = await db.selectFrom('loan_policy').selectAll().orderBy('id').execute();
  return rows.map((row) => ({
    id: row.id,
    libraryId: row.library_id,
    patronClass: row.patron_class ?? undefined,
    itemClass: row.item_class ?? undefined,
    maxLoans: row.max_loans ?? undefined,
    maxLoansOfClass: row.max_loans_of_class ?? undefined,
    loanDays: row.loan_days,
    renewals: row.renewals,
    requiresPin: row.requires_pin === 1,
    maxOverdue: row.max_overdue ?? undefined,
    maxFeesOwed: row.max_fees_owed ?? undefined,
    overduePerDay: row.overdue_per_day,
    overdueCap: row.overdue_cap ?? undefined,
    graceDays: row.grace_days,
    maxHolds: row.max_holds ?? undefined,
    holdDays: row.hold_days,
    lostProcessingFee: row.lost_processing_fee,
    lostPrice: row.lost_price ?? undefined,
  }));
}
