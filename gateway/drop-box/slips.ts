/** What a drop box prints: a slip to be laid into a book that somebody waits for, and what lay in a bin. No names of people. */
import type { Block } from '../receipt/rules/block.ts';
import type { HoldSlip } from './rules/inputs.ts';
import type { BinEntry } from './rules/state.ts';
import { STAFF_CODES } from './rules/trouble.ts';
import type { SlipWords } from './slip-words.ts';
import type { BinManifest } from './stored.ts';

export interface SlipPlace {
  readonly library: string;
  readonly words: SlipWords;
  /** A time as people there write it. */
  readonly timeOf: (at: number) => string;
}

/** The last eight signs tell a hold from all others on the shelf; the whole of it nobody reads. */
const shortly = (hold: string): string => hold.slice(-8).toUpperCase();

export function holdSlip(slip: HoldSlip, at: number, place: SlipPlace): readonly Block[] {
  const { bin, callNumber, hold, item, title } = slip;
  const { library, timeOf, words } = place;
  return [
    { kind: 'text', text: words.hold, size: 'large', bold: true, align: 'centre' },
    { kind: 'text', text: library, align: 'centre' },
    { kind: 'rule' },
    { kind: 'text', text: title, bold: true },
    ...(callNumber === undefined ? [] : [{ kind: 'text', text: callNumber } as const]),
    { kind: 'pair', left: item.identifier, right: timeOf(at) },
    ...(hold === undefined
      ? []
      : [{ kind: 'pair', left: words.holdNumber, right: shortly(hold), bold: true } as const]),
    { kind: 'pair', left: words.late, right: bin },
    { kind: 'mark', mark: 'code128', text: item.identifier },
  ];
}

/** The library has said it when the book lay in its bin already. */
export const lateHoldSlip = (entry: BinEntry, place: SlipPlace): readonly Block[] => {
  const { at, bin, item } = entry;
  return item ? holdSlip({ item, bin, title: item.identifier }, at, place) : [];
};

export function manifestSlip(manifest: BinManifest, place: SlipPlace): readonly Block[] {
  const { bin, entries, since, until } = manifest;
  const { library, timeOf, words } = place;
  return [
    { kind: 'text', text: `${words.manifest} ${bin}`, size: 'large', bold: true },
    { kind: 'text', text: library },
    { kind: 'pair', left: words.since, right: timeOf(since) },
    { kind: 'pair', left: words.until, right: timeOf(until) },
    { kind: 'pair', left: words.books, right: String(entries.length), bold: true },
    { kind: 'rule' },
    ...entries.flatMap((entry) => linesOf(entry, place)),
  ];
}

function linesOf(entry: BinEntry, { timeOf, words }: SlipPlace): readonly Block[] {
  const { at, item, uids } = entry;
  const name = item?.identifier ?? uids[0] ?? words.noNumber;
  const note = noteOf(entry, words);
  return [
    { kind: 'pair', left: name, right: timeOf(at), size: 'small' },
    ...(note === ''
      ? []
      : [{ kind: 'text', text: `  ${note}`, size: 'small', bold: true } as const]),
  ];
}

/** What staff have to do with it. */
function noteOf({ goes, ils, refusal, trouble }: BinEntry, words: SlipWords): string {
  const notes = [
    trouble && `${STAFF_CODES[trouble]} ${words.trouble[trouble]}`,
    refusal !== undefined && `(${refusal})`,
    goes?.kind === 'hold' && words.goesHold,
    goes?.kind === 'other-library' && `${words.goesAway} ${goes.library ?? ''}`.trim(),
    ils === 'queued' && words.recordedHere,
  ];
  return notes.filter((note) => typeof note === 'string').join(' · ');
}
