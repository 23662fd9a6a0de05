/** A file of any of the formats as rows. */
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { csvRows } from './csv-rows.ts';
import { jsonLines, linesOf } from './json-lines.ts';
import { jsonRows } from './json-rows.ts';
import type { RawRow } from './raw-row.ts';
import type { BatchSettings } from './rules/settings.ts';
import type { Format } from './tables.ts';

const AT_ONCE = 256 * 1024;

/** @throws FileFault when it cannot be read on; Error when it cannot be opened */
export function rowsOfFile(
  file: string,
  format: Format,
  { section, library }: Pick<BatchSettings, 'section' | 'library'>,
): AsyncGenerator<RawRow> {
  const chunks: AsyncIterable<Uint8Array> = createReadStream(file, { highWaterMark: AT_ONCE });
  if (format === 'csv') return csvRows(chunks, { section, library });
  return format === 'json' ? jsonRows(chunks) : jsonLines(linesOf(chunks));
}

/** @returns undefined when the name's ending tells none */
export function formatOf(name: string): Format | undefined {
  const ending = /\.(\w+)$/u.exec(name)?.[1]?.toLowerCase() ?? '';
  const formats: Readonly<Record<string, Format>> = {
    json: 'json',
    jsonl: 'jsonl',
    ndjson: 'jsonl',
    csv: 'csv',
    tsv: 'csv',
    txt: 'csv',
  };
  return formats[ending];
}

/** SHA-256, hexadecimal. */
export async function digestOfFile(file: string): Promise<{ digest: string; bytes: number }> {
  const hash = createHash('sha256');
  let bytes = 0;
  for await (const chunk of createReadStream(file, {
    highWaterMark: AT_ONCE,
  }) as AsyncIterable<Uint8Array>) {
    hash.update(chunk);
    bytes += chunk.length;
  }
  return { digest: hash.digest('hex'), bytes };
}
