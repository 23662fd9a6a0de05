/**
 * Rows of one JSON document `{"patrons": [{…}, …], "items": […]}`, as its bytes come by: a file may be larger than memory. Only where a
 * row begins and ends is found here, by brackets and quotation marks; each row is then parsed by itself, so that one that is spoilt is
 * told of with its line and the rest goes in.
 */
import { FileFault, lettersOf } from './file-fault.ts';
import type { RawRow } from './raw-row.ts';
import { SECTIONS } from './rules/entry.ts';
import type { SectionName } from './rules/entry.ts';

const [QUOTE, BACKSLASH, NEWLINE, COMMA, COLON] = [0x22, 0x5c, 0x0a, 0x2c, 0x3a];
const [OPEN, CLOSE, OPEN_LIST, CLOSE_LIST] = [0x7b, 0x7d, 0x5b, 0x5d];
const BOM = [0xef, 0xbb, 0xbf];
const LONGEST_ROW = 1024 * 1024;

type Step =
  /** Before the document. */
  | 'start'
  /** Before a section's name or the end of the document. */
  | 'name'
  /** Between a section's name and its list. */
  | 'value'
  /** In a list, between rows. */
  | 'list'
  /** After a section. */
  | 'after'
  | 'end';

const isSpace = (byte: number) =>
  byte === 0x20 || byte === NEWLINE || byte === 0x0d || byte === 0x09;

/** @throws FileFault */
export async function* jsonRows(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<RawRow> {
  const splitter = new JsonSplitter();
  for await (const chunk of chunks) yield* splitter.push(chunk);
  splitter.end();
}

class JsonSplitter {
  #step: Step = 'start';
  #section: SectionName | undefined;
  #line = 1;
  #row = 0;
  #bytes = 0;
  /** Of the row or name under way, what earlier chunks had of it. */
  #held: Uint8Array[] = [];
  #heldBytes = 0;
  #depth = 0;
  #inString = false;
  #escaped = false;
  #startLine = 1;
  #needsComma = false;
  #needsColon = false;

  *push(chunk: Uint8Array): Generator<RawRow> {
    let from = this.#inToken ? 0 : -1;
    for (let at = 0; at < chunk.length; at += 1) {
      const byte = chunk[at] ?? 0;
      if (byte === NEWLINE) this.#line += 1;
      if (!this.#inToken) {
        if (isSpace(byte) || (this.#bytes + at < 3 && byte === BOM[this.#bytes + at])) continue;
        if (!this.#between(byte)) continue;
        from = at;
        this.#startLine = this.#line;
      }
      if (!this.#endsToken(byte)) continue;
      const token = this.#taken(chunk.subarray(from, at + 1));
      from = -1;
      if (this.#step === 'name') this.#named(token);
      else yield this.#rowOf(token, this.#bytes + at + 1);
    }
    if (from >= 0) this.#hold(chunk.subarray(from));
    this.#bytes += chunk.length;
  }

  end(): void {
    if (this.#step !== 'end') throw this.#fault('the file ends in the middle: it is not whole');
  }

  get #inToken(): boolean {
    return this.#inString || this.#depth > 0;
  }

  /** @returns whether a name or a row begins here */
  #between(byte: number): boolean {
    switch (this.#step) {
      case 'start':
        if (byte !== OPEN)
          throw this.#fault('a JSON object with sections is expected: {"patrons": […], …}');
        this.#step = 'name';
        return false;
      case 'name':
        if (byte === QUOTE) return true;
        if (byte !== CLOSE) throw this.#fault('the name of a section is expected');
        this.#step = 'end';
        return false;
      case 'value':
        if (byte === COLON && this.#needsColon) this.#needsColon = false;
        else if (byte === OPEN_LIST && !this.#needsColon) {
          this.#step = 'list';
          this.#needsComma = false;
        } else throw this.#fault('the list of a section is expected: “: [”');
        return false;
      case 'list':
        return this.#betweenRows(byte);
      case 'after':
        if (byte !== COMMA && byte !== CLOSE) throw this.#fault('“,” or the end is expected');
        this.#step = byte === COMMA ? 'name' : 'end';
        return false;
      case 'end':
        throw this.#fault('there is more after the end of the document');
    }
  }

  #betweenRows(byte: number): boolean {
    if (byte === CLOSE_LIST) this.#step = 'after';
    else if (byte === COMMA && this.#needsComma) this.#needsComma = false;
    else if (byte === OPEN && !this.#needsComma) return true;
    else
      throw this.#fault(
        this.#needsComma ? '“,” is expected between rows' : 'a row {…} is expected',
      );
    return false;
  }

  /** Follows strings and brackets. */
  #endsToken(byte: number): boolean {
    if (this.#inString) {
      if (this.#escaped) this.#escaped = false;
      else if (byte === BACKSLASH) this.#escaped = true;
      else if (byte === QUOTE) this.#inString = false;
      return !this.#inString && this.#depth === 0;
    }
    if (byte === QUOTE) this.#inString = true;
    else if (byte === OPEN || byte === OPEN_LIST) this.#depth += 1;
    else if (byte === CLOSE || byte === CLOSE_LIST) this.#depth -= 1;
    return this.#depth === 0 && !this.#inString;
  }

  #hold(part: Uint8Array): void {
    this.#heldBytes += part.length;
    if (this.#heldBytes > LONGEST_ROW)
      throw new FileFault(
        this.#startLine,
        'a row has more than 1 MB: is a “}” or a quotation mark missing?',
      );
    // The chunk belongs to the stream, which may use it again.
    this.#held.push(Uint8Array.from(part));
  }

  #taken(last: Uint8Array): string {
    const bytes = this.#held.length === 0 ? last : Buffer.concat([...this.#held, last]);
    const text = lettersOf(this.#startLine, () => UTF8.decode(bytes));
    this.#held = [];
    this.#heldBytes = 0;
    return text;
  }

  #named(token: string): void {
    this.#section = SECTIONS.find((section) => JSON.stringify(section) === token);
    if (!this.#section)
      throw this.#fault(
        `there is no section ${token.slice(0, 40)}. There are: ${SECTIONS.join(', ')}`,
      );
    this.#step = 'value';
    this.#needsColon = true;
  }

  #rowOf(text: string, bytesDone: number): RawRow {
    if (!this.#section) throw this.#fault('a row stands outside a section');
    this.#needsComma = true;
    this.#row += 1;
    const { row, line, section } = {
      row: this.#row,
      line: this.#startLine,
      section: this.#section,
    };
    return { row, line, section, bytesDone, value: () => JSON.parse(text) as unknown };
  }

  #fault(message: string): FileFault {
    return new FileFault(this.#line, message);
  }
}

const UTF8 = new TextDecoder('utf-8', { fatal: true });
