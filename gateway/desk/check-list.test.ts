import { expect, test } from 'vitest';
import { csvOf } from './check-list.ts';

test('D43 the list as a file: UTF-8 with a mark, quoted where needed, no formula, no whole card', () => {
  const at = Date.UTC(2026, 10, 23, 2);
  const doubt = {
    act: 'checkout',
    kind: 'unclear',
    at,
    found: ['item-charged', 'listed-no'],
  } as const;
  const file = csvOf([
    { ...doubt, id: 'd-1', label: 'Đ,"1"', cardEnd: '0011', askedAt: at },
    { ...doubt, id: 'd-2', label: '=1+1' },
  ]);
  const time = '2026-11-23T02:00:00.000Z';
  expect(file).toBe(
    [
      '\u{feff}id,act,kind,card,item,at,asked-at,found',
      `d-1,checkout,unclear,…0011,"Đ,""1""",${time},${time},item-charged listed-no`,
      `d-2,checkout,unclear,,'=1+1,${time},,item-charged listed-no`,
      '',
    ].join('\r\n'),
  );
});
