import { BitReader, BitWriter } from './iso15962-bits.ts';

/**
 * The application-defined compaction of an ISIL (ISO 28560-2; OID 3 and 11): three sets of characters, of 5, 5 and 4
 * bits, with codes that go over to another set for good (latch) or for one character (shift). It begins in upper case.
 */
type SetName = 'upper' | 'lower' | 'digit';

interface CharacterSet {
  readonly width: number;
  readonly characters: string;
  readonly latch: Readonly<Partial<Record<SetName, number>>>;
  readonly shift: Readonly<Partial<Record<SetName, number>>>;
}

const SETS: Readonly<Record<SetName, CharacterSet>> = {
  upper: {
    width: 5,
    characters: '-ABCDEFGHIJKLMNOPQRSTUVWXYZ:',
    latch: { lower: 0b11100, digit: 0b11110 },
    shift: { lower: 0b11101, digit: 0b11111 },
  },
  lower: {
    width: 5,
    characters: '-abcdefghijklmnopqrstuvwxyz/',
    latch: { upper: 0b11100, digit: 0b11110 },
    shift: { upper: 0b11101, digit: 0b11111 },
  },
  digit: {
    width: 4,
    characters: '0123456789-:',
    latch: { upper: 0b1100, lower: 0b1110 },
    shift: { upper: 0b1101, lower: 0b1111 },
  },
};
const SET_NAMES = ['upper', 'lower', 'digit'] as const;

/** What is left when no character follows, a latch, a shift or single bits, is padding. */
export function decodeIsil(bytes: Uint8Array): string {
  const bits = new BitReader(bytes);
  let latched: SetName = 'upper';
  let current: SetName = latched;
  let text = '';
  while (bits.left >= SETS[current].width) {
    const set: CharacterSet = SETS[current];
    const code = bits.take(set.width) ?? 0;
    text += set.characters[code] ?? '';
    latched = nameOf(set.latch, code) ?? latched;
    current = nameOf(set.shift, code) ?? latched;
  }
  return text;
}

const nameOf = (codes: CharacterSet['latch'], code: number): SetName | undefined =>
  SET_NAMES.find((name) => codes[name] === code);

/** Whether every character of the text is in one of the sets. */
export const isIsilText = (text: string): boolean => /^[-A-Za-z0-9:/]+$/.test(text);

/**
 * Shifts where the character after the next belongs to the old set or does not exist, else latches. Other encoders
 * choose otherwise, so that encoded ISILs are compared by what they say.
 * @throws RangeError for a character that no ISIL has
 */
export function encodeIsil(isil: string): Uint8Array {
  const bits = new BitWriter();
  let set: SetName = 'upper';
  for (const [at, character] of [...isil].entries()) {
    const home = setOf(character, set);
    if (home !== set) {
      const once = isIn(isil[at + 1], set);
      bits.put((once ? SETS[set].shift : SETS[set].latch)[home] ?? 0, SETS[set].width);
      if (!once) set = home;
    }
    bits.put(SETS[home].characters.indexOf(character), SETS[home].width);
  }
  return bits.finish([1, 1, 1, 1, 1, 1, 1]);
}

const isIn = (character: string | undefined, set: SetName): boolean =>
  character === undefined || SETS[set].characters.includes(character);

function setOf(character: string, current: SetName): SetName {
  const home = [current, ...SET_NAMES].find((name) => isIn(character, name));
  if (!home) throw new RangeError(`“${character}” is not a character of an ISIL`);
  return home;
}
