/** The code lists of SIP 2.00, in the words of the standard: for those who read messages, not for patrons. */

/** Positions of patron status: Y means so. */
export const PATRON_STATUS = [
  ...['charge privileges denied', 'renewal privileges denied', 'recall privileges denied'],
  ...['hold privileges denied', 'card reported lost', 'too many items charged'],
  ...['too many items overdue', 'too many renewals', 'too many claims of items returned'],
  ...['too many items lost', 'excessive outstanding fines', 'excessive outstanding fees'],
  ...['recall overdue', 'too many items billed'],
] as const;

/** Positions of summary: which list is asked for. */
export const SUMMARY = [
  ...['hold items', 'overdue items', 'charged items', 'fine items'],
  ...['recall items', 'unavailable holds'],
] as const;

export const CIRCULATION_STATUS: Readonly<Record<string, string>> = {
  '01': 'other',
  '02': 'on order',
  '03': 'available',
  '04': 'charged',
  '05': 'charged, not to be recalled until the earliest recall date',
  '06': 'in process',
  '07': 'recalled',
  '08': 'waiting on hold shelf',
  '09': 'waiting to be re-shelved',
  '10': 'in transit between libraries',
  '11': 'claimed returned',
  '12': 'lost',
  '13': 'missing',
};

export const SECURITY_MARKER: Readonly<Record<string, string>> = {
  '00': 'other',
  '01': 'none',
  '02': 'Tattle-Tape strip',
  '03': 'Whisper tape',
};

export const FEE_TYPE: Readonly<Record<string, string>> = {
  '01': 'other',
  '02': 'administrative',
  '03': 'damage',
  '04': 'overdue',
  '05': 'processing',
  '06': 'rental',
  '07': 'replacement',
  '08': 'computer access',
  '09': 'hold fee',
};

export const PAYMENT_TYPE: Readonly<Record<string, string>> = {
  '00': 'cash',
  '01': 'VISA',
  '02': 'credit card',
};

export const MEDIA_TYPE: Readonly<Record<string, string>> = {
  '000': 'other',
  '001': 'book',
  '002': 'magazine',
  '003': 'bound journal',
  '004': 'audio tape',
  '005': 'video tape',
  '006': 'CD or CD-ROM',
  '007': 'diskette',
  '008': 'book with diskette',
  '009': 'book with CD',
  '010': 'book with audio tape',
};

export const HOLD_MODE: Readonly<Record<string, string>> = {
  '+': 'add',
  '-': 'delete',
  '*': 'change',
};

export const HOLD_TYPE: Readonly<Record<string, string>> = {
  '1': 'other',
  '2': 'any copy of the title',
  '3': 'this copy',
  '4': 'any copy at one library',
};

/** Extension: why 10 says alert (3M extensions to SIP2). */
export const ALERT_TYPE: Readonly<Record<string, string>> = {
  '00': 'unknown',
  '01': 'hold at this library',
  '02': 'hold at another library',
  '03': 'hold for inter-library loan',
  '04': 'send to another library',
  '99': 'other',
};

export const STATUS_CODE: Readonly<Record<string, string>> = {
  '0': 'all is well',
  '1': 'out of paper',
  '2': 'shutting down',
};

/** There is none for Vietnamese. */
export const LANGUAGE: Readonly<Record<string, string>> = {
  '000': 'unknown',
  '001': 'English',
  '002': 'French',
  '003': 'German',
  '004': 'Italian',
  '005': 'Dutch',
  '006': 'Swedish',
  '007': 'Finnish',
  '008': 'Spanish',
  '009': 'Danish',
  '010': 'Portuguese',
  '011': 'Canadian French',
  '012': 'Norwegian',
  '013': 'Hebrew',
  '014': 'Japanese',
  '015': 'Russian',
  '016': 'Arabic',
  '017': 'Polish',
  '018': 'Greek',
  '019': 'Chinese',
  '020': 'Korean',
  '021': 'North American Spanish',
  '022': 'Tamil',
  '023': 'Malay',
  '024': 'British English',
  '025': 'Icelandic',
  '026': 'Belgian',
  '027': 'Taiwanese',
};
