/** What the server has, read from its database past all of its own code. */
import { z } from 'zod';
import { readRows } from '#tests/stand/database.ts';
import type { Fact, Truth } from './verdict.ts';
import { bookOf } from './world.ts';

const numbered = (prefix: string) => z.string().transform((id) => Number(id.slice(prefix.length)));
const Patron = numbered('patron-').nullable();
const Terminal = numbered('kiosk-');
const Kinds = z
  .string()
  .nullable()
  .transform((kinds) => kinds?.split(',') ?? []);

const Event = z.object({
  id: z.string(),
  item: z.string().transform(bookOf),
  kind: z.enum(['checkout', 'checkin', 'undo']),
  patron: Patron,
  terminal: Terminal,
  at: z.number(),
  undone: z.number().transform(Boolean),
  conflicts: Kinds,
});

/** Of what the catalogue does not know there is no event: the conflict is all that stands for it. */
const Unknown = z.object({
  id: z.string(),
  item: z.string().transform(bookOf),
  kind: z.enum(['checkout', 'checkin']),
  terminal: Terminal,
  at: z.number(),
});

const Loan = z.object({ item: z.string().transform(bookOf), patron: Patron });

const EVENTS = `
  select e.id, e.item_id as item, e.kind, e.patron_id as patron, e.terminal_id as terminal, e.occurred_at as at,
    (select group_concat(c.kind) from conflict c where c.transaction_id = e.id and c.closed_at is null) as conflicts,
    exists (select 1 from circulation_event u where u.undo_of = e.id) as undone
  from circulation_event e where e.kind in ('checkout', 'checkin', 'undo')`;
const UNKNOWN = `
  select c.transaction_id as id, json_extract(c.details, '$.identifier') as item, o.act as kind,
    o.terminal_id as terminal, json_extract(c.details, '$.claimedAt') as at
  from conflict c join transaction_outcome o on o.id = c.transaction_id and o.mode = 'promise'
  where c.item_id is null and c.kind = 'item-unknown'`;
const LOANS = `select item_id as item, patron_id as patron from loan where ended_at is null`;

/** @param file of the server's SQLite database */
export function readTruth(file: string): Truth {
  const events = z.array(Event).parse(readRows(file, EVENTS));
  const unknown = z.array(Unknown).parse(readRows(file, UNKNOWN));
  const loans = z.array(Loan).parse(readRows(file, LOANS));
  return {
    facts: [...events.map(factOf), ...unknown.map(unknownFactOf)],
    holders: new Map(
      loans.flatMap(({ item, patron }) => (patron === null ? [] : [[item, patron] as const])),
    ),
  };
}

const factOf = ({ at, item, patron, undone, ...event }: z.output<typeof Event>): Fact => ({
  ...event,
  ...{ book: item, occurredAt: at, isUndone: undone },
  ...(patron !== null && { patron }),
});

const unknownFactOf = ({ at, item, ...told }: z.output<typeof Unknown>): Fact => ({
  ...told,
  ...{ book: item, occurredAt: at, isUndone: false, conflicts: ['item-unknown'] },
});
