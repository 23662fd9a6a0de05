import { describe, expect, test } from 'vitest';
import { MarcRecord } from '../../catalogue/input.ts';
import { titleColumns } from '../../catalogue/rules/title-columns.ts';
import { marcRecord } from './marc.ts';
import type { SampleTitle } from './title.ts';

const harry: SampleTitle = {
  id: 'harry-potter-3',
  title: 'Harry Potter và tên tù nhân ngục Azkaban',
  author: 'Rowling, J. K.',
  translators: ['Lý Lan'],
  publisher: 'Trẻ',
  firstPublished: 1999,
  ddc: '823',
  language: 'vie',
  translatedFrom: 'eng',
  audience: 'child',
  subjects: ['Truyện thiếu nhi'],
  reference: false,
};

const control = (title: SampleTitle, tag: string): unknown =>
  marcRecord(title).fields.find((field) => tag in field)?.[tag];
const written = (title: SampleTitle, tag: string): string[] =>
  marcRecord(title).fields.flatMap((field) => {
    const data = field[tag];
    if (typeof data !== 'object') return [];
    const subfields = data.subfields.flatMap((subfield) => Object.entries(subfield));
    return [
      `${data.ind1}${data.ind2}${subfields.map(([code, value]) => `$${code}${value}`).join('')}`,
    ];
  });

describe('a record made from the facts', () => {
  test('fits the schema of the catalogue', () => {
    expect(MarcRecord.parse(marcRecord(harry))).toEqual(marcRecord(harry));
  });

  test('has forty places in 008, each at its place', () => {
    const fixed = String(control(harry, '008'));
    expect(fixed).toHaveLength(40);
    expect(fixed.slice(6, 15)).toBe('ruuuu1999');
    expect(fixed.slice(15, 18)).toBe('vm ');
    expect(fixed[22]).toBe('c');
    expect(fixed[33]).toBe('1');
    expect(fixed.slice(35, 38)).toBe('vie');
  });

  test.each([
    [{ ...harry, year: 2000 }, 's2000    '],
    [{ ...harry, firstPublished: undefined }, 'nuuuuuuuu'],
  ])('says in 008 how sure the dates are', ({ firstPublished, ...rest }, dates) => {
    const title = firstPublished ? { ...rest, firstPublished } : rest;
    expect(String(control(title, '008')).slice(6, 15)).toBe(dates);
  });

  test('a translation names both languages and both people', () => {
    expect(written(harry, '041')).toEqual(['1 $avie$heng']);
    expect(written(harry, '100')).toEqual(['1 $aRowling, J. K.']);
    expect(written(harry, '700')).toEqual(['0 $aLý Lan$edịch']);
  });

  test('the title statement carries the marks of ISBD', () => {
    expect(written(harry, '245')).toEqual([
      '10$aHarry Potter và tên tù nhân ngục Azkaban /$cJ. K. Rowling ; Lý Lan dịch',
    ]);
    const volume = { ...harry, title: 'Kính vạn hoa', part: '2', partName: 'Những con gấu bông' };
    expect(written(volume, '245')).toEqual([
      '10$aKính vạn hoa.$nTập 2,$pNhững con gấu bông /$cJ. K. Rowling ; Lý Lan dịch',
    ]);
  });

  test('a leading article is not filed; Vietnamese has none', () => {
    expect(written({ ...harry, language: 'eng', title: 'The Hobbit' }, '245')[0]).toMatch(/^14/);
    expect(written({ ...harry, title: 'Thạch Sanh' }, '245')[0]).toMatch(/^10/);
  });

  test.each([
    [harry, [' 1$bNxb. Trẻ']],
    [{ ...harry, year: 2000 }, [' 1$bNxb. Trẻ,$c2000']],
    [{ ...harry, publisher: undefined }, []],
  ])('what is not known of the edition is left out', ({ publisher, ...rest }, fields) => {
    const title = publisher ? { ...rest, publisher } : rest;
    expect(written(title, '264')).toEqual(fields);
  });

  test('the catalogue reads back what was put in', () => {
    expect(titleColumns(marcRecord(harry))).toMatchObject({
      title: 'Harry Potter và tên tù nhân ngục Azkaban',
      author: 'J. K. Rowling',
      publisher: 'Nxb. Trẻ',
      year: 1999,
      language: 'vie',
    });
  });
});
