import { expect, test } from 'vitest';
import type { SUPPORTED_ORDER } from '#server/sip2/protocol/messages.ts';
import type { Message } from '#server/sip2/protocol/message.ts';
import { isRuledOut } from './supported.ts';

const heard = (...fields: Message['fields']): Message => ({
  ...{ code: '98', fixed: {}, fields, checksum: 'absent' },
});

// The order of the flags: 23 11 09 01 99 97 93 63 35 37 17 19 25 15 29 65.
test.each<[string, Message | undefined, (typeof SUPPORTED_ORDER)[number], boolean]>([
  ['N: it said that it does not', heard(['BX', 'YYYYYYYYYNYYYNYY']), '37', true],
  ['Y: it does', heard(['BX', 'YYYYYYYYYNYYYNYY']), '17', false],
  ['a small n, as flags are read elsewhere', heard(['BX', 'yyyyyyyynyyyynyy']), '35', true],
  ['a blank says nothing', heard(['BX', 'YYYYYYYY        ']), '17', false],
  ['BX ends before its flag', heard(['BX', 'NNN']), '63', false],
  ['no BX', heard(), '63', false],
  ['no 98 has come', undefined, '63', false],
])('%s', (_what, status, code, ruledOut) => {
  expect(isRuledOut(status, code)).toBe(ruledOut);
});
