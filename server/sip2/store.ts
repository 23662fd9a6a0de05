/** What the messages ask of patrons and items, each in one look at the database. */
import { sql } from 'kysely';
import type { Reader } from '../db/database.ts';
import { resolve } from '../circulation/number-store.ts';
import { currentRulebook } from '../circulation/rulebook-store.ts';
import { rulesFor } from '../circulation/rules/rulebook.ts';
import { dayIn } from '../libraries/rules/day.ts';
import { readHolds, readLoans, readUnpaid } from './account-store.ts';
import type { ItemFacts, PatronFacts } from './rules/facts.ts';

type Unclear = { readonly kind: 'none' | 'several' };
export type PatronFound = ({ readonly kind: 'one' } & PatronFacts) | Unclear;
export type ItemFound = ({ readonly kind: 'one' } & ItemFacts) | Unclear;

export interface LibraryFacts {
  readonly id: string;
  readonly name: string;
  readonly timeZone: string;
  /** Some rule of lending may ask for the PIN: then each loan asks whose it is. */
  readonly mayAskPin: boolean;
  /** CK by class of items. */
  readonly mediaTypes: Readonly<Record<string, string>>;
}

export const queries = {
  'sip2-library': async (
    db: Reader,
    { libraryId }: { libraryId: string },
  ): Promise<LibraryFacts | undefined> => {
    const { tree, policies } = await currentRulebook(db);
    const library = tree.get(libraryId);
    if (!library) return undefined;
    const { id, name, timeZone } = library;
    const classes = await db.selectFrom('item_class').select(['id', 'media_type']).execute();
    const mediaTypes = Object.fromEntries(classes.map((one) => [one.id, one.media_type]));
    const mayAskPin = policies.some(({ requiresPin }) => requiresPin);
    return { id, name, timeZone, mayAskPin, mediaTypes };
  },

  /** A library by its id, its ISIL or its name, as terminals are set up with any of them. */
  'sip2-library-named': async (
    db: Reader,
    { name }: { name: string },
  ): Promise<string | undefined> => {
    const { tree } = await currentRulebook(db);
    const all = [...tree.values()];
    const named = [
      tree.get(name),
      all.find(({ isil }) => isil === name),
      all.find((one) => one.name === name),
    ];
    return named.find((library) => library !== undefined)?.id;
  },

  'sip2-patron': async (
    db: Reader,
    { libraryId, card, now }: { libraryId: string; card: string; now: number },
  ): Promise<PatronFound> => {
    const { patron: match, book } = await resolve(db, { libraryId, card });
    if (match.kind !== 'one') return { kind: match.kind };
    const id = match.target;
    const row = await db
      .selectFrom('patron')
      .selectAll()
      .where('id', '=', id)
      .executeTakeFirstOrThrow();
    const blocks = await db
      .selectFrom('patron_block')
      .select('reason')
      .where('patron_id', '=', id)
      .where('ended_at', 'is', null)
      .execute();
    return {
      kind: 'one',
      id,
      card: await ownCard(db, id, card),
      givenName: row.given_name,
      familyName: row.family_name,
      birthDate: row.birth_date ?? undefined,
      expiresOn: row.expires_on ?? undefined,
      language: row.language,
      contact: {
        address: row.address ?? undefined,
        email: row.email ?? undefined,
        phone: row.phone ?? undefined,
      },
      blocks: blocks.map(({ reason }) => reason),
      loans: await readLoans(db, id),
      holds: await readHolds(db, id),
      fees: await readUnpaid(db, id),
      policies: rulesFor(book, libraryId, row.patron_class),
      today: dayIn(book.tree.get(libraryId)?.timeZone ?? 'Asia/Ho_Chi_Minh', now),
    };
  },

  'sip2-item': async (
    db: Reader,
    { libraryId, identifier }: { libraryId: string; identifier: string },
  ): Promise<ItemFound> => {
    const { item: match, book } = await resolve(db, { libraryId, item: { identifier } });
    if (match.kind !== 'one') return { kind: match.kind };
    const { rows } = await itemRow(match.target).execute(db);
    const [row] = rows;
    if (!row) return { kind: 'none' };
    const named = (id: string) => ({ id, name: book.tree.get(id)?.name ?? id });
    return {
      kind: 'one',
      id: row.id,
      titleId: row.title_id,
      title: row.title,
      callNumber: row.call_number ?? undefined,
      collection: row.collection ?? undefined,
      mediaType: row.media_type,
      condition: row.condition,
      home: named(row.home_library_id),
      current: named(row.current_library_id),
      queue: row.queue,
      loan:
        row.loan_id === null
          ? undefined
          : {
              id: row.loan_id,
              terminalId: row.loan_terminal_id,
              dueAt: row.due_at,
              claimedReturned: row.claimed_returned_at !== null,
            },
      captured:
        row.hold_id === null
          ? undefined
          : {
              pickupLibraryId: row.pickup_library_id,
              isOnShelf: row.shelf_at !== null,
              shelfUntil: row.shelf_until ?? undefined,
              patron:
                row.hold_patron_id === null ? undefined : await whoWaits(db, row.hold_patron_id),
            },
      transitTo: row.transit_to ?? undefined,
    };
  },

  /** A title by its id, or by an ISBN or ISSN that no other one has. */
  'sip2-title': async (db: Reader, { name }: { name: string }): Promise<string | undefined> => {
    const byId = await db
      .selectFrom('title')
      .select('id')
      .where('id', '=', name)
      .executeTakeFirst();
    if (byId) return byId.id;
    const numbered = await db
      .selectFrom('title_identifier')
      .select('title_id')
      .distinct()
      .where('value', '=', name.replaceAll('-', ''))
      .limit(2)
      .execute();
    return numbered.length === 1 ? numbered[0]?.title_id : undefined;
  },

  /** The last that happened to an item, and the loan before it: what 11 with BI may undo. */
  'sip2-last-return': async (
    db: Reader,
    { itemId }: { itemId: string },
  ): Promise<{ terminalId: string; occurredAt: number; patronId: string } | undefined> => {
    const last = await db
      .selectFrom('circulation_event')
      .select(['kind', 'terminal_id', 'occurred_at', 'patron_id'])
      .where('item_id', '=', itemId)
      .orderBy('occurred_at', 'desc')
      .limit(1)
      .executeTakeFirst();
    if (last?.kind !== 'checkin' || last.patron_id === null) return undefined;
    return { terminalId: last.terminal_id, occurredAt: last.occurred_at, patronId: last.patron_id };
  },
};

