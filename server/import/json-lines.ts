/** JSON Lines: one row a line, `{"patrons": {…}}`, named by its section. */
import { FileFault, lettersOf } from './file-fault.ts';
import type { RawRow } from './raw-row.ts';
import { SECTIONS } from './rules/entry.ts';

const NAME = /^\s*\{\s*"(\w+)"\s*:/u;
const BODY = /^\s*(\{.*\})\s*\}\s*$/su;

/** @throws FileFault */
export async function* jsonLines(lines: AsyncIterable<DecodedLine>): AsyncGenerator<RawRow> {
  let row = 0;
  for await (const { text, line, bytesDone } of lines) {
    if (text.trim() === '') continue;
    const [opening = '', name] = NAME.exec(text) ?? [];
    const section = SECTIONS.find((known) => known === name);
    if (!section)
      throw new FileFault(line, `a row named by its section is expected: {"patrons": {…}}`);
    // A line that is spoilt further on is refused by itself when it is parsed.
    const body = BODY.exec(text.slice(opening.length))?.[1] ?? '';
    row += 1;
    yield { row, line, section, bytesDone, value: () => JSON.parse(body) as unknown };
  }
}

export interface DecodedLine {
  readonly text: string;
  readonly line: number;
  readonly bytesDone: number;
}

const LONGEST_LINE = 1024 * 1024;

/** Lines of UTF-8 as bytes come by. @throws FileFault */
export async function* linesOf(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<DecodedLine> {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  let [rest, line, bytesDone] = ['', 0, 0];
  for await (const chunk of chunks) {
    bytesDone += chunk.length;
    const letters = lettersOf(line + 1, () => decoder.decode(chunk, { stream: true }));
    const texts = (rest + letters).split('\n');
    rest = texts.pop() ?? '';
    for (const text of texts) yield { text, line: (line += 1), bytesDone };
    if (rest.length > LONGEST_LINE) throw new FileFault(line + 1, 'a line has more than 1 MB');
  }
  const last = lettersOf(line + 1, () => decoder.decode());
  yield { text: rest + last, line: line + 1, bytesDone };
}
