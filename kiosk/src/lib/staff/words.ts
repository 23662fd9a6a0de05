/** What the staff pages say, and how they speak of times: as people do, with the exact one beside it. */
import { IntlMessageFormat } from 'intl-messageformat';
import type { Language } from '#gateway/messages.ts';
import en from './messages/en.json' with { type: 'json' };
import fr from './messages/fr.json' with { type: 'json' };
import vi from './messages/vi.json' with { type: 'json' };

export type StaffKey = keyof typeof vi;
type Values = Readonly<Record<string, string | number>>;

export const STAFF_CATALOGUES: Readonly<Record<Language, Readonly<Record<string, string>>>> = {
  vi,
  en,
  fr,
};

/** British English: the day stands before the month, as in the other two. */
const LOCALES: Readonly<Record<Language, string>> = { vi: 'vi-VN', en: 'en-GB', fr: 'fr-FR' };

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
/** Below this a number of seconds would only flicker. */
const JUST_NOW = 10_000;

export interface StaffWords {
  readonly language: Language;
  text(key: StaffKey, values?: Values): string;
  /** For keys that are put together from codes; undefined where there are no words. */
  find(key: string, values?: Values): string | undefined;
  /** “4 phút trước”, “4 minutes ago”; from epoch milliseconds. */
  ago(at: number, now: number): string;
  /** Date and time to the second, in the reader's own zone. */
  exact(at: number): string;
}

export function staffWords(language: Language): StaffWords {
  const locale = LOCALES[language];
  const relative = new Intl.RelativeTimeFormat(locale, { numeric: 'always' });
  const precise = new Intl.DateTimeFormat(locale, { dateStyle: 'full', timeStyle: 'medium' });
  const find = (key: string, values?: Values): string | undefined => {
    const message = STAFF_CATALOGUES[language][key];
    return message === undefined
      ? undefined
      : String(new IntlMessageFormat(message, locale).format(values));
  };
  const text = (key: StaffKey, values?: Values): string => find(key, values) ?? key;
  const ago = (at: number, now: number): string => {
    // A clock a little ahead of ours must not speak of the future.
    const passed = Math.max(0, now - at);
    if (passed < JUST_NOW) return text('just-now');
    if (passed < MINUTE) return relative.format(-Math.floor(passed / 1000), 'second');
    if (passed < HOUR) return relative.format(-Math.floor(passed / MINUTE), 'minute');
    if (passed < DAY) return relative.format(-Math.floor(passed / HOUR), 'hour');
    return relative.format(-Math.floor(passed / DAY), 'day');
  };
  return { language, text, find, ago, exact: (at) => precise.format(at) };
}
