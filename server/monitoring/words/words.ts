/** What alerts say to people, in their language: for the staff pages and for mails alike. */
import { IntlMessageFormat } from 'intl-messageformat';
import { dayIn } from '../../libraries/rules/day.ts';
import type { AlertCode } from '../rules/alert-codes.ts';
import type { Language } from '../rules/wishes.ts';
import en from './en.json' with { type: 'json' };
import fr from './fr.json' with { type: 'json' };
import vi from './vi.json' with { type: 'json' };

export type MessageKey = keyof typeof vi;
export type Values = Readonly<Record<string, string | number>>;

export const CATALOGUES: Readonly<Record<Language, Readonly<Record<MessageKey, string>>>> = {
  vi,
  en,
  fr,
};
const LOCALES: Readonly<Record<Language, string>> = { vi: 'vi-VN', en: 'en-GB', fr: 'fr-FR' };

const isKey = (key: string): key is MessageKey => Object.hasOwn(vi, key);

/** Making a format takes far longer than using it. */
const compiled = new Map<string, IntlMessageFormat>();

function formatOf(language: Language, key: MessageKey): IntlMessageFormat {
  const name = `${language} ${key}`;
  const known = compiled.get(name);
  if (known) return known;
  const format = new IntlMessageFormat(CATALOGUES[language][key], LOCALES[language], undefined, {
    // A terminal may be called “<kiosk>”.
    ignoreTag: true,
  });
  compiled.set(name, format);
  return format;
}

export const text = (language: Language, key: MessageKey, values: Values = {}): string =>
  String(formatOf(language, key).format(values));

export interface Spoken {
  readonly code: AlertCode;
  readonly device?: string | undefined;
  readonly params: Values;
  /** Epoch milliseconds. */
  readonly since: number;
  readonly terminal: { readonly name: string };
  readonly timeZone: string;
}

/** @param now epoch milliseconds: what was today needs no day */
export function alertWords(
  language: Language,
  alert: Spoken,
  now: number,
): { what: string; todo: string } {
  const values = valuesOf(language, alert, now);
  return {
    what: text(language, keyOf(alert, 'what'), values),
    todo: text(language, keyOf(alert, 'todo'), values),
  };
}

/** A fault may have words of its own. */
function keyOf({ code, params }: Spoken, part: 'what' | 'todo'): MessageKey {
  const own = `${code}.${params['fault'] ?? ''}.${part}`;
  return isKey(own) ? own : `${code}.${part}`;
}

function valuesOf(
  language: Language,
  { params, since, terminal, timeZone, device }: Spoken,
  now: number,
): Values {
  const instant = (at: number | string | undefined): string =>
    moment(language, timeZone, Number(at ?? since), now);
  const kind = `device.${params['kind'] ?? ''}`;
  return {
    ...params,
    terminal: terminal.name,
    bin: params['bin'] ?? device ?? '',
    device: text(language, isKey(kind) ? kind : 'device.other'),
    since: instant(since),
    until: instant(params['endsAt']),
    made: instant(params['madeAt']),
  };
}

/** “08:12”; on another day than today “Monday 23 November at 08:12”. */
export function moment(language: Language, timeZone: string, at: number, now: number): string {
  const time = { hour: '2-digit', minute: '2-digit', hourCycle: 'h23', timeZone } as const;
  const day = { weekday: 'long', day: 'numeric', month: 'long' } as const;
  const isToday = dayIn(timeZone, at) === dayIn(timeZone, now);
  return new Intl.DateTimeFormat(LOCALES[language], isToday ? time : { ...day, ...time }).format(
    at,
  );
}
