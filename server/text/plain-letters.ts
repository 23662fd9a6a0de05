/** Letters and digits that nobody takes for another (0 O, 1 I L, 2 Z, 5 S, 8 B), and no vowels, so that no word comes about. */
export const PLAIN_LETTERS = '34679CDFGHJKMNPQRTVWXY';

/**
 * Eight of them: 5·10¹⁰ codes.
 * @param random 16 random bytes at least
 */
export function plainCode(random: Uint8Array): string {
  return Array.from({ length: 8 }, (_, at) => {
    const number = ((random[at * 2] ?? 0) << 8) | (random[at * 2 + 1] ?? 0);
    return PLAIN_LETTERS[number % PLAIN_LETTERS.length];
  }).join('');
}
