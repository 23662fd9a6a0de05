/** A receipt from the top to the bottom, as the library wants it. Nothing of the patron is on it; of several, their initials. */
import type { ItemLine, Language, ReceiptView } from '../../messages.ts';
import type { Block } from './block.ts';
import { datesIn } from './dates.ts';
import type { Dates } from './dates.ts';
import { foot, letterhead } from './letterhead.ts';
import { RECEIPT_WORDS } from './receipt-words.ts';
import type { ReceiptWords } from './receipt-words.ts';
import type { ReceiptTemplate } from './template.ts';

/** What a visit asks to have on paper. */
export interface PrintedReceipt {
  readonly receipt: Omit<ReceiptView, 'step' | 'choices' | 'noPaper'>;
  /** Of the visit. */
  readonly language: Language;
  /** IANA name. */
  readonly timeZone: string;
  /** Whoever takes it is a child: fewer words. */
  readonly child: boolean;
}

type Lines = ReceiptView['lines'];
type Line = Lines[number];
type Person = NonNullable<ReceiptView['people']>[number];

interface Style {
  readonly words: ReceiptWords;
  readonly dates: Dates;
  readonly child: boolean;
}

export function receiptBlocks(
  { child, language, receipt, timeZone }: PrintedReceipt,
  template: ReceiptTemplate,
): readonly Block[] {
  const style: Style = {
    ...{ child, words: RECEIPT_WORDS[language], dates: datesIn(language, timeZone) },
  };
  return [
    ...letterhead(receipt.library, template),
    ...momentOf(receipt.at, style.dates),
    ...bodyOf(receipt, style),
    ...recordedNote(receipt.lines, style),
    { kind: 'rule', dashed: true },
    ...codeOf(receipt.code, template, style.words),
    ...foot(template),
  ];
}

const momentOf = (at: number | undefined, { day, time }: Dates): Block[] =>
  at === undefined
    ? []
    : [{ kind: 'pair', left: capitalised(day(at)), right: time(at), size: 'small' }];

/** It begins a line. */
const capitalised = (text: string): string => text.charAt(0).toLocaleUpperCase() + text.slice(1);

/** Below each name their own; a return is nobody's. */
function bodyOf({ lines, people }: PrintedReceipt['receipt'], style: Style): Block[] {
  if (!people) return actsOf(lines, style);
  const nobodys = lines.filter(({ person }) => person === undefined);
  return [...people.flatMap((person) => personOf(person, lines, style)), ...actsOf(nobodys, style)];
}

function personOf({ id, initial, which }: Person, lines: Lines, style: Style): Block[] {
  const theirs = lines.filter(({ person }) => person === id);
  if (theirs.length === 0) return [];
  const { words } = style;
  const name = initial === '' ? words.unnamed(which ?? 1) : words.person(initial, which);
  return [{ kind: 'text', text: name, size: 'large', bold: true }, ...actsOf(theirs, style)];
}

const ACTS: readonly ItemLine['act'][] = ['checkout', 'renew', 'checkin'];

const actsOf = (lines: Lines, style: Style): Block[] =>
  ACTS.flatMap((act) => {
    const those = lines.filter((line) => line.act === act);
    if (those.length === 0) return [];
    const title: Block = { kind: 'text', text: style.words.acts[act](those.length), bold: true };
    return [title, ...those.flatMap((line) => lineOf(line, style)), { kind: 'space', dots: 12 }];
  });

/** Below its title what became of it, and at the right the code that it is found by. */
function lineOf(line: Line, style: Style): Block[] {
  const left = [dueOf(line, style), line.recordedHere && style.words.recordedHere]
    .filter((said) => typeof said === 'string')
    .join(', ');
  const right = line.code ?? '';
  return [
    { kind: 'text', text: line.title },
    ...(left === '' && right === '' ? [] : [{ kind: 'pair', left, right, size: 'small' } as const]),
  ];
}

function dueOf({ dueAt, dueText }: Line, { child, dates, words }: Style): string | undefined {
  const day = dueAt === undefined ? dueText : dates.day(dueAt);
  return day === undefined ? undefined : `${child ? words.dueForChild : words.due} ${day}`;
}

const recordedNote = (lines: Lines, { child, words }: Style): Block[] =>
  lines.some(({ recordedHere }) => recordedHere)
    ? [{ kind: 'text', text: child ? words.recordedNoteForChild : words.recordedNote }]
    : [];

/** Large enough to be read out at the desk. The mark is the bare code: what staff type, without the space. */
function codeOf(code: string, { mark }: ReceiptTemplate, words: ReceiptWords): Block[] {
  if (code === '') return [];
  const text = code.replaceAll(' ', '');
  return [
    { kind: 'text', text: words.code, size: 'small', align: 'centre' },
    { kind: 'text', text: code, size: 'huge', bold: true, align: 'centre' },
    ...(mark === 'none'
      ? []
      : [{ kind: 'mark', mark: mark === 'qr' ? 'qr' : 'code128', text } as const]),
  ];
}
