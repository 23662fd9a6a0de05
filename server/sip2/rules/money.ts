/** Amounts of đồng on the wire. */

/** BH: ISO 4217. */
export const CURRENCY = 'VND';

/**
 * An amount of whole đồng: `15000`, `15000.00`, `15000,0`; undefined for anything else. Three noughts behind a mark are thousands to one and
 * decimals to another, so `15.000` is asked about rather than taken for fifteen.
 */
export function readAmount(text: string): number | undefined {
  const [, whole] = /^(\d{1,12})(?:[.,]0{1,2})?$/.exec(text.trim()) ?? [];
  return whole === undefined ? undefined : Number(whole);
}
