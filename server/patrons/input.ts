/** What is fed into the patrons: by sample data, school lists and staff pages alike. */
import { z } from 'zod';
import { Day, Text } from '../libraries/input.ts';

const Id = z.string().min(1).max(64);

export const PatronInput = z.strictObject({
  id: Id,
  /** Owner of the patron and of their cards. */
  libraryId: Id,
  /** Surname and middle names, as written. */
  familyName: Text,
  /** Apart, because class lists sort by it and screens show its first letter. */
  givenName: Text,
  birthDate: Day.optional(),
  patronClass: Id,
  /** Last day on which the card is good. */
  expiresOn: Day.optional(),
  language: z.enum(['vi', 'en', 'fr']).default('vi'),
  guardianId: Id.optional(),
  email: z.email().max(254).optional(),
  /** As written; for people, not for machines. */
  phone: Text.optional(),
  address: Text.optional(),
  /** Stored as argon2id only. */
  pin: z.string().min(4).max(32).optional(),
  cards: z
    .array(
      z.strictObject({
        value: z.string().trim().min(1).max(64),
        kind: z.enum(['barcode', 'rfid', 'identity', 'other']).default('barcode'),
      }),
    )
    .default([]),
  memberships: z
    .array(
      z.strictObject({
        libraryId: Id,
        /** e.g. `4A`. */
        classGroup: Text.optional(),
        /** e.g. `2026-2027`. */
        schoolYear: z.string().max(20).optional(),
        role: z.enum(['pupil', 'teacher', 'staff', 'member']).default('member'),
        from: Day.optional(),
        to: Day.optional(),
      }),
    )
    .default([]),
  /** Each with its reason, for staff. */
  blocks: z.array(Text).default([]),
});
export type PatronInput = z.input<typeof PatronInput>;
