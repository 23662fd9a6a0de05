import type { CardQuery, PatronAnswer, PatronView, Refusal } from '../../ils.ts';
import type { PatronFacts } from './patron-facts.ts';
import type { Site } from './site.ts';

/** What is said before the library is asked: a typed number always needs the PIN. */
export function refusedUnasked({ entry, pin }: CardQuery): Refusal | undefined {
  const needsPin = entry === 'typed' && (pin === undefined || pin === '');
  return needsPin ? { code: 'pin-required', params: {} } : undefined;
}

/** In the order of importance: who it is, whether it is really they, whether they may. */
export function patronAnswer(facts: PatronFacts, query: CardQuery, site: Site): PatronAnswer {
  const refusal = refusedPerson(facts, query) ?? blocked(facts);
  if (refusal) return { outcome: 'refused', refusal };
  return { outcome: 'accepted', patron: patronView(facts, query, site) };
}

/** A typed number and its PIN are right or wrong together, so that numbers cannot be tried out. */
export function refusedPerson(facts: PatronFacts, { entry, pin }: CardQuery): Refusal | undefined {
  const isWrong = pin !== undefined && (pin === '' || facts.pin !== 'right');
  if (entry === 'typed' && (!facts.known || isWrong)) return refuse('number-or-pin-wrong', facts);
  if (!facts.known) return refuse('card-unknown', facts);
  return isWrong ? refuse('pin-wrong', facts) : undefined;
}

/**
 * Whoever is denied loans for something that has a flag of its own (too many books, fees) is let in: the loan will say
 * why it is refused, and the account can be seen. A card that has expired cannot be told from one that is blocked.
 */
function blocked(facts: PatronFacts): Refusal | undefined {
  const { cardLost, chargeDenied, tooManyCharged, tooManyOverdue, owesTooMuch } = facts.flags;
  const isExplained = tooManyCharged || tooManyOverdue || owesTooMuch;
  if (cardLost || (chargeDenied && !isExplained)) return refuse('patron-blocked', facts);
  return undefined;
}

function patronView(facts: PatronFacts, { pin }: CardQuery, site: Site): PatronView {
  const { chargedCount, chargedLimit, flags } = facts;
  const counted =
    chargedCount === undefined || chargedLimit === undefined
      ? undefined
      : Math.max(0, chargedLimit - chargedCount);
  const loansLeft = flags.tooManyCharged ? 0 : counted;
  return {
    initial: initialOf(facts.name, site.givenName),
    child: false,
    hasPin: site.patronPins,
    pinVerified: pin !== undefined && pin !== '' && facts.pin === 'right',
    ...(loansLeft !== undefined && { loansLeft }),
  };
}

/**
 * First letter of the given name, which stands behind the comma of “Family, Given”, else first or last.
 * @returns a dot where the system hides the name, or its charset has not that letter
 */
export function initialOf(name: string, givenName: Site['givenName']): string {
  const given = name.includes(',') ? name.slice(name.indexOf(',') + 1) : name;
  const word = (given.match(WORDS) ?? name.match(WORDS))?.at(givenName === 'first' ? 0 : -1);
  const letter = /^\p{L}/u.exec(word?.normalize('NFC') ?? '')?.[0];
  return letter === undefined ? '·' : letter.toLocaleUpperCase('vi');
}

/** A question mark stands for a letter that the charset could not carry. */
const WORDS = /[\p{L}?][\p{L}\p{M}?'’-]*/gu;

const refuse = (code: string, { said }: PatronFacts): Refusal => ({
  code,
  params: said === undefined ? {} : { said },
});
