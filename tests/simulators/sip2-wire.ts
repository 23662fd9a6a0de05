/**
 * SIP2 as a library's system speaks it, for the simulated ILS: written apart from the codec of server/sip2, so that the
 * two find each other's misreadings. SIP 2.00, revision 2.12.
 */

export interface WireRequest {
  readonly code: string;
  /** All between the code and the first tagged field. */
  readonly fixed: string;
  readonly fields: ReadonlyMap<string, string>;
  readonly sequence: string | undefined;
}

/** Lengths of the fixed parts of requests, code left out. */
const HEADERS: Readonly<Record<string, number>> = {
  ...{ '01': 19, '09': 37, '11': 38, '15': 19, '17': 18, '19': 18, '23': 21, '25': 18 },
  ...{ '29': 38, '35': 18, '37': 25, '63': 31, '65': 18, '93': 2, '97': 0, '99': 8 },
};

export function readRequest(text: string): WireRequest {
  const code = text.slice(0, 2);
  const trailer = /(?:AY(\d))?AZ[\dA-F]{4}$/.exec(text);
  const body = trailer ? text.slice(0, trailer.index) : text;
  const length = 2 + (HEADERS[code] ?? 0);
  const fields = body
    .slice(length)
    .split('|')
    .filter((field) => field.length >= 2)
    .map((field): [string, string] => [field.slice(0, 2), field.slice(2)]);
  // Of a duplicate, the first counts.
  return {
    code,
    fixed: body.slice(2, length),
    fields: new Map(fields.toReversed()),
    sequence: trailer?.[1],
  };
}

/** Over the bytes, up to and with AZ. */
export function isChecked(line: Buffer): boolean {
  const text = line.toString('latin1');
  const sent = /AZ([\dA-Fa-f]{4})$/.exec(text)?.[1];
  if (sent === undefined) return true;
  return sumOf(line.subarray(0, line.length - 4)) === sent.toUpperCase();
}

/** Two's complement of the low 16 bits of the sum. */
export function sumOf(units: Iterable<number>): string {
  let sum = 0;
  for (const unit of units) sum += unit;
  return ((0x1_0000 - (sum % 0x1_0000)) % 0x1_0000).toString(16).toUpperCase().padStart(4, '0');
}

const HANOI_MS = 7 * 3_600_000;

/** `YYYYMMDD    HHMMSS` in Hà Nội, which has known no summer time for decades. */
export function stamp(at: number): string {
  const digits = new Date(at + HANOI_MS).toISOString().replace(/[-:T]/g, '');
  return `${digits.slice(0, 8)}    ${digits.slice(8, 14)}`;
}

/** Epoch milliseconds of 18 characters; undefined for blanks. */
export function unstamp(text: string): number | undefined {
  const [, y, m, d, h, min, s] = /^(\d{4})(\d\d)(\d\d) {4}(\d\d)(\d\d)(\d\d)$/.exec(text) ?? [];
  return y === undefined ? undefined : Date.parse(`${y}-${m}-${d}T${h}:${min}:${s}Z`) - HANOI_MS;
}
