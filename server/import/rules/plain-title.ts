/** A MARC 21 record from the few fields that a list of books has (ISBD marks between the subfields, RDA imprint in 264). */
import { z } from 'zod';
import type { MarcRecord } from '../../catalogue/input.ts';
import { Text } from '../../libraries/input.ts';

export const PlainTitle = z.strictObject({
  id: z.string().min(1).max(64),
  title: Text.pipe(z.string().min(1)),
  subtitle: Text.optional(),
  /** Number of the volume: “Tập 2”. */
  part: Text.optional(),
  /** As the book has it; a comma after the surname where it is to be sorted under it. */
  author: Text.optional(),
  contributors: z.array(Text).default([]),
  place: Text.optional(),
  publisher: Text.optional(),
  year: z.number().int().min(1000).max(2999).optional(),
  /** ISO 639-2/B: `vie`. */
  language: z
    .string()
    .regex(/^[a-z]{3}$/, 'is no code of three letters such as vie')
    .default('vie'),
  isbn: z.string().trim().max(40).optional(),
  issn: z.string().trim().max(20).optional(),
  extent: Text.optional(),
  series: Text.optional(),
  /** DDC. */
  classification: Text.optional(),
  subjects: z.array(Text).default([]),
  summary: z
    .string()
    .max(4000)
    .transform((text) => text.normalize('NFC'))
    .optional(),
});
export type PlainTitle = z.output<typeof PlainTitle>;

type Field = MarcRecord['fields'][number];
type Subfield = readonly [code: string, value: string | undefined];

/** 05 n = new, 06 a = text, 07 m = monograph, 09 a = UTF-8, 17 7 = minimal level, 18 i = ISBD marks kept. */
const LEADER = '00000nam a22000007i 4500';

export function marcOf(title: PlainTitle): MarcRecord {
  const { author, contributors, year, language } = title;
  const dates = year === undefined ? 'nuuuuuuuu' : `s${year}    `;
  return {
    leader: LEADER,
    fields: [
      { '001': title.id },
      { '008': `000101${dates}xx ||||||||||||||||| |||||${language} d`.padEnd(40, ' ') },
      ...field('020', ' ', ' ', [['a', title.isbn]]),
      ...field('022', ' ', ' ', [['a', title.issn]]),
      ...field('041', '0', ' ', [['a', language]]),
      ...field('082', '0', '4', [['a', title.classification]]),
      ...field('100', heading(author), ' ', [['a', author]]),
      ...field('245', author === undefined ? '0' : '1', '0', statement(title)),
      ...field('264', ' ', '1', imprint(title)),
      ...field('300', ' ', ' ', [['a', title.extent]]),
      ...field('490', '0', ' ', [['a', title.series]]),
      ...field('520', ' ', ' ', [['a', title.summary]]),
      ...title.subjects.flatMap((subject) => field('653', ' ', ' ', [['a', subject]])),
      ...contributors.flatMap((name) => field('700', heading(name), ' ', [['a', name]])),
    ],
  };
}

const heading = (name: string | undefined): string => (name?.includes(',') ? '1' : '0');

const statement = ({ title, subtitle, part, author, contributors }: PlainTitle): Subfield[] =>
  marked([
    ['a', title, ''],
    ['b', subtitle, ' :'],
    ['n', part, '.'],
    ['c', [author, ...contributors].filter((name) => name).join(', ') || undefined, ' /'],
  ]);

const imprint = ({ place, publisher, year }: PlainTitle): Subfield[] =>
  marked([
    ['a', place, ''],
    ['b', publisher, ' :'],
    ['c', year === undefined ? undefined : String(year), ','],
  ]);

/** Each subfield brings the mark that must stand at the end of the one before it. */
function marked(parts: readonly (readonly [string, string | undefined, string])[]): Subfield[] {
  const present = parts.filter(([, value]) => value !== undefined);
  return present.map(([code, value], at) => [code, `${value}${present[at + 1]?.[2] ?? ''}`]);
}

function field(tag: string, ind1: string, ind2: string, subfields: readonly Subfield[]): Field[] {
  const present = subfields.flatMap(([code, value]) =>
    value === undefined || value === '' ? [] : [{ [code]: value }],
  );
  return present.length === 0 ? [] : [{ [tag]: { ind1, ind2, subfields: present } }];
}
