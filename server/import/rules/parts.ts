/** The tables that an import writes, as data: one way of reading, writing and putting back serves them all. */
import type { Cell, SectionName } from './entry.ts';

export interface Part {
  readonly table: string;
  readonly key: readonly string[];
  /** The column that names the subject. */
  readonly owner: string;
  readonly columns: readonly string[];
  /** Written, and not looked at when it is asked what has changed: the server changes them by itself. */
  readonly unwatched?: readonly string[];
  /** For a new row whose entry does not say. */
  readonly defaults?: Readonly<Record<string, Cell>>;
  /** The same, from another column. */
  readonly copies?: Readonly<Record<string, string>>;
  /** Counts the changes of the row, from 1. */
  readonly counter?: string;
  /** Details: `replaced` become those given, `added` are never taken away. The first part of a section is the subject itself. */
  readonly details?: 'replaced' | 'added';
  /** Replaced only where this column is the same: a school's list says nothing of other libraries. */
  readonly within?: string;
}

export interface Section {
  readonly parts: readonly [Part, ...Part[]];
  /** A subject that is there stays as it is: its history goes on here. */
  readonly onlyNew?: boolean;
  /** The column of the subject that says whose it is. */
  readonly library?: string;
  /** Tables that may refer to the subject, each with the column: it then cannot be taken out again. */
  readonly usedBy: readonly (readonly [table: string, column: string])[];
  /** The rulebook is made of it. */
  readonly isRule?: boolean;
}

const root = (table: string, columns: string, more: Partial<Part> = {}): Part => ({
  table,
  key: ['id'],
  owner: 'id',
  columns: ['id', ...columns.split(' ')],
  ...more,
});
const details = (
  table: string,
  how: 'replaced' | 'added',
  owner: string,
  key: string,
  columns: string,
): Part => ({
  table,
  owner,
  key: key.split(' '),
  columns: [...key.split(' '), ...(columns === '' ? [] : columns.split(' '))],
  details: how,
});

export const PARTS: Readonly<Record<SectionName, Section>> = {
  libraries: {
    parts: [
      root('library', 'parent_id isil kind name time_zone valid_from valid_to latitude longitude'),
    ],
    library: 'id',
    usedBy: [
      ['library', 'parent_id'],
      ['patron', 'library_id'],
      ['item', 'home_library_id'],
      ['item', 'current_library_id'],
      ['patron_card', 'library_id'],
      ['membership', 'library_id'],
      ['loan_policy', 'library_id'],
      ['library_calendar', 'library_id'],
      ['terminal', 'library_id'],
      ['staff_grant', 'library_id'],
    ],
    isRule: true,
  },
  calendars: {
    parts: [
      {
        table: 'library_calendar',
        key: ['library_id'],
        owner: 'library_id',
        columns: ['library_id', 'weekly'],
      },
      details(
        'calendar_exception',
        'replaced',
        'library_id',
        'library_id from_day to_day',
        'open name',
      ),
    ],
    library: 'library_id',
    usedBy: [],
    isRule: true,
  },
  patronClasses: {
    parts: [root('patron_class', 'name')],
    usedBy: [
      ['patron', 'patron_class'],
      ['loan_policy', 'patron_class'],
    ],
    isRule: true,
  },
  itemClasses: {
    parts: [root('item_class', 'name loanable media_type', { defaults: { media_type: '001' } })],
    usedBy: [
      ['item', 'item_class'],
      ['loan_policy', 'item_class'],
    ],
    isRule: true,
  },
  policies: {
    parts: [
      root(
        'loan_policy',
        'library_id patron_class item_class max_loans max_loans_of_class loan_days renewals requires_pin max_overdue max_fees_owed overdue_per_day overdue_cap grace_days max_holds hold_days lost_processing_fee lost_price',
      ),
    ],
    library: 'library_id',
    usedBy: [],
    isRule: true,
  },
  patrons: {
    parts: [
      root(
        'patron',
        'library_id family_name given_name folded_name birth_date patron_class expires_on language pin_hash email phone address pin_sealed guardian_id',
        {
          unwatched: ['pin_hash', 'pin_sealed'],
          defaults: { language: 'vi' },
        },
      ),
      details(
        'patron_card',
        'added',
        'patron_id',
        'library_id value',
        'patron_id kind withdrawn_at',
      ),
      {
        ...details(
          'membership',
          'replaced',
          'patron_id',
          'patron_id library_id role class_group school_year',
          'from_day to_day',
        ),
        within: 'library_id',
      },
      details(
        'patron_block',
        'added',
        'patron_id',
        'id',
        'patron_id reason note library_id since since_by ended_at ended_by',
      ),
    ],
    library: 'library_id',
    usedBy: [
      ['circulation_event', 'patron_id'],
      ['hold', 'patron_id'],
      ['fee', 'patron_id'],
      ['patron', 'guardian_id'],
      ['conflict', 'patron_id'],
    ],
  },
  titles: {
    parts: [
      root('title', 'record version title author publisher year language folded changed_at', {
        counter: 'version',
        unwatched: [
          'version',
          'changed_at',
          'title',
          'author',
          'publisher',
          'year',
          'language',
          'folded',
        ],
      }),
      details('title_contributor', 'replaced', 'title_id', 'title_id position', 'name folded'),
      details('title_identifier', 'replaced', 'title_id', 'title_id kind value', ''),
    ],
    usedBy: [
      ['item', 'title_id'],
      ['hold', 'title_id'],
    ],
  },
  items: {
    parts: [
      root(
        'item',
        'title_id home_library_id current_library_id item_class call_number collection enumeration price condition',
        { defaults: { condition: 'ok' }, copies: { current_library_id: 'home_library_id' } },
      ),
      details(
        'item_identifier',
        'replaced',
        'item_id',
        'library_id kind value part',
        'item_id uid',
      ),
    ],
    library: 'home_library_id',
    usedBy: [
      ['circulation_event', 'item_id'],
      ['hold', 'item_id'],
      ['hold', 'captured_item_id'],
      ['transit', 'item_id'],
      ['fee', 'item_id'],
      ['conflict', 'item_id'],
    ],
  },
  loans: {
    parts: [
      root(
        'circulation_event',
        'item_id kind patron_id occurred_at claimed_at recorded_at terminal_id library_id due_at undo_of',
        // The link to the patron is cut after a time.
        { unwatched: ['patron_id', 'recorded_at'] },
      ),
    ],
    onlyNew: true,
    usedBy: [],
  },
  holds: {
    parts: [
      root(
        'hold',
        'patron_id title_id item_id pickup_library_id placed_at placed_by captured_item_id ended_at ended_how',
      ),
    ],
    onlyNew: true,
    usedBy: [],
  },
  fees: {
    parts: [root('fee', 'patron_id library_id kind amount settled note created_at created_by')],
    onlyNew: true,
    usedBy: [['fee_payment', 'fee_id']],
  },
};

/** Where a number that belongs to one subject is kept. */
export const CLAIMED = {
  isil: { table: 'library', columns: ['isil'], owner: 'id' },
  card: { table: 'patron_card', columns: ['library_id', 'value'], owner: 'patron_id' },
  identifier: {
    table: 'item_identifier',
    columns: ['library_id', 'kind', 'value', 'part'],
    owner: 'item_id',
  },
  chip: { table: 'item_identifier', columns: ['uid'], owner: 'item_id' },
  policy: {
    table: 'loan_policy',
    columns: ['library_id', 'patron_class', 'item_class'],
    owner: 'id',
  },
} as const;
