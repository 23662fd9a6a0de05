/** Why a row did not go in, for people and programs. */
import type { z } from 'zod';
import type { Place, SectionName } from './entry.ts';

export const CODES = [
  'not-json',
  'does-not-fit',
  'unknown-reference',
  'number-taken',
  'twice',
  'other-library',
  'whole-network-only',
  'title-differs',
  'not-possible',
] as const;
export type RefusalCode = (typeof CODES)[number];

export interface Fault {
  /** Empty: the row as a whole. */
  readonly field: string;
  /** As in the file, cut; never a PIN or a whole card number. */
  readonly value: string;
  readonly code: RefusalCode;
  readonly reason: string;
}

export interface Refused extends Place {
  readonly section: SectionName;
  readonly faults: readonly [Fault, ...Fault[]];
}

export const fault = (code: RefusalCode, field: string, value: unknown, reason: string): Fault => ({
  code,
  // Of a field that there is not, the name is the file's.
  field: cut(field),
  value: shown(field, value),
  reason,
});

const LONGEST = 60;
const SECRET = /^pin(Hash)?$/;
/** Identifies or reaches a person: its end is enough to find the row by. */
const PERSONAL = /^(cards|email|phone|address|birthDate|guardianId|patronId)(\.|$)/;

export function shown(field: string, value: unknown): string {
  if (value === undefined || value === null || SECRET.test(field)) return '';
  const text = typeof value === 'string' ? value : (JSON.stringify(value) ?? '');
  if (PERSONAL.test(field)) return text.length > 6 ? `…${text.slice(-3)}` : '…';
  return cut(text);
}

/** Never in the middle of a surrogate pair. */
const cut = (text: string): string =>
  text.length > LONGEST ? `${text.slice(0, LONGEST - 1).replace(/[\ud800-\udbff]$/, '')}…` : text;

/** What a schema says, one fault a field. */
export function faultsOf(error: z.ZodError, raw: unknown): [Fault, ...Fault[]] {
  const [first, ...rest] = error.issues.flatMap((issue) => leaves(issue, raw));
  const nothing = fault('does-not-fit', '', undefined, 'does not fit');
  return [first ?? nothing, ...rest.slice(0, 9)];
}

/** Of a row that may have two shapes, the one that it comes nearest to is told of. */
function leaves(issue: z.core.$ZodIssue, raw: unknown): Fault[] {
  if (issue.code === 'invalid_union') {
    const [nearest = []] = issue.errors.toSorted((a, b) => a.length - b.length);
    return nearest.flatMap((inner) =>
      leaves({ ...inner, path: [...issue.path, ...inner.path] }, raw),
    );
  }
  if (issue.code === 'unrecognized_keys')
    return issue.keys.map((key) =>
      fault('does-not-fit', [...issue.path, key].join('.'), undefined, 'there is no such field'),
    );
  const field = issue.path.join('.');
  return [fault('does-not-fit', field, valueAt(raw, issue.path), issue.message)];
}

function valueAt(raw: unknown, path: readonly PropertyKey[]): unknown {
  let value = raw;
  for (const key of path) {
    if (typeof value !== 'object' || value === null) return undefined;
    value = Object.getOwnPropertyDescriptor(value, key)?.value;
  }
  return value;
}
