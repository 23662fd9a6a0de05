import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { PrinterCondition } from '../device.ts';
import { conditionOf, conditionPushed, hindranceIn, isStatus } from './escpos-status.ts';
import type { StatusAnswers } from './escpos-status.ts';

const byte = fc.nat({ max: 255 });
const of = (printer: number, roll: number, offLineCause?: number, errorCause?: number) =>
  ({
    ...{ printer, roll },
    ...(offLineCause !== undefined && { offLineCause }),
    ...(errorCause !== undefined && { errorCause }),
  }) satisfies StatusAnswers;

describe('PR3 what DLE EOT has said', () => {
  /** As observed on printers in the field, and by the bits of the reference. */
  const OBSERVED: readonly (readonly [string, StatusAnswers, PrinterCondition])[] = [
    ['all well', of(0x12, 0x12), { paper: 'ok' }],
    ['the pin of a drawer is high', of(0x16, 0x12), { paper: 'ok' }],
    ['empty, no near-end sensor', of(0x1a, 0x72, 0x32), { paper: 'out' }],
    ['empty, both sensors', of(0x1a, 0x7e, 0x32), { paper: 'out' }],
    ['out by the cause alone', of(0x1a, 0x12, 0x32), { paper: 'out' }],
    ['out by the roll alone, and on-line', of(0x12, 0x72), { paper: 'out' }],
    ['near its end', of(0x12, 0x1e), { paper: 'low' }],
    ['cover open', of(0x1a, 0x12, 0x16), { paper: 'ok', fault: 'cover-open' }],
    ['cover open, no roll', of(0x1a, 0x72, 0x36), { paper: 'out', fault: 'cover-open' }],
    ['knife', of(0x1a, 0x12, 0x52, 0x1a), { paper: 'ok', fault: 'cutter' }],
    ['stuck', of(0x1a, 0x12, 0x52, 0x16), { paper: 'ok', fault: 'jammed' }],
    ['broken', of(0x1a, 0x12, 0x52, 0x32), { paper: 'ok', fault: 'unrecoverable' }],
    ['hot', of(0x1a, 0x12, 0x52, 0x52), { paper: 'ok', fault: 'head-hot' }],
    ['an error that no bit names', of(0x1a, 0x12, 0x52, 0x12), { paper: 'ok', fault: 'jammed' }],
    ['feed button held', of(0x5a, 0x12, 0x1a), { paper: 'ok', fault: 'off-line' }],
  ];
  test.each(OBSERVED)('%s', (_, answers, condition) => {
    expect(conditionOf(answers, true)).toEqual(condition);
  });

  test('where no near-end sensor is fitted nothing is low, whatever is answered', () => {
    expect(conditionOf(of(0x12, 0x1e), false)).toEqual({ paper: 'ok' });
    expect(conditionPushed([0x10, 0x00, 0x03, 0x00], false)).toEqual({ paper: 'ok' });
  });
});

test.each([
  [[0x10, 0x00, 0x00, 0x00], { paper: 'ok' }],
  [[0x14, 0x00, 0x00, 0x00], { paper: 'ok' }],
  [[0x10, 0x00, 0x03, 0x00], { paper: 'low' }],
  [[0x18, 0x00, 0x0f, 0x00], { paper: 'out' }],
  [[0x38, 0x00, 0x00, 0x00], { paper: 'ok', fault: 'cover-open' }],
  [[0x18, 0x08, 0x00, 0x00], { paper: 'ok', fault: 'cutter' }],
  [[0x18, 0x04, 0x00, 0x00], { paper: 'ok', fault: 'jammed' }],
  [[0x18, 0x20, 0x00, 0x00], { paper: 'ok', fault: 'unrecoverable' }],
  [[0x18, 0x40, 0x00, 0x00], { paper: 'ok', fault: 'head-hot' }],
] as const)('PR3 what is pushed, %j, is %j', ([first, second, third, fourth], condition) => {
  expect(conditionPushed([first, second, third, fourth], true)).toEqual(condition);
});

test('PR3 only what has the fixed bits is a status', () => {
  const all = Array.from({ length: 256 }, (_, value) => value).filter(isStatus);
  expect(all).toHaveLength(16);
  // XON, XOFF, the first byte of a push, an answer to GS r, the head of a text.
  for (const other of [0x11, 0x13, 0x10, 0x00, 0x0f, 0x5f]) expect(all).not.toContain(other);
});

test('PR3 whatever is answered, it is printable or there is a reason that can be told', () => {
  fc.assert(
    fc.property(byte, byte, byte, byte, fc.boolean(), (one, two, three, four, sensor) => {
      for (const condition of [
        conditionOf(of(one, four, two, three), sensor),
        conditionPushed([one, two, three, four], sensor),
      ]) {
        const isWell = condition.fault === undefined && condition.paper !== 'out';
        expect(hindranceIn(condition) === undefined).toBe(isWell);
        if (!sensor) expect(condition.paper).not.toBe('low');
      }
    }),
  );
});
