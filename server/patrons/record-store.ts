/** All that staff see of one patron. */
import type { z } from 'zod';
import { readWho } from '../audit/who.ts';
import { readFees } from '../circulation/fees/view-store.ts';
import { viewHolds } from '../circulation/holds/view-store.ts';
import { currentRulebook } from '../circulation/rulebook-store.ts';
import { todayAt } from '../circulation/rules/hold.ts';
import type { Rulebook } from '../circulation/rules/rulebook.ts';
import { rulesFor } from '../circulation/rules/rulebook.ts';
import type { PatronStanding } from '../circulation/rules/world.ts';
import type { Reader } from '../db/database.ts';
import { libraryRef } from '../libraries/library-ref.ts';
import type { Reach } from '../staff/reach.ts';
import { patronInReach } from '../staff/reach.ts';
import { patronFor } from '../staff/reach-store.ts';
import { readStaffLoans } from './loans-view.ts';
import { nameOf, readPatronRefs } from './patron-refs.ts';
import { borrowingOf } from './rules/borrowing.ts';
import { summariesOf } from './search-store.ts';
import type { PatronRecordView } from './staff-schema.ts';
import type { PatronRow } from './tables.ts';

export type PatronView = z.infer<typeof PatronRecordView>;

export interface PatronAsked {
  readonly reach: Reach;
  readonly patronId: string;
  /** Whose rules count; absent: the patron's own. */
  readonly libraryId?: string | undefined;
}

export const queries = {
  'staff-patron': async (db: Reader, asked: PatronAsked): Promise<PatronView | undefined> => {
    const row = await patronFor(db, asked.reach, asked.patronId);
    const [summary] = row ? await summariesOf(db, [row]) : [];
    if (!row || !summary) return undefined;
    const book = await currentRulebook(db);
    return {
      ...summary,
      ...ownWords(row),
      ...(await familyOf(db, asked.reach, row)),
      cards: await readCards(db, row.id),
      memberships: await readMemberships(db, book, row.id),
      ...(await readCirculation(db, book, asked, row)),
    };
  },
};

const ownWords = (row: PatronRow) => ({
  language: row.language,
  expiresOn: row.expires_on ?? undefined,
  hasPin: row.pin_hash !== null || row.pin_sealed !== null,
  contact: {
    email: row.email ?? undefined,
    phone: row.phone ?? undefined,
    address: row.address ?? undefined,
  },
});

async function familyOf(db: Reader, reach: Reach, row: PatronRow) {
  const guardians = await readPatronRefs(db, reach, [row.guardian_id]);
  const wards = await db
    .selectFrom('patron')
    .select(['id', 'family_name', 'given_name'])
    .where('guardian_id', '=', row.id)
    .where(patronInReach(reach))
    .orderBy('birth_date')
    .execute();
  return {
    guardian: guardians.get(row.guardian_id ?? ''),
    wards: wards.map((ward) => ({ id: ward.id, name: nameOf(ward) })),
  };
}

async function readCards(db: Reader, patronId: string): Promise<PatronView['cards']> {
  const rows = await db
    .selectFrom('patron_card')
    .select(['kind', 'value', 'withdrawn_at'])
    .where('patron_id', '=', patronId)
    .orderBy('kind')
    .orderBy('value')
    .execute();
  return rows.map(({ kind, value, withdrawn_at }) => ({
    kind,
    masked: masked(value),
    withdrawnAt: withdrawn_at ?? undefined,
  }));
}

/** Enough to tell two cards apart, not enough to make one. */
const masked = (value: string): string =>
  value.length <= 4 ? '•'.repeat(value.length) : `••••${value.slice(-4)}`;

async function readMemberships(
  db: Reader,
  { tree }: Rulebook,
  patronId: string,
): Promise<PatronView['memberships']> {
  const rows = await db
    .selectFrom('membership')
    .selectAll()
    .where('patron_id', '=', patronId)
    .orderBy('school_year', 'desc')
    .execute();
  return rows.map((row) => ({
    library: libraryRef(tree, row.library_id),
    role: row.role,
    classGroup: row.class_group || undefined,
    schoolYear: row.school_year || undefined,
    from: row.from_day ?? undefined,
    to: row.to_day ?? undefined,
  }));
}

async function readCirculation(
  db: Reader,
  book: Rulebook,
  { reach, libraryId }: PatronAsked,
  row: PatronRow,
) {
  const blocks = await readBlocks(db, book, row.id);
  const fees = await readFees(db, row.id);
  const owed = fees.reduce((sum, { left }) => sum + left, 0);
  const holds = await readHolds(db, row.id);
  const patron = {
    ...{ id: row.id, patronClass: row.patron_class, expiresOn: row.expires_on ?? undefined },
    ...{ blocks: blocks.map(({ reason }) => reason), feesOwed: owed, holds: holds.length },
  };
  const loans = await readStaffLoans(db, book, patron, reach.now);
  const late = loans.filter((loan) => loan.overdue && loan.claimedReturnedAt === undefined);
  const standing: PatronStanding = {
    ...patron,
    ...{ loans: loans.length, overdue: late.length, loansOfClass: 0 },
  };
  const at = libraryId ?? row.library_id;
  const rules = rulesFor(book, at, row.patron_class);
  const { reasons, ...borrowing } = borrowingOf(standing, rules, todayAt(book, at, reach.now));
  return {
    standing: {
      ...borrowing,
      reasons: reasons.map(({ code, params }) => ({ code, params: { ...params } })),
    },
    ...{ blocks, loans, fees, owed },
    holds: await viewHolds(db, reach, holds),
  };
}

async function readBlocks(
  db: Reader,
  { tree }: Rulebook,
  patronId: string,
): Promise<PatronView['blocks']> {
  const rows = await db
    .selectFrom('patron_block')
    .selectAll()
    .where('patron_id', '=', patronId)
    .where('ended_at', 'is', null)
    .orderBy('since')
    .execute();
  const who = await readWho(
    db,
    rows.map(({ since_by }) => since_by),
  );
  return rows.map((row) => ({
    ...{ id: row.id, reason: row.reason, note: row.note, since: row.since },
    library: libraryRef(tree, row.library_id),
    by: who(row.since_by),
  }));
}

const readHolds = (db: Reader, patronId: string) =>
  db
    .selectFrom('hold')
    .selectAll()
    .where('patron_id', '=', patronId)
    .where('ended_at', 'is', null)
    .orderBy('placed_at')
    .execute();
