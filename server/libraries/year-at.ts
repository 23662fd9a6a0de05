import type { AppDatabase } from '../db/registry.ts';
import { dayIn } from './rules/day.ts';

/** The year that receipts of a library are numbered in at an instant. */
export async function yearAt(db: AppDatabase, libraryId: string, now: number): Promise<number> {
  const libraries = await db.read('libraries', {});
  const library = libraries.find(({ id }) => id === libraryId);
  return Number(dayIn(library?.timeZone ?? 'Asia/Ho_Chi_Minh', now).slice(0, 4));
}
