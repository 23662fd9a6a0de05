/** What may be wrong: with one book (then it goes to the staff's bin, or back), or with the machine (then it is shut). */

export type Trouble =
  /** No tag was read, and no label. */
  | 'no-tag'
  /** A library's format, but torn or worn. */
  | 'tag-damaged'
  /** Blank, or of no format that libraries have. */
  | 'foreign-tag'
  /** A patron's card lay there. */
  | 'card'
  /** More than one item at once. */
  | 'two-items'
  | 'set-incomplete'
  /** The library says no; its code tells why. */
  | 'refused'
  /** The gate would not ring. */
  | 'alarm-not-set'
  /** The terminal's own disk did not take it. */
  | 'not-recorded'
  /** Taken out of the machine by hand. */
  | 'jam';

/** Why the mouth is shut; the first that holds is told. */
export const FAULTS = [
  'fire',
  'tamper',
  'door-open',
  'board-lost',
  'reader-lost',
  'disk-failed',
  'jam',
  'shutter-stuck',
  'trap-stuck',
  'bin-away',
  'bin-full',
  'paused',
] as const;
export type Fault = (typeof FAULTS)[number];

/** For staff: on the display of the machine, in its log and on their page. */
export const STAFF_CODES: Readonly<Record<Trouble | Fault, string>> = {
  'no-tag': 'D01',
  'tag-damaged': 'D02',
  'foreign-tag': 'D03',
  card: 'D04',
  'two-items': 'D05',
  'set-incomplete': 'D06',
  refused: 'D07',
  'alarm-not-set': 'D08',
  'not-recorded': 'D09',
  jam: 'D10',
  'bin-full': 'D11',
  'bin-away': 'D12',
  'door-open': 'D13',
  'reader-lost': 'D14',
  'board-lost': 'D15',
  'disk-failed': 'D16',
  'shutter-stuck': 'D17',
  'trap-stuck': 'D18',
  tamper: 'D19',
  fire: 'D20',
  paused: 'D21',
};
