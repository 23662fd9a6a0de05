/** Which rows of a chunk go in: against what is there, what came before in the file, and whose libraries they touch. */
import { claimKey, SECTIONS, subjectKey } from './entry.ts';
import type { Entry, Reference, Rows } from './entry.ts';
import { merged, watchedText } from './merge.ts';
import { NETWORK } from './network.ts';
import { PARTS } from './parts.ts';
import type { Fault, Refused } from './refused.ts';
import { fault } from './refused.ts';

export interface Facts {
  /** Rows of the subjects named in the chunk that are there, by `subjectKey`. */
  readonly before: ReadonlyMap<string, Rows>;
  /** Subjects that may be referred to. */
  readonly present: ReadonlySet<string>;
  /** Whose a number is, by `claimKey`. */
  readonly owners: ReadonlyMap<string, string>;
  /** Subjects that came earlier in the file. */
  readonly earlier: ReadonlySet<string>;
  /** Libraries whose rows may be brought; undefined: all, and what is common to the network. */
  readonly allowed: ReadonlySet<string> | undefined;
  /** A PIN in the file takes the place of one on record. */
  readonly replacePins: boolean;
}

export interface Planned {
  readonly entry: Entry;
  readonly kind: 'added' | 'changed' | 'unchanged';
  readonly before: Rows | undefined;
  readonly after: Rows;
}

export interface Judged {
  readonly planned: readonly Planned[];
  readonly refused: readonly Refused[];
}

/** What has been accepted so far stands for what comes after it in the same chunk. */
interface State {
  readonly present: Set<string>;
  readonly owners: Map<string, string>;
  readonly earlier: Set<string>;
  readonly allowed: Set<string> | undefined;
}

export function judge(entries: readonly Entry[], facts: Facts): Judged {
  const state: State = {
    present: new Set(facts.present),
    owners: new Map(facts.owners),
    earlier: new Set(facts.earlier),
    allowed: facts.allowed && new Set(facts.allowed),
  };
  const planned: Planned[] = [];
  const refused: Refused[] = [];
  for (const entry of inOrder(entries)) {
    const plan = planOf(entry, facts);
    const [first, ...rest] = faultsOf(entry, plan, state);
    if (first) {
      const { row, line, section } = entry;
      refused.push({ row, line, section, faults: [first, ...rest] });
    } else {
      planned.push(plan);
      accept(entry, state);
    }
  }
  return { planned, refused };
}

/** Titles before their items, whatever the order of a list that brings both. */
const inOrder = (entries: readonly Entry[]): Entry[] =>
  SECTIONS.flatMap((section) => entries.filter((entry) => entry.section === section));

function accept(entry: Entry, state: State): void {
  const key = subjectKey(entry.section, entry.id);
  state.present.add(key);
  state.earlier.add(key);
  for (const claim of entry.claims) state.owners.set(claimKey(claim), entry.id);
  if (entry.section === 'libraries') state.allowed?.add(entry.id);
}

function planOf(entry: Entry, { before: all, replacePins }: Facts): Planned {
  const section = PARTS[entry.section];
  const before = all.get(subjectKey(entry.section, entry.id));
  if (before && section.onlyNew) return { entry, kind: 'unchanged', before, after: before };
  const [given, setsPin] = withPin(entry.rows, before, replacePins);
  const after = merged(section, given, before);
  if (!before) return { entry, kind: 'added', before, after };
  const isSame = !setsPin && watchedText(section, before) === watchedText(section, after);
  return { entry, kind: isSame ? 'unchanged' : 'changed', before, after };
}

/** A patron may have chosen another PIN since the list was made, so one that is on record stays unless the import is told otherwise. */
function withPin(rows: Rows, before: Rows | undefined, replace: boolean): [Rows, setsPin: boolean] {
  const { pin_hash, pin_sealed, ...given } = rows['patron']?.at(0) ?? {};
  const isGiven = typeof pin_hash === 'string' || typeof pin_sealed === 'string';
  const known = before?.['patron']?.at(0);
  const hasOne = known !== undefined && (known['pin_hash'] ?? known['pin_sealed'] ?? null) !== null;
  if (!isGiven || replace || !hasOne) return [rows, isGiven];
  return [{ ...rows, patron: [given] }, false];
}

function faultsOf(entry: Entry, { before, kind }: Planned, state: State): Fault[] {
  if (state.earlier.has(subjectKey(entry.section, entry.id)))
    return [fault('twice', idField(entry), entry.id, 'comes earlier in the file already')];
  return [
    ...strangers(entry, before, kind, state),
    ...missing(entry, state),
    ...taken(entry, state),
  ];
}

const idField = ({ section }: Entry): string => (section === 'calendars' ? 'libraryId' : 'id');

function missing({ section, id, references }: Entry, { present }: State): Fault[] {
  const isSelf = (one: Reference) => one.section === section && one.id === id;
  return references
    .filter((one) => isSelf(one) || !present.has(subjectKey(one.section, one.id)))
    .map((one) => {
      const why = isSelf(one)
        ? 'is the row itself'
        : `is not among the ${WORDS[one.section]}, nor earlier in the file`;
      return fault('unknown-reference', one.field, one.id, why);
    });
}

const WORDS = {
  libraries: 'libraries',
  calendars: 'calendars',
  patronClasses: 'classes of patrons',
  itemClasses: 'classes of items',
  policies: 'rules of lending',
  patrons: 'patrons',
  titles: 'titles',
  items: 'items',
  loans: 'loans',
  holds: 'holds',
  fees: 'fees',
} as const;

function taken({ id, claims }: Entry, { owners }: State): Fault[] {
  return claims.flatMap((claim) => {
    const owner = owners.get(claimKey(claim));
    if (owner === undefined || owner === id) return [];
    const value = claim.kind === 'card' || claim.kind === 'identifier' ? claim.key.at(-1) : '';
    const number = claim.kind === 'identifier' ? claim.key[2] : value;
    return [fault('number-taken', claim.field, number, TAKEN[claim.kind])];
  });
}

const TAKEN = {
  isil: 'is the ISIL of another library',
  card: 'is a card of another patron of this library',
  identifier: 'is a number of another item of this library',
  chip: 'is the chip number of another tag',
  policy: 'another rule has the same library, class of patrons and class of items',
} as const;

function strangers(
  { section, libraries }: Entry,
  before: Rows | undefined,
  kind: Planned['kind'],
  { allowed }: State,
): Fault[] {
  if (!allowed) return [];
  if (section === 'titles' && kind === 'changed')
    return [
      fault(
        'title-differs',
        'record',
        undefined,
        'the catalogue has another record of this title; only who may import for the whole network changes it',
      ),
    ];
  const column = PARTS[section].library;
  const known =
    column === undefined ? undefined : before?.[PARTS[section].parts[0].table]?.at(0)?.[column];
  const touched = [...libraries, ...(typeof known === 'string' ? [known] : [])];
  const foreign = touched.find((library) => !allowed.has(library));
  if (foreign === undefined) return [];
  return foreign === NETWORK
    ? [
        fault(
          'whole-network-only',
          '',
          undefined,
          'only who may import for the whole network brings this',
        ),
      ]
    : [
        fault(
          'other-library',
          '',
          foreign,
          `belongs to library ${foreign}, which this import may not touch`,
        ),
      ];
}
