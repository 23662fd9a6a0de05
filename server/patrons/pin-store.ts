/** Wrong PINs are counted in the database, so that a restart forgives nothing and several server processes count together. */
import type { Writer } from '../db/database.ts';
import { lock } from '../db/lock.ts';
import { LOCKED_MS, MOST_TRIES } from './rules/identify.ts';

/** Tries that led to no lock are forgotten after a day, and so are numbers that were typed once by mistake. */
const REMEMBERED_MS = 86_400_000;

export type PinTry =
  | { readonly kind: 'locked'; readonly until: number }
  /** `lockedUntil`: this is the last try, and the lock stands unless it is right. */
  | { readonly kind: 'allowed'; readonly tries: number; readonly lockedUntil?: number | undefined };

export const commands = {
  /** Counts a try before the PIN is compared: else many at once would each find the number unlocked. */
  'pin-try': async (
    tx: Writer,
    { cardDigest, now }: { cardDigest: string; now: number },
  ): Promise<PinTry> => {
    await lock(tx, `pin ${cardDigest}`);
    await tx
      .deleteFrom('pin_attempt')
      .where('last_at', '<', now - REMEMBERED_MS)
      .execute();
    const known = await tx
      .selectFrom('pin_attempt')
      .selectAll()
      .where('card_digest', '=', cardDigest)
      .executeTakeFirst();
    const lockedUntil = known?.locked_until ?? undefined;
    if (lockedUntil !== undefined && lockedUntil > now)
      return { kind: 'locked', until: lockedUntil };
    const tries = lockedUntil === undefined ? (known?.tries ?? 0) + 1 : 1;
    const until = tries >= MOST_TRIES ? now + LOCKED_MS : undefined;
    const row = { tries, locked_until: until ?? null, last_at: now };
    await tx
      .insertInto('pin_attempt')
      .values({ card_digest: cardDigest, ...row })
      .onConflict((conflict) => conflict.column('card_digest').doUpdateSet(row))
      .execute();
    return { kind: 'allowed', tries, lockedUntil: until };
  },

  'pin-right': async (tx: Writer, { cardDigest }: { cardDigest: string }) => {
    await tx.deleteFrom('pin_attempt').where('card_digest', '=', cardDigest).execute();
  },
};
