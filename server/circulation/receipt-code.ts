/** For whoever sends no code of their own (O30): short ones that a person can read out, no letter or digit that looks like another (0 O, 1 I L, 2 Z, 5 S, 8 B), no vowels, so no words. */
const LETTERS = '34679CDFGHJKMNPQRTVWXY';

/** Eight letters of twenty-two: 5·10¹⁰ codes, so that two alike are rare; whoever looks one up sees both. */
const LENGTH = 8;

/** @param random at least `LENGTH` × 2 random bytes */
export function receiptCode(random: Uint8Array): string {
  return Array.from({ length: LENGTH }, (_, at) => {
    const number = ((random[at * 2] ?? 0) << 8) | (random[at * 2 + 1] ?? 0);
    return LETTERS[number % LETTERS.length];
  }).join('');
}
