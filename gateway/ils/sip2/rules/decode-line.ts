import { readText } from '#server/sip2/protocol/charset.ts';
import { decodeBytes } from '#server/sip2/protocol/decode.ts';
import type { Message } from '#server/sip2/protocol/message.ts';
import { isReadable } from '#server/sip2/protocol/message.ts';
import { explainMessage } from './explain.ts';

/** What is written for one line of a capture, as JSON. */
export type LineAnswer = Readonly<Record<string, unknown>>;

const WHY = {
  empty: 'the line is empty',
  nul: 'there is a NUL in it, which no message may hold',
  'no-code': 'it does not begin with the two digits of a message',
  'two-messages': 'there is a CR inside: one message a line, please',
} as const;

const CR = 0x0d;

/** One raw message, with or without its CR. Never throws. */
export function decodeLine(line: Uint8Array, explain = false): LineAnswer {
  const bytes = withoutEnds(line);
  if (bytes.includes(CR)) return { error: WHY['two-messages'] };
  const decoded = decodeBytes(bytes);
  if (!isReadable(decoded)) return { error: WHY[decoded.error] };
  const { charset } = readText(bytes, 'utf-8');
  return {
    ...answerOf(decoded),
    ...(charset === 'utf-8' ? {} : { charset }),
    ...(explain ? { words: explainMessage(decoded) } : {}),
  };
}

const answerOf = ({ code, fixed, fields, sequence, checksum, checksumFits }: Message) => ({
  ...{ code, fixed, fields, sequence: sequence ?? null, checksum },
  ...(checksumFits === undefined ? {} : { checksum_fits: checksumFits }),
});

function withoutEnds(line: Uint8Array): Uint8Array {
  let from = 0;
  let to = line.length;
  while (line[from] === CR) from++;
  while (to > from && line[to - 1] === CR) to--;
  return line.subarray(from, to);
}