interface ItemRow {
  readonly id: string;
  readonly title_id: string;
  readonly title: string;
  readonly call_number: string | null;
  readonly collection: string | null;
  readonly media_type: string;
  readonly condition: ItemFacts['condition'];
  readonly home_library_id: string;
  readonly current_library_id: string;
  readonly queue: number;
  readonly loan_id: string | null;
  readonly loan_terminal_id: string;
  readonly due_at: number;
  readonly claimed_returned_at: number | null;
  readonly hold_id: string | null;
  readonly hold_patron_id: string | null;
  readonly pickup_library_id: string;
  readonly shelf_at: number | null;
  readonly shelf_until: string | null;
  readonly transit_to: string | null;
}

const itemRow = (itemId: string) => sql<ItemRow>`
  select
    item.id, item.title_id, title.title, item.call_number, item.collection, item_class.media_type, item.condition,
    item.home_library_id, item.current_library_id,
    (select count(*) from hold as waiting
      where waiting.title_id = item.title_id and waiting.ended_at is null and waiting.captured_item_id is null
        and (waiting.item_id is null or waiting.item_id = item.id)) as queue,
    loan.id as loan_id, loan.terminal_id as loan_terminal_id, loan.due_at, loan.claimed_returned_at,
    hold.id as hold_id, hold.patron_id as hold_patron_id, hold.pickup_library_id, hold.shelf_at, hold.shelf_until,
    transit.to_library_id as transit_to
  from item
  join title on title.id = item.title_id
  join item_class on item_class.id = item.item_class
  left join loan on loan.item_id = item.id and loan.ended_at is null
  left join hold on hold.captured_item_id = item.id and hold.ended_at is null
  left join transit on transit.item_id = item.id and transit.ended_at is null
  where item.id = ${itemId}
`;

/** A citizen's number is asked about and never given back: the card that goes on is the library's own. */
async function ownCard(db: Reader, patronId: string, asked: string): Promise<string> {
  const cards = await cardsOf(db, patronId);
  const number = asked.trim().normalize('NFC');
  const isIdentity = cards.some(({ kind, value }) => value === number && kind === 'identity');
  return isIdentity ? (mainCard(cards) ?? '') : number;
}

async function whoWaits(db: Reader, patronId: string) {
  const { given_name, family_name } = await db
    .selectFrom('patron')
    .select(['given_name', 'family_name'])
    .where('id', '=', patronId)
    .executeTakeFirstOrThrow();
  const card = mainCard(await cardsOf(db, patronId)) ?? '';
  return { givenName: given_name, familyName: family_name, card };
}

const cardsOf = (db: Reader, patronId: string) =>
  db
    .selectFrom('patron_card')
    .select(['kind', 'value'])
    .where('patron_id', '=', patronId)
    .where('withdrawn_at', 'is', null)
    .orderBy('value')
    .execute();

const CARD_ORDER = ['barcode', 'rfid', 'other'];

/** What is printed on the library's card comes first. */
const mainCard = (cards: readonly { readonly kind: string; readonly value: string }[]) =>
  cards
    .filter(({ kind }) => kind !== 'identity')
    .toSorted((a, b) => CARD_ORDER.indexOf(a.kind) - CARD_ORDER.indexOf(b.kind))
    .at(0)?.value;
