/** What no database keeps as it is: PostgreSQL takes neither a NUL nor half a surrogate pair, and both would come back changed from SQLite. */
import { fault } from './refused.ts';
import type { Fault } from './refused.ts';

/** A MARC record in JSON has five; brackets by the thousand would end in a full stack where a value is compared or shown. */
const DEEPEST = 16;

/** @returns the first fault of a parsed row, whatever its section */
export function unstorable(raw: unknown, path: readonly string[] = []): Fault | undefined {
  const field = path.join('.');
  if (typeof raw === 'string')
    return isText(raw) ? undefined : fault('does-not-fit', field, undefined, NO_TEXT);
  if (typeof raw !== 'object' || raw === null) return undefined;
  if (path.length === DEEPEST)
    return fault('does-not-fit', path[0] ?? '', undefined, 'has lists in lists without end');
  for (const [name, value] of Object.entries(raw)) {
    const found = isText(name)
      ? unstorable(value, [...path, name])
      : fault('does-not-fit', field, undefined, NO_TEXT);
    if (found) return found;
  }
  return undefined;
}

const NO_TEXT = 'has a character that is none (U+0000, or half of a pair)';

const isText = (text: string): boolean => text.isWellFormed() && !text.includes('\u0000');
