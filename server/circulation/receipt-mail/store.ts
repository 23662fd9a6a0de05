/** What a visit came to, and where its receipt may be sent. */
import type { Reader } from '../../db/database.ts';
import type { ReceiptToMail } from './rules/receipt-to-mail.ts';

export interface ReceiptAsked {
  readonly terminalId: string;
  /** Of one visit. */
  readonly transactions: readonly string[];
  /** Nothing older is told of; epoch milliseconds. */
  readonly since: number;
}

export type ReceiptFoundToMail =
  | ({ readonly kind: 'receipt' } & ReceiptToMail)
  /** Not of this terminal, too old, nobody's, or of several people. */
  | { readonly kind: 'none' }
  | { readonly kind: 'no-address' };

export const queries = {
  'receipt-to-mail': async (db: Reader, asked: ReceiptAsked): Promise<ReceiptFoundToMail> => {
    const events = await eventsOf(db, asked);
    const owners = new Set(
      events.flatMap(({ kind, patron_id: id }) => (isTheirs(kind) && id) || []),
    );
    const [patronId, ...others] = owners;
    if (patronId === undefined || others.length > 0) return { kind: 'none' };
    const patron = await db
      .selectFrom('patron')
      .select('email')
      .where('id', '=', patronId)
      .executeTakeFirst();
    if (!patron?.email) return { kind: 'no-address' };
    const at = Math.max(...events.map(({ occurred_at }) => occurred_at));
    // A book of somebody else's that was returned on the way is none of theirs.
    const theirs = events.filter(({ patron_id: id }) => id === null || id === patronId);
    return { kind: 'receipt', email: patron.email, at, lines: theirs.map(lineOf) };
  },
};

/** Whoever borrows or renews has shown their card; whoever returns has not. */
const isTheirs = (kind: string): boolean => kind === 'checkout' || kind === 'renew';

const eventsOf = (db: Reader, { since, terminalId, transactions }: ReceiptAsked) =>
  db
    .selectFrom('circulation_event')
    .innerJoin('item', 'item.id', 'circulation_event.item_id')
    .innerJoin('title', 'title.id', 'item.title_id')
    .leftJoin('terminal_record', 'terminal_record.transaction_id', 'circulation_event.id')
    .select((row) =>
      row
        .selectFrom('transaction_outcome')
        .select((outcome) => outcome.fn.max('receipt_code').as('code'))
        .whereRef('transaction_outcome.id', '=', 'circulation_event.id')
        .as('given_code'),
    )
    .select([
      'circulation_event.id',
      'circulation_event.kind',
      'circulation_event.patron_id',
      'circulation_event.occurred_at',
      'circulation_event.due_at',
      'title.title',
      'terminal_record.receipt_code',
    ])
    .where('circulation_event.id', 'in', transactions)
    .where('circulation_event.terminal_id', '=', terminalId)
    .where('circulation_event.recorded_at', '>=', since)
    .where('circulation_event.kind', 'in', ['checkout', 'checkin', 'renew'])
    .orderBy('circulation_event.occurred_at')
    .orderBy('circulation_event.id')
    .execute();

type EventRow = Awaited<ReturnType<typeof eventsOf>>[number];

/** The terminal prints its own code where it has one (O30). */
function lineOf(row: EventRow): ReceiptToMail['lines'][number] {
  const code = row.receipt_code ?? row.given_code;
  return {
    act: row.kind as 'checkout' | 'checkin' | 'renew',
    title: row.title,
    ...(row.due_at !== null && { dueAt: row.due_at }),
    ...(code !== null && { code }),
  };
}
