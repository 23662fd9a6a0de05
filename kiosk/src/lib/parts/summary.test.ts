import { describe, expect, test } from 'vitest';
import { line, receipt } from '../screens/fixtures.ts';
import { words } from '../words.ts';
import { receiptText } from './receipt-text.ts';
import { shortened } from './shortened.ts';
import { countDone, summary } from './summary.ts';

const vi = words('vi', 'Asia/Ho_Chi_Minh');
const DAY = 86_400_000;
const DUE = Date.UTC(2026, 11, 18, 16, 59);

const returned = (at: number) => {
  const { dueAt: _, ...rest } = line(at, { act: 'checkin' });
  return rest;
};

test('one date for all', () => {
  expect(summary([line(0), line(1)], vi)).toBe('Xong rồi! 2 cuốn, hạn trả thứ Sáu 18/12/2026');
});

test('several dates: the earliest, and it says so', () => {
  const said = summary([line(0, { dueAt: DUE + 7 * DAY }), line(1)], vi);
  expect(said).toBe('Xong rồi! 2 cuốn, hạn trả sớm nhất thứ Sáu 18/12/2026');
});

test('two moments of one day are one date', () => {
  expect(summary([line(0, { dueAt: DUE - 1000 }), line(1)], vi)).not.toMatch(/sớm nhất/);
});

test('dates that only the library’s system can read are said as it wrote them, and no loan is called a return', () => {
  const undated = (at: number, dueText: string) => {
    const { dueAt: _, ...rest } = line(at, { dueText });
    return rest;
  };
  expect(summary([undated(0, 'cuối tháng'), undated(1, 'cuối tháng')], vi)).toBe(
    'Xong rồi! 2 cuốn, hạn trả cuối tháng',
  );
  expect(summary([undated(0, 'cuối tháng'), undated(1, 'sau Tết')], vi)).toBe(
    'Xong rồi! Bạn đã mượn 2 cuốn.',
  );
});

test('returned only', () => {
  expect(summary([returned(0), returned(1)], vi)).toBe('Xong rồi! Máy đã nhận 2 cuốn. Cảm ơn bạn!');
});

test('refused and taken-back lines do not count; recorded ones do', () => {
  const lines = [
    line(0, { ils: 'refused' }),
    line(1, { undone: true }),
    line(2, { ils: 'queued' }),
    returned(3),
  ];
  expect(summary(lines, vi)).toMatch(/^Xong rồi! Trả 1 cuốn, mượn 1 cuốn/);
  expect(summary([], vi)).toBe('Xong rồi! Cảm ơn bạn!');
});

test('a book is done when the library knows and the gate is quiet', () => {
  expect(countDone([line(0), line(1, { security: 'failed' }), line(2, { ils: 'unknown' })])).toBe(
    1,
  );
});

test('the receipt to scan holds library, moment, code and books', () => {
  const text = receiptText(receipt({ state: 'shown' }), vi);
  expect(text.split('\n').slice(0, 4)).toEqual([
    'Thư viện tỉnh, phòng mượn',
    '09:30 20/11/2026',
    'Mã: 7C3D 9FGH',
    'Tôi thấy hoa vàng trên cỏ xanh – Đã mượn, 18/12/2026',
  ]);
});

test('a long title is cut between letters, never inside one', () => {
  const long = 'ộ'.normalize('NFD').repeat(60);
  expect(shortened(long)).toBe(`${'ộ'.repeat(39)}…`);
  expect(shortened('Tắt đèn')).toBe('Tắt đèn');
});

describe('several people', () => {
  const people = [
    { id: '1', initial: 'M', which: 1 },
    { id: '2', initial: 'L' },
    { id: '3', initial: 'M', which: 2 },
  ];
  const shared = (count: number) => ({
    ...receipt({ state: 'shown' }),
    people,
    lines: Array.from({ length: count }, (_, at) => ({
      ...{ title: `Cuốn ${at + 1}`, act: 'checkout' as const, dueAt: DUE, recordedHere: false },
      person: at % 2 === 0 ? '1' : '2',
    })),
  });

  test('S178 the last sentence counts them', () => {
    expect(summary([line(0), line(1)], vi, 2)).toBe(
      'Xong rồi! 2 bạn, 2 cuốn, hạn trả thứ Sáu 18/12/2026',
    );
  });

  test('S178 with few books the receipt has each below whose it is', () => {
    const said = receiptText(shared(3), vi).split('\n').slice(3);
    expect(said.map((text) => text.split(' – ')[0])).toEqual([
      ...['M. (1) 2 cuốn', 'Cuốn 1', 'Cuốn 3', 'L. 1 cuốn', 'Cuốn 2'],
    ]);
  });

  test('S178 with many it says how many each has', () => {
    expect(receiptText(shared(20), vi).split('\n').slice(3)).toEqual([
      'M. (1) 10 cuốn, L. 10 cuốn',
    ]);
  });
});
