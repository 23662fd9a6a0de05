import { FIELDS, MEDIA } from './sentence.ts';
import type { TagField, USAGES } from './sentence.ts';

type Usage = (typeof USAGES)[number];

const USAGE_BY_CLASS: readonly Usage[] = [
  'acquisition',
  'circulating',
  'reference',
  'local',
  'local',
  'future',
  'noInformation',
  'discarded',
  'patronCard',
  'equipment',
];

/** @param code class nibble of the type of usage (ISO 28560-1, OID 5) */
export const usageOf = (code: number): Usage => USAGE_BY_CLASS[code] ?? 'reserved';

/** @param code media format (ISO 28560-1, OID 19): 7 to 127 are reserved, from 128 on the library's own */
export const mediaOf = (code: number): (typeof MEDIA)[number] =>
  code >= 128 ? 'local' : code >= 7 ? 'reserved' : (MEDIA[code] ?? 'reserved');

/** @returns undefined for a field that has no words of its own */
export const fieldOf = (name: string): TagField | undefined =>
  FIELDS.find((field) => field === name);
