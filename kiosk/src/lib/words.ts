/** Visible text: the catalogues of `messages/` (ICU MessageFormat). */
import { IntlMessageFormat } from 'intl-messageformat';
import type { Language, Refusal } from '#gateway/messages.ts';
import { calendar, LOCALES, money } from './calendar.ts';
import type { Calendar } from './calendar.ts';
import en from '../messages/en.json' with { type: 'json' };
import fr from '../messages/fr.json' with { type: 'json' };
import vi from '../messages/vi.json' with { type: 'json' };

export type MessageKey = keyof typeof vi;
export type Values = Readonly<Record<string, string | number>>;

export const CATALOGUES: Readonly<Record<Language, Readonly<Record<MessageKey, string>>>> = {
  vi,
  en,
  fr,
};

/** Each language by its own name: nobody looks for theirs in another's. */
export const LANGUAGE_NAMES: Readonly<Record<Language, string>> = {
  vi: 'Tiếng Việt',
  en: 'English',
  fr: 'Français',
};

/** What the screens say, in one language and one time zone. */
export interface Words extends Calendar {
  readonly language: Language;
  text(key: MessageKey, values?: Values): string;
  /** The sentence for a refusal; a child's where there is one; `refusal.other` for codes from the future. */
  refusal(refusal: Refusal, child?: boolean): string;
  /** “15.000 đ”, in every language: it is what stands on the notes. */
  money(dong: number): string;
}

/** What of the terminal the sentences speak of. */
export interface Place {
  /** Without one nobody is told to scan a barcode. */
  readonly hasScanner: boolean;
}

/** @throws RangeError for a time zone that the browser does not know */
export function words(
  language: Language,
  timeZone: string,
  place: Place = { hasScanner: true },
): Words {
  const catalogue = CATALOGUES[language];
  const dates = calendar(language, timeZone);
  const text = (key: MessageKey, values?: Values): string =>
    String(compiled(language, key).format(values));

  function refusal({ code, params }: Refusal, child = false): string {
    const values = { ...params, ...spoken(params, dates) };
    for (const key of candidates(code, child, place)) {
      if (key in catalogue && isFilled(language, key as MessageKey, values)) {
        return text(key as MessageKey, values);
      }
    }
    return text('refusal.other');
  }

  return { language, text, refusal, money, ...dates };
}

const candidates = (code: string, child: boolean, place: Place): readonly string[] => [
  ...(child ? [`refusal.${code}.child`] : []),
  ...(place.hasScanner ? [] : [`refusal.${code}.no-scanner`]),
  `refusal.${code}`,
  `refusal.${code}.plain`,
];

/** Moments inside a refusal arrive as epoch milliseconds or as ISO 8601; the sentence wants words. */
function spoken(params: Values, dates: Calendar): Values {
  const said = { dueAt: dates.date, date: dates.plainDate, until: dates.time };
  const entries = Object.entries(said).flatMap(([name, say]) => {
    const at = moment(params[name]);
    return at === undefined ? [] : [[name, say(at)] as const];
  });
  return Object.fromEntries(entries);
}

function moment(value: string | number | undefined): number | undefined {
  const at = typeof value === 'string' ? Date.parse(value) : value;
  return at === undefined || Number.isNaN(at) ? undefined : at;
}

const cache = new Map<string, IntlMessageFormat>();

function compiled(language: Language, key: MessageKey): IntlMessageFormat {
  const id = `${language} ${key}`;
  const known = cache.get(id);
  if (known !== undefined) return known;
  const message = new IntlMessageFormat(CATALOGUES[language][key], LOCALES[language]);
  cache.set(id, message);
  return message;
}

/** Another library system may refuse without saying how many or until when: then the `.plain` sentence is said. */
function isFilled(language: Language, key: MessageKey, values: Values): boolean {
  return argumentsOf(language, key).every((name) => name in values);
}

/** Names of the values a message needs. */
export function argumentsOf(language: Language, key: MessageKey): readonly string[] {
  const names = CATALOGUES[language][key].matchAll(/\{(\w+)(?=[,}])/g);
  return [...new Set([...names].map(([, name = '']) => name))];
}
