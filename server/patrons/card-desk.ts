/** Takes a card number and a PIN, and says who it is or why not. */
import { createHash, timingSafeEqual } from 'node:crypto';
import type { Deps } from '../deps.ts';
import type { Refusal } from '../circulation/rules/refusal.ts';
import { refuse } from '../circulation/rules/refusal.ts';
import { hashSecret, isSecret, nobodysSecret } from '../secrets/argon2id.ts';
import type { CardFacts } from './rules/identify.ts';
import { refuseByPin } from './rules/identify.ts';
import type { SealedPin } from './sealed-pins/store.ts';
import type { PatronFound } from './standing-store.ts';
import type { TerminalTries } from './terminal-tries.ts';

export interface CardQuery {
  readonly libraryId: string;
  readonly card: string;
  readonly entry: 'scanned' | 'typed';
  readonly pin?: string | undefined;
  /** Where it is asked, and what has been tried there. */
  readonly at?: { readonly terminal: string; readonly tries: TerminalTries };
}

export type Recognised =
  | { readonly outcome: 'known'; readonly patron: PatronFound; readonly pin: 'not-given' | 'right' }
  | { readonly outcome: 'refused'; readonly refusal: Refusal };

type Found = PatronFound | { readonly kind: 'none' | 'several' };

export async function recognise(deps: Deps, query: CardQuery): Promise<Recognised> {
  const { libraryId, card, entry, pin } = query;
  const found = await deps.db.read('patron-by-card', { libraryId, card, now: deps.now() });
  const facts: CardFacts =
    pin === undefined || (entry === 'scanned' && found.kind !== 'one')
      ? { entry, pin: 'not-given', tries: 0 }
      : { entry, ...(await checkPinAt(deps, { ...query, pin }, found)) };
  const refusal = refuseByPin(found.kind, facts);
  if (refusal) return { outcome: 'refused', refusal };
  // A typed number of nobody, or of several, never has the right PIN: it has been refused above.
  if (found.kind !== 'one') return { outcome: 'refused', refusal: refuse('card-unknown') };
  return { outcome: 'known', patron: found, pin: facts.pin === 'right' ? 'right' : 'not-given' };
}

/** A terminal where too many were wrong is asked no more for a while, and locks nobody's number meanwhile (SE34). */
async function checkPinAt(
  deps: Deps,
  { card, pin, at }: CardQuery & { readonly pin: string },
  found: Found,
): Promise<Omit<CardFacts, 'entry'>> {
  const trying = at?.tries.begin(at.terminal, deps.now());
  if (trying?.kind === 'shut') return { pin: 'wrong', tries: 0, lockedUntil: trying.until };
  const checked = await checkPin(deps, card, pin, found);
  if (checked.pin === 'right') trying?.right();
  return checked;
}

/** A number that nobody has takes as long as one with a PIN: the same hashing is done for it. */
async function checkPin(
  deps: Deps,
  card: string,
  pin: string,
  found: Found,
): Promise<Omit<CardFacts, 'entry'>> {
  const { db, now } = deps;
  const cardDigest = createHash('sha256').update(card.trim().normalize('NFC')).digest('base64url');
  const counted = await db.write('pin-try', { cardDigest, now: now() });
  if (counted.kind === 'locked') return { pin: 'wrong', tries: 0, lockedUntil: counted.until };
  if (!(await isPinOf(deps, pin, found)))
    return { pin: 'wrong', tries: counted.tries, lockedUntil: counted.lockedUntil };
  await db.write('pin-right', { cardDigest });
  return { pin: 'right', tries: 0 };
}

async function isPinOf(deps: Deps, pin: string, found: Found): Promise<boolean> {
  if (found.kind === 'one' && found.pinSealed !== undefined)
    return isSealedPin(deps, pin, { patronId: found.standing.id, sealed: found.pinSealed });
  const hash = found.kind === 'one' ? found.pinHash : undefined;
  const isRight = await isSecret(pin, hash ?? (await nobodysSecret));
  return isRight && hash !== undefined;
}

/** Whoever comes before the hashing in the background has got that far is hashed now; it takes as long as a check. */
async function isSealedPin(
  { db, pinSeal }: Deps,
  pin: string,
  { patronId, sealed }: SealedPin,
): Promise<boolean> {
  const kept = pinSeal.open(patronId, sealed);
  if (kept === undefined || !timingSafeEqual(digestOf(kept), digestOf(pin.normalize('NFC')))) {
    await isSecret(pin, await nobodysSecret);
    return false;
  }
  await db.write('pin-hashed', { patronId, sealed, pinHash: await hashSecret(pin) });
  return true;
}

const digestOf = (text: string): Buffer => createHash('sha256').update(text).digest();
