import { describe, expect, test } from 'vitest';
import { decode } from '#server/sip2/protocol/decode.ts';
import { isReadable } from '#server/sip2/protocol/message.ts';
import type { CardQuery } from '../../ils.ts';
import { dialectOf } from './dialects.ts';
import { initialOf, patronAnswer, refusedUnasked } from './patron-answer.ts';
import { readPatron } from './patron-facts.ts';
import type { Site } from './site.ts';

const SITE: Site = {
  ...{ dialect: dialectOf('generic'), timeZone: 'Asia/Ho_Chi_Minh', institution: 'TV' },
  ...{ patronPins: true, givenName: 'last' },
};
const NO_FLAGS = ' '.repeat(14);

function reply({ flags = NO_FLAGS, charged = '0002', more = 'AEBưởi|BLY|' }) {
  const date = '20261123    100000';
  const message = decode(`64${flags}000${date}00000000${charged}000000000000AOTV|AAC|${more}`);
  if (!isReadable(message)) throw new Error(message.error);
  return readPatron(message);
}

const ask = (facts: ReturnType<typeof reply>, query: Partial<CardQuery> = {}) =>
  patronAnswer(facts, { card: 'C', entry: 'scanned', ...query }, SITE);
const codeOf = (answer: ReturnType<typeof ask>) =>
  answer.outcome === 'refused' ? answer.refusal.code : answer.outcome;

describe('who it is', () => {
  test('K1: BL N is nobody; without BL a name shows that there is somebody', () => {
    expect(codeOf(ask(reply({ more: 'AE|BLN|' })))).toBe('card-unknown');
    expect(codeOf(ask(reply({ more: 'AE|' })))).toBe('card-unknown');
    expect(codeOf(ask(reply({ more: 'AEBưởi|' })))).toBe('accepted');
  });

  test('K2: a typed number without a PIN is not asked about', () => {
    expect(refusedUnasked({ card: 'C', entry: 'typed' })?.code).toBe('pin-required');
    expect(refusedUnasked({ card: 'C', entry: 'typed', pin: '' })?.code).toBe('pin-required');
    expect(refusedUnasked({ card: 'C', entry: 'scanned' })).toBeUndefined();
  });
});

describe('the PIN', () => {
  test.each([
    ['BLY|CQY|', 'accepted'],
    ['BLY|CQN|', 'pin-wrong'],
    ['BLY|CQ|', 'pin-wrong'],
    ['BLY|', 'pin-wrong'],
  ])('passes on an explicit yes alone: %s', (flags, code) => {
    expect(codeOf(ask(reply({ more: `AEBưởi|${flags}` }), { pin: '1' }))).toBe(code);
  });

  test('is not verified where none was given, whatever CQ says', () => {
    expect(ask(reply({ more: 'AEBưởi|BLY|CQY|' }))).toMatchObject({
      patron: { pinVerified: false },
    });
    expect(codeOf(ask(reply({ more: 'AEBưởi|BLY|CQY|' }), { pin: '' }))).toBe('pin-wrong');
  });

  test('K3: of a typed number, neither number nor PIN can be tried out', () => {
    const typed = { entry: 'typed', pin: '1' } as const;
    expect(codeOf(ask(reply({ more: 'AE|BLN|CQN|' }), typed))).toBe('number-or-pin-wrong');
    expect(codeOf(ask(reply({ more: 'AEBưởi|BLY|CQN|' }), typed))).toBe('number-or-pin-wrong');
  });
});

describe('the flags', () => {
  const flagged = (...at: number[]) =>
    Array.from({ length: 14 }, (_, position) => (at.includes(position) ? 'Y' : ' ')).join('');

  test.each([
    ['renewal, recall, hold denied', [1, 2, 3], 'accepted'],
    ['charge denied', [0], 'patron-blocked'],
    ['card lost', [4], 'patron-blocked'],
    ['charge denied for too many books', [0, 5], 'accepted'],
    ['charge denied for fees', [0, 10], 'accepted'],
    ['all fourteen', Array.from({ length: 14 }, (_, at) => at), 'accepted'],
  ])('%s', (_what, at, code) => {
    expect(codeOf(ask(reply({ flags: flagged(...at) })))).toBe(code);
  });

  test('loans left are the limit less what is charged, and none with too many', () => {
    const loansLeft = (facts: ReturnType<typeof reply>) => {
      const answer = ask(facts);
      return answer.outcome === 'accepted' ? answer.patron.loansLeft : undefined;
    };
    expect(loansLeft(reply({ more: 'AEBưởi|BLY|CB0005|' }))).toBe(3);
    expect(loansLeft(reply({ charged: '    ', more: 'AEBưởi|BLY|CB0005|' }))).toBeUndefined();
    expect(loansLeft(reply({ flags: flagged(5) }))).toBe(0);
  });
});

test.each([
  ['Nguyễn Thị Ánh', 'last', 'Á'],
  ['Doug Fiander', 'first', 'D'],
  ['Fiander, Doug', 'first', 'D'],
  ['Nguyễn, Thị Ánh', 'last', 'Á'],
  ['Đặng Văn đào', 'last', 'Đ'],
  ['Nguyễn Văn ?ào', 'last', '·'],
  ['', 'last', '·'],
  ['***', 'last', '·'],
] as const)('the initial of %j, given name %s, is %s', (name, order, initial) => {
  expect(initialOf(name, order)).toBe(initial);
});
