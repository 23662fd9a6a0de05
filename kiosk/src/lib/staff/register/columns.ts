/** What stands in the register, column by column, and what a word is looked for in. */
import type { TerminalEntry } from '../answers.ts';
import type { Column } from '../parts/sorted.ts';
import type { StaffWords } from '../words.ts';

type Key =
  'name' | 'library' | 'profile' | 'version' | 'key' | 'since' | 'heard' | 'revoked.at' | 'change';

const profileText = (words: StaffWords, { profile }: TerminalEntry): string =>
  words.text(`profile.${profile}`);

/** @param revoked those that are no longer in use: since when, in the place of what is in use */
export function columnsOf(
  words: StaffWords,
  acts: boolean,
  revoked = false,
): Column<TerminalEntry>[] {
  const column = (key: Key, value: Column<TerminalEntry>['value']) => ({
    ...{ key, name: words.text(`register.${key}`), value },
  });
  const about = [
    column('name', ({ name }) => name),
    column('library', ({ library }) => library.name),
    column('profile', (terminal) => profileText(words, terminal)),
    column('version', ({ version }) => version),
    column('key', ({ fingerprint }) => fingerprint),
  ];
  if (revoked) return [...about, column('revoked.at', ({ revokedAt }) => timeOf(revokedAt))];
  return [
    ...about,
    column('since', ({ keyedAt }) => timeOf(keyedAt)),
    column('heard', ({ heardAt }) => timeOf(heardAt)),
    ...(acts ? [{ ...column('change', () => undefined), acts: true }] : []),
  ];
}

/** ISO 8601 sorts as time does, and every spreadsheet reads it. */
const timeOf = (at: number | undefined): string | undefined =>
  at === undefined ? undefined : new Date(at).toISOString();

const plain = (text: string): string => text.normalize('NFC').toLowerCase();

/** Whether all words are found in what the row says. */
export function fits(words: StaffWords, terminal: TerminalEntry, query: string): boolean {
  const { name, library, fingerprint } = terminal;
  const said = plain([name, library.name, profileText(words, terminal), fingerprint].join(' '));
  return plain(query)
    .split(/\s+/)
    .every((word) => said.includes(word));
}
