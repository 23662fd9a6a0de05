/** Every Vietnamese letter on paper: compared with references that were looked at, and by what ink can tell without them. */
import { readFileSync } from 'node:fs';
import { arch } from 'node:process';
import { describe, expect, test } from 'vitest';
import type { Bitmap } from '#gateway/devices/device.ts';
import { drawReceipt } from '#gateway/receipt/raster.ts';
import type { Block, TextSize } from '#gateway/receipt/rules/block.ts';
import { isBlack, toPbm } from '#gateway/receipt/rules/dots.ts';
import { LETTERS, referenceOf, SAMPLES, STRIP } from './samples.ts';

/**
 * The library draws the same on every system and differs by one shade of 256 between processors; that turns a dot only
 * where it is covered by just one half. The references are those of x64.
 */
const TURNED_DOTS = arch === 'x64' ? 0 : 40;

const ones = (byte: number): number => byte.toString(2).replaceAll('0', '').length;

test.each(SAMPLES)('PR18 $name is the reference, dot by dot', async (sample) => {
  const drawn = toPbm(await drawReceipt(sample.blocks, sample.dots));
  const reference = readFileSync(referenceOf(sample));
  expect(drawn.length).toBe(reference.length);
  const turned = drawn.reduce((sum, byte, at) => sum + ones(byte ^ (reference[at] ?? 0)), 0);
  expect(turned).toBeLessThanOrEqual(TURNED_DOTS);
});

interface Ink {
  readonly dots: number;
  readonly top: number;
  readonly bottom: number;
  readonly key: string;
  readonly image: Bitmap;
}

function inkOf(image: Bitmap): Ink {
  const rows = Array.from({ length: image.height }, (_, y) => y).filter((y) =>
    Array.from({ length: image.width }, (_, x) => x).some((x) => isBlack(image, x, y)),
  );
  const dots = image.bits.reduce((sum, byte) => sum + ones(byte), 0);
  return {
    ...{ dots, image, key: Buffer.from(image.bits).toString('base64') },
    ...{ top: rows[0] ?? -1, bottom: rows.at(-1) ?? -1 },
  };
}

const SIZES = ['small', 'normal', 'large', 'huge'] as const satisfies readonly TextSize[];
const LOOKS = SIZES.flatMap((size) => [
  { size, bold: false },
  { size, bold: true },
]);

/** Not a letter of any font: what is drawn for it is drawn for whatever is missing. */
const NOBODYS = '\ue000';

const MARKS_BELOW = /\u0323/;
const MARKS_ABOVE = /[\u0300\u0301\u0303\u0309\u0302\u0306]/;
/** Dots of a letter above or below the rows that another one has. */
function inkBeside({ image, top, bottom }: Ink, other: Ink, where: 'above' | 'below'): number {
  const across = Math.ceil(image.width / 8);
  const [from, to] = where === 'above' ? [top, other.top] : [other.bottom + 1, bottom + 1];
  const rows = image.bits.subarray(from * across, Math.max(from, to) * across);
  return rows.reduce((sum, byte) => sum + ones(byte), 0);
}

/** Without its last mark; an i that has a mark above has given its dot for it. */
function barer(letter: string): string {
  const bare = letter.normalize('NFD').slice(0, -1).normalize('NFC');
  return bare === 'i' && !letter.normalize('NFD').endsWith('\u0323') ? 'ı' : bare;
}

describe.each(LOOKS)('PR19 letters that are $size, bold: $bold', ({ bold, size }) => {
  const draw = async (text: string): Promise<Ink> => {
    const block: Block = { kind: 'text', text, size, bold };
    return inkOf(await drawReceipt([block], 384));
  };

  test('each of the 144 has a look of its own, and none is missing', async () => {
    const looks = new Map<string, string>();
    const missing = await draw(NOBODYS);
    for (const letter of [...LETTERS, 'Đ', 'đ', 'D', 'd']) {
      const { dots, key } = await draw(letter);
      expect(dots).toBeGreaterThan(0);
      expect(key).not.toBe(missing.key);
      expect(looks.get(key), `${letter} looks like`).toBeUndefined();
      looks.set(key, letter);
    }
    expect(LETTERS).toHaveLength(144);
    expect(looks.size).toBe(148);
  });

  test('marks stand where they belong, whole, and on the paper', async () => {
    for (const letter of LETTERS) {
      const mark = letter.normalize('NFD').slice(1).at(-1);
      const marked = await draw(letter);
      expect(marked.top).toBeGreaterThan(0);
      expect(marked.bottom).toBeLessThan(marked.image.height - 1);
      if (mark === undefined) continue;
      const bare = await draw(barer(letter));
      if (MARKS_BELOW.test(mark))
        expect(inkBeside(marked, bare, 'below'), letter).toBeGreaterThan(1);
      else if (MARKS_ABOVE.test(mark))
        expect(inkBeside(marked, bare, 'above'), letter).toBeGreaterThan(1);
    }
  });

  test('no mark touches the line before', async () => {
    const lines: Block[] = ['ợ gỵ Ậ', 'Ẵ Ẫ Ỗ'].map((text) => ({ kind: 'text', text, size, bold }));
    const [both, first] = await Promise.all([
      drawReceipt(lines, 384),
      drawReceipt(lines.slice(0, 1), 384),
    ]);
    const alone = inkOf(first);
    const across = Math.ceil(both.width / 8);
    const below = both.bits.subarray((alone.bottom + 1) * across, (alone.bottom + 2) * across);
    expect(below.some(Boolean)).toBe(false);
  });
});

test('PR18 decomposed letters are drawn as composed ones', async () => {
  const draw = (text: string) => drawReceipt([{ kind: 'text', text }], 576);
  expect(await draw(STRIP.normalize('NFD'))).toEqual(await draw(STRIP));
});

test('PR18 the same is drawn the same each time', async () => {
  const [sample] = SAMPLES;
  if (!sample) throw new Error('no sample');
  const draw = () => drawReceipt(sample.blocks, sample.dots);
  expect(await draw()).toEqual(await draw());
});
