/** The language of the staff pages is the librarian's own choice, kept in the browser. */
import type { Language } from '#gateway/messages.ts';

const KEY = 'staff-language';

/** Each language by its own name: nobody looks for theirs in another's. */
export const STAFF_LANGUAGES: Readonly<Record<Language, string>> = {
  vi: 'Tiếng Việt',
  en: 'English',
  fr: 'Français',
};

const isLanguage = (value: string | null): value is Language =>
  value !== null && value in STAFF_LANGUAGES;

export function rememberedLanguage(): Language {
  const kept = localStorage.getItem(KEY);
  return isLanguage(kept) ? kept : 'vi';
}

export function rememberLanguage(language: Language): void {
  localStorage.setItem(KEY, language);
}
