/** A MARC21 record as MARC-in-JSON (R. Singer, 2010), and how to ask it for things. */

type ControlField = Readonly<Record<string, string>>;
export interface DataFieldBody {
  readonly ind1: string;
  readonly ind2: string;
  readonly subfields: readonly Readonly<Record<string, string>>[];
}
type DataField = Readonly<Record<string, DataFieldBody>>;

export interface MarcRecord {
  readonly leader: string;
  readonly fields: readonly (ControlField | DataField)[];
}

/** The data fields of any of these tags, in the order of the record. */
export function fieldsOf(record: MarcRecord, ...tags: readonly string[]): DataFieldBody[] {
  return record.fields.flatMap((field) =>
    Object.entries(field).flatMap(([tag, body]) =>
      tags.includes(tag) && typeof body !== 'string' ? [body] : [],
    ),
  );
}

export function controlField(record: MarcRecord, tag: string): string | undefined {
  return record.fields
    .flatMap((field) => field[tag] ?? [])
    .find((body) => typeof body === 'string');
}

/** The values of these subfields in the order of the field, NFC, without empty ones. */
export function valuesOf(field: DataFieldBody | undefined, codes: string): string[] {
  const all = field?.subfields.flatMap((subfield) => Object.entries(subfield)) ?? [];
  return all
    .filter(([code]) => codes.includes(code))
    .map(([, value]) => value.normalize('NFC').trim())
    .filter((value) => value !== '');
}

export const valueOf = (field: DataFieldBody | undefined, code: string): string | undefined =>
  valuesOf(field, code).at(0);

/**
 * A subfield without the ISBD punctuation that points to the next one (`Title /`, `Hà Nội :`, `1941.`). A full stop after a single letter
 * belongs to an initial and stays.
 */
export function withoutIsbd(text: string): string {
  const bare = text.replace(/\s*[/:;=,]\s*$/u, '').trim();
  return /(^|[\s.])\p{L}\.$/u.test(bare) || bare.endsWith('...')
    ? bare
    : bare.replace(/\.$/u, '').trim();
}
