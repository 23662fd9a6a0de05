/** The signed head of a permit: whose it is, until when, by which rules, and the chunks that belong to it (docs/rules/permit.md, PM5). */
import { z } from 'zod';
import { GONE, MOST_CHUNK_BYTES } from './chunk.ts';

export const FORMAT = 1;

/** What may stand in a row of a card; index 0: may borrow. A limit of loans is no standing: loans left are a number of their own. */
export const CARD_STANDINGS = [
  '',
  /** Blocked; and, as without a PIN (K7), whoever owes too much: a terminal has no business to know which. */
  'patron-blocked',
  'card-expired',
  'no-policy',
  'too-many-overdue',
  /** The number is that of several people here. */
  'several-matches',
] as const;
export type CardStanding = (typeof CARD_STANDINGS)[number];

/** What may stand in a row of an item; index 0: may go out. */
export const ITEM_STANDINGS = [
  '',
  'item-withdrawn',
  /** Or missing: it must be returned first. */
  'item-lost',
  'not-for-loan',
  'item-on-hold',
  'several-matches',
] as const;
export type ItemStanding = (typeof ITEM_STANDINGS)[number];

const Id = z.string().min(1).max(64);
/** Epoch milliseconds. */
const Instant = z.int().min(0);
/** Hexadecimal, as the chunk's address has it. */
const Sha256 = z.string().regex(/^[0-9a-f]{64}$/);

const Days = z.int().min(1).max(1000);

export const Cap = z.object({
  /** Books to one card until the library has heard of them. */
  loans: z.int().min(1).max(100),
  days: Days,
});
export type Cap = z.infer<typeof Cap>;

const MOST_CLASSES = GONE;

export const Manifest = z.object({
  format: z.literal(FORMAT),
  library: Id,
  epoch: Id,
  /** Rises with each permit of the library. */
  version: z.int().min(1),
  madeAt: Instant,
  endsAt: Instant,
  /** IANA name, for the last days of cards. */
  timeZone: z.string().min(1).max(64),
  /** What a class of a card row is the index of: classes that are lent to alike here count as one. */
  patronClasses: z
    .array(
      z.object({
        ids: z.array(Id),
        child: z.boolean(),
        /** A rule that may meet such a patron here asks for the PIN, of a scanned card too (K6). */
        pin: z.boolean(),
      }),
    )
    .max(MOST_CLASSES),
  /** What a class of an item row is the index of: the same of items. */
  itemClasses: z.array(z.object({ ids: z.array(Id) })).max(MOST_CLASSES),
  /** Of an item without a row. */
  defaultItemClass: z.int().min(0).max(MOST_CLASSES),
  /** Codes of refusals; index 0, the empty one, is none. */
  cardStandings: z.array(z.string().max(32)).max(256),
  itemStandings: z.array(z.string().max(32)).max(256),
  /** By patron class, then item class; null: no rule lends it. */
  loanDays: z.array(z.array(Days.nullable())),
  /** The last moments of the days from that on which it was made, one after the other, to beyond its end. */
  dayEnds: z.array(Instant).min(1).max(1000),
  /** For each number of days of `loanDays` and of the caps: when a loan falls due that is made on the day of the same index in `dayEnds`. */
  dueDates: z.array(z.object({ days: Days, at: z.array(Instant) })),
  /** For cards without a row; null: nothing is lent to them. */
  unknownCard: Cap.nullable(),
  /** For cards whose class needs the PIN, which nobody can check here. */
  pinNeeded: z.union([z.literal('returns-only'), Cap]),
  /** In their order (PM6). Both figures are of the bytes as they are sent, compressed. */
  chunks: z.array(z.object({ sha256: Sha256, bytes: z.int().min(1).max(MOST_CHUNK_BYTES) })),
});
export type Manifest = z.infer<typeof Manifest>;
