/** Dates as people read them on paper, in the zone of the library. */
import type { Language } from '../../messages.ts';

const LOCALES: Readonly<Record<Language, string>> = { vi: 'vi-VN', en: 'en-GB', fr: 'fr-FR' };

export interface Dates {
  /** “thứ Sáu 18/12/2026”, “Fri 18 Dec 2026”, “ven. 18 déc. 2026”; from epoch milliseconds. */
  day(at: number): string;
  /** “08:12” */
  time(at: number): string;
}

/** @param timeZone IANA name. @throws RangeError when there is none of that name */
export function datesIn(language: Language, timeZone: string): Dates {
  const isNumeric = language === 'vi';
  const parts = new Intl.DateTimeFormat(LOCALES[language], {
    timeZone,
    weekday: isNumeric ? 'long' : 'short',
    day: isNumeric ? '2-digit' : 'numeric',
    month: isNumeric ? '2-digit' : 'short',
    year: 'numeric',
  });
  const clock = new Intl.DateTimeFormat('en-GB', { timeZone, hour: '2-digit', minute: '2-digit' });
  return {
    day: (at) => joined(language, Object.fromEntries(named(parts.formatToParts(at)))),
    time: (at) => clock.format(at),
  };
}

const named = (parts: readonly Intl.DateTimeFormatPart[]) =>
  parts.map(({ type, value }) => [type, value] as const);

/** Joined by hand: what stands between the parts changes with the version of the program that runs it. */
function joined(language: Language, { weekday = '', day = '', month = '', year = '' }: Parts) {
  // Inside a sentence Vietnamese writes “thứ Sáu”; “Chủ Nhật” keeps its capital.
  if (language === 'vi') return `${weekday.replace(/^Thứ/, 'thứ')} ${day}/${month}/${year}`;
  const numbered = language === 'fr' && day === '1' ? '1er' : day;
  return `${weekday} ${numbered} ${month} ${year}`;
}

type Parts = Readonly<Record<string, string>>;
