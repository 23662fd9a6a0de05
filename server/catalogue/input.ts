/** What is fed into the catalogue. A title is its MARC21 record; everything else is derived from it (design decision 13). */
import { z } from 'zod';
import { Text } from '../libraries/input.ts';

const Id = z.string().min(1).max(64);

const ControlField = z.record(z.string().regex(/^00[1-9]$/), z.string());
const DataField = z.record(
  z.string().regex(/^(?!00)[0-9]{3}$/),
  z.strictObject({
    ind1: z.string().length(1),
    ind2: z.string().length(1),
    subfields: z.array(z.record(z.string().length(1), z.string())).min(1),
  }),
);

/** MARC-in-JSON (R. Singer, 2010): leader, and fields in their order, one tag a field. */
export const MarcRecord = z.strictObject({
  leader: z.string().length(24),
  fields: z.array(z.union([ControlField, DataField])),
});
export type MarcRecord = z.infer<typeof MarcRecord>;

export const TitleInput = z.strictObject({ id: Id, record: MarcRecord });
export type TitleInput = z.input<typeof TitleInput>;

export const CONDITIONS = ['ok', 'damaged', 'lost', 'missing', 'withdrawn'] as const;

/** Hexadecimal, most significant byte first: `E004…` of ISO 15693, or the TID `E2…` of a UHF tag. */
export const CHIP_NUMBER = /^(?:[0-9A-F]{16}|[0-9A-F]{24})$/;

export const ItemInput = z.strictObject({
  id: Id,
  titleId: Id,
  /** Owner of the item and of its identifiers. */
  homeLibraryId: Id,
  /** Where it is now, when not on loan; absent = at home. */
  currentLibraryId: Id.optional(),
  itemClass: Id,
  callNumber: Text.optional(),
  collection: Text.optional(),
  /** “Tập 2”. */
  enumeration: Text.optional(),
  /** Đồng. */
  price: z.number().int().nonnegative().optional(),
  condition: z.enum(CONDITIONS).default('ok'),
  identifiers: z
    .array(
      z.strictObject({
        /** `tag`: the primary item identifier of an RFID tag (ISO 28560), with its chip number. */
        kind: z.enum(['barcode', 'accession', 'tag']),
        value: z.string().trim().min(1).max(64),
        uid: z.string().regex(CHIP_NUMBER).optional(),
        /** Which part of a set carries this tag, from 1. */
        part: z.number().int().min(1).optional(),
      }),
    )
    .min(1),
});
export type ItemInput = z.input<typeof ItemInput>;
