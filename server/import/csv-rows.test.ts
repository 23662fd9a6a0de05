import { describe, expect, test } from 'vitest';
import { collected } from '#tests/collected.ts';
import { csvRows } from './csv-rows.ts';
import type { CsvSettings } from './csv-rows.ts';

async function* pieces(bytes: Uint8Array, size: number) {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}
const read = async (bytes: Uint8Array, settings: CsvSettings = {}, size = 7) =>
  (await collected(csvRows(pieces(bytes, size), settings))).map(({ section, line, value }) => ({
    section,
    line,
    value: value(),
  }));
const text = (lines: readonly string[], end = '\r\n') => Buffer.from(lines.join(end));

describe('a list in CSV', () => {
  test('degrees come with a point or a comma, and what is none is told as it stands', async () => {
    const list = ['id;Tên thư viện;Loại;Vĩ độ;Kinh độ', 'a;A;ward;10,25;105.97', 'b;B;ward;x;'];
    const rows = await read(Buffer.from(list.join('\n')));
    expect(rows.map(({ value }) => value)).toMatchObject([
      { latitude: 10.25, longitude: 105.97 },
      { latitude: 'x' },
    ]);
  });

  const LISTS = [
    [
      'semicolons, a BOM and Windows line ends',
      text(['\uFEFFSố thẻ;Họ và tên;Ngày sinh;Lớp', 'HS1;Trần Văn Bình;5/9/2014;4A']),
    ],
    [
      'commas and English headings',
      text(
        ['Card number,Full name,Date of birth,Class', 'HS1,"Trần Văn Bình",2014-09-05,4A'],
        '\n',
      ),
    ],
    ['tabs', text(['Số thẻ\tHọ đệm\tTên\tNgày sinh\tLớp', 'HS1\tTrần Văn\tBình\t05-09-2014\t4A'])],
    [
      'UTF-16 as Excel saves it',
      Buffer.from(
        '\uFEFFSố thẻ\tHọ và tên\tNgày sinh\tLớp\r\nHS1\tTrần Văn Bình\t05.09.2014\t4A\r\n',
        'utf16le',
      ),
    ],
    [
      'decomposed letters',
      text(['Số thẻ;Họ và tên;Ngày sinh;Lớp', 'HS1;Trần Văn Bình;05/09/2014;4A'])
        .toString()
        .normalize('NFD'),
    ],
  ] as const;
  test.each(LISTS)('with %s says the same', async (_name, list) => {
    const rows = await read(
      typeof list === 'string' ? Buffer.from(list) : list,
      { library: 'school' },
      8,
    );
    expect(rows).toHaveLength(1);
    expect(rows[0]).toMatchObject({
      section: 'patrons',
      line: 2,
      value: {
        libraryId: 'school',
        familyName: 'Trần Văn',
        givenName: 'Bình',
        birthDate: '2014-09-05',
        cards: [{ value: 'HS1' }],
        memberships: [{ libraryId: 'school', classGroup: '4A', role: 'pupil' }],
      },
    });
  });

  test('gives a row the same id each time, and another card another one', async () => {
    const list = text(['Số thẻ;Họ và tên', 'HS1;An', 'HS2;An']);
    const ids = async () =>
      (await read(list, { library: 'school' })).map(
        ({ value }) => JSON.parse(JSON.stringify(value)).id,
      );
    expect(await ids()).toEqual(await ids());
    expect(new Set(await ids()).size).toBe(2);
  });

  test('that is an accession register brings each book once and each copy', async () => {
    const rows = await read(
      text([
        'Số ĐKCB;Nhan đề;Tác giả;Năm XB;Giá;Loại tài liệu',
        'TN1;Con rồng nhỏ;Trần Mây;2019;45.000 đ;book',
        'TN2;Con rồng nhỏ;Trần Mây;2019;45000;book',
      ]),
      { library: 'school' },
    );
    expect(rows.map(({ section }) => section)).toEqual(['titles', 'items', 'items']);
    const [title, first] = rows.map(({ value }) => JSON.parse(JSON.stringify(value)));
    expect(title).toMatchObject({ title: 'Con rồng nhỏ', author: 'Trần Mây', year: 2019 });
    expect(first).toMatchObject({
      titleId: title.id,
      homeLibraryId: 'school',
      price: 45_000,
      identifiers: [{ kind: 'accession', value: 'TN1' }],
    });
  });

  test('tells the line of a row after one that has line breaks in it', async () => {
    const rows = await read(text(['Nhan đề;Tóm tắt', '"Một";"dòng 1\r\ndòng 2"', 'Hai;x']));
    expect(rows.map(({ line }) => line)).toEqual([2, 4]);
  });

  test.each([
    [
      'letters that are no UTF-8',
      Buffer.from([0x53, 0x1a, 0xe1, 0x3b, 0xff, 0x0a]),
      'save the list as “CSV UTF-8”',
    ],
    [
      'headings of no known list',
      text(['Màu;Kích cỡ', 'đỏ;1']),
      'the headings are of no list that is known',
    ],
    ['nothing in it', Buffer.from(''), 'the file is empty'],
    ['a quotation mark too many', text(['Nhan đề', 'a"b"', '"c"d']), 'quotation marks'],
  ])('with %s is told as a whole', async (_name, list, message) => {
    await expect(read(list)).rejects.toThrow(message);
  });
});
