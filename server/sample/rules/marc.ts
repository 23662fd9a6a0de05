/** A MARC 21 bibliographic record from the facts of a sample title (MARC-in-JSON; described by RDA, national level of Vietnam). */
import type { MarcRecord } from '../../catalogue/input.ts';
import type { Audience, SampleTitle } from './title.ts';

type Field = MarcRecord['fields'][number];
type Subfield = readonly [code: string, value: string | undefined];

/** 05 n = new, 06 a = text, 07 m = monograph, 09 a = UTF-8, 17 blank = full level, 18 i = ISBD marks kept. */
const LEADER = '00000nam a2200000 i 4500';

const AUDIENCE_CODE: Record<Audience, string> = {
  preschool: 'a',
  child: 'c',
  teen: 'd',
  adult: 'e',
};
const AUDIENCE_NOTE: Record<Audience, string> = {
  preschool: 'Mẫu giáo, nhi đồng',
  child: 'Thiếu nhi',
  teen: 'Tuổi mới lớn',
  adult: 'Người lớn',
};

/** Length and address in the leader stay 00000: they belong to ISO 2709, which counts them on export. */
export function marcRecord(title: SampleTitle): MarcRecord {
  return {
    leader: LEADER,
    fields: [
      { '001': title.id },
      { '003': 'VN-NHIPCAU' },
      { '008': fixedField(title) },
      ...codes(title),
      ...(title.author
        ? [field('100', headingOrder(title.author), ' ', [['a', title.author]])]
        : []),
      titleStatement(title),
      ...publication(title),
      field('300', ' ', ' ', [['a', '1 tập']]),
      ...notes(title),
      ...(title.translators ?? []).map((name) =>
        field('700', headingOrder(name), ' ', [
          ['a', name],
          ['e', 'dịch'],
        ]),
      ),
    ],
  };
}

/** 008: forty places, filled with what is known; `|` where nobody looked. */
function fixedField(title: SampleTitle): string {
  const country = title.language === 'vie' ? 'vm ' : 'xx ';
  const audience = AUDIENCE_CODE[title.audience];
  const fiction = title.ddc.startsWith('8') ? '1' : '0';
  return `260101${dates(title)}${country}||||${audience} |||| 00| ${fiction}|${title.language} d`;
}

/** 06–14: s = one certain year, r = a reprint of unknown year and the year of the original, n = unknown. */
function dates({ year, firstPublished }: SampleTitle): string {
  if (year) return `s${year}    `;
  return firstPublished ? `ruuuu${firstPublished}` : 'nuuuuuuuu';
}

function codes({ isbn, language, translatedFrom, ddc, firstPublished }: SampleTitle): Field[] {
  return [
    ...(isbn ? [field('020', ' ', ' ', [['a', isbn]])] : []),
    field('040', ' ', ' ', [
      ['a', 'VN-NHIPCAU'],
      ['b', 'vie'],
      ['e', 'rda'],
    ]),
    field('041', translatedFrom ? '1' : '0', ' ', [
      ['a', language],
      ['h', translatedFrom],
    ]),
    ...(firstPublished ? [field('046', ' ', ' ', [['k', String(firstPublished)]])] : []),
    field('082', '0', '4', [
      ['a', ddc],
      ['2', '23'],
    ]),
  ];
}

/** ISBD punctuation stands at the end of the subfield before, as libraries write it. */
function titleStatement({
  title,
  subtitle,
  part,
  partName,
  author,
  translators,
  language,
}: SampleTitle): Field {
  const responsible = [
    ...(author ? [directOrder(author)] : []),
    ...(translators ? [`${translators.join(', ')} dịch`] : []),
  ].join(' ; ');
  const volume = part && (language === 'vie' ? `Tập ${part}` : `Vol. ${part}`);
  const subfields = withMarks([
    ['a', title, ''],
    ['b', subtitle, ' :'],
    ['n', volume, '.'],
    ['p', partName, ','],
    ['c', responsible || undefined, ' /'],
  ]);
  return field('245', author ? '1' : '0', nonFiling(title, language), subfields);
}

/** Only what is known of the edition. */
function publication({ publisher, year, language }: SampleTitle): Field[] {
  if (!publisher && !year) return [];
  const name = publisher && language === 'vie' ? `Nxb. ${publisher}` : publisher;
  const subfields = withMarks([
    ['b', name, ''],
    ['c', year === undefined ? undefined : String(year), ','],
  ]);
  return [field('264', ' ', '1', subfields)];
}

function notes({ firstPublished, audience, subjects }: SampleTitle): Field[] {
  return [
    ...(firstPublished
      ? [field('500', ' ', ' ', [['a', `Xuất bản lần đầu năm ${firstPublished}.`]])]
      : []),
    field('521', ' ', ' ', [['a', AUDIENCE_NOTE[audience]]]),
    ...subjects.map((subject) => field('653', ' ', ' ', [['a', subject]])),
  ];
}

const headingOrder = (name: string): string => (name.includes(',') ? '1' : '0');

/** `Rowling, J. K.` → `J. K. Rowling`. */
function directOrder(heading: string): string {
  const [surname = heading, given] = heading.split(', ');
  return given ? `${given} ${surname}` : surname;
}

/** Letters of a leading article that filing skips; Vietnamese titles have none. */
function nonFiling(title: string, language: string): string {
  const articles: Record<string, RegExp> = {
    eng: /^(?:The|An|A) /,
    fre: /^(?:Le |La |Les |L’|L')/,
  };
  return String(articles[language]?.exec(title)?.[0].length ?? 0);
}

/** Each subfield brings the mark that must stand at the end of the one before it. */
function withMarks(parts: readonly (readonly [string, string | undefined, string])[]): Subfield[] {
  const present = parts.filter(([, value]) => value !== undefined);
  return present.map(([code, value], index) => [code, `${value}${present[index + 1]?.[2] ?? ''}`]);
}

function field(tag: string, ind1: string, ind2: string, subfields: readonly Subfield[]): Field {
  const present = subfields.flatMap(([code, value]) =>
    value === undefined ? [] : [{ [code]: value }],
  );
  return { [tag]: { ind1, ind2, subfields: present } };
}
