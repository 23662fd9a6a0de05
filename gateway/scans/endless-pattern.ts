/** Patterns over which a scan could be thought about for ever (SE51): the regular expressions of JavaScript go back and try again. */

/** So many may be of any length; each more multiplies the tries by the length of the scan. */
const MOST_UNBOUNDED = 3;
const UNBOUNDED = /^(?:[+*]|\{\d+,\})/u;

/** @param pattern a regular expression. @returns whether a group that may be read in many ways is repeated, or too much may be of any length */
export function isEndless(pattern: string): boolean {
  const groups = [false];
  let unbounded = 0;
  for (let at = 0; at < pattern.length;) {
    const { length, kind } = pieceAt(pattern, at);
    at += length;
    const isRepeated = UNBOUNDED.test(pattern.slice(at));
    if (isRepeated) unbounded += 1;
    const isVaried = kind === 'close' && groups.pop() === true;
    if (isVaried && isRepeated) return true;
    if (kind === 'open') groups.push(false);
    else if (kind === 'or' || isRepeated || isVaried) groups[groups.length - 1] = true;
  }
  return unbounded > MOST_UNBOUNDED;
}

interface Piece {
  readonly length: number;
  readonly kind: 'open' | 'close' | 'or' | 'other';
}

/** A class or something escaped is one piece, whatever stands in it. */
function pieceAt(pattern: string, at: number): Piece {
  const [whole = ''] =
    /^(?:\\(?:[pP]\{[^}]*\}|.)|\[(?:\\.|[^\]\\])*\]|.)/su.exec(pattern.slice(at)) ?? [];
  const kind = whole === '(' ? 'open' : whole === ')' ? 'close' : whole === '|' ? 'or' : 'other';
  return { length: Math.max(1, whole.length), kind };
}
