/** Rows of a CSV list: UTF-8 with or without BOM or UTF-16 as Excel saves it, whichever delimiter, headings in Vietnamese or English. */
import { pipeline } from 'node:stream/promises';
import { CsvError, parse } from 'csv-parse';
import { cardOf, rowsOf } from './csv-fields.ts';
import type { Fields } from './csv-fields.ts';
import { FileFault, lettersOf } from './file-fault.ts';
import type { RawRow } from './raw-row.ts';
import { readHeadings } from './rules/headings.ts';
import type { ListName, Reading } from './rules/headings.ts';

export interface CsvSettings {
  readonly section?: ListName | undefined;
  readonly library?: string | undefined;
}

/** @throws FileFault */
export async function* csvRows(
  chunks: AsyncIterable<Uint8Array>,
  { section, library }: CsvSettings,
): AsyncGenerator<RawRow> {
  const read = { bytes: 0 };
  let reading: Reading | undefined;
  let row = 0;
  const titles = new Set<string>();
  try {
    for await (const { record, line } of records(decoded(chunks, read))) {
      if (!reading) {
        reading = readHeadings(record, section);
        if (!reading)
          // Not shown: in a list without headings they are somebody's name, card and PIN.
          throw new FileFault(
            line,
            'the headings are of no list that is known; the first line must name the columns',
          );
        continue;
      }
      const { list } = reading;
      const own = fieldsOf(record, reading, false);
      const book = fieldsOf(record, reading, true);
      for (const [name, value] of rowsOf(list, own, book, library)) {
        // A register names a book at each of its copies.
        if (name === 'titles' && list === 'items' && isSeen(titles, String(value['id']))) continue;
        row += 1;
        const card = name === 'patrons' ? cardOf(own, library) : undefined;
        const at = { row, line, section: name, bytesDone: read.bytes, ...(card && { card }) };
        yield { ...at, value: (id) => (id === undefined ? value : { ...value, id }) };
      }
    }
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    throw new FileFault(Number(error['lines'] ?? 1), FAULTS[error.code] ?? NOT_MATCHING);
  }
  if (!reading) throw new FileFault(1, 'the file is empty');
}

const NOT_MATCHING = 'the quotation marks of a field do not match';
const FAULTS: Readonly<Record<string, string>> = {
  CSV_MAX_RECORD_SIZE: 'a row has more than 1 MB: is a quotation mark missing?',
};

function isSeen(seen: Set<string>, id: string): boolean {
  if (seen.has(id)) return true;
  seen.add(id);
  return false;
}

interface CsvRecord {
  readonly record: string[];
  readonly line: number;
}

async function* records(texts: AsyncGenerator<string>): AsyncGenerator<CsvRecord> {
  const head = await untilLineEnd(texts);
  const parser = parse({
    delimiter: delimiterOf(head),
    relax_column_count: true,
    skip_empty_lines: true,
    skip_records_with_empty_values: true,
    trim: true,
    info: true,
    max_record_size: MOST_RECORD,
  });
  const whole = async function* () {
    yield head;
    yield* texts;
  };
  // What goes wrong on either side is thrown by the parser, too.
  pipeline(whole(), parser).catch(() => undefined);
  try {
    for await (const item of parser) {
      const { record, info } = item as { record: string[]; info: { lines: number } };
      // It is counted where a record ends; its fields may have line breaks in them.
      const within = record.reduce((sum, field) => sum + field.split('\n').length - 1, 0);
      yield { record, line: info.lines - within };
    }
  } finally {
    // Else a parser that nobody reads keeps the file open.
    await texts.return(undefined);
  }
}

const MOST_RECORD = 1024 * 1024;

/** The headings, by which the delimiter is told, may come in several pieces. */
async function untilLineEnd(texts: AsyncGenerator<string>): Promise<string> {
  let head = '';
  while (!head.trimStart().includes('\n') && head.length < MOST_RECORD) {
    const next = await texts.next();
    if (next.done) break;
    head += next.value;
  }
  return head;
}

/** Which of the three stands most often in the line of headings, outside quotation marks. */
function delimiterOf(text: string): string {
  const headings = (text.split(/\r?\n/u).find((line) => line.trim() !== '') ?? '').replace(
    /"[^"]*"/gu,
    '',
  );
  const count = (mark: string) => headings.split(mark).length;
  return [';', ',', '\t'].reduce((best, mark) => (count(mark) > count(best) ? mark : best));
}

/** With line ends of one kind. */
async function* decoded(
  chunks: AsyncIterable<Uint8Array>,
  read: { bytes: number },
): AsyncGenerator<string> {
  let decoder: TextDecoder | undefined;
  let held = '';
  for await (const chunk of chunks) {
    decoder ??= new TextDecoder(charsetOf(chunk), { fatal: true });
    read.bytes += chunk.length;
    const text = held + lettersOf(1, () => decoder?.decode(chunk, { stream: true }) ?? '');
    held = text.endsWith('\r') ? '\r' : '';
    yield text.slice(0, text.length - held.length).replaceAll('\r\n', '\n');
  }
  yield held + lettersOf(1, () => decoder?.decode() ?? '');
}

/** By the byte order mark. */
function charsetOf([first, second]: Uint8Array): string {
  if (first === 0xff && second === 0xfe) return 'utf-16le';
  return first === 0xfe && second === 0xff ? 'utf-16be' : 'utf-8';
}

function fieldsOf(record: readonly string[], { columns }: Reading, ofTitle: boolean): Fields {
  const fields: Record<string, string> = {};
  for (const [at, column] of columns.entries()) {
    const text = record[at]?.trim() ?? '';
    if (column && column.ofTitle === ofTitle && text !== '')
      fields[column.field] = text.normalize('NFC');
  }
  return fields;
}
