/** What the staff pages say, and how they speak of times and money: as people do, with the exact time beside it. */
import { IntlMessageFormat } from 'intl-messageformat';
import type { Language } from '#gateway/messages.ts';
import { calendar, LOCALES, money } from '../calendar.ts';
import { en } from './messages/en.ts';
import { fr } from './messages/fr.ts';
import { vi } from './messages/vi.ts';

export type StaffKey = keyof typeof vi;
export type Values = Readonly<Record<string, string | number>>;

export const STAFF_CATALOGUES: Readonly<Record<Language, Readonly<Record<string, string>>>> = {
  vi,
  en,
  fr,
};

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
/** Below this a number of seconds would only flicker. */
const JUST_NOW = 10_000;
/** Due dates end with a day of the library's; that of the network where nothing else is said (design decision 10). */
const NETWORK_ZONE = 'Asia/Ho_Chi_Minh';

export interface StaffWords {
  readonly language: Language;
  text(key: StaffKey, values?: Values): string;
  /** For keys that are put together from codes; undefined where there are no words. */
  find(key: string, values?: Values): string | undefined;
  /** “4 phút trước”, “4 minutes ago”; from epoch milliseconds. */
  ago(at: number, now: number): string;
  /** Date and time to the second, in the reader's own zone. */
  exact(at: number): string;
  /** “18/12/2026”, “18 Dec 2026”: of a day `YYYY-MM-DD`, or of epoch milliseconds in the library's zone. */
  day(at: string | number): string;
  /** The same with its weekday. */
  weekday(at: string | number): string;
  /** Weekday, date and time in the library's zone: “18:02 thứ Sáu 18/12/2026”, “Friday 18 December 2026 at 18:02”. */
  moment(at: number): string;
  /** “15.000 đ” */
  money(dong: number): string;
  /** “1.204” */
  count(number: number): string;
}

export function staffWords(language: Language, timeZone = NETWORK_ZONE): StaffWords {
  const locale = LOCALES[language];
  const relative = new Intl.RelativeTimeFormat(locale, { numeric: 'always' });
  const precise = new Intl.DateTimeFormat(locale, { dateStyle: 'full', timeStyle: 'medium' });
  const numbers = new Intl.NumberFormat(locale);
  const here = calendar(language, timeZone);
  // A day has no zone: read as midnight in UTC it must be told in UTC.
  const anywhere = calendar(language, 'UTC');
  const find = (key: string, values?: Values): string | undefined =>
    compiled(language, key)?.format<string>(values)?.toString();
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
  return {
    language,
    text,
    find,
    ago,
    exact: (at) => precise.format(at),
    day: (at) => (typeof at === 'number' ? here.plainDate(at) : anywhere.plainDate(Date.parse(at))),
    weekday: (at) => (typeof at === 'number' ? here.date(at) : anywhere.date(Date.parse(at))),
    moment: (at) => text('moment', { date: here.date(at), time: here.time(at) }),
    money,
    count: (number) => numbers.format(number),
  };
}

const cache = new Map<string, IntlMessageFormat>();

function compiled(language: Language, key: string): IntlMessageFormat | undefined {
  const id = `${language} ${key}`;
  const known = cache.get(id);
  if (known !== undefined) return known;
  const source = STAFF_CATALOGUES[language][key];
  if (source === undefined) return undefined;
  const message = new IntlMessageFormat(source, LOCALES[language]);
  cache.set(id, message);
  return message;
}
