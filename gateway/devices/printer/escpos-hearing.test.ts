import fc from 'fast-check';
import { expect, test } from 'vitest';
import { EscposHearing } from './escpos-hearing.ts';
import type { Heard } from './escpos-hearing.ts';

const heard = (...bytes: number[]): Heard[] => new EscposHearing().push(Uint8Array.from(bytes));
const text = (words: string): number[] => [0x5f, ...new TextEncoder().encode(words), 0x00];

test('PR10 an answer, a push, a mark and a name, one behind the other', () => {
  expect(heard(0x16, 0x18, 0x08, 0x03, 0x00, 0x0f, ...text('TM-T20III'), 0x12)).toEqual([
    { kind: 'status', byte: 0x16 },
    { kind: 'pushed', status: [0x18, 0x08, 0x03, 0x00] },
    { kind: 'reply', byte: 0x0f },
    { kind: 'text', text: 'TM-T20III' },
    { kind: 'status', byte: 0x12 },
  ]);
});

test('PR10 an answer may come in the middle of a push', () => {
  expect(heard(0x10, 0x00, 0x1a, 0x0c, 0x00)).toEqual([
    { kind: 'status', byte: 0x1a },
    { kind: 'pushed', status: [0x10, 0x00, 0x0c, 0x00] },
  ]);
});

test('PR10 XON and XOFF belong to the line, wherever they come', () => {
  expect(heard(0x13, 0x10, 0x11, 0x00, 0x00, 0x00).filter(({ kind }) => kind !== 'flow')).toEqual([
    { kind: 'pushed', status: [0x10, 0x00, 0x00, 0x00] },
  ]);
});

test('PR10 a push that is torn off is noise, and what comes behind it is heard', () => {
  expect(heard(0x10, 0x00, 0x10, 0x00, 0x00, 0x00)).toEqual([
    { kind: 'noise', byte: 0x10 },
    { kind: 'noise', byte: 0x00 },
    { kind: 'pushed', status: [0x10, 0x00, 0x00, 0x00] },
  ]);
  const hearing = new EscposHearing();
  hearing.push(Uint8Array.of(0x10, 0x00));
  expect(hearing.midway).toBe(true);
  hearing.abandon();
  expect(hearing.push(Uint8Array.of(0x00))).toEqual([{ kind: 'reply', byte: 0x00 }]);
});

test('PR10 a name without end, or with what is no letter, is noise', () => {
  const endless = heard(0x5f, ...Array<number>(100).fill(0x41));
  expect(endless.some(({ kind }) => kind === 'text')).toBe(false);
  expect(heard(0x5f, 0x41, 0x12).at(-1)).toEqual({ kind: 'status', byte: 0x12 });
});

const bytes = fc.uint8Array({ maxLength: 300 });

test('PR10 it does not matter how the line cuts what it brings', () => {
  fc.assert(
    fc.property(bytes, fc.array(fc.nat({ max: 300 }), { maxLength: 8 }), (all, cuts) => {
      const edges = [0, ...cuts.filter((cut) => cut < all.length).sort((a, b) => a - b)];
      const hearing = new EscposHearing();
      const inParts = edges.flatMap((from, at) => hearing.push(all.subarray(from, edges[at + 1])));
      expect(inParts).toEqual(new EscposHearing().push(all));
    }),
  );
});

test('PR10 whatever came before, after a silence an answer is an answer', () => {
  fc.assert(
    fc.property(bytes, (before) => {
      const hearing = new EscposHearing();
      hearing.push(before);
      hearing.abandon();
      expect(hearing.push(Uint8Array.of(0x12))).toEqual([{ kind: 'status', byte: 0x12 }]);
    }),
  );
});
