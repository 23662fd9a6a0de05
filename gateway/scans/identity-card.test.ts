import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { documentIn, isLikeDocument } from './identity-card.ts';

// Invented people.
const AN = '001090123456||NGUYỄN VĂN A|01011990|Nam|Số 1 Tràng Tiền, Hoàn Kiếm, Hà Nội|15042021';

describe('a citizen’s card', () => {
  test.each([
    ['of 2021', AN],
    ['with the old number', AN.replace('||', '|012345678|')],
    ['with an old number of twelve digits', AN.replace('||', '|001090123455|')],
    ['of 2024, with more fields', `${AN}||NGUYỄN VĂN B|TRẦN THỊ C`],
    ['with the year of birth alone', AN.replace('01011990', '1990')],
    ['with an unknown day of birth', AN.replace('01011990', '00001990')],
    ['without an address', AN.replace('Số 1 Tràng Tiền, Hoàn Kiếm, Hà Nội', '')],
    ['with the end of a line', `${AN}\r\n`],
    ['with spaces about the fields', AN.replaceAll('|', ' | ')],
  ])('%s gives its number and nothing else', (_, text) => {
    expect(documentIn(text)).toEqual({ kind: 'identity-card', number: '001090123456' });
  });

  test('in an order that nobody knows yet is one, without a number', () => {
    expect(documentIn('001090123456|NGUYỄN VĂN A|01011990|Nam|Hà Nội|15042021')).toEqual({
      kind: 'identity-card',
    });
  });

  test('whatever follows the seventh field, it is the same card', () => {
    fc.assert(
      fc.property(fc.array(fc.string()), (more) => {
        const text = [AN, ...more.map((field) => field.normalize('NFC'))].join('|');
        expect(documentIn(text)).toEqual({ kind: 'identity-card', number: '001090123456' });
      }),
    );
  });
});

test('a health insurance card is told by its code and the name in hexadecimal', () => {
  const name = Buffer.from('Nguyễn Văn A').toString('hex');
  const rest = `01/01/1990|1|${name}|01 - 001|01/01/2026|-|-|4|-|`;
  expect(documentIn(`GD4010123456789|${name}|${rest}`)).toEqual({ kind: 'health-card' });
  expect(documentIn(`0123456789|${name.toUpperCase()}|${rest}`)).toEqual({ kind: 'health-card' });
});

describe('a payment code', () => {
  const VIETQR =
    '00020101021138540010A00000072701240006970436011012345678900208QRIBFTTA53037045802VN6304ABCD';

  test('is told by its objects', () => {
    expect(documentIn(VIETQR)).toEqual({ kind: 'payment' });
  });

  test('a number that only begins like one is none', () => {
    expect(documentIn('000201')).toBeUndefined();
    expect(documentIn('00020112345678')).toBeUndefined();
    expect(documentIn(VIETQR.slice(0, -1))).toBeUndefined();
  });
});

test.each([
  'VV.012345',
  '20999000000017',
  '001090123456',
  'SV|2024|0001',
  'https://example.org/a|b',
])('%s is nobody’s document', (text) => {
  expect(documentIn(text)).toBeUndefined();
  expect(isLikeDocument(text)).toBe(false);
});

test('any text is answered', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      const { kind = 'none', ...rest } = documentIn(text) ?? {};
      expect(['none', 'identity-card', 'health-card', 'payment']).toContain(kind);
      expect(Object.keys(rest).every((key) => key === 'number')).toBe(true);
    }),
  );
});
