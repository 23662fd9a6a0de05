/** A rule as people read it: `2#############` instead of `^2\d{13}$`. */
import type { ScanRule } from './scan-rules.ts';

const TOKEN =
  /(\\d|\\p\{L\}|\[A-Z\]|\[0-9\]|\\[^\p{L}\d]|[^\\^$.*+?()[\]{}|])(?:\{(\d+)(?:,(\d+))?\})?/uy;
const MARKS: Readonly<Record<string, string>> = {
  '\\d': '#',
  '[0-9]': '#',
  '[A-Z]': '@',
  '\\p{L}': '@',
};
/** A form longer than that says less than the pattern. */
const LONGEST = 64;

/** `#` any digit, `@` any letter, in parentheses what may be missing; a pattern that has no such form stays as it is. */
export function formOf({ pattern, symbology }: Pick<ScanRule, 'pattern' | 'symbology'>): string {
  const form = maskOf(pattern) ?? pattern;
  return symbology === undefined ? form : `${form} · ${symbology}`;
}

function maskOf(pattern: string): string | undefined {
  const body = /^\^(.*)\$$/su.exec(pattern)?.[1];
  if (body === undefined) return undefined;
  let mask = '';
  for (let at = 0; at < body.length; at = TOKEN.lastIndex) {
    TOKEN.lastIndex = at;
    const token = TOKEN.exec(body);
    if (!token || mask.length > LONGEST) return undefined;
    mask += repeated(token);
  }
  return mask.length > LONGEST ? undefined : mask;
}

function repeated([, one = '', fewest = '1', most = fewest]: RegExpExecArray): string {
  const mark = MARKS[one] ?? one.replace(/^\\/, '');
  const times = Math.min(Number(fewest), LONGEST + 1);
  const more = Math.min(Number(most), LONGEST + 1) - times;
  return mark.repeat(times) + (more > 0 ? `(${mark.repeat(more)})` : '');
}
