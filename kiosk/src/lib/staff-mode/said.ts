/** Words for codes that a newer gateway may have more of than this page knows. */
import type { StaffNote } from '#gateway/staff-messages.ts';
import { CATALOGUES } from '../words.ts';
import type { MessageKey, Words } from '../words.ts';

const isKey = (key: string): key is MessageKey => key in CATALOGUES.vi;

/** @returns the words of `prefix.code`, or the code itself, by which staff can ask */
export function said(words: Words, prefix: string, code: string): string {
  const key = `staff.${prefix}.${code}`;
  return isKey(key) ? words.text(key) : code;
}

export const moment = (words: Words, at: number): string =>
  words.text('staff.moment', { time: words.time(at), date: words.plainDate(at) });

export function noteText(words: Words, note: StaffNote): string {
  if (note.kind === 'failed') return said(words, 'fault', note.code);
  const own = `staff.done.${note.what}`;
  return isKey(own) ? words.text(own) : words.text('staff.done');
}
