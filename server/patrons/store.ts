/** Patrons, their cards, memberships and blocks, as imports and staff pages change them. */
import type { z } from 'zod';
import type { Writer } from '../db/database.ts';
import { fold } from '../text/fold.ts';
import type { PatronInput } from './input.ts';

/** With the PIN as its hash: a command does not hash. */
export type PatronRecord = Omit<z.output<typeof PatronInput>, 'pin'> & {
  readonly pinHash?: string | undefined;
};

/** Who did it, where it came with a list. */
const FED = 'import:';

export const commands = {
  /**
   * Adds patrons or changes them; guardians come before their wards. Cards are added, never taken away; memberships and blocks become
   * those given; a PIN that is not given stays. Not more than a few hundred at once: loans wait meanwhile.
   */
  'patrons-put': async (
    tx: Writer,
    { patrons, now }: { patrons: readonly PatronRecord[]; now: number },
  ) => {
    for (const patron of patrons) {
      await putPatron(tx, patron);
      await putCards(tx, patron);
      await putMemberships(tx, patron);
      await putBlocks(tx, patron, now);
    }
  },
};

async function putPatron(tx: Writer, patron: PatronRecord): Promise<void> {
  const row = {
    id: patron.id,
    library_id: patron.libraryId,
    family_name: patron.familyName,
    given_name: patron.givenName,
    folded_name: fold(`${patron.familyName} ${patron.givenName}`),
    birth_date: patron.birthDate ?? null,
    patron_class: patron.patronClass,
    expires_on: patron.expiresOn ?? null,
    language: patron.language,
    guardian_id: patron.guardianId ?? null,
    ...contactOf(patron),
  };
  const pin = patron.pinHash === undefined ? {} : { pin_hash: patron.pinHash };
  await tx
    .insertInto('patron')
    .values({ ...row, pin_hash: patron.pinHash ?? null })
    .onConflict((conflict) => conflict.column('id').doUpdateSet({ ...row, ...pin }))
    .execute();
}

/** What is not given stays. */
const contactOf = ({ email, phone, address }: PatronRecord) => ({
  ...(email !== undefined && { email }),
  ...(phone !== undefined && { phone }),
  ...(address !== undefined && { address }),
});

/** @throws when a number is somebody else's: it is not taken over */
async function putCards(tx: Writer, { id, libraryId, cards }: PatronRecord): Promise<void> {
  for (const card of cards) {
    const value = card.value.normalize('NFC');
    const known = await tx
      .selectFrom('patron_card')
      .select('patron_id')
      .where('library_id', '=', libraryId)
      .where('value', '=', value)
      .executeTakeFirst();
    if (known && known.patron_id !== id) throw new Error('a card number belongs to another patron');
    if (known) continue;
    await tx
      .insertInto('patron_card')
      .values({ library_id: libraryId, value, patron_id: id, kind: card.kind, withdrawn_at: null })
      .execute();
  }
}

async function putMemberships(tx: Writer, { id, memberships }: PatronRecord): Promise<void> {
  await tx.deleteFrom('membership').where('patron_id', '=', id).execute();
  for (const membership of memberships) {
    await tx
      .insertInto('membership')
      .values({
        patron_id: id,
        library_id: membership.libraryId,
        role: membership.role,
        class_group: membership.classGroup ?? '',
        school_year: membership.schoolYear ?? '',
        from_day: membership.from ?? null,
        to_day: membership.to ?? null,
      })
      .execute();
  }
}

/** The blocks that were fed in become those given; what staff or a kiosk have put on stays. */
async function putBlocks(tx: Writer, patron: PatronRecord, now: number): Promise<void> {
  const ended = { ended_at: now, ended_by: FED };
  await tx
    .updateTable('patron_block')
    .set(ended)
    .where('patron_id', '=', patron.id)
    .where('since_by', '=', FED)
    .where('ended_at', 'is', null)
    .execute();
  for (const note of patron.blocks) {
    await tx
      .insertInto('patron_block')
      .values({
        id: `${patron.id} ${note}`,
        patron_id: patron.id,
        reason: 'staff',
        note,
        library_id: patron.libraryId,
        since: now,
        since_by: FED,
      })
      .onConflict((conflict) =>
        conflict.column('id').doUpdateSet({ ended_at: null, ended_by: null }),
      )
      .execute();
  }
}
