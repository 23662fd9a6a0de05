/** What the drawing of receipts is held against: letters that printers get wrong. */
import type { Block } from '#gateway/receipt/rules/block.ts';

/** The strip by which a printer is judged: stacked marks, marks below, horns, the barred D, capitals. */
export const STRIP = 'Ầ ầ Ế ế Ự ự Ẵ ẵ Đ đ ƯỜNG đường';

const VOWELS = [...'aăâeêioôơuưy'];
const TONES = ['', '\u0300', '\u0309', '\u0303', '\u0301', '\u0323'];

/** A vowel with each of the six tones: level, falling, asking, tumbling, rising, heavy. */
const withTones = (vowel: string): string[] =>
  TONES.map((tone) => `${vowel}${tone}`.normalize('NFC'));

/** 12 vowels × 6 tones in both cases. */
export const LETTERS: readonly string[] = [
  ...VOWELS,
  ...VOWELS.map((v) => v.toUpperCase()),
].flatMap(withTones);

const lines = [...VOWELS, ...VOWELS.map((vowel) => vowel.toUpperCase())].map((vowel) =>
  withTones(vowel).join(' '),
);
const pairs: Block[] = lines.flatMap((left, at): Block[] => {
  const right = lines[at + 1];
  return at % 2 === 0 && right !== undefined ? [{ kind: 'pair', left, right }] : [];
});

/** A receipt as libraries give it, with every kind of block in it. */
const WHOLE: readonly Block[] = [
  {
    ...{ kind: 'text', text: 'Thư viện tỉnh Bến Cầu', align: 'centre' },
    ...{ size: 'large', bold: true },
  },
  { kind: 'text', text: '12 đường Nguyễn Du', size: 'small', align: 'centre' },
  { kind: 'rule' },
  { kind: 'text', text: 'Mượn · thứ Sáu 27/11/2026 10:42' },
  { kind: 'space', dots: 8 },
  { kind: 'pair', left: 'Dế Mèn phiêu lưu ký', right: '18/12/2026' },
  {
    kind: 'pair',
    left: 'Cho tôi xin một vé đi tuổi thơ, bản có tranh minh hoạ',
    right: '18/12/2026',
  },
  { kind: 'pair', left: 'Đất rừng phương Nam', right: 'đã ghi tại máy', bold: true },
  { kind: 'rule', dashed: true },
  { kind: 'text', text: 'K7M2 9QXR', size: 'huge', bold: true, align: 'centre' },
  { kind: 'mark', mark: 'qr', text: 'https://thuvien.example.org/r/K7M29QXR' },
  { kind: 'mark', mark: 'code128', text: 'K7M29QXR' },
  { kind: 'text', text: 'Hẹn gặp lại bạn!', align: 'right' },
];

export interface Sample {
  readonly name: string;
  readonly blocks: readonly Block[];
  readonly dots: number;
}

export const SAMPLES: readonly Sample[] = [
  {
    ...{ name: 'strip', dots: 576 },
    blocks: [
      { kind: 'text', text: STRIP },
      { kind: 'text', text: STRIP, bold: true },
      { kind: 'text', text: STRIP, size: 'small' },
    ],
  },
  { name: 'letters', dots: 576, blocks: pairs },
  { name: 'letters-narrow', dots: 384, blocks: pairs },
  { name: 'receipt', dots: 576, blocks: WHOLE },
  { name: 'receipt-narrow', dots: 384, blocks: WHOLE },
];

/** Portable bitmaps: `P4`, width, height, and then the dots as the printer gets them. */
export const referenceOf = ({ name }: Sample): URL =>
  new URL(`./references/${name}.pbm`, import.meta.url);
