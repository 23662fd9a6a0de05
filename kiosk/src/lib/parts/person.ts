/** How a person of a group is told from the others: by initial, colour and shape, whatever each eye can tell. */
import type { PersonView } from '#gateway/messages.ts';
import type { Words } from '../words.ts';

/** Hues far apart, and in another order than the shapes, so that the seventh is no first again. */
const HUES = [230, 40, 150, 320, 85, 280, 190];

/** Filled paths on a 24 × 24 grid. */
const SHAPES = [
  'M12 2.5a9.5 9.5 0 1 0 0 19a9.5 9.5 0 1 0 0-19z',
  'M4 4h16v16H4z',
  'M12 2.5L22 20.5H2z',
  'M12 1.5L22.5 12L12 22.5L1.5 12z',
  'M12 1.8l3 6.7l7.3.8l-5.4 4.9l1.5 7.2L12 17.7l-6.4 3.7l1.5-7.2L1.7 9.3l7.3-.8z',
  'M12 21.5C3 15 2 11 2 8.3a5.3 5.3 0 0 1 10-2.3a5.3 5.3 0 0 1 10 2.3c0 2.7-1 6.700-10 13.200z',
];

/** @param at the person's place among those who are here, from 0 */
export const personSign = (at: number): { readonly colour: string; readonly shape: string } => ({
  colour: `oklch(54% 0.14 ${HUES[at % HUES.length] ?? 0})`,
  shape: SHAPES[at % SHAPES.length] ?? '',
});

/** “L.”, or “L. (2)” for the second of that initial; “Card 2” of those whom nobody could be asked about. */
export const personName = (
  { initial, which }: Pick<PersonView, 'initial' | 'which'>,
  words: Words,
): string => {
  if (initial === '') return words.text('person.unnamed', { which: which ?? 1 });
  return which === undefined
    ? words.text('person.name', { initial })
    : words.text('person.name-which', { initial, which });
};
