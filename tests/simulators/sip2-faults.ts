/** Each way in which systems of the field depart from SIP2 or from good manners, by name. */
export const SIP2_FAULTS = {
  // The line.
  crlf: 'ends replies with CR LF',
  'lf-junk': 'leaves LF and blanks in front of a reply',
  'byte-by-byte': 'writes a reply byte by byte',
  'two-messages': 'sends each reply together with a stale one of another sequence number in front',
  'no-trailer': 'sends neither AY nor AZ',
  'no-sequence': 'leaves AY out and sends AZ',
  'fixed-sequence': 'sends AY4 whatever was asked',
  'lower-case-checksum': 'writes AZ in small letters',
  'code-point-checksum': 'sums characters instead of bytes',
  'bad-checksum-once': 'spoils one check sum; says it again when asked by 97, without AY',
  'not-read-once': 'answers 96 once',
  'none-prefix': 'says nothing to 35, and `None` in front of the next reply',
  'drops-unknown': 'hangs up on 35, which it does not know',
  'closes-idle': 'hangs up whenever nothing is asked for a while',
  'refuses-login': 'answers 940 and hangs up',
  'hangs-up-on-login': 'hangs up on a wrong login without a word',
  'status-instead': 'answers one request with 98 and does nothing, as the standard allows',
  // What was sent and is not heard.
  'silent-before': 'swallows the next act',
  'silent-after': 'carries the next act out and says nothing',
  'late-reply': 'answers the next act when the time is over',
  'cut-before': 'hangs up on the next act, undone',
  'cut-after': 'carries the next act out and hangs up',
  'dies-in-reply': 'carries the next act out and dies in mid-reply',
  'no-block-kills': 'hangs up on no block = Y',
  // Text.
  nfd: 'sends letters and their marks apart',
  cp850: 'sends code page 850',
  ascii: 'sends letters without marks, and `?` for đ',
  'control-characters': 'lets control characters through',
  'long-values': 'sends values of more than 255 characters',
  'escaped-bar': 'writes a bar in a title as &#124;',
  'perl-garbage': 'sends ARRAY(0x…) and HASH(0x…) as values',
  'unknown-fields': 'sends fields nobody knows, and some twice',
  'institution-last': 'puts AO last',
  'no-institution': 'leaves AO out',
  'no-final-bar': 'leaves the last delimiter out',
  'fee-type-tagged': 'writes BT inside the fixed part of 18',
  // Due dates.
  'due-ymd': 'AH as YYYY-MM-DD',
  'due-ymd-time': 'AH as YYYY-MM-DD HH:MM:SS',
  'due-dmy': 'AH as DD.MM.YYYY',
  'due-mdy': 'AH as M/D/YYYY,HH:MM',
  'due-words': 'AH in words',
  'due-zero': 'AH is 0',
  'due-empty': 'AH is empty',
  // Titles and lists.
  'title-missing': 'leaves AJ out of replies to acts',
  'title-empty': 'sends AJ empty in replies to acts',
  'lists-titles': 'lists titles instead of barcodes',
  'lists-nothing': 'counts, and lists nothing',
  'lists-short': 'lists two entries a message, by BP and BQ',
  'counts-blank': 'leaves the counts blank',
  // Patrons.
  'no-valid-patron': 'leaves BL out',
  'no-pin-verdict': 'leaves CQ out',
  'flags-all': 'sets all fourteen flags of everybody',
  'flags-denied': 'denies everybody renewal, recall and hold',
  'no-currency': 'leaves BH out',
  'odd-amount': 'writes money with decimals',
  'names-hidden': 'sends AE empty',
  // Acts.
  'desensitize-refused': 'desensitize Y on a refused loan',
  'desensitize-unknown': 'desensitize U on a loan',
  'desensitize-no': 'desensitize N on a loan',
  'refuses-own-loan': 'refuses another checkout of one’s own loan, which most take for a renewal',
  'refuses-not-on-loan': 'refuses the return of what is on nobody’s card',
  'alert-without-type': 'alert Y without CV',
  're-executes': 'carries a repeated message out again',
} as const;

export type Sip2Fault = keyof typeof SIP2_FAULTS;

/** Faults of one act: they end when they have struck. */
const ONCE: ReadonlySet<Sip2Fault> = new Set([
  ...(['bad-checksum-once', 'not-read-once', 'status-instead', 'silent-before'] as const),
  ...(['silent-after', 'late-reply', 'cut-before', 'cut-after', 'dies-in-reply'] as const),
]);

/** Which faults are on, and how often each has struck, so that a test can show that it did. */
export class ArmedSip2Faults {
  readonly #armed = new Set<Sip2Fault>();
  readonly #struck = new Map<Sip2Fault, number>();

  arm = (...faults: readonly Sip2Fault[]): void => {
    for (const fault of faults) this.#armed.add(fault);
  };

  disarm = (): void => this.#armed.clear();

  struck = (fault: Sip2Fault): number => this.#struck.get(fault) ?? 0;

  /** Asked where the fault would make a difference. */
  strikes = (fault: Sip2Fault): boolean => {
    if (!this.#armed.has(fault)) return false;
    this.#struck.set(fault, this.struck(fault) + 1);
    if (ONCE.has(fault)) this.#armed.delete(fault);
    return true;
  };
}
