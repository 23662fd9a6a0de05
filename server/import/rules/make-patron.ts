/** A row of a list of patrons. */
import { z } from 'zod';
import { PatronInput } from '../../patrons/input.ts';
import { fold } from '../../text/fold.ts';
import type { Made, Reference, Row } from './entry.ts';

/** What `hashSecret` makes, and other programs that follow the PHC string format. */
const Argon2id = z
  .string()
  .regex(
    /^\$argon2id\$v=19\$m=\d{1,7},t=\d{1,3},p=\d{1,2}\$[A-Za-z0-9+/]{11,86}\$[A-Za-z0-9+/]{22,86}$/,
    'is no argon2id string',
  )
  // Else each sign-in of that patron would fail (RFC 9106 §3.1: at least 8 KiB a lane, one pass, one lane).
  .refine((phc) => {
    const { memory, passes, lanes } = costOf(phc);
    return passes >= 1 && lanes >= 1 && memory >= 8 * lanes;
  }, 'has parameters that argon2id does not allow')
  // A file could else make each sign-in take minutes and gigabytes.
  .refine((phc) => {
    const { memory, passes } = costOf(phc);
    return memory <= MOST_KIB && memory * passes <= MOST_COST;
  }, 'costs too much to check');
const MOST_KIB = 262_144;
const MOST_COST = 65_536 * 10;
const costOf = (phc: string) => {
  const [memory = 0, passes = 0, lanes = 0] = (
    /m=(\d+),t=(\d+),p=(\d+)/.exec(phc)?.slice(1) ?? []
  ).map(Number);
  return { memory, passes, lanes };
};

export const PatronRow = PatronInput.extend({
  /** A PHC string, instead of `pin`. */
  pinHash: Argon2id.optional(),
  // Absent in a list: those that are on record stay.
  memberships: PatronInput.shape.memberships.removeDefault().optional(),
  language: PatronInput.shape.language.removeDefault().optional(),
}).refine(({ pin, pinHash }) => pin === undefined || pinHash === undefined, {
  path: ['pin'],
  error: 'give the PIN in clear or as argon2id, not both',
});
export type PatronRow = z.output<typeof PatronRow>;

/** @param sealed  the PIN that was given in clear */
export function makePatron(patron: PatronRow, sealed: string | undefined, now: number): Made {
  const { id, libraryId, patronClass, guardianId, cards, memberships } = patron;
  return {
    id,
    rows: {
      patron: [patronRow(patron, sealed)],
      patron_card: cards.map(({ value, kind }) => ({
        library_id: libraryId,
        value: value.normalize('NFC'),
        patron_id: id,
        kind,
        withdrawn_at: null,
      })),
      ...(memberships && { membership: memberships.map((one) => membershipRow(id, one)) }),
      patron_block: patron.blocks.map((note) => blockRow(patron, note, now)),
    },
    references: [
      { field: 'libraryId', section: 'libraries', id: libraryId },
      { field: 'patronClass', section: 'patronClasses', id: patronClass },
      ...(guardianId === undefined
        ? []
        : [{ field: 'guardianId', section: 'patrons' as const, id: guardianId }]),
      ...(memberships ?? []).map((one, at): Reference => ({
        field: `memberships.${at}.libraryId`,
        section: 'libraries',
        id: one.libraryId,
      })),
    ],
    claims: cards.map(({ value }, at) => ({
      field: `cards.${at}.value`,
      kind: 'card',
      key: [libraryId, value.normalize('NFC')],
    })),
    libraries: [libraryId, ...(memberships ?? []).map((one) => one.libraryId)],
  };
}

/** What a list does not say stays as it is on record: a list of names must not wipe telephone numbers. */
function patronRow(patron: PatronRow, sealed: string | undefined): Row {
  const { familyName, givenName, birthDate, expiresOn, language, guardianId } = patron;
  return {
    id: patron.id,
    library_id: patron.libraryId,
    family_name: familyName,
    given_name: givenName,
    folded_name: fold(`${familyName} ${givenName}`),
    patron_class: patron.patronClass,
    ...(birthDate !== undefined && { birth_date: birthDate }),
    ...(expiresOn !== undefined && { expires_on: expiresOn }),
    ...(language !== undefined && { language }),
    ...(guardianId !== undefined && { guardian_id: guardianId }),
    ...(patron.email !== undefined && { email: patron.email }),
    ...(patron.phone !== undefined && { phone: patron.phone }),
    ...(patron.address !== undefined && { address: patron.address }),
    ...(patron.pinHash !== undefined && { pin_hash: patron.pinHash, pin_sealed: null }),
    ...(sealed !== undefined && { pin_hash: null, pin_sealed: sealed }),
  };
}

const membershipRow = (id: string, one: NonNullable<PatronRow['memberships']>[number]): Row => ({
  patron_id: id,
  library_id: one.libraryId,
  role: one.role,
  class_group: one.classGroup ?? '',
  school_year: one.schoolYear ?? '',
  from_day: one.from ?? null,
  to_day: one.to ?? null,
});

const blockRow = ({ id, libraryId }: PatronRow, note: string, now: number): Row => ({
  id: `${id} ${note}`,
  patron_id: id,
  reason: 'staff',
  note,
  library_id: libraryId,
  since: now,
  since_by: 'import:',
  ended_at: null,
  ended_by: null,
});
