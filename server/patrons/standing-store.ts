/** Who a card belongs to and how it stands with them; and their loans. */
import type { Reader } from '../db/database.ts';
import { dayIn } from '../libraries/rules/day.ts';
import { currentRulebook } from '../circulation/rulebook-store.ts';
import type { LoanPolicy } from '../circulation/rules/loan-policy.ts';
import { renewalOf } from '../circulation/rules/renew.ts';
import { rulesFor } from '../circulation/rules/rulebook.ts';
import type { PatronStanding } from '../circulation/rules/world.ts';
import { resolve } from '../circulation/number-store.ts';
import { readState } from '../circulation/world-store.ts';
import { readLoan } from '../circulation/timeline-store.ts';
import { leadsClass } from './rules/leads-class.ts';
import type { Role } from './rules/leads-class.ts';

export interface PatronFound {
  readonly kind: 'one';
  readonly standing: PatronStanding;
  readonly givenName: string;
  readonly birthDate?: string | undefined;
  /** PHC string; undefined: no PIN has been set. */
  readonly pinHash?: string | undefined;
  /** Given in clear with an import and not hashed yet. */
  readonly pinSealed?: string | undefined;
  /** The rules of lending that may meet this patron here. */
  readonly policies: readonly LoanPolicy[];
  /** In the library's zone. */
  readonly today: string;
  /** Receipts can be sent there; the address itself is nobody's business at a terminal. */
  readonly hasEmail: boolean;
  /** May open a sitting for a class. */
  readonly leadsClass: boolean;
  /** Set where the number asked about is that of an identity card; with the library's own, if the patron has one. */
  readonly identityCard?: { readonly ownCard: string | undefined } | undefined;
}

export interface CardAsked {
  /** The terminal's. */
  readonly libraryId: string;
  readonly card: string;
  readonly now: number;
}

export interface AccountLoan {
  readonly item: { readonly title: string; readonly author: string; readonly callNumber?: string };
  readonly identifier: string;
  readonly dueAt: number;
  readonly overdue: boolean;
  readonly renewable: boolean;
}

export const queries = {
  'patron-by-card': async (
    db: Reader,
    { libraryId, card, now }: CardAsked,
  ): Promise<PatronFound | { readonly kind: 'none' | 'several' }> => {
    const { patron: match, book } = await resolve(db, { libraryId, card });
    if (match.kind !== 'one') return { kind: match.kind };
    const asked = { transactionId: '', act: 'checkout', itemId: undefined, now } as const;
    const { patron: standing } = await readState(db, { ...asked, patronId: match.target });
    const row = await db
      .selectFrom('patron')
      .select(['given_name', 'birth_date', 'pin_hash', 'pin_sealed', 'email'])
      .where('id', '=', match.target)
      .executeTakeFirst();
    if (!standing || !row) return { kind: 'none' };
    const today = dayIn(book.tree.get(libraryId)?.timeZone ?? 'Asia/Ho_Chi_Minh', now);
    return {
      kind: 'one',
      standing,
      givenName: row.given_name,
      birthDate: row.birth_date ?? undefined,
      pinHash: row.pin_hash ?? undefined,
      pinSealed: row.pin_sealed ?? undefined,
      policies: rulesFor(book, libraryId, standing.patronClass),
      today,
      hasEmail: row.email !== null && row.email !== '',
      leadsClass: leadsClass(await rolesOf(db, match.target), today),
      identityCard: await identityCard(db, match.target, card),
    };
  },

  /** The loans of a patron, the one that falls due first at the top. */
  'patron-loans': async (
    db: Reader,
    { patron, now }: { patron: PatronStanding; now: number },
  ): Promise<AccountLoan[]> => {
    const rows = await db
      .selectFrom('loan')
      .select(['id', 'item_id'])
      .where('patron_id', '=', patron.id)
      .where('ended_at', 'is', null)
      .orderBy('due_at')
      .orderBy('id')
      .execute();
    const loans = await Promise.all(
      rows.map((row) => accountLoan(db, row.id, row.item_id, patron, now)),
    );
    return loans.flatMap((loan) => loan ?? []);
  },
};

async function rolesOf(db: Reader, patronId: string): Promise<Role[]> {
  const rows = await db
    .selectFrom('membership')
    .select(['role', 'from_day', 'to_day'])
    .where('patron_id', '=', patronId)
    .execute();
  return rows.map(({ from_day, role, to_day }) => ({
    role,
    from: from_day ?? undefined,
    to: to_day ?? undefined,
  }));
}

/** A citizen's number is asked about and never written down with a loan: what goes on is the library's card. */
async function identityCard(
  db: Reader,
  patronId: string,
  asked: string,
): Promise<PatronFound['identityCard']> {
  const cards = await db
    .selectFrom('patron_card')
    .select(['kind', 'value'])
    .where('patron_id', '=', patronId)
    .where('withdrawn_at', 'is', null)
    .orderBy('value')
    .execute();
  const number = asked.trim().normalize('NFC');
  const isIdentity = cards.some(({ kind, value }) => value === number && kind === 'identity');
  return isIdentity ? { ownCard: mainCard(cards) } : undefined;
}

/** What is printed on the library's card comes first. */
function mainCard(cards: readonly { readonly kind: string; readonly value: string }[]) {
  const order = ['barcode', 'rfid', 'other'];
  const own = cards.filter(({ kind }) => kind !== 'identity');
  return own.toSorted((a, b) => order.indexOf(a.kind) - order.indexOf(b.kind)).at(0)?.value;
}

async function accountLoan(
  db: Reader,
  loanId: string,
  itemId: string,
  patron: PatronStanding,
  now: number,
): Promise<AccountLoan | undefined> {
  const book = await currentRulebook(db);
  const loan = await readLoan(db, loanId);
  const asked = { transactionId: '', act: 'renew', patronId: patron.id, now } as const;
  const { item, view } = await readState(db, { ...asked, itemId });
  const identifier = await identifierOf(db, itemId);
  if (!loan || !item || !view || identifier === undefined) return undefined;
  return {
    item: view,
    identifier,
    dueAt: loan.dueAt,
    overdue: loan.dueAt < now,
    renewable: renewalOf(book, loan, item, patron, now).kind === 'accepted',
  };
}

/** What is printed on the item, which is what a terminal can name it by; else what its tag says. */
async function identifierOf(db: Reader, itemId: string): Promise<string | undefined> {
  const rows = await db
    .selectFrom('item_identifier')
    .select(['kind', 'value'])
    .where('item_id', '=', itemId)
    .orderBy('part')
    .execute();
  const order = ['barcode', 'tag', 'accession'];
  return rows.sort((a, b) => order.indexOf(a.kind) - order.indexOf(b.kind)).at(0)?.value;
}
