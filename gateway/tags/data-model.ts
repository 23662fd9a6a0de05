/** What library tags hold, whatever the standard they are written by. Words of ISO 28560-1. */

/** Data models that can be written. */
export const DATA_MODELS = ['iso28560-3', 'iso28560-2', 'iso28560-4', 'rfid501'] as const;
export type DataModel = (typeof DATA_MODELS)[number];

/** The fields that every data model has in some form. */
export interface TagContent {
  /** Primary item identifier (OID 1): NFC text, never a number, because leading zeros count. */
  readonly itemId: string;
  /** Owner institution (OID 3) as ISIL with its hyphen (ISO 15511). */
  readonly isil?: string;
  /** Part number and number of tagged parts (OID 4). Part 0: one tag stands for all parts. */
  readonly part: number;
  readonly partsInItem: number;
  /** Class nibble of the type of usage (OID 5): 1 circulating, 2 not for circulation, 7 discarded, 8 patron card. */
  readonly usage: number;
}
