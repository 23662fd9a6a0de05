import { describe, expect, test } from 'vitest';
import { DIALECT_NAMES, DIALECTS, dialectOf } from './dialects.ts';
import { DialectOverrides } from './dialect.ts';
import { DUE_DATE_FORMATS, readDueDate } from './due-date.ts';

const HANOI = 'Asia/Ho_Chi_Minh';
const at = (iso: string) => ({ kind: 'known', dueAt: Date.parse(`${iso}+07:00`) });

describe('AH', () => {
  test.each([
    ['20260215    203000', 'sip', at('2026-02-15T20:30:00')],
    ['20260215   Z133000', 'sip', at('2026-02-15T20:30:00')],
    ['2026-02-15 20:30:00', 'ymd', at('2026-02-15T20:30:00')],
    ['2026-02-15T20:30', 'ymd', at('2026-02-15T20:30:00')],
    ['5/23/2026,23:59', 'mdy', at('2026-05-23T23:59:00')],
    ['5/23/2026 11:59 PM', 'mdy', at('2026-05-23T23:59:00')],
    ['12/1/2026 12:30 AM', 'mdy', at('2026-12-01T00:30:00')],
  ] as const)('%s as %s is an instant', (text, format, due) => {
    expect(readDueDate(text, [format], HANOI)).toEqual(due);
  });

  test.each([
    ['2024-11-19', 'ymd', '2024-11-19'],
    ['08.06.2016', 'dmy', '2016-06-08'],
    ['8/6/2016', 'dmy', '2016-06-08'],
    ['20160608', 'compact', '2016-06-08'],
  ] as const)('%s as %s lasts to the end of the day at the library', (text, format, day) => {
    expect(readDueDate(text, [format], HANOI)).toEqual(at(`${day}T23:59:59.999`));
  });

  test('of two meanings the dialect’s first counts', () => {
    const read = (...formats: ('dmy' | 'mdy')[]) => readDueDate('08/06/2026', formats, HANOI);
    expect(read('dmy', 'mdy')).toEqual(at('2026-06-08T23:59:59.999'));
    expect(read('mdy', 'dmy')).toEqual(at('2026-08-06T23:59:59.999'));
    expect(readDueDate('23/06/2026', ['mdy', 'dmy'], HANOI)).toEqual(at('2026-06-23T23:59:59.999'));
  });

  test.each(['31/02/2026', '25/06/26', 'thứ Hai tới', '2026-02-15 25:00', '13/13/2026'])(
    '%s is shown as it is',
    (text) => {
      expect(readDueDate(text, DUE_DATE_FORMATS, HANOI)).toEqual({ kind: 'text', text });
    },
  );

  test.each(['', '  ', '0', '0'.repeat(18), '0000-00-00', '00/00/0000 00:00:00'])(
    '“%s” is no date',
    (text) => {
      expect(readDueDate(text, DUE_DATE_FORMATS, HANOI)).toEqual({ kind: 'none' });
    },
  );
});

describe('dialects', () => {
  test('each name has a row, and each row is whole', () => {
    expect(DIALECTS.map(({ name }) => name)).toEqual(DIALECT_NAMES);
    for (const name of DIALECT_NAMES) expect(dialectOf(name).timeoutSeconds).toBe(10);
  });

  test('a site may set any field otherwise, and nothing else', () => {
    expect(dialectOf('dp2', { institution: 'setting' })).toMatchObject({
      ...{ institution: 'setting', checksumMode: 'dp2', dueDates: ['ymd', 'sip'] },
    });
    expect(DialectOverrides.safeParse({ terminator: 'lf' }).success).toBe(false);
    expect(DialectOverrides.safeParse({ colour: 'red' }).success).toBe(false);
  });
});
