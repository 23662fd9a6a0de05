/** The pages of a journal as they were last committed: its file, and over it what its log has not written back yet. */
import { readFileSync } from 'node:fs';
import { PAGE_BYTES } from '../journal-file.ts';
import { readWal } from './wal.ts';
import type { Pages } from './records.ts';

export interface JournalPages {
  readonly pages: Pages;
  /** Later commits than these have been there. */
  readonly isCutShort: boolean;
}

export function readPages(path: string): JournalPages {
  const file = bytesOf(path);
  const pages = new Map<number, Uint8Array>();
  for (let at = 0; at + PAGE_BYTES <= file.length; at += PAGE_BYTES) {
    pages.set(at / PAGE_BYTES + 1, file.subarray(at, at + PAGE_BYTES));
  }
  const wal = readWal(bytesOf(`${path}-wal`), PAGE_BYTES);
  for (const [number, page] of wal.pages) pages.set(number, page);
  for (const number of pages.keys()) if (number > (wal.pageCount ?? number)) pages.delete(number);
  return { pages, isCutShort: wal.isDamaged };
}

/** Committed rows in the log that SQLite would pass over without a word. */
export const isLogDamaged = (path: string): boolean =>
  readWal(bytesOf(`${path}-wal`), PAGE_BYTES).isDamaged;

/** Empty where there is no such file. */
function bytesOf(path: string): Uint8Array {
  try {
    return new Uint8Array(readFileSync(path));
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') {
      return new Uint8Array();
    }
    throw error;
  }
}
