import { alertWords } from '../words/words.ts';
import type { Language } from '../rules/wishes.ts';
import type { SeenAlert } from './list-store.ts';
import type { AlertView } from './schema.ts';

/** With its sentences. @param now epoch milliseconds */
export const alertView =
  (language: Language, now: number) =>
  ({ timeZone, acknowledged, ...alert }: SeenAlert): AlertView => ({
    ...alert,
    ...(acknowledged && { acknowledged: { ...acknowledged, by: { ...acknowledged.by } } }),
    words: alertWords(language, { ...alert, timeZone }, now),
  });
