import { createHmac } from 'node:crypto';
import { expect, test } from 'vitest';
import { cardText, hashIn, itemText, sealInfo, sealingKeyText } from './words.ts';

test('PM2 a number is hashed as it is scanned: without blanks, in one form of Unicode', () => {
  expect(cardText(' Đ-17\u00a0')).toBe('card\nĐ-17');
  expect(cardText('Thẻ 1'.normalize('NFD'))).toBe('card\nThẻ 1'.normalize('NFC'));
});

test('PM2 card and item of one number are hashed apart, and an owner’s item apart from the bare number', () => {
  expect(itemText('17')).toBe('item\n17');
  expect(itemText('17', 'VN-TT')).toBe('item\nVN-TT\n17');
  expect(new Set([cardText('17'), itemText('17'), itemText('17', 'A')]).size).toBe(3);
});

test('PM2 a hash is the first 40 bits of HMAC-SHA-256', () => {
  // RFC 4231 §4.3, test case 2.
  const digest = createHmac('sha256', 'Jefe').update('what do ya want for nothing?').digest();
  expect(digest.toString('hex')).toMatch(/^5bdcc146bf/);
  expect(hashIn(digest)).toBe(0x5b_dc_c1_46_bf);
  expect(hashIn(new Uint8Array(32).fill(255))).toBe(2 ** 40 - 1);
});

test('PM7 the key is sealed to a terminal, its library and the epoch; it signs its own name with its key', () => {
  const place = { terminalId: 'ward-1', libraryId: 'ward', epoch: 'e1' };
  expect(sealInfo(place)).toBe('nhip-cau permit v1\nward-1\nward\ne1');
  expect(sealingKeyText('ward-1', 'AAAA')).toBe('nhip-cau sealing key v1\nward-1\nAAAA');
});
