/** A slip by which staff judge a printer: letters, both edges, both kinds of mark, and the library's own head and foot. */
import type { Language } from '../../messages.ts';
import type { Block, TextSize } from './block.ts';
import { datesIn } from './dates.ts';
import { drawn } from './dots.ts';
import { foot, letterhead } from './letterhead.ts';
import { RECEIPT_WORDS } from './receipt-words.ts';
import type { ReceiptTemplate } from './template.ts';

export interface TestReceipt {
  /** Of the terminal. */
  readonly name: string;
  readonly library: string;
  readonly timeZone: string;
  readonly version: string;
  readonly language: Language;
  /** Epoch milliseconds; absent while the time is not known. */
  readonly at?: number;
  /** Across the paper. */
  readonly dots: number;
}

/** What printers get wrong: stacked marks, marks below, horns, the barred D, capitals. */
const STRIP = 'Ầ ầ Ế ế Ự ự Ẵ ẵ Đ đ ƯỜNG đường';
const SIZES: readonly TextSize[] = ['small', 'normal', 'large'];

export function testReceipt(of: TestReceipt, template: ReceiptTemplate): readonly Block[] {
  const { at, dots, language, library, name, timeZone, version } = of;
  const { test } = RECEIPT_WORDS[language];
  const dates = datesIn(language, timeZone);
  return [
    { kind: 'image', image: edges(dots) },
    ...letterhead(library, template),
    { kind: 'text', text: test.title, size: 'large', bold: true, align: 'centre' },
    ...(at === undefined
      ? []
      : [{ kind: 'pair', left: dates.day(at), right: dates.time(at) } as const]),
    { kind: 'pair', left: test.terminal, right: name },
    { kind: 'pair', left: test.version, right: version },
    { kind: 'pair', left: test.dots, right: String(dots) },
    { kind: 'rule' },
    ...SIZES.map((size): Block => ({ kind: 'text', text: STRIP, size })),
    { kind: 'text', text: STRIP, bold: true },
    { kind: 'text', text: test.look, size: 'small' },
    { kind: 'rule', dashed: true },
    { kind: 'mark', mark: 'qr', text: name },
    { kind: 'mark', mark: 'code128', text: '0123 4567' },
    ...foot(template),
    { kind: 'image', image: edges(dots) },
  ];
}

/** A stroke of two dots at either edge: with the wrong width set, one of them is not on the paper. */
const edges = (dots: number) => drawn(dots, 24, (x) => x < 2 || x >= dots - 2);
