import { expect, test } from 'vitest';
import { languageAsked, noticeWords, refusalWords } from './words.ts';

test('words are filled in, days as they are read here', () => {
  const expired = { code: 'card-expired', params: { date: '2026-11-22' } };
  expect(refusalWords(expired, 'vi')).toBe('Thẻ đã hết hạn ngày 22/11/2026.');
  expect(noticeWords('goes-elsewhere', 'en', { library: 'Phường Đông' })).toBe(
    'Goes to Phường Đông.',
  );
});

test('a code without words sends to staff', () => {
  for (const code of ['of-a-later-release', 'toString', 'act-id-taken'])
    expect(refusalWords({ code, params: {} }, 'en')).toBe('Please see staff.');
});

test('the language of the request counts where we have it, else that of the account', () => {
  expect(languageAsked('001', 'vi')).toBe('en');
  expect(languageAsked('002', 'vi')).toBe('fr');
  for (const other of ['000', '019', '']) expect(languageAsked(other, 'vi')).toBe('vi');
});
