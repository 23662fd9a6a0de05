/** What the desk says: its own catalogue, so that a visitor's screen does not load it. */
import { IntlMessageFormat } from 'intl-messageformat';
import type { Sentence } from '#gateway/desk-messages.ts';
import type { Language } from '#gateway/messages.ts';
import en from './messages/en.json' with { type: 'json' };
import fr from './messages/fr.json' with { type: 'json' };
import vi from './messages/vi.json' with { type: 'json' };

export type DeskKey = keyof typeof vi;
type Values = Readonly<Record<string, string | number>>;

export const DESK_CATALOGUES: Readonly<Record<Language, Readonly<Record<string, string>>>> = {
  vi,
  en,
  fr,
};

const LOCALES: Readonly<Record<Language, string>> = { vi: 'vi-VN', en: 'en-GB', fr: 'fr-FR' };

export interface DeskWords {
  readonly language: Language;
  text(key: DeskKey, values?: Values): string;
  /** A sentence from the gateway; a code without words is shown as it is, for whoever is asked by telephone. */
  sentence(sentence: Sentence): string;
  /** Whether there are words for this key. */
  find(key: string, values?: Values): string | undefined;
  /** “9:41”, from milliseconds. */
  countdown(ms: number): string;
}

export function deskWords(language: Language): DeskWords {
  const find = (key: string, values?: Values): string | undefined => {
    const message = compiled(language, key);
    return message && String(message.format(values));
  };
  const text = (key: DeskKey, values?: Values): string => find(key, values) ?? key;
  /** Some values are words themselves, one of a list: “book”, “disc”. */
  const worded = (params: Values): Values =>
    Object.fromEntries(
      Object.entries(params).map(([name, value]) => [
        name,
        find(`tag.word.${name}.${value}`) ?? value,
      ]),
    );
  const sentence = ({ code, params }: Sentence): string =>
    find(code, worded(params)) ?? text('desk.other', { code });
  return { language, text, find, sentence, countdown };
}

function countdown(ms: number): string {
  const seconds = Math.max(0, Math.ceil(ms / 1000));
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
}

const cache = new Map<string, IntlMessageFormat>();

function compiled(language: Language, key: string): IntlMessageFormat | undefined {
  const id = `${language} ${key}`;
  const known = cache.get(id);
  if (known !== undefined) return known;
  const message = DESK_CATALOGUES[language][key];
  if (message === undefined) return undefined;
  const made = new IntlMessageFormat(message, LOCALES[language]);
  cache.set(id, made);
  return made;
}
