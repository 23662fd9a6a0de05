/**
 * The assistant of the installer: from some labels and cards, each with what it is, the simplest rules that tell one
 * from the other. A rule that takes a sample for what it is not is never proposed.
 */
import type { Scan } from '../devices/device.ts';
import { scanMeaning } from './scan-rules.ts';
import type { ScanRule } from './scan-rules.ts';

/** A scan that somebody has said what it is. */
export interface LabelledScan {
  readonly scan: Scan;
  readonly is: 'patron' | 'item';
}

export interface Proposal {
  readonly rules: readonly ScanRule[];
  /** How many of the samples these rules take for what they are; the others they leave open. */
  readonly right: number;
}

/** Of each kind; from fewer nobody could tell a rule from chance. */
const FEWEST = 2;
/** A longer beginning would only list the samples. */
const LONGEST_PREFIX = 6;

/** @returns undefined when there are too few samples, or nothing tells them apart */
export function proposeRules(samples: readonly LabelledScan[]): Proposal | undefined {
  const patrons = samples.filter(({ is }) => is === 'patron');
  const items = samples.filter(({ is }) => is === 'item');
  if (patrons.length < FEWEST || items.length < FEWEST) return undefined;
  const rules = [...rulesFor('patron', patrons, items), ...rulesFor('item', items, patrons)];
  const right = samples.filter((sample) => isRight(sample, rules)).length;
  return right === 0 ? undefined : { rules, right };
}

const isRight = ({ is, scan }: LabelledScan, rules: readonly ScanRule[]): boolean =>
  scanMeaning(scan, { rules, strictCheckDigits: false }).kind === is;

type Kind = LabelledScan['is'];
type Samples = readonly LabelledScan[];

function rulesFor(kind: Kind, samples: Samples, others: Samples): ScanRule[] {
  const byForm = Object.values(Object.groupBy(samples, ({ scan }) => formOf(scan.text)));
  return byForm.flatMap((group) => (group ? tellApart(kind, group, others, 0) : []));
}

/** By form and length alone; else by what the scanner says of the code; else by ever longer beginnings. */
function tellApart(kind: Kind, group: Samples, others: Samples, prefix: number): ScanRule[] {
  const symbology = commonSymbology(group);
  const rule: ScanRule = { pattern: patternOf(group, prefix), kind };
  const narrow: ScanRule | undefined = symbology && { ...rule, symbology };
  // Without it an EAN is the book trade's.
  const [first, second] = symbology === 'ean' ? [narrow] : [rule, narrow];
  if (first && !contradicts(first, others)) return [first];
  if (second && !contradicts(second, others)) return [second];
  const shortest = Math.min(...group.map(({ scan }) => [...scan.text].length));
  if (prefix >= LONGEST_PREFIX || prefix >= shortest) return byLength(kind, group, others, prefix);
  const parts = Object.values(Object.groupBy(group, ({ scan }) => [...scan.text][prefix] ?? ''));
  return parts.flatMap((part) => (part ? tellApart(kind, part, others, prefix + 1) : []));
}

/** Numbers of several lengths, with another kind's in between. */
function byLength(kind: Kind, group: Samples, others: Samples, prefix: number): ScanRule[] {
  const parts = Object.values(Object.groupBy(group, ({ scan }) => scan.text.length));
  if (parts.length < 2) return [];
  return parts.flatMap((part) => {
    const rule: ScanRule | undefined = part && { pattern: patternOf(part, prefix), kind };
    return rule && !contradicts(rule, others) ? [rule] : [];
  });
}

const contradicts = (rule: ScanRule, others: Samples): boolean =>
  others.some(({ scan }) => {
    const { kind } = scanMeaning(scan, { rules: [rule], strictCheckDigits: false });
    return kind === rule.kind;
  });

function commonSymbology(group: Samples): Scan['symbology'] {
  const [first] = group;
  const common = group.every(({ scan }) => scan.symbology === first?.scan.symbology);
  return common ? first?.scan.symbology : undefined;
}

/** A run of characters of one class; anything but letters and digits stands for itself. */
interface Run {
  readonly of: string;
  readonly length: number;
}

const DIGIT = '\\d';
const CAPITAL = '[A-Z]';
const LETTER = '\\p{L}';

function classOf(character: string): string {
  if (/\d/.test(character)) return DIGIT;
  if (/[A-Z]/.test(character)) return CAPITAL;
  return /\p{L}/u.test(character) ? LETTER : escaped(character);
}

const escaped = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|/]/gu, '\\$&');

function runsOf(text: string): Run[] {
  const runs: Run[] = [];
  for (const character of text) {
    const of = classOf(character);
    const last = runs.at(-1);
    if (last?.of === of) runs[runs.length - 1] = { of, length: last.length + 1 };
    else runs.push({ of, length: 1 });
  }
  return runs;
}

/** Samples of one form differ in the lengths of their runs only: `VV.012345` and `T.7`. */
const formOf = (text: string): string =>
  runsOf(text)
    .map(({ of }) => of)
    .join('');

/** @param group of one form, with the same first `prefix` characters */
function patternOf(group: Samples, prefix: number): string {
  const texts = group.map(({ scan }) => [...scan.text]);
  const beginning = texts[0]?.slice(0, prefix).join('') ?? '';
  const rests = texts.map((text) => runsOf(text.slice(prefix).join('')));
  const runs = (rests[0] ?? []).map(({ of }, at) => {
    const lengths = rests.map((rest) => rest[at]?.length ?? 0);
    return of + times(Math.min(...lengths), Math.max(...lengths));
  });
  return `^${escaped(beginning)}${runs.join('')}$`;
}

function times(fewest: number, most: number): string {
  if (fewest === most) return most === 1 ? '' : `{${most}}`;
  return `{${fewest},${most}}`;
}
