/** Sealed PINs that wait to be hashed. */
import type { Reader, Writer } from '../../db/database.ts';

export interface SealedPin {
  readonly patronId: string;
  readonly sealed: string;
}

export const queries = {
  'sealed-pins': async (
    db: Reader,
    { after, limit }: { after: string; limit: number },
  ): Promise<SealedPin[]> => {
    const rows = await db
      .selectFrom('patron')
      .select(['id', 'pin_sealed'])
      .where('pin_sealed', 'is not', null)
      .where('id', '>', after)
      .orderBy('id')
      .limit(limit)
      .execute();
    return rows.flatMap(({ id, pin_sealed }) =>
      pin_sealed === null ? [] : [{ patronId: id, sealed: pin_sealed }],
    );
  },
};

export const commands = {
  /** @returns false when the patron has got another PIN meanwhile */
  'pin-hashed': async (
    tx: Writer,
    { patronId, sealed, pinHash }: SealedPin & { pinHash: string },
  ): Promise<boolean> => {
    const changed = await tx
      .updateTable('patron')
      .set({ pin_hash: pinHash, pin_sealed: null })
      .where('id', '=', patronId)
      .where('pin_sealed', '=', sealed)
      .executeTakeFirst();
    return changed.numUpdatedRows === 1n;
  },
};
