/** A receipt as a letter: what was borrowed and returned at one visit. It names nobody. */
import type { ReceiptLanguage, ReceiptToMail } from './receipt-to-mail.ts';
import { LETTER_WORDS } from './letter-words.ts';
import type { LetterWords } from './letter-words.ts';

export interface Letter {
  readonly subject: string;
  readonly text: string;
}

export interface Place {
  readonly library: string;
  /** IANA name. */
  readonly timeZone: string;
  readonly terminal: string;
}

const ACTS = ['checkout', 'renew', 'checkin'] as const;
type Line = ReceiptToMail['lines'][number];

export function letterOf(
  { lines, at }: Pick<ReceiptToMail, 'lines' | 'at'>,
  language: ReceiptLanguage,
  { library, terminal, timeZone }: Place,
): Letter {
  const words = LETTER_WORDS[language];
  const day = dayFormat(language, timeZone);
  const parts = ACTS.flatMap((act) => {
    const those = lines.filter((line) => line.act === act);
    if (those.length === 0) return [];
    return [[words.acts[act], ...those.map((line) => lineOf(line, words, day))].join('\n')];
  });
  return {
    subject: words.subject(library),
    text: [`${library}\n${day(at)}`, ...parts, `--\n${words.why(terminal)}`].join('\n\n'),
  };
}

function lineOf({ code, dueAt, title }: Line, words: LetterWords, day: (at: number) => string) {
  const said = [
    title,
    ...(dueAt === undefined ? [] : [words.due(day(dueAt))]),
    ...(code === undefined ? [] : [words.code(grouped(code))]),
  ];
  return `- ${said.join(' – ')}`;
}

/** As it is printed: `7C3D 9FGH`. */
const grouped = (code: string): string =>
  code.length === 8 ? `${code.slice(0, 4)} ${code.slice(4)}` : code;

const LOCALES = { vi: 'vi-VN', en: 'en-GB', fr: 'fr-FR' } as const;

function dayFormat(language: ReceiptLanguage, timeZone: string): (at: number) => string {
  const month = language === 'vi' ? '2-digit' : 'long';
  const format = new Intl.DateTimeFormat(LOCALES[language], {
    ...{ timeZone, weekday: 'long', day: 'numeric', month, year: 'numeric' },
  });
  return (at) => format.format(at);
}
