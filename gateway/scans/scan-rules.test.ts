import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Scan } from '../devices/device.ts';
import { checkDigitIn, NO_SCAN_RULES, PRESETS, scanMeaning } from './scan-rules.ts';
import type { ScanRule } from './scan-rules.ts';

const scan = (text: string, symbology?: Scan['symbology']): Scan => ({
  ...{ text, symbology, guessed: false },
});
const meaning = (text: string, rules: readonly ScanRule[] = [], symbology?: Scan['symbology']) =>
  scanMeaning(scan(text, symbology), { rules, strictCheckDigits: false });

describe('without any rule', () => {
  test.each([
    ['VV.012345', 'either'],
    ['20999000000017', 'either'],
    ['9786042088770', 'isbn'],
    ['9770317847001', 'isbn'],
    ['9786042088771', 'either'],
    ['https://example.org/card/17', 'link'],
    ['www.example.org', 'link'],
    ['TRẦN THỊ B|12|Hà Nội|2|3|4', 'identity-card'],
    ['x'.repeat(65), 'unreadable'],
  ])('%s is %s', (text, kind) => {
    expect(meaning(text).kind).toBe(kind);
  });

  test('what the scanner says is an EAN is the book trade’s, also a short one', () => {
    expect(meaning('96385074', [], 'ean')).toEqual({ kind: 'isbn' });
  });
});

describe('the rules of a site', () => {
  test('the first that fits counts', () => {
    const rules: ScanRule[] = [
      { pattern: '^99', kind: 'ignore' },
      { pattern: '^\\d{8}$', kind: 'patron' },
      { pattern: '.', kind: 'item' },
    ];
    expect(meaning('99123456', rules)).toEqual({ kind: 'ignored' });
    expect(meaning('24123456', rules)).toEqual({ kind: 'patron', card: '24123456' });
    expect(meaning('VV.012345', rules)).toEqual({ kind: 'item', label: 'VV.012345' });
  });

  test('a rule for one symbology fits no other, nor a scanner that does not say', () => {
    const rules: ScanRule[] = [{ pattern: '.', symbology: 'qr', kind: 'patron' }];
    expect(meaning('24123456', rules, 'qr').kind).toBe('patron');
    expect(meaning('24123456', rules, 'code128').kind).toBe('either');
    expect(meaning('24123456', rules).kind).toBe('either');
  });

  test('a number may be taken out of a longer text, a link too', () => {
    const rules: ScanRule[] = [
      { pattern: '^https://example\\.org/card/(\\d+)$', kind: 'patron', transform: '$1' },
      { pattern: '^10(0301\\d{10})$', kind: 'item', transform: '$1' },
    ];
    expect(meaning('https://example.org/card/17', rules)).toEqual({ kind: 'patron', card: '17' });
    expect(meaning('1003010123456789', rules)).toEqual({ kind: 'item', label: '03010123456789' });
  });

  test('the preset of fourteen digits', () => {
    expect(meaning('20999000000017', PRESETS['fourteen-digit']).kind).toBe('patron');
    expect(meaning('33191000105864', PRESETS['fourteen-digit']).kind).toBe('item');
    expect(meaning('33191000105865', PRESETS['fourteen-digit']).kind).toBe('item');
    expect(meaning('43191000105864', PRESETS['fourteen-digit']).kind).toBe('either');
  });

  test('a strict site takes no wrong check digit', () => {
    const strict = { rules: PRESETS['fourteen-digit'], strictCheckDigits: true };
    expect(scanMeaning(scan('33191000105865'), strict)).toEqual({ kind: 'unreadable' });
    expect(scanMeaning(scan('33191000105864'), strict).kind).toBe('item');
  });

  test('a check digit is looked for as the rule says, else by the form of the number', () => {
    const rules: ScanRule[] = [{ pattern: '^TV', kind: 'item', check: 'code39' }];
    const digit = (text: string) => checkDigitIn(scan(text), { rules, strictCheckDigits: false });
    expect(['TV-0042G', 'TV-0042H', '33191000105864', '24012345'].map(digit)).toEqual([
      ...['valid', 'invalid', 'valid', 'absent'],
    ]);
  });

  test('an ISBN is none of the library’s, unless a rule is made for EAN', () => {
    const all: ScanRule[] = [{ pattern: '.', kind: 'item' }];
    expect(meaning('9786042088770', all)).toEqual({ kind: 'isbn' });
    const byIsbn: ScanRule[] = [{ pattern: '.', symbology: 'ean', kind: 'item' }];
    expect(meaning('9786042088770', byIsbn, 'ean').kind).toBe('item');
  });
});

describe('a citizen’s card', () => {
  const CARD = '001090123456||NGUYỄN VĂN A|01011990|Nam|Hà Nội|15042021';

  test('is one whatever the rules say, and gives its number alone', () => {
    const rules: ScanRule[] = [{ pattern: '.', kind: 'item' }];
    const expected = { kind: 'identity-card', number: '001090123456' };
    expect(meaning(CARD, rules)).toEqual(expected);
    expect(meaning(CARD)).toEqual(expected);
  });
});

test('any text means something, and no number is longer than the server takes', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 700 }), (text) => {
      const found = scanMeaning(scan(text), NO_SCAN_RULES);
      if (found.kind === 'either') expect(found.text.length).toBeLessThanOrEqual(64);
    }),
  );
});
