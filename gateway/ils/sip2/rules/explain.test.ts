import { describe, expect, test } from 'vitest';
import { decode } from '#server/sip2/protocol/decode.ts';
import { isReadable } from '#server/sip2/protocol/message.ts';
import { sip2Messages } from '#tests/vectors/sip2.ts';
import { explainMessage } from './explain.ts';
import { hideSecrets } from './hide-secrets.ts';

function explained(text: string): string[] {
  const message = decode(text);
  if (!isReadable(message)) throw new Error(message.error);
  return explainMessage(message);
}

describe('a message in words', () => {
  test('names its fields and what their codes mean', () => {
    expect(explained('1810020120100623    171415AB1|CTBR3|CK001|AY1AZ0000')).toEqual([
      '18 item information reply',
      '  circulation status: 10 (in transit between libraries)',
      '  security marker: 02 (Tattle-Tape strip)',
      '  fee type: 01 (other)',
      '  transaction date: 20100623    171415 (2010-06-23 17:14:15, local time)',
      '  AB item identifier: 1',
      '  CT destination location: BR3',
      '  CK media type: 001 (book)',
      '  sequence: 1',
      '  check sum: bad',
    ]);
  });

  test('says what the flags of a patron are, what is not taken, what is missing', () => {
    const lines = explained('24Y   Y         00020260101    090000AOx|');
    expect(lines).toContain(
      '  patron status: Y   Y          (charge privileges denied, card reported lost)',
    );
    expect(explained('98YYYYNN100003')).toContain('  timeout: 100 (10 s)');
    expect(explained('98YYYYNN100003')).toContain('  protocol version: missing');
    expect(explained('98BXYYYYYYYYYNYYYNYY|')).toContain(
      '  BX supported messages: YYYYYYYYYNYYYNYY (all but 37, 15)',
    );
  });

  test('is given for all samples, and for messages that are not known', () => {
    for (const text of sip2Messages()) expect(explained(text).length).toBeGreaterThan(1);
    expect(explained('05x')[0]).toBe('05 not a message of SIP 2.00');
  });
});

describe('passwords and PINs', () => {
  const secrets = [
    '9300CNkiosk|COverysecret|CPx|',
    '6300020260101    090000          AOx|AAP1|ACverysecret|ADverysecret|',
    '11YN20260101    09000020260101    090000ADverysecret',
    '65ACverysecret|AAP1|',
    '99999ADverysecret|',
    // Typed by hand: blanks between fields, small letters, no delimiter behind the one before.
    '9300CNkiosk| COverysecret|',
    '9300CNkiosk|coverysecret|',
    '93 00CNkiosk|COverysecret|',
    '9300COverysecret',
    '2300020260101    090000AOx|AAP1|\tADverysecret|',
    'None9300CNkiosk|COverysecret|',
  ];

  test.each(secrets)('%s: hidden in the raw message', (text) => {
    expect(hideSecrets(text)).not.toContain('verysecret');
    expect(hideSecrets(text)).toContain('[hidden]');
    expect(hideSecrets(`\n${text}`)).not.toContain('verysecret');
  });

  test.each(secrets)('%s: and in words', (text) => {
    expect(explained(text).join('\n')).not.toContain('verysecret');
  });

  test('hidden also in what is no message', () => {
    expect(hideSecrets('[9300COverysecret|]')).not.toContain('verysecret');
  });

  test('all else stays as it was', () => {
    const text = '98YYYYNN60000320100510    1717202.00AOADA|BXYYYYYYYYYNYNNNYN|AC|';
    expect(hideSecrets(text)).toBe(text);
  });
});
