import { expect, test } from 'vitest';
import type { Block } from '../receipt/rules/block.ts';
import { LANGUAGES } from '../messages.ts';
import { drawReceipt } from '../receipt/raster.ts';
import type { BinEntry } from './rules/state.ts';
import { holdSlip, manifestSlip } from './slips.ts';
import { SLIP_WORDS } from './slip-words.ts';

const place = (language: (typeof LANGUAGES)[number] = 'vi') => ({
  ...{ library: 'Thư viện tỉnh', words: SLIP_WORDS[language] },
  timeOf: () => '23/11 08:00',
});
const textOf = (blocks: readonly Block[]) =>
  blocks
    .map((block) => {
      if (block.kind === 'text') return block.text;
      return block.kind === 'pair' ? `${block.left} ${block.right}` : '';
    })
    .join('\n');

const SLIP = {
  ...{ item: { identifier: 'TV0001' }, title: 'Dế Mèn phiêu lưu ký', bin: 'holds' },
  ...{ callNumber: '895.9', hold: '0197f3a0-0000-7000-8000-00000000c0de' },
};
const entry = (more: Partial<BinEntry>): BinEntry => ({
  ...{ intake: 'i', at: 0, bin: 'staff', uids: ['E001'], why: 'exception', ils: 'accepted' },
  ...{ armed: 'done', item: { identifier: 'TV0002' }, ...more },
});

test('DB27 a slip names book and hold, and is told apart by the end of its number', () => {
  const text = textOf(holdSlip(SLIP, 0, place()));
  for (const word of ['Dế Mèn phiêu lưu ký', 'TV0001', '895.9', '0000C0DE', 'holds']) {
    expect(text).toContain(word);
  }
});

test('DB26 a list says of each book what staff have to do with it', () => {
  const entries = [
    entry({ trouble: 'refused', refusal: 'item-unknown', ils: 'refused' }),
    entry({ goes: { kind: 'other-library', library: 'Phường Đông' } }),
    entry({ trouble: 'no-tag', ils: 'none', uids: [] }),
  ].map((one, at) => (at === 2 ? (({ item: _none, ...rest }) => rest)(one) : one));
  const manifest = { id: 'm', bin: 'staff', since: 0, until: 1, by: 'door', entries } as const;
  const text = textOf(manifestSlip(manifest, place()));
  expect(text).toContain('D07 thư viện từ chối · (item-unknown)');
  expect(text).toContain('chuyển đến Phường Đông');
  expect(text).toContain('không đọc được');
});

test.each(LANGUAGES)('DB27 both can be drawn on 58 mm paper in %s', async (language) => {
  const manifest = { id: 'm', bin: 'staff', since: 0, until: 1, by: 'door' } as const;
  const entries = [entry({ trouble: 'jam' })];
  const slips = [
    holdSlip(SLIP, 0, place(language)),
    manifestSlip({ ...manifest, entries }, place(language)),
  ];
  for (const blocks of slips) {
    const { height, width } = await drawReceipt(blocks, 384);
    expect(width).toBe(384);
    expect(height).toBeGreaterThan(150);
  }
});
