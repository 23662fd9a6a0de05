/** Dates and money as people here write them. */
import type { Language } from '#gateway/messages.ts';

/** British English: the day stands before the month, as in the other two. */
export const LOCALES: Readonly<Record<Language, string>> = {
  vi: 'vi-VN',
  en: 'en-GB',
  fr: 'fr-FR',
};

export interface Calendar {
  /** “thứ Sáu 18/12/2026”, “Friday 18 December 2026”, “vendredi 18 décembre 2026”; from epoch milliseconds. */
  date(at: number): string;
  /** The same where room is short: “thứ Sáu 18/12/2026”, “Fri 18 Dec 2026”, “ven. 18 déc. 2026”. */
  shortDate(at: number): string;
  /** The long date without the weekday. */
  plainDate(at: number): string;
  /** “08:12” */
  time(at: number): string;
}

/** @throws RangeError for a time zone that the browser does not know */
export function calendar(language: Language, timeZone: string): Calendar {
  const long = dayParts(language, timeZone, 'long');
  const short = language === 'vi' ? long : dayParts(language, timeZone, 'short');
  const clock = new Intl.DateTimeFormat('en-GB', { timeZone, hour: '2-digit', minute: '2-digit' });
  const dated = (parts: Parts): string => `${weekday(language, parts)} ${joined(language, parts)}`;
  return {
    date: (at) => dated(long(at)),
    shortDate: (at) => dated(short(at)),
    plainDate: (at) => joined(language, long(at)),
    time: (at) => clock.format(at),
  };
}

type Parts = Readonly<Record<string, string>>;

function dayParts(language: Language, timeZone: string, names: 'long' | 'short') {
  const isNumeric = language === 'vi';
  const format = new Intl.DateTimeFormat(LOCALES[language], {
    timeZone,
    weekday: names,
    day: isNumeric ? '2-digit' : 'numeric',
    month: isNumeric ? '2-digit' : names,
    year: 'numeric',
  });
  return (at: number): Parts =>
    Object.fromEntries(format.formatToParts(at).map(({ type, value }) => [type, value]));
}

/** Joined by hand: what stands between the parts changes with the browser’s version. */
function joined(language: Language, { day = '', month = '', year = '' }: Parts): string {
  if (language === 'vi') return `${day}/${month}/${year}`;
  if (language === 'fr' && day === '1') return `1er ${month} ${year}`;
  return `${day} ${month} ${year}`;
}

/** Vietnamese writes “thứ Sáu” inside a sentence where the browser gives “Thứ Sáu”; “Chủ Nhật” keeps its capital. */
function weekday(language: Language, { weekday: name = '' }: Parts): string {
  return language === 'vi' ? name.replace(/^Thứ/, 'thứ') : name;
}

const digits = new Intl.NumberFormat('vi-VN', { maximumFractionDigits: 0 });
/** “15.000 đ”, in every language: it is what stands on the notes. */
export const money = (dong: number): string => `${digits.format(dong)}\u00a0đ`;
