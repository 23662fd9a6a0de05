import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isbn13 } from './isbn.ts';
import type { MarcRecord } from './marc.ts';
import { withoutIsbd } from './marc.ts';
import { titleColumns } from './title-columns.ts';

type Subfields = Record<string, string>[];
const field = (tag: string, subfields: Subfields, ind1 = ' ', ind2 = ' ') => ({
  [tag]: { ind1, ind2, subfields },
});
const record = (...fields: MarcRecord['fields']): MarcRecord => ({
  leader: '00000nam a2200000 a 4500',
  fields,
});
const CODED = { '008': `261123s2019    vm ${'|'.repeat(17)}vie||` };

test('a whole record', () => {
  const columns = titleColumns(
    record(
      CODED,
      field('020', [{ a: '978-604-2-13458-3' }, { c: '45000đ' }]),
      field('100', [{ a: 'Tô Hoài,' }, { d: '1920-2014' }], '0'),
      field('245', [
        { a: 'Dế mèn phiêu lưu ký :' },
        { b: 'truyện đồng thoại /' },
        { c: 'Tô Hoài ; Tạ Huy Long minh hoạ' },
      ]),
      field('264', [{ a: 'Hà Nội :' }, { b: 'Kim Đồng,' }, { c: '2019.' }], ' ', '1'),
      field('653', [{ a: 'Văn học thiếu nhi' }]),
      field('700', [{ a: 'Tạ, Huy Long' }], '1'),
    ),
  );
  expect(columns).toEqual({
    title: 'Dế mèn phiêu lưu ký',
    author: 'Tô Hoài',
    publisher: 'Kim Đồng',
    year: 2019,
    language: 'vie',
    folded:
      'de men phieu luu ky truyen dong thoai to hoai ta huy long van hoc thieu nhi 9786042134583',
    contributors: [
      { name: 'Tô Hoài', folded: 'to hoai' },
      { name: 'Tạ Huy Long', folded: 'ta huy long' },
    ],
    identifiers: [{ kind: 'isbn', value: '9786042134583' }],
  });
});

describe('names', () => {
  const authorOf = (entry: string, statement = '') =>
    titleColumns(
      record(field('100', [{ a: entry }], '1'), field('245', [{ a: 'x /' }, { c: statement }])),
    ).author;

  test('lose their comma, and keep their order', () => {
    expect(authorOf('Nguyễn, Du')).toBe('Nguyễn Du');
    expect(authorOf('Nguyễn Nhật Ánh')).toBe('Nguyễn Nhật Ánh');
  });

  test('are shown as the book writes them, where it does', () => {
    expect(authorOf('Rowling, J. K.', 'J. K. Rowling ; Lý Lan dịch')).toBe('J. K. Rowling');
    expect(authorOf('Rowling, J. K.')).toBe('Rowling J. K.');
  });

  test('without an entry there is no author, rather than a guess', () => {
    expect(titleColumns(record(field('245', [{ a: 'Truyện cổ tích' }]))).author).toBe('');
  });
});

test('volumes of one work are told apart', () => {
  const { title } = titleColumns(
    record(field('245', [{ a: 'Kính vạn hoa.' }, { n: 'Tập 3,' }, { p: 'Thám tử nghiệp dư /' }])),
  );
  expect(title).toBe('Kính vạn hoa. Tập 3. Thám tử nghiệp dư');
});

test('decomposed letters come out composed', () => {
  const { title } = titleColumns(record(field('245', [{ a: 'Số đỏ'.normalize('NFD') }])));
  expect(title).toBe('Số đỏ');
});

test('an old imprint (260) and old language codes that run together are read', () => {
  const columns = titleColumns(
    record(
      field('041', [{ a: 'engvie' }]),
      field('245', [{ a: 'x' }]),
      field('260', [{ b: 'Văn học,' }, { c: 'c1988' }]),
    ),
  );
  expect(columns).toMatchObject({ language: 'eng', publisher: 'Văn học', year: 1988 });
});

test('a record without anything is columns without anything', () => {
  expect(titleColumns(record())).toMatchObject({ title: '', author: '', folded: '' });
});

test.each([
  ['Hà Nội :', 'Hà Nội'],
  ['Số đỏ /', 'Số đỏ'],
  ['1941.', '1941'],
  ['J. K.', 'J. K.'],
  ['Tập 1,', 'Tập 1'],
  ['Và rồi...', 'Và rồi...'],
])('the ISBD marks of “%s” are left out', (text, bare) => {
  expect(withoutIsbd(text)).toBe(bare);
});

describe('ISBN', () => {
  test.each([
    ['978-604-2-13458-3', '9786042134583'],
    ['0-306-40615-2', '9780306406157'],
    ['080442957X (bìa mềm)', '9780804429573'],
  ])('%s is %s', (text, key) => {
    expect(isbn13(text)).toBe(key);
  });

  test.each(['978-604-2-13458-4', '0-306-40615-3', '8935236411234', 'SGK', ''])(
    '%s is none',
    (text) => {
      expect(isbn13(text)).toBeUndefined();
    },
  );

  test('one wrong digit is noticed', () => {
    const digit = fc.integer({ min: 0, max: 9 });
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 12 }), digit, (at, put) => {
        const right = '9786042134583';
        const wrong = right.slice(0, at) + String(put) + right.slice(at + 1);
        expect(isbn13(wrong)).toBe(wrong === right ? right : undefined);
      }),
    );
  });
});
