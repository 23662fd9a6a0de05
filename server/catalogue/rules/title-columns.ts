/** The one function that derives from a MARC record what screens show and searches look in (design decision 13). */
import { fold } from '#server/text/fold.ts';
import { isbn13 } from './isbn.ts';
import type { DataFieldBody, MarcRecord } from './marc.ts';
import { controlField, fieldsOf, valueOf, valuesOf, withoutIsbd } from './marc.ts';

export interface TitleColumns {
  /** For screens: without subtitle and ISBD marks. */
  readonly title: string;
  /** For screens: the main author; empty when the record names none. */
  readonly author: string;
  readonly publisher?: string | undefined;
  readonly year?: number | undefined;
  /** ISO 639-2/B, as MARC has it: `vie`. */
  readonly language?: string | undefined;
  /** What a search looks in: folded words of titles, names, series, subjects and identifiers. */
  readonly folded: string;
  readonly contributors: readonly { readonly name: string; readonly folded: string }[];
  readonly identifiers: readonly { readonly kind: 'isbn' | 'issn'; readonly value: string }[];
}

export function titleColumns(record: MarcRecord): TitleColumns {
  const contributors = namesOf(record);
  const identifiers = identifiersOf(record);
  return {
    title: titleOf(record),
    author: contributors.at(0)?.name ?? '',
    publisher: publisherOf(record),
    year: yearOf(record),
    language: languageOf(record),
    folded: foldedText(record, contributors, identifiers),
    contributors,
    identifiers,
  };
}

/** 245 $a, and $n $p, which tell the volumes of one work apart. */
function titleOf(record: MarcRecord): string {
  const [field] = fieldsOf(record, '245');
  return valuesOf(field, 'anp').map(withoutIsbd).join('. ');
}

function namesOf(record: MarcRecord): TitleColumns['contributors'] {
  const statement = valueOf(fieldsOf(record, '245').at(0), 'c') ?? '';
  const names = fieldsOf(record, '100', '110', '111', '700', '710', '711').map((field) =>
    shownName(withoutIsbd(valueOf(field, 'a') ?? ''), statement),
  );
  return [...new Set(names)]
    .filter((name) => name !== '')
    .map((name) => ({ name, folded: fold(name) }));
}

/**
 * `Nguyễn, Du` is shown `Nguyễn Du`: the order of a Vietnamese name is never turned by code, and of other names nobody can tell.
 * But where the book itself writes the same words in its statement of responsibility (`J. K. Rowling`), that is how they are shown.
 */
function shownName(entry: string, statement: string): string {
  const written = statement
    .split(/[;,/]/u)
    .map((part) => part.replace(/^\s*\[|\]\s*$/gu, '').trim())
    .find((part) => sortedWords(part) === sortedWords(entry));
  return written ?? entry.replace(/\s*,\s*/gu, ' ').trim();
}

const sortedWords = (text: string): string => fold(text).split(' ').sort().join(' ');

/** 264 with second indicator 1 is the publisher under RDA; older records have 260. */
function imprint(record: MarcRecord): DataFieldBody | undefined {
  return fieldsOf(record, '264').find(({ ind2 }) => ind2 === '1') ?? fieldsOf(record, '260').at(0);
}

function publisherOf(record: MarcRecord): string | undefined {
  const name = valueOf(imprint(record), 'b');
  return name === undefined ? undefined : withoutIsbd(name);
}

/** As printed in the imprint, else date 1 of 008/07–10, else the original's year of a reprint without its own (06 = r, 11–14). */
function yearOf(record: MarcRecord): number | undefined {
  const fixed = controlField(record, '008') ?? '';
  const printed = /\d{4}/.exec(valueOf(imprint(record), 'c') ?? '')?.at(0);
  const coded = /^.(\d{4})|^r....(\d{4})/.exec(fixed.slice(6, 15));
  const year = printed ?? coded?.[1] ?? coded?.[2];
  return year === undefined ? undefined : Number(year);
}

/** 041 $a, of which old records run several together (`engvie`), else 008/35–37. */
function languageOf(record: MarcRecord): string | undefined {
  const field = valueOf(fieldsOf(record, '041').at(0), 'a');
  const code = (field ?? controlField(record, '008')?.slice(35, 38) ?? '').slice(0, 3);
  return /^[a-z]{3}$/.test(code) ? code : undefined;
}

function identifiersOf(record: MarcRecord): TitleColumns['identifiers'] {
  const isbns = fieldsOf(record, '020').flatMap((field) => isbn13(valueOf(field, 'a') ?? '') ?? []);
  const issns = fieldsOf(record, '022').flatMap((field) => valueOf(field, 'a') ?? []);
  return [
    ...[...new Set(isbns)].map((value) => ({ kind: 'isbn' as const, value })),
    ...[...new Set(issns)].map((value) => ({ kind: 'issn' as const, value })),
  ];
}

function foldedText(
  record: MarcRecord,
  contributors: TitleColumns['contributors'],
  identifiers: TitleColumns['identifiers'],
): string {
  const titles = fieldsOf(record, '245').flatMap((field) => valuesOf(field, 'abnp'));
  const others = fieldsOf(record, '246', '490', '830', '600', '610', '650', '651', '653').flatMap(
    (field) => valuesOf(field, 'ab'),
  );
  const texts = [...titles, ...contributors.map(({ name }) => name), ...others];
  return [...texts.map(fold), ...identifiers.map(({ value }) => value)].join(' ');
}
