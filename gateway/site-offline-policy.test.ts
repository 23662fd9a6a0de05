import { describe, expect, test } from 'vitest';
import { decideBySite } from './site-offline-policy.ts';
import type { OfflineFacts } from './site-offline-policy.ts';

const LOANS = { perCard: 3, days: 14 };
const FACTS: OfflineFacts = {
  ...{ promised: 2, refusedBefore: false },
  now: Date.parse('2026-11-23T10:00:00+07:00'),
  timeZone: 'Asia/Ho_Chi_Minh',
};
const OFFLINE = { answer: 'refuse', refusal: { code: 'offline', params: {} } };

test('O20 what the site lends without an answer is lent to the end of a day at the library', () => {
  expect(decideBySite(LOANS, FACTS)).toEqual({
    answer: 'lend',
    dueAt: Date.parse('2026-12-08T00:00:00+07:00') - 1,
  });
});

describe('O20 nothing is lent', () => {
  test('where the library’s last word was no', () => {
    expect(decideBySite(LOANS, { ...FACTS, refusedBefore: true })).toEqual(OFFLINE);
  });
  test('above the cap, which is said', () => {
    expect(decideBySite(LOANS, { ...FACTS, promised: 3 })).toEqual({
      answer: 'refuse',
      refusal: { code: 'offline-limit', params: { count: 3 } },
    });
  });
});

test('O20 the last second of a day still counts as that day', () => {
  const late = Date.parse('2026-11-23T23:59:59.999+07:00');
  expect(decideBySite({ perCard: 1, days: 1 }, { ...FACTS, promised: 0, now: late })).toEqual({
    answer: 'lend',
    dueAt: Date.parse('2026-11-25T00:00:00+07:00') - 1,
  });
});
