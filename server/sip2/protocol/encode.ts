import type { Charset } from './charset.ts';
import { inCharset, writeText } from './charset.ts';
import type { ChecksumMode } from './checksum.ts';
import { checksum } from './checksum.ts';
import type { Outgoing } from './message.ts';
import { MESSAGES } from './messages.ts';
import { cleanValue, DELIMITER } from './text.ts';

export interface EncodeOptions {
  readonly charset?: Charset;
  /** One digit, for AY. With error detection, a message without it carries AZ alone, as a reply that is sent again does. */
  readonly sequence?: string;
  /** Whether AY and AZ are sent at all. */
  readonly errorDetection?: boolean;
  readonly checksumMode?: ChecksumMode;
  readonly terminator?: '\r' | '\r\n';
}

/**
 * The bytes of a message with its end. Values are made sendable (text.ts).
 * @throws RangeError for a fixed field that is missing or not of its length: that is a fault of the caller
 */
export function encode(message: Outgoing, options: EncodeOptions = {}): Uint8Array {
  const charset = options.charset ?? 'utf-8';
  const terminator = options.terminator ?? '\r';
  return writeText(`${encodeText(message, options)}${terminator}`, charset);
}

/** The same as text, as the peer will read it, without its end. */
export function encodeText(message: Outgoing, options: EncodeOptions = {}): string {
  const charset = options.charset ?? 'utf-8';
  const body = `${message.code}${fixedPart(message)}${tagged(message, charset)}`;
  return options.errorDetection === true ? `${body}${trailer(body, charset, options)}` : body;
}

function fixedPart({ code, fixed }: Outgoing): string {
  return MESSAGES[code].fixed
    .map(([name, length]) => {
      const value = fixed[name] ?? '';
      if (value.length !== length || !/^[\x20-\x7b\x7d\x7e]*$/.test(value)) {
        throw new RangeError(
          `${code}: ${name} must be ${length} characters of ASCII, not “${value}”`,
        );
      }
      return value;
    })
    .join('');
}

/** Cut before and after the letters are changed: one letter may become two. */
const tagged = ({ fields }: Outgoing, charset: Charset): string =>
  fields
    .map(([id, value]) => `${id}${cleanValue(inCharset(cleanValue(value), charset))}${DELIMITER}`)
    .join('');

function trailer(body: string, charset: Charset, options: EncodeOptions): string {
  const sequence = options.sequence === undefined ? '' : `AY${options.sequence}`;
  const summed = `${body}${sequence}AZ`;
  const bytes = writeText(summed, charset);
  return `${sequence}AZ${checksum(options.checksumMode ?? 'bytes', summed, bytes)}`;
}
