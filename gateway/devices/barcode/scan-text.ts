/** Text of a scan and whether its character set had to be guessed. */
export interface ScanText {
  readonly text: string;
  readonly guessed: boolean;
}

const utf8 = new TextDecoder('utf-8', { fatal: true });
const windows1258 = new TextDecoder('windows-1258');

/**
 * UTF-8; else windows-1258, in which Vietnamese labels were printed for two decades; else Latin-1. In windows-1258 tone
 * marks are letters of their own that follow a vowel: one that finds nothing to stand on was not written in it.
 */
export function decodeText(bytes: Uint8Array): ScanText {
  try {
    return { text: utf8.decode(bytes).normalize('NFC'), guessed: false };
  } catch {
    const text = windows1258.decode(bytes).normalize('NFC');
    return { text: /\p{M}/u.test(text) ? latin1(bytes) : text, guessed: true };
  }
}

const latin1 = (bytes: Uint8Array): string =>
  Array.from(bytes, (byte) => String.fromCharCode(byte)).join('');

/** ECI assignments (AIM ITS/04-023) that labels and cards are met with. */
const CHARSETS: Readonly<Record<string, string>> = {
  '000003': 'latin1',
  '000020': 'shift_jis',
  '000021': 'windows-1250',
  '000022': 'windows-1251',
  '000023': 'windows-1252',
  '000024': 'windows-1256',
  '000026': 'utf-8',
  '000028': 'big5',
  '000029': 'gb18030',
  '000030': 'euc-kr',
};

const BACKSLASH = 0x5c;

/** Text of a symbol sent with ECI: `\nnnnnn` changes the character set, a doubled backslash stands for one. */
export function decodeEciText(bytes: Uint8Array): ScanText {
  let charset: string | undefined;
  let segment: number[] = [];
  const texts: ScanText[] = [];
  const endSegment = () => {
    if (segment.length > 0) texts.push(decodeAs(charset, Uint8Array.from(segment)));
    segment = [];
  };
  for (let at = 0; at < bytes.length; at++) {
    const byte = bytes[at] ?? 0;
    const eci = byte === BACKSLASH ? latin1(bytes.subarray(at + 1, at + 7)) : '';
    if (/^\d{6}$/.test(eci)) {
      endSegment();
      charset = CHARSETS[eci];
      at += 6;
    } else {
      segment.push(byte);
      if (byte === BACKSLASH && bytes[at + 1] === BACKSLASH) at += 1;
    }
  }
  endSegment();
  const text = texts.map((part) => part.text).join('');
  return { text: text.normalize('NFC'), guessed: texts.some((part) => part.guessed) };
}

function decodeAs(charset: string | undefined, bytes: Uint8Array): ScanText {
  if (charset === undefined || charset === 'utf-8') return decodeText(bytes);
  if (charset === 'latin1') return { text: latin1(bytes), guessed: false };
  return { text: new TextDecoder(charset).decode(bytes), guessed: false };
}
