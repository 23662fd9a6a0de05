/** A table as a file to take away: RFC 4180, UTF-8 with a byte order mark, because spreadsheets guess otherwise. */

export type Cell = string | number | undefined;

export const csvOf = (rows: readonly (readonly Cell[])[]): string =>
  `\u{feff}${rows.map((row) => row.map(field).join(',')).join('\r\n')}\r\n`;

function field(cell: Cell): string {
  if (typeof cell === 'number') return String(cell);
  const text = harmless(cell ?? '');
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** A title that begins like a formula would be reckoned by the spreadsheet (OWASP: CSV injection). */
const harmless = (text: string): string => (/^[=+\-@\t\r]/.test(text) ? `'${text}` : text);
