import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { failureLine, failuresIn, isBroken, missing, trialIn, trialText } from './trial.ts';

const expected = { at: 1, devices: ['pad', 'scanner'], outbox: true, server: true };
const trial = { version: '0.7.0', from: '0.6.0', expected };

describe('UP20 what is on disk of a trial', () => {
  test('UP20 is read as it was written, and the launcher finds both versions in its first line', () => {
    expect(trialIn(trialText(trial))).toEqual(trial);
    expect(trialText(trial).split('\n')[0]).toBe('0.7.0 0.6.0');
  });

  test('UP22 a file that is cut anywhere is none, or the whole', () => {
    const text = trialText(trial);
    fc.assert(
      fc.property(fc.nat(text.length), (length) => {
        const read = trialIn(text.slice(0, length));
        expect([undefined, trial]).toContainEqual(read);
      }),
    );
  });

  test.each(['', '0.7.0\n{}', '../x 0.6.0\n{}', '0.7.0 0.6.0\nnot json'])(
    'UP20 %j is none',
    (text) => expect(trialIn(text)).toBeUndefined(),
  );
});

describe('UP20 a release has proved good', () => {
  const well = { devices: ['scanner', 'pad', 'more'], outbox: true, server: true };

  test('UP20 when all is well that was well before', () => {
    expect(missing(expected, well)).toEqual([]);
    expect(missing({ ...expected, devices: [], outbox: false, server: false }, well)).toEqual([]);
  });

  test('UP20 what was not well before need not be', () => {
    const before = { ...expected, devices: ['pad'], server: false };
    expect(missing(before, { devices: ['pad'], outbox: true, server: false })).toEqual([]);
  });

  test('UP20 not while outbox, device or server are missing; the gravest is told first', () => {
    expect(missing(expected, { devices: ['pad'], outbox: false, server: false })).toEqual([
      'outbox',
      'device-scanner',
      'server-not-heard',
    ]);
  });
});

describe('UP24 a version that has failed', () => {
  const failed = (why: string) => ({ at: 5, why });

  test('UP24 is not tried again', () => {
    expect(isBroken([])).toBe(false);
    expect(isBroken([failed('failed-to-start')])).toBe(true);
    expect(isBroken([failed('device-pad')])).toBe(true);
  });

  test('UP24 but once more where the server was not heard: that may have been the network', () => {
    expect(isBroken([failed('server-not-heard')])).toBe(false);
    expect(isBroken([failed('server-not-heard'), failed('server-not-heard')])).toBe(true);
  });

  test('UP22 lines are read back; what was cut off is none', () => {
    const text = failureLine(failed('outbox')) + failureLine({ at: 9, why: 'failed-to-start' });
    expect(failuresIn(text)).toEqual([failed('outbox'), { at: 9, why: 'failed-to-start' }]);
    expect(failuresIn(text.slice(0, -1))).toEqual([failed('outbox')]);
    expect(failuresIn('nonsense\n\n')).toEqual([]);
  });
});
