import { once } from 'node:events';
import type { Readable, Writable } from 'node:stream';
import { byteLinesOf, MAX_LINE } from './byte-lines.ts';
import { decodeLine } from './rules/decode-line.ts';

/** Answers each line of raw messages with a line of JSON as soon as it comes, as fast as it is read. */
export async function decodeStream(
  input: Readable,
  output: Writable,
  explain: boolean,
): Promise<void> {
  for await (const line of byteLinesOf(input)) {
    const answer =
      'bytes' in line
        ? decodeLine(line.bytes, explain)
        : { error: `longer than ${MAX_LINE} bytes` };
    if (!output.write(`${JSON.stringify(answer)}\n`)) await once(output, 'drain');
  }
}
