import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { sip2Messages, sip2Samples } from '#tests/vectors/sip2.ts';
import { isBelievable } from './checksum.ts';
import { decode, decodeBytes } from './decode.ts';
import type { Message } from './message.ts';
import { isReadable, valuesOf } from './message.ts';
import { MESSAGES } from './messages.ts';

function read(text: string): Message {
  const decoded = decode(text);
  if (!isReadable(decoded)) throw new Error(`${text}: ${decoded.error}`);
  return decoded;
}

const sample = (name: string) => {
  const found = sip2Samples().find((one) => one.name === `field/${name}`);
  if (!found) throw new Error(`no sample ${name}`);
  return found;
};

describe('samples of the field', () => {
  test('each message is read, with its whole fixed part', () => {
    for (const text of sip2Messages()) {
      const { code, fixed } = read(text);
      const shape = Object.entries(MESSAGES).find(([of]) => of === code)?.[1].fixed ?? [];
      expect(Object.keys(fixed), text).toEqual(shape.map(([name]) => name));
      for (const [name, length] of shape)
        expect(fixed[name], `${text} ${name}`).toHaveLength(length);
    }
  });

  test('a refused checkout of dp2: another way of summing, and a security bit that must not be believed', () => {
    expect(read(sample('dp2-checkout-refused').response)).toMatchObject({
      fixed: { ok: '0', desensitize: 'Y' },
      fields: [
        ...[['AO', ''] as const, ['AA', 'P001'], ['AB', 'B001'], ['AJ', ''], ['AH', '']],
        ['AF', "失败：当前读者卡来自馆外机构 'test' (1)"],
      ],
      ...{ sequence: '4', checksum: 'bad', checksumFits: 'dp2' },
    });
  });

  test.each([
    ['codepoint-checksum-18', 'bad', 'code-points'],
    ['dp2-renew-ok', 'bad', 'dp2'],
    ['gossip-98', 'ok', undefined],
    ['us-date-30', 'ok', undefined],
    ['rero-64', 'bad', undefined],
    ['evergreen-98', 'absent', undefined],
  ])('%s: check sum %s, fits %s', (name, checksum, fits) => {
    const message = read(sample(name).response);
    expect([message.checksum, message.checksumFits]).toEqual([checksum, fits]);
  });

  test('strict believes sums over bytes, tolerant any that is known, ignore all', () => {
    const checks = ['strict', 'tolerant', 'ignore'] as const;
    const believed = (name: string) =>
      checks.map((check) => isBelievable(read(sample(name).response), check));
    expect(believed('gossip-98')).toEqual([true, true, true]);
    expect(believed('dp2-renew-ok')).toEqual([false, true, true]);
    expect(believed('rero-64')).toEqual([false, false, true]);
  });
});

const CHECKOUT = '11YN20260101    09000020260101    090000AOlib|AAP1|ABB1|AC|';

