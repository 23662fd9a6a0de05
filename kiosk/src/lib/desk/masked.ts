/** A number that may be somebody's card, on a screen that others see: its form is all the assistant is about. */

/** Letters that stay at either end. */
const ENDS = 3;

/** @returns as long as it was, and recognised by who holds the card in their hand */
export function masked(text: string): string {
  const letters = [...text];
  const ends = Math.min(ENDS, Math.floor(letters.length / 4));
  return letters
    .map((letter, at) => (at < ends || at >= letters.length - ends ? letter : '•'))
    .join('');
}
