/** Books, loans and receipts in every state, for tests and pictures. All of it is invented. */
import type { AccountLoanLine, ItemLine, ReceiptStep, ReceiptView } from '#gateway/messages.ts';

export const DAY = 86_400_000;
export const NOW = Date.UTC(2026, 10, 20, 2, 30);
const DUE = Date.UTC(2026, 11, 18, 16, 59);

const BOOKS = [
  ['Tôi thấy hoa vàng trên cỏ xanh', 'Nguyễn Nhật Ánh'],
  ['Dế Mèn phiêu lưu ký', 'Tô Hoài'],
  ['Việt Nam sử lược: từ thời thượng cổ đến khi tiếp xúc với phương Tây', 'Trần Trọng Kim'],
  ['Cho tôi xin một vé đi tuổi thơ', 'Nguyễn Nhật Ánh'],
  ['Harry Potter và hòn đá phù thủy', 'J. K. Rowling'],
  ['Đất rừng phương Nam', 'Đoàn Giỏi'],
  ['Số đỏ', 'Vũ Trọng Phụng'],
  ['Những người khốn khổ', 'Victor Hugo'],
  ['Ẵm em đi xem hội: truyện kể cho bé trước giờ đi ngủ, tập 2', 'Nhiều tác giả'],
  ['Tắt đèn', 'Ngô Tất Tố'],
] as const;

const book = (at: number) => {
  const [title = '', author = ''] = BOOKS[at % BOOKS.length] ?? [];
  return { title, author };
};

export function line(at: number, change: Partial<ItemLine> = {}): ItemLine {
  return {
    id: `line-${at}`,
    act: 'checkout',
    ...book(at),
    ils: 'accepted',
    security: 'done',
    dueAt: DUE,
    canUndo: false,
    undone: false,
    onPad: true,
    ...change,
  };
}

export const noDate = ({ dueAt: _, ...rest }: ItemLine): ItemLine => rest;
export const nameless = ({ title: _, author: __, ...rest }: ItemLine): ItemLine => ({
  ...rest,
  label: `NC${rest.id.replace('line-', '00047')}`,
});

export const tenLines: readonly ItemLine[] = Array.from({ length: 10 }, (_, at) =>
  line(at, { canUndo: at < 2 }),
);

export const recorded = { ils: 'queued', code: '7C3D 9FGH' } as const;

/** Every state a line can be in, on both axes. */
export const everyState: readonly ItemLine[] = [
  noDate({
    id: 'looking',
    act: 'checkout',
    ils: 'pending',
    security: 'pending',
    canUndo: false,
    undone: false,
    onPad: true,
  }),
  line(1, { security: 'pending' }),
  line(2, { security: 'failed', onPad: false }),
  line(3, { canUndo: true }),
  line(4, recorded),
  noDate(
    line(5, {
      ils: 'refused',
      security: 'not-needed',
      refusal: { code: 'item-on-hold', params: {} },
    }),
  ),
  noDate(line(6, { ils: 'unknown', security: 'not-needed' })),
  noDate(line(7, { undone: true })),
  line(8, { act: 'renew', security: 'not-needed' }),
  noDate(line(9, { act: 'checkin', destination: 'hold' })),
];

export const someLines: readonly ItemLine[] = [
  line(0, { security: 'pending' }),
  line(1, { canUndo: true }),
  noDate(
    line(6, {
      ils: 'refused',
      security: 'not-needed',
      refusal: { code: 'item-on-hold', params: {} },
    }),
  ),
  line(4, { canUndo: true }),
];

export const returned: readonly ItemLine[] = [
  noDate(line(3, { act: 'checkin', ils: 'pending', security: 'pending' })),
  noDate(line(2, { act: 'checkin', destination: 'hold' })),
  noDate(line(1, { act: 'checkin', destination: 'shelf' })),
  noDate(line(0, { act: 'checkin', destination: 'other-library' })),
];

const loan = (at: number, change: Partial<AccountLoanLine> = {}): AccountLoanLine => ({
  ...book(at),
  identifier: `DEMO-${at}`,
  dueAt: NOW + at * 3 * DAY,
  overdue: false,
  renewable: true,
  ...change,
});

export const loans: readonly AccountLoanLine[] = [
  loan(2, { dueAt: NOW - 4 * DAY, overdue: true, renewable: false }),
  loan(1, { renewal: { state: 'done' } }),
  loan(4, {
    renewal: { state: 'refused', refusal: { code: 'renew-on-hold', params: { dueAt: DUE } } },
  }),
  loan(5),
];

export const receipt = (
  step: ReceiptStep = { state: 'offered' },
  change: Partial<ReceiptView> = {},
): ReceiptView => ({
  code: '7C3D 9FGH',
  library: 'Thư viện tỉnh, phòng mượn',
  at: NOW,
  act: 'checkout',
  lines: tenLines.slice(0, 4).map(({ title = '' }) => ({
    title,
    act: 'checkout',
    dueAt: DUE,
    recordedHere: false,
  })),
  step,
  choices: ['print', 'qr', 'email', 'none'],
  ...change,
});
