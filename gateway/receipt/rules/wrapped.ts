/** Cuts a text into lines that fit. */

/** Control characters have no look; a tab is as good as a space. NFC, since a mark that stands alone is drawn beside its letter. */
const plain = (text: string): string => text.normalize('NFC').replaceAll(/[^\P{Cc}\n]/gu, ' ');

/** As one line, however wide. */
export const inOneLine = (text: string): string => plain(text).replaceAll('\n', ' ').trim();

const letters = new Intl.Segmenter(undefined, { granularity: 'grapheme' });

/**
 * At its line breaks, then at spaces; a word that is wider than the paper is cut between two letters. No-break spaces
 * hold. A paragraph without words is one empty line.
 * @param room dots
 * @param measure dots that a text takes
 */
export function wrapped(text: string, room: number, measure: (text: string) => number): string[] {
  return plain(text)
    .split('\n')
    .flatMap((paragraph) => linesOf(paragraph, room, measure));
}

function linesOf(paragraph: string, room: number, measure: (text: string) => number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of paragraph.split(/ +/).filter(Boolean)) {
    const longer = line === '' ? word : `${line} ${word}`;
    if (measure(longer) <= room) {
      line = longer;
      continue;
    }
    if (line !== '') lines.push(line);
    const pieces = measure(word) <= room ? [word] : cut(word, room, measure);
    lines.push(...pieces.slice(0, -1));
    line = pieces.at(-1) ?? '';
  }
  return [...lines, line];
}

/** A letter that is wider than the paper stands alone all the same: nothing is left out. */
function cut(word: string, room: number, measure: (text: string) => number): string[] {
  const pieces: string[] = [];
  let piece = '';
  for (const { segment } of letters.segment(word)) {
    if (piece !== '' && measure(piece + segment) > room) {
      pieces.push(piece);
      piece = '';
    }
    piece += segment;
  }
  return [...pieces, piece];
}
