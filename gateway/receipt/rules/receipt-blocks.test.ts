import { describe, expect, test } from 'vitest';
import { LANGUAGES } from '../../messages.ts';
import type { Language } from '../../messages.ts';
import type { Block } from './block.ts';
import { datesIn } from './dates.ts';
import { receiptBlocks } from './receipt-blocks.ts';
import type { PrintedReceipt } from './receipt-blocks.ts';
import { PLAIN_TEMPLATE } from './template.ts';
import type { ReceiptTemplate } from './template.ts';
import { testReceipt } from './test-receipt.ts';

const AT = Date.UTC(2026, 10, 20, 2, 30);
const DUE = Date.UTC(2026, 11, 18, 16, 59);
type Line = PrintedReceipt['receipt']['lines'][number];

const line = (change: Partial<Line> = {}): Line => ({
  ...{ title: 'Dế Mèn phiêu lưu ký', act: 'checkout', dueAt: DUE, recordedHere: false },
  ...{ code: '7C3D 9FGH', ...change },
});
const RETURNED: Line = {
  ...{ title: 'Số đỏ', act: 'checkin', recordedHere: true, code: 'GHJK MNPQ' },
};

const BASE = { code: '7C3D 9FGH', library: 'Thư viện tỉnh', act: 'checkout' } as const;

function printed(
  change: Partial<PrintedReceipt['receipt']> = {},
  of: { language?: Language; child?: boolean; template?: Partial<ReceiptTemplate> } = {},
): readonly Block[] {
  const { child = false, language = 'vi', template } = of;
  const receipt = {
    ...BASE,
    ...{ at: AT, lines: [line()], ...change },
  };
  const visit = { receipt, language, child, timeZone: 'Asia/Ho_Chi_Minh' };
  return receiptBlocks(visit, { ...PLAIN_TEMPLATE, ...template });
}

const textOf = (blocks: readonly Block[]): string =>
  blocks
    .flatMap((block) => {
      if (block.kind === 'text') return block.text;
      return block.kind === 'pair' ? [block.left, block.right] : [];
    })
    .join('\n');

describe('S230 what stands on a receipt', () => {
  test('S230 library, moment, act, title, due date with its weekday, code', () => {
    const text = textOf(printed());
    for (const said of [
      'Thư viện tỉnh',
      'Thứ Sáu 20/11/2026\n09:30',
      'Mượn 1 cuốn',
      'Dế Mèn phiêu lưu ký\nHạn trả thứ Sáu 18/12/2026\n7C3D 9FGH',
    ])
      expect(text).toContain(said);
  });

  test('S230 no date while the time is not known', () => {
    const visit = { language: 'vi', timeZone: 'Asia/Ho_Chi_Minh', child: false } as const;
    const receipt = { ...BASE, lines: [RETURNED] };
    const text = textOf(receiptBlocks({ ...visit, receipt }, PLAIN_TEMPLATE));
    expect(text).not.toMatch(/\d{2}:\d{2}|2026/);
  });

  test('S230 what the library does not know of yet says so, and why', () => {
    const text = textOf(printed({ lines: [line(), RETURNED] }));
    expect(text).toContain('Số đỏ\nđã ghi tại máy\nGHJK MNPQ');
    expect(text).toContain('Mạng đang gián đoạn');
    expect(textOf(printed())).not.toContain('gián đoạn');
  });

  test('S230 borrowed and returned stand apart', () => {
    const text = textOf(printed({ act: 'mixed', lines: [RETURNED, line(), line()] }));
    expect(text).toMatch(/Mượn 2 cuốn[^]*Đã trả 1 cuốn/);
  });

  test('S230 of several people, each one’s books below their initial, and a return below nobody’s', () => {
    const people = [
      { id: '1', initial: 'M' },
      { id: '2', initial: 'L', which: 2 },
      { id: '3', initial: 'Đ' },
    ];
    const lines = [line({ person: '2', title: 'Tắt đèn' }), line({ person: '1' }), RETURNED];
    const text = textOf(printed({ people, lines }));
    expect(text).toMatch(/M\.\n[^]*Dế Mèn[^]*L\. \(2\)\n[^]*Tắt đèn[^]*Đã trả 1 cuốn\nSố đỏ/);
    expect(text).not.toContain('Đ.');
  });

  test('S230 in French no initial reads as a title', () => {
    const people = [{ id: '1', initial: 'M' }];
    const text = textOf(printed({ people, lines: [line({ person: '1' })] }, { language: 'fr' }));
    expect(text).toContain('\nM\n');
    expect(text).toContain('À rendre le ven. 18 déc. 2026');
    expect(text).toContain('Emprunt\u00a0: 1 livre');
  });

  test('S230 a child’s has fewer words', () => {
    const lines = [line({ recordedHere: true })];
    const [child, adult] = [true, false].map((one) => textOf(printed({ lines }, { child: one })));
    expect(child).toContain('Trả ngày thứ Sáu 18/12/2026');
    expect(child?.length).toBeLessThan(adult?.length ?? 0);
  });
});

describe('S231 what the library adds', () => {
  const marks = (blocks: readonly Block[]) => blocks.filter(({ kind }) => kind === 'mark');

  test('S231 the code as a QR code, a barcode, or written only', () => {
    expect(marks(printed())).toEqual([{ kind: 'mark', mark: 'qr', text: '7C3D9FGH' }]);
    expect(marks(printed({}, { template: { mark: 'barcode' } }))).toMatchObject([
      { mark: 'code128', text: '7C3D9FGH' },
    ]);
    expect(marks(printed({}, { template: { mark: 'none' } }))).toEqual([]);
  });

  test('S231 its lines above and below, and its logo on top', () => {
    const logo = new Uint8Array([1]);
    const template = { header: ['12 đường Nguyễn Du'], footer: ['Hẹn gặp lại!'], logo };
    const blocks = printed({}, { template });
    expect(blocks[0]).toEqual({ kind: 'picture', png: logo });
    expect(textOf(blocks)).toMatch(/^Thư viện tỉnh\n12 đường[^]*Hẹn gặp lại!$/);
  });
});

test('S232 a test slip names the terminal, shows the letters in each size, and strokes at both edges', () => {
  for (const language of LANGUAGES) {
    const of = { name: 'Máy 1', library: 'Thư viện tỉnh', version: '0.1.0', dots: 384, language };
    const blocks = testReceipt({ ...of, timeZone: 'Asia/Ho_Chi_Minh', at: AT }, PLAIN_TEMPLATE);
    const text = textOf(blocks);
    for (const said of ['Máy 1', '0.1.0', '384', '09:30']) expect(text).toContain(said);
    expect(text.match(/Ẵ ẵ Đ đ/g)).toHaveLength(4);
    expect(blocks.filter(({ kind }) => kind === 'image')).toHaveLength(2);
    const undated = testReceipt({ ...of, timeZone: 'Asia/Ho_Chi_Minh' }, PLAIN_TEMPLATE);
    expect(textOf(undated)).not.toContain('2026');
  }
});

test('S230 days are read in the zone of the library', () => {
  const late = Date.UTC(2026, 0, 31, 18);
  expect(datesIn('vi', 'Asia/Ho_Chi_Minh').day(late)).toBe('Chủ Nhật 01/02/2026');
  expect(datesIn('fr', 'Asia/Ho_Chi_Minh').day(late)).toBe('dim. 1er févr. 2026');
  expect(datesIn('en', 'Europe/Paris').day(late)).toBe('Sat 31 Jan 2026');
});
