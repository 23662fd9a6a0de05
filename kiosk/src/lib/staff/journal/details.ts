/** What was done more exactly, on one line: of a change what was and what is, and only where they differ. */
import type { StaffWords } from '../words.ts';

type Details = Readonly<Record<string, unknown>>;

/** Where the words of a code may stand. */
const KINDS = ['detail.value', 'fee.kind', 'block.reason', 'conflict.kind', 'choice'];

/** Found by the subject already, or nothing to people. */
const UNSAID = new Set(['answer', 'item', 'block', 'method']);

export function detailsText(words: StaffWords, details: Details): string {
  const { before, after, ...rest } = details;
  const plain = Object.entries(rest)
    .filter(([name, value]) => !UNSAID.has(name) && !isNothing(value))
    .map(([name, value]) => `${nameText(words, name)}: ${valueText(words, name, value)}`);
  return [...changes(words, before, after), ...plain].join(', ');
}

function changes(words: StaffWords, before: unknown, after: unknown): string[] {
  if (!isRecord(before) && !isRecord(after)) {
    if (before === undefined && after === undefined) return [];
    return [`${valueText(words, '', before)} → ${valueText(words, '', after)}`];
  }
  const [was, is] = [isRecord(before) ? before : {}, isRecord(after) ? after : {}];
  const names = [...new Set([...Object.keys(was), ...Object.keys(is)])];
  return names
    .filter((name) => !isReference(name) && was[name] !== is[name])
    .filter((name) => !isNothing(was[name]) || !isNothing(is[name]))
    .map((name) => {
      const [from, to] = [valueText(words, name, was[name]), valueText(words, name, is[name])];
      return `${nameText(words, name)}: ${isRecord(before) ? `${from} → ` : ''}${to}`;
    });
}

const isRecord = (value: unknown): value is Details => typeof value === 'object' && value !== null;
const isNothing = (value: unknown): boolean =>
  value === undefined || value === null || value === '';
const isReference = (name: string): boolean => name === 'id' || name.endsWith('Id');

const nameText = (words: StaffWords, name: string): string =>
  words.find(`detail.${name}`) ?? words.find(`rule.field.${name}`) ?? name;

function valueText(words: StaffWords, name: string, value: unknown): string {
  if (isNothing(value)) return words.text('detail.value.none');
  if (name === 'amount' && typeof value === 'number') return words.money(value);
  if (name === 'dueAt' && typeof value === 'number') return words.day(value);
  if (name === 'place' && typeof value === 'string') return placeText(words, value);
  if (name === 'changed' && Array.isArray(value)) return fieldsText(words, value);
  if (typeof value === 'object') return JSON.stringify(value);
  const said = KINDS.map((kind) => words.find(`${kind}.${String(value)}`));
  return said.find((text) => text !== undefined) ?? String(value);
}

/** Where settings hold: `network`, `library/kiosk:ID`, `terminal:ID`. */
function placeText(words: StaffWords, place: string): string {
  const [, kind = '', profile, id] = /^(\w+)(?:\/([\w-]+))?(?::(.+))?$/.exec(place) ?? [];
  const where = [words.find(`settings.place.${kind}`) ?? place, id].filter(Boolean).join(' ');
  const only = profile && words.find(`profile.${profile}`);
  return only ? words.text('settings.place.only', { where, profile: only }) : where;
}

const fieldsText = (words: StaffWords, fields: readonly unknown[]): string =>
  fields.map((field) => words.find(`settings.${String(field)}`) ?? String(field)).join('; ');
