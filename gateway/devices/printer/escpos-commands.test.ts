import fc from 'fast-check';
import { expect, test } from 'vitest';
import { CommandReader, RealTimeEar } from '#tests/simulators/escpos-wire.ts';
import type { PrinterCommand } from '#tests/simulators/escpos-wire.ts';
import { askStatus, cutting, STRIP_BYTES, strips, withoutRealTime } from './escpos-commands.ts';

const bytes = fc.uint8Array({ minLength: 1, maxLength: 400 });

function commandsIn(all: Iterable<number>): PrinterCommand[] {
  const reader = new CommandReader();
  return Array.from(all, (byte) => reader.push(byte)).filter((command) => command !== undefined);
}

const picture = fc
  .record({ width: fc.integer({ min: 1, max: 640 }), height: fc.integer({ min: 1, max: 600 }) })
  .chain(({ width, height }) => {
    const size = Math.ceil(width / 8) * height;
    const bits = fc.uint8Array({ minLength: size, maxLength: size });
    return bits.map((dots) => ({ width, height, bits: dots }));
  });

test('PR11 a picture in strips is the picture, as a printer reads it', () => {
  fc.assert(
    fc.property(picture, (image) => {
      const across = Math.ceil(image.width / 8);
      const commands = commandsIn([...strips(image)].flatMap((strip) => [...strip]));
      const rows = commands.filter((command) => command.kind === 'row');
      expect(rows).toHaveLength(image.height);
      expect(commands.every(({ kind }) => kind === 'row' || kind === 'picture')).toBe(true);
      const dots = rows.flatMap((row) => [...row.dots]);
      // But for dots beside dots, where they would look like a command.
      dots.forEach((byte, at) => expect(byte & ~0x08).toBe((image.bits[at] ?? 0) & ~0x08));
      expect(dots).toHaveLength(across * image.height);
    }),
    { numRuns: 30 },
  );
});

test('PR1 no strip is taller than printers take, or longer than may be under way', () => {
  fc.assert(
    fc.property(picture, (image) => {
      for (const strip of strips(image)) {
        expect(strip.length).toBeLessThanOrEqual(STRIP_BYTES + 8);
        expect((strip[6] ?? 0) + 256 * (strip[7] ?? 0)).toBeLessThanOrEqual(256);
      }
    }),
    { numRuns: 30 },
  );
});

test('PR11 no dots sound like a command that is obeyed at once', () => {
  const risky = fc.array(fc.constantFrom(0x10, 0x04, 0x05, 0x14, 0x01, 0x02, 0xff), {
    minLength: 1,
    maxLength: 200,
  });
  fc.assert(
    fc.property(risky, (dots) => {
      const ear = new RealTimeEar();
      const safe = withoutRealTime(Uint8Array.from(dots));
      expect(Array.from(safe, (byte) => ear.push(byte)).filter(Boolean)).toEqual([]);
      // Nothing is taken away, and only that one dot is ever added.
      safe.forEach((byte, at) => expect([dots[at], (dots[at] ?? 0) | 0x08]).toContain(byte));
    }),
  );
  const ear = new RealTimeEar();
  expect(Array.from(askStatus(2), (byte) => ear.push(byte)).at(-1)).toEqual({
    kind: 'status',
    of: 2,
  });
});

test.each([
  ['full', { kind: 'cut', how: 'full', feeds: true }],
  ['partial', { kind: 'cut', how: 'partial', feeds: true }],
  ['none', { kind: 'feed', dots: 204 }],
] as const)('PR1 a cut that is %s', (cut, command) => {
  expect(commandsIn(cutting(cut))).toEqual([command]);
});

test('PR10 whatever a printer is sent, it goes on reading', () => {
  fc.assert(
    fc.property(bytes, (noise) => {
      const reader = new CommandReader();
      for (const byte of noise) reader.push(byte);
      reader.reset();
      expect([0x1d, 0x72, 0x01].map((byte) => reader.push(byte)).at(-1)).toEqual({
        kind: 'ask-done',
      });
    }),
  );
});