describe('what peers do to the format is borne', () => {
  test.each([
    ['CR LF at the end', `${CHECKOUT}\r\n`],
    ['LF left over in front', `\n${CHECKOUT}`],
    ['CR and blanks in front', `\r\n ${CHECKOUT}`],
    ['delimiters too many at the end', `${CHECKOUT}||||`],
    ['no last delimiter', CHECKOUT.slice(0, -1)],
    ['the word None in front of a reply', `None${CHECKOUT}`],
  ])('%s', (_, text) => {
    expect(read(text)).toEqual({ ...read(CHECKOUT) });
  });

  test.each([
    ['65 without its date', '65AOx|AAy|', {}],
    [
      '09 without the return date',
      '09N20260101    090000APx|',
      { no_block: 'N', transaction_date: '20260101    090000' },
    ],
    [
      '29 without the due date',
      '29YN20260101    090000AOx|',
      { third_party_allowed: 'Y', no_block: 'N', transaction_date: '20260101    090000' },
    ],
    [
      '63 cut within the date',
      '6300020260101    0900',
      { language: '000', transaction_date: '20260101    0900' },
    ],
    ['12 of nothing but its code', '12', {}],
    [
      '37 without a currency',
      '3720260101    0900000100BV1|',
      { transaction_date: '20260101    090000', fee_type: '01', payment_type: '00' },
    ],
    [
      '38 with the date first',
      '3820260101    090000YAOx|',
      { transaction_date: '20260101    090000', payment_accepted: 'Y' },
    ],
    [
      '18 with the tag of the fee type inside',
      '180302BT0420260101    090000ABx|',
      {
        circulation_status: '03',
        security_marker: '02',
        fee_type: '04',
        transaction_date: '20260101    090000',
      },
    ],
  ])('%s: what is there is read, and no field is swallowed', (_, text, fixed) => {
    const message = read(text);
    expect(message.fixed).toEqual(fixed);
    expect(message.fields.map(([id]) => id).join()).toMatch(/^(AO,AA|AP|AO|BV|AB|)$/);
  });

  test('16 with the expiration date among the fixed fields', () => {
    expect(read('161Y20260101    09000020270101    235900AOx|').fields).toEqual([
      ['BW', '20270101    235900'],
      ['AO', 'x'],
    ]);
  });

  test('fields in any order, unknown ones, and both of two', () => {
    const { fields } = read('101YNN20260101    090000ABb|ZZwhat|AOx|ABc|AF1|AF|AF2|');
    expect(fields.map(([id]) => id)).toEqual(['AB', 'ZZ', 'AO', 'AB', 'AF', 'AF', 'AF']);
    expect(valuesOf({ fields }, 'AF')).toEqual(['1', '2']);
  });

  test('garbage of the peer’s own is a value like any other', () => {
    expect(read('660000000001 20260101    090000AOx|BMARRAY(0x55d)|').fields).toHaveLength(2);
  });

  test('marks that come apart from their letters are put together', () => {
    const decomposed = 'AJĐất rừng phương Nam|'.normalize('NFD');
    expect(read(`1803020120260101    090000ABx|${decomposed}`).fields[1]).toEqual([
      'AJ',
      'Đất rừng phương Nam',
    ]);
  });

  test('control characters inside a value become a blank', () => {
    expect(read('64PB\u0014x|').code).toBe('64');
    expect(read('24AEa\u0014\u0085b|').fields).toEqual([['AE', 'a b']]);
  });

  test('bytes that are not UTF-8 are code page 850', () => {
    const bytes = Uint8Array.from([...Buffer.from('941AE'), 0x82, 0x85]);
    expect(decodeBytes(bytes)).toMatchObject({ fields: [['AE', 'éà']] });
  });
});

describe('AY and AZ', () => {
  test.each([
    ['97AZFEF5', undefined, 'ok'],
    ['96AZFEF6', undefined, 'ok'],
    ['96AZfef6', undefined, 'ok'],
    ['941AY0AZFDFD', '0', 'ok'],
    ['941AY0AZFDFE', '0', 'bad'],
    ['941AY0AZ', '0', 'bad'],
    ['941AY0AZFD', '0', 'bad'],
    ['941AY0', '0', 'absent'],
    ['941', undefined, 'absent'],
    ['9900302.0E|AY1AZFC14', '1', 'ok'],
    ['9900302.00|AY1', '1', 'absent'],
  ])('%s: sequence %s, check sum %s', (text, sequence, checksum) => {
    const message = read(text);
    expect([message.sequence, message.checksum]).toEqual([sequence, checksum]);
    expect(message.fields).toEqual([]);
  });

  test('letters that look like them within a value are the value', () => {
    const { fields, sequence, checksum } = read('24AFFRIDAY1|AFJAZ1234|');
    expect(fields).toEqual([
      ['AF', 'FRIDAY1'],
      ['AF', 'JAZ1234'],
    ]);
    expect([sequence, checksum]).toEqual([undefined, 'absent']);
  });
});

describe('what is no message says so, and nothing throws', () => {
  test.each([
    ['', 'empty'],
    ['\r\n', 'empty'],
    ['94\u00001', 'nul'],
    ['hello', 'no-code'],
    ['9', 'no-code'],
  ])('%j: %s', (text, error) => {
    expect(decode(text)).toEqual({ error });
  });

  test('any text, any bytes', () => {
    const piece = fc.oneof(
      fc.constantFrom('11', '64', 'AA', 'AZ', 'AY1', '|', '\r', '20260101    090000'),
      fc.string({ unit: 'binary' }),
    );
    fc.assert(fc.property(fc.array(piece), (pieces) => void decode(pieces.join(''))));
    fc.assert(fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => void decodeBytes(bytes)));
  });

  test('each sample cut at every place', () => {
    for (const text of sip2Messages()) {
      for (let length = 2; length <= text.length; length++) {
        expect(read(text.slice(0, length)).code).toBe(text.slice(0, 2));
      }
    }
  });

  test('a value of 64 KB is read whole', () => {
    expect(read(`24AF${'x'.repeat(65_536)}|AOy|`).fields).toEqual([
      ['AF', 'x'.repeat(65_536)],
      ['AO', 'y'],
    ]);
  });
});
