/**
 * AZ: the two's complement of the low 16 bits of the sum from the first character through the letters `AZ`, as four
 * upper-case hexadecimal digits (SIP 2.00, error detection). The standard sums "characters"; where text is not ASCII,
 * makers differ.
 */
export type ChecksumMode =
  /** Over the bytes that are sent: what we do, and most. */
  | 'bytes'
  /** Over code points: some Java and .NET peers, an old SIPServer. */
  | 'code-points'
  /** Over ASCII, each other character as `?`: Alma, some Ruby clients. */
  | 'ascii'
  /** Over code points without the trailer `|AY…AZ`: dp2. */
  | 'dp2';

/** `strict`: over bytes only; `tolerant`: any known way; `ignore`: wrong ones are taken, too. */
export type ChecksumCheck = 'strict' | 'tolerant' | 'ignore';

const QUESTION_MARK = 0x3f;

/** @param text up to and with the letters `AZ`; @param bytes the same as it is sent */
export function checksum(mode: ChecksumMode, text: string, bytes: Uint8Array): string {
  const sum = mode === 'bytes' ? sumOfBytes(bytes) : sumOfText(mode, text);
  return (-sum & 0xffff).toString(16).toUpperCase().padStart(4, '0');
}

function sumOfBytes(bytes: Uint8Array): number {
  let sum = 0;
  for (const byte of bytes) sum += byte;
  return sum;
}

function sumOfText(mode: Exclude<ChecksumMode, 'bytes'>, text: string): number {
  let sum = 0;
  for (const character of mode === 'dp2' ? withoutTrailer(text) : text) {
    const point = character.codePointAt(0) ?? 0;
    sum += mode === 'ascii' && point > 0x7f ? QUESTION_MARK : point;
  }
  return sum;
}

/** `…|AY4AZ` without the last delimiter and all behind it. */
const withoutTrailer = (text: string): string => text.slice(0, -'|AY0AZ'.length);

const OTHERS = ['code-points', 'ascii', 'dp2'] as const;

/** Which other way of summing gives what was sent. */
export const fittingMode = (
  sent: string,
  text: string,
  bytes: Uint8Array,
): ChecksumMode | undefined =>
  OTHERS.find((mode) => checksum(mode, text, bytes) === sent.toUpperCase());

/** Whether a message may be believed. One without AZ may; whether it must have one is for the caller to say. */
export function isBelievable(
  message: { readonly checksum: 'ok' | 'bad' | 'absent'; readonly checksumFits?: ChecksumMode },
  check: ChecksumCheck,
): boolean {
  if (check === 'ignore' || message.checksum !== 'bad') return true;
  return check === 'tolerant' && message.checksumFits !== undefined;
}
