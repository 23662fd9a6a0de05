/**
 * The messages of SIP 2.00 with their fixed parts (3M Standard Interchange Protocol 2.00, document revision 2.12).
 * Requests come from a terminal (SC), replies from the library system (ACS).
 */

/** What a fixed field may hold, so that one that is missing is not filled with what stands behind it. */
export type FixedKind =
  'flag' | 'bit' | 'number' | 'date' | 'flags' | 'sign' | 'version' | 'currency';

export type FixedField = readonly [name: string, length: number, kind: FixedKind];

export interface MessageShape {
  readonly name: string;
  readonly from: 'terminal' | 'library';
  readonly fixed: readonly FixedField[];
}

const language = ['language', 3, 'number'] as const;
const date = ['transaction_date', 18, 'date'] as const;
const noBlock = ['no_block', 1, 'flag'] as const;
const nbDueDate = ['nb_due_date', 18, 'date'] as const;
const patronStatus = ['patron_status', 14, 'flags'] as const;
const ok = ['ok', 1, 'bit'] as const;
const feeType = ['fee_type', 2, 'number'] as const;
const protocolVersion = ['protocol_version', 4, 'version'] as const;
const flag = <N extends string>(name: N) => [name, 1, 'flag'] as const;
const count = <N extends string>(name: N) => [name, 4, 'number'] as const;
const loanReply = [
  ...([ok, flag('renewal_ok'), flag('magnetic_media')] as const),
  ...([flag('desensitize'), date] as const),
] as const;

export const MESSAGES = {
  '01': {
    name: 'block patron',
    from: 'terminal',
    fixed: [flag('card_retained'), date],
  },
  '09': {
    name: 'checkin',
    from: 'terminal',
    fixed: [noBlock, date, ['return_date', 18, 'date']],
  },
  '11': {
    name: 'checkout',
    from: 'terminal',
    fixed: [flag('sc_renewal_policy'), noBlock, date, nbDueDate],
  },
  '15': { name: 'hold', from: 'terminal', fixed: [['hold_mode', 1, 'sign'], date] },
  '17': { name: 'item information', from: 'terminal', fixed: [date] },
  '19': { name: 'item status update', from: 'terminal', fixed: [date] },
  '23': { name: 'patron status', from: 'terminal', fixed: [language, date] },
  '25': { name: 'patron enable', from: 'terminal', fixed: [date] },
  '29': {
    name: 'renew',
    from: 'terminal',
    fixed: [flag('third_party_allowed'), noBlock, date, nbDueDate],
  },
  '35': { name: 'end patron session', from: 'terminal', fixed: [date] },
  '37': {
    name: 'fee paid',
    from: 'terminal',
    fixed: [date, feeType, ['payment_type', 2, 'number'], ['currency', 3, 'currency']],
  },
  '63': {
    name: 'patron information',
    from: 'terminal',
    fixed: [language, date, ['summary', 10, 'flags']],
  },
  '65': { name: 'renew all', from: 'terminal', fixed: [date] },
  '93': {
    name: 'login',
    from: 'terminal',
    fixed: [
      ['uid_algorithm', 1, 'number'],
      ['pwd_algorithm', 1, 'number'],
    ],
  },
  '97': { name: 'request resend (to the library)', from: 'terminal', fixed: [] },
  '99': {
    name: 'terminal status',
    from: 'terminal',
    fixed: [['status_code', 1, 'number'], ['max_print_width', 3, 'number'], protocolVersion],
  },
  '10': {
    name: 'checkin reply',
    from: 'library',
    fixed: [ok, flag('resensitize'), flag('magnetic_media'), flag('alert'), date],
  },
  '12': { name: 'checkout reply', from: 'library', fixed: loanReply },
  '16': { name: 'hold reply', from: 'library', fixed: [ok, flag('available'), date] },
  '18': {
    name: 'item information reply',
    from: 'library',
    fixed: [['circulation_status', 2, 'number'], ['security_marker', 2, 'number'], feeType, date],
  },
  '20': {
    name: 'item status update reply',
    from: 'library',
    fixed: [['item_properties_ok', 1, 'bit'], date],
  },
  '24': { name: 'patron status reply', from: 'library', fixed: [patronStatus, language, date] },
  '26': { name: 'patron enable reply', from: 'library', fixed: [patronStatus, language, date] },
  '30': { name: 'renew reply', from: 'library', fixed: loanReply },
  '36': { name: 'end session reply', from: 'library', fixed: [flag('end_session'), date] },
  '38': { name: 'fee paid reply', from: 'library', fixed: [flag('payment_accepted'), date] },
  '64': {
    name: 'patron information reply',
    from: 'library',
    fixed: [
      ...([patronStatus, language, date] as const),
      ...([count('hold_items_count'), count('overdue_items_count')] as const),
      ...([count('charged_items_count'), count('fine_items_count')] as const),
      ...([count('recall_items_count'), count('unavailable_holds_count')] as const),
    ],
  },
  '66': {
    name: 'renew all reply',
    from: 'library',
    fixed: [ok, count('renewed_count'), count('unrenewed_count'), date],
  },
  '94': { name: 'login reply', from: 'library', fixed: [ok] },
  '96': { name: 'request resend (to the terminal)', from: 'library', fixed: [] },
  '98': {
    name: 'library status',
    from: 'library',
    fixed: [
      ...([flag('on_line'), flag('checkin_ok'), flag('checkout_ok')] as const),
      ...([flag('acs_renewal_policy'), flag('status_update_ok'), flag('off_line_ok')] as const),
      ...([
        ['timeout', 3, 'number'],
        ['retries', 3, 'number'],
      ] as const),
      ...([['date_time_sync', 18, 'date'], protocolVersion] as const),
    ],
  },
} as const satisfies Readonly<Record<string, MessageShape>>;

export type MessageCode = keyof typeof MESSAGES;

/** Names of the fixed fields of one message. */
export type FixedName<C extends MessageCode> = (typeof MESSAGES)[C]['fixed'][number][0];

export const isMessageCode = (code: string): code is MessageCode => Object.hasOwn(MESSAGES, code);

export const shapeOf = (code: string): MessageShape | undefined =>
  isMessageCode(code) ? MESSAGES[code] : undefined;

/** The reply that belongs to each request; 97 is answered by whatever was the last one. */
export const REPLY_TO = {
  '01': '24',
  '09': '10',
  '11': '12',
  '15': '16',
  '17': '18',
  '19': '20',
  '23': '24',
  '25': '26',
  '29': '30',
  '35': '36',
  '37': '38',
  '63': '64',
  '65': '66',
  '93': '94',
  '99': '98',
} as const satisfies Partial<Record<MessageCode, MessageCode>>;

export type RequestCode = keyof typeof REPLY_TO;

/** Order of the flags in BX, supported messages. */
export const SUPPORTED_ORDER = [
  ...['23', '11', '09', '01', '99', '97', '93', '63'],
  ...['35', '37', '17', '19', '25', '15', '29', '65'],
] as const;
