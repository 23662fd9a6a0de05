/** Amounts of đồng on the wire. */

/** BH: ISO 4217. */
export const CURRENCY = 'VND';

/** The part of a text that is an amount of whole đồng: `15000`, `15000.00`, `15000,00`; undefined for anything else. */
export function readAmount(text: string): number | undefined {
  const [, whole] = /^(\d{1,12})(?:[.,]0{1,4})?$/.exec(text.trim()) ?? [];
  return whole === undefined ? undefined : Number(whole);
}

/** Fee type (BT) of what is owed: 04 overdue, 03 damage, 07 replacement, 05 processing, 01 other. */
export const FEE_TYPES = {
  overdue: '04',
  damaged: '03',
  lost: '07',
  processing: '05',
  other: '01',
} as const;
