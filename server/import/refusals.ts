/** All refusals of a batch, a page at a time; and as CSV for a spreadsheet. */
import type { AppDatabase } from '../db/registry.ts';

export interface RefusalLine {
  readonly row: number;
  readonly line: number;
  readonly section: string;
  readonly field: string;
  readonly value: string;
  readonly code: string;
  readonly reason: string;
}

const PAGE = 500;

export async function* refusalsOf(db: AppDatabase, id: string): AsyncGenerator<RefusalLine> {
  let after = { row: -1, position: -1 };
  for (;;) {
    const page = await db.read('import-refusals', { id, after, limit: PAGE });
    for (const { row, line, section, field, value, code, reason } of page)
      yield { row, line, section, field, value, code, reason };
    const last = page.at(-1);
    if (!last || page.length < PAGE) return;
    after = { row: last.row, position: last.position };
  }
}

const COLUMNS = ['line', 'section', 'field', 'value', 'reason', 'code'] as const;
/** Excel takes a file for UTF-8 only if it begins with this. */
const BOM = '\uFEFF';

export const csvHead = `${BOM}${COLUMNS.join(',')}\r\n`;

export const csvLine = (refusal: RefusalLine): string =>
  `${COLUMNS.map((column) => cell(String(refusal[column]))).join(',')}\r\n`;

/** A value that begins like a formula would be worked out by the spreadsheet that opens the file. */
function cell(text: string): string {
  const safe = /^[=+\-@\t\r]/u.test(text) ? `'${text}` : text;
  return /[",\r\n]/u.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
