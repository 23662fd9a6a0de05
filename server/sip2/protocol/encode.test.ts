import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { CHARSETS } from './charset.ts';
import { decodeBytes } from './decode.ts';
import { encode, encodeText } from './encode.ts';
import { FIELDS } from './fields.ts';
import type { FieldId } from './fields.ts';
import type { Outgoing } from './message.ts';
import { message } from './message.ts';
import type { FixedField, MessageCode } from './messages.ts';
import { MESSAGES } from './messages.ts';
import { cleanValue } from './text.ts';

const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
const DATE = '20260101    090000';
const item = (title: string) =>
  message(
    '18',
    { circulation_status: '03', security_marker: '01', fee_type: '01', transaction_date: DATE },
    [
      ['AB', 'B1'],
      ['AJ', title],
      ['CF', undefined],
    ],
  );

describe('a message', () => {
  test('has its fixed part, its fields each with a delimiter, and CR', () => {
    expect(text(encode(item('Dế Mèn')))).toBe(`18030101${DATE}ABB1|AJDế Mèn|\r`);
  });

  test('with error detection ends with AY and AZ', () => {
    const login = message('94', { ok: '1' });
    expect(text(encode(login, { errorDetection: true, sequence: '0' }))).toBe('941AY0AZFDFD\r');
  });

  test('96 and 97, and a reply that is sent again, have AZ without AY', () => {
    expect(text(encode(message('97', {}), { errorDetection: true }))).toBe('97AZFEF5\r');
    expect(text(encode(message('96', {}), { errorDetection: true }))).toBe('96AZFEF6\r');
  });

  test('may end with CR LF for those who want it', () => {
    expect(text(encode(message('96', {}), { terminator: '\r\n' }))).toBe('96\r\n');
  });

  test.each([
    ['too short', { ok: '' }],
    ['too long', { ok: '11' }],
    ['missing', {}],
    ['not ASCII', { ok: 'ế' }],
    ['a delimiter', { ok: '|' }],
  ])('with a fixed field that is %s is a fault of the caller', (_, fixed) => {
    expect(() => encode({ code: '94', fixed, fields: [] })).toThrow(RangeError);
  });
});

describe('values are made sendable', () => {
  test.each([
    ['a|b', 'a/b'],
    ['a\r\nb\tc', 'a b c'],
    [' a ', 'a'],
    ['Đất'.normalize('NFD'), 'Đất'],
    ['a\ud800b', 'a b'],
    ['x'.repeat(300), 'x'.repeat(255)],
    ['😀'.repeat(300), '😀'.repeat(255)],
  ])('%j', (value, clean) => {
    expect(cleanValue(value)).toBe(clean);
  });

  test('Vietnamese letters lose their marks in ASCII and never become question marks', () => {
    const alphabet = 'aàáảãạăằắẳẵặâầấẩẫậeèéẻẽẹêềếểễệiìíỉĩịoòóỏõọôồốổỗộơờớởỡợuùúủũụưừứửữựyỳýỷỹỵđ';
    const all = alphabet + alphabet.toUpperCase();
    const sent = encodeText(message('94', { ok: '1' }, [['AF', all]]), { charset: 'ascii' });
    expect(sent).toMatch(/^941AF[aeiouydAEIOUYD]+\|$/);
    expect(sent).toHaveLength('941AF|'.length + [...all].length);
  });

  test('in code page 850 the letters that it has are kept', () => {
    const bytes = encode(message('94', { ok: '1' }, [['AF', 'đàn á ắ']]), { charset: 'cp850' });
    expect([...bytes.subarray(5)]).toEqual([
      ...Buffer.from('d'),
      0x85,
      ...Buffer.from('n '),
      0xa0,
      0x20,
      0x61,
      0x7c,
      0x0d,
    ]);
  });

  test('a letter that becomes two does not make a value too long', () => {
    const sent = encodeText(message('94', { ok: '1' }, [['AF', 'ß'.repeat(255)]]), {
      charset: 'ascii',
    });
    expect(sent).toHaveLength('941AF|'.length + 255);
  });
});

/** A fixed value of the right length and kind. */
const fixedValue = ([, length, kind]: FixedField): fc.Arbitrary<string> => {
  const of = (unit: string) =>
    fc.string({ unit: fc.constantFrom(...unit), minLength: length, maxLength: length });
  switch (kind) {
    case 'flag':
      return of('YN');
    case 'bit':
      return of('01');
    case 'flags':
      return of('Y ');
    case 'number':
      return of('0123456789');
    case 'date':
      return fc.constantFrom(DATE, ' '.repeat(18), '20260101   Z090000');
    case 'sign':
      return of('+-*');
    case 'version':
      return fc.constantFrom('2.00', '2.0E');
    case 'currency':
      return fc.constantFrom('VND', 'USD');
  }
};

const codes = Object.keys(MESSAGES) as MessageCode[];
const ids = Object.keys(FIELDS) as FieldId[];

const outgoing: fc.Arbitrary<Outgoing> = fc.constantFrom(...codes).chain((code) =>
  fc.record({
    code: fc.constant(code),
    fixed: fc.record(
      Object.fromEntries(MESSAGES[code].fixed.map((field) => [field[0], fixedValue(field)])),
    ),
    fields: fc.array(
      fc.tuple(fc.constantFrom(...ids), fc.string({ unit: 'grapheme', maxLength: 300 })),
    ),
  }),
);

describe('what is sent is read as it was meant', () => {
  test('in UTF-8, with every way of summing', () => {
    const modes = fc.constantFrom('bytes', 'code-points', 'ascii', 'dp2');
    fc.assert(
      fc.property(outgoing, modes, fc.integer({ min: 0, max: 9 }), (sent, checksumMode, number) => {
        const sequence = String(number);
        const decoded = decodeBytes(encode(sent, { errorDetection: true, sequence, checksumMode }));
        const fields = sent.fields.map(([id, value]) => [id, cleanValue(value)]);
        expect(decoded).toMatchObject({ code: sent.code, fixed: sent.fixed, fields, sequence });
        if (checksumMode === 'bytes') expect(decoded).toHaveProperty('checksum', 'ok');
        else
          expect(
            'checksumFits' in decoded || ('checksum' in decoded && decoded.checksum === 'ok'),
          ).toBe(true);
      }),
    );
  });

  test('in every charset the check sum is right and only sendable bytes are sent', () => {
    fc.assert(
      fc.property(outgoing, fc.constantFrom(...CHARSETS), (sent, charset) => {
        const bytes = encode(sent, { charset, errorDetection: true, sequence: '3' });
        expect(decodeBytes(bytes, charset)).toMatchObject({ checksum: 'ok', code: sent.code });
        expect(bytes.indexOf(0x0d)).toBe(bytes.length - 1);
        if (charset === 'ascii') expect(Math.max(...bytes)).toBeLessThan(0x80);
      }),
    );
  });
});
