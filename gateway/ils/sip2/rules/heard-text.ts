import type { Charset } from '#server/sip2/protocol/charset.ts';
import { readText } from '#server/sip2/protocol/charset.ts';
import type { ChecksumMode } from '#server/sip2/protocol/checksum.ts';
import { decodeBytes } from '#server/sip2/protocol/decode.ts';
import { isReadable } from '#server/sip2/protocol/message.ts';

export interface CharsetSeen {
  /** Not there where all was plain ASCII. */
  readonly charset?: Charset;
  readonly remark?: string;
}

/** What the bytes of replies, among them a Vietnamese title, show of the charset. */
export function charsetSeen(replies: readonly Uint8Array[]): CharsetSeen {
  const foreign = replies.filter((bytes) => bytes.some((byte) => byte > 0x7f));
  if (foreign.length === 0) {
    return { remark: 'All text was ASCII: a --item with a Vietnamese title shows the charset.' };
  }
  const read = foreign.map((bytes) => readText(bytes, 'utf-8'));
  if (read.some(({ charset }) => charset === 'cp850')) return { charset: 'cp850' };
  const isDecomposed = read.some(({ text }) => text.normalize('NFC') !== text);
  return {
    charset: 'utf-8',
    ...(isDecomposed
      ? { remark: 'Marks come apart from their letters (NFD); they are put together here.' }
      : {}),
  };
}

/** The way of summing that fits every reply with a check sum; the one over bytes where it does. */
export function checksumSeen(
  replies: readonly Uint8Array[],
  charset: Charset,
): ChecksumMode | 'none' | undefined {
  const judged = replies.map((bytes) => decodeBytes(bytes, charset)).filter(isReadable);
  const summed = judged.filter(({ checksum }) => checksum !== 'absent');
  if (summed.length === 0) return undefined;
  const bad = summed.find(({ checksum }) => checksum === 'bad');
  return bad ? (bad.checksumFits ?? 'none') : 'bytes';
}
