import fc from 'fast-check';
import { expect, test } from 'vitest';
import { blank } from './dots.ts';
import { layOut } from './layout.ts';
import type { Layout, Measure } from './layout.ts';
import type { PlacedBlock } from './layout.ts';

/** Every letter is half as wide as tall. */
const measure: Measure = (text, { size }) => [...text].length * (size / 2);
const lay = (...blocks: PlacedBlock[]) => layOut(blocks, 576, measure);
const texts = ({ parts }: Layout) =>
  parts.flatMap((part) =>
    part.kind === 'text' ? [{ text: part.text, x: part.x, y: part.baseline }] : [],
  );

test('PR21 a date stands at the right edge, beside the first line of its title', () => {
  const left = 'một tên sách rất dài, dài đến nỗi phải xuống dòng';
  const [date, first, second] = texts(lay({ kind: 'pair', left, right: '18/12/2026' }));
  expect(date).toMatchObject({ text: '18/12/2026', x: 576 - 130 });
  expect(first).toMatchObject({ x: 0, y: date?.y });
  expect(second?.y).toBeGreaterThan(first?.y ?? 0);
  const rightEdge = [first, second].map((line) =>
    measure(line?.text ?? '', { size: 26, bold: false }),
  );
  for (const edge of rightEdge) expect(edge).toBeLessThanOrEqual(576 - 130 - 24);
});

test('PR21 what would leave the title less than half of the paper takes a line of its own', () => {
  const right = 'thứ Sáu ngày 18 tháng 12';
  const [title, date] = texts(lay({ kind: 'pair', left: 'Truyện Kiều', right }));
  expect(title).toMatchObject({ text: 'Truyện Kiều', x: 0 });
  expect(date).toMatchObject({ text: right, x: 576 - 24 * 13 });
  expect(date?.y).toBeGreaterThan(title?.y ?? 0);
});

test('PR21 left, centred, right', () => {
  const at = (align: 'left' | 'centre' | 'right') =>
    texts(lay({ kind: 'text', text: '1234', align }))[0]?.x;
  expect([at('left'), at('centre'), at('right')]).toEqual([0, 262, 524]);
});

test('PR21 lines, white and images take their own height', () => {
  const height = (...blocks: PlacedBlock[]) => lay(...blocks).height - lay().height;
  expect(height({ kind: 'space', dots: 31 })).toBe(31);
  expect(height({ kind: 'image', image: blank(100, 57) })).toBe(57);
  expect(height({ kind: 'text', text: '' })).toBe(39);
  expect(height({ kind: 'rule' })).toBe(height({ kind: 'rule', dashed: true }));
});

test('PR21 a rule goes across the paper and not beyond', () => {
  for (const dashed of [false, true]) {
    const bars = lay({ kind: 'rule', dashed }).parts.filter((part) => part.kind === 'bar');
    expect(Math.max(...bars.map(({ width, x }) => x + width))).toBeLessThanOrEqual(576);
  }
});

const word = fc.string({ unit: 'grapheme', maxLength: 60 });
const text = fc.array(word, { maxLength: 12 }).map((words) => words.join(' '));
const look = {
  size: fc.constantFrom('small', 'normal', 'large', 'huge'),
  bold: fc.boolean(),
} as const;
const block = fc.oneof(
  fc.record({
    ...{ kind: fc.constant('text' as const), text, ...look },
    align: fc.constantFrom('left', 'centre', 'right'),
  }),
  fc.record({ kind: fc.constant('pair' as const), left: text, right: word, ...look }),
);

test('PR21 whatever is on it, nothing stands outside of the paper or is left out', () => {
  fc.assert(
    fc.property(fc.array(block, { maxLength: 6 }), fc.constantFrom(384, 576), (blocks, dots) => {
      const { height, parts } = layOut(blocks, dots, measure);
      let seen = '';
      for (const part of parts) {
        if (part.kind !== 'text') continue;
        const { baseline, style, text: line, x } = part;
        const isOneLetter = [...new Intl.Segmenter().segment(line)].length === 1;
        const isWhole = x >= 0 && x + measure(line, style) <= dots;
        expect(isWhole || isOneLetter || blocks.some((one) => 'right' in one)).toBe(true);
        expect(baseline).toBeGreaterThan(style.size);
        expect(baseline + style.size * 0.3).toBeLessThanOrEqual(height);
        seen += line;
      }
      const bare = (all: string) => [...all.replaceAll(/[\s\p{Cc}]/gu, '')].sort().join('');
      const wanted = blocks
        .map((one) => ('right' in one ? one.right + one.left : one.text))
        .join('');
      expect(bare(seen)).toBe(bare(wanted.normalize('NFC')));
    }),
  );
});
