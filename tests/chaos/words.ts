/** What the screens' words about one book come to. Pure. */
import type { ItemLine } from '#gateway/messages.ts';
import type { Deed } from './deed.ts';

export const stands = ({ ils, undone }: ItemLine): boolean =>
  (ils === 'accepted' || ils === 'queued') && !undone;

/** The last word counts, but nobody can unsay a promise except with the person's own doing. */
export function wordOf(words: readonly ItemLine[], wasLeft: boolean): Deed['word'] {
  const last = words.at(-1);
  if (last === undefined) return 'open';
  if (last.undone) return 'taken-back';
  if (words.some(({ ils }) => ils === 'accepted' || ils === 'queued')) return 'promised';
  if (wasLeft) return 'taken-back';
  return last.ils === 'refused' ? 'refused' : 'open';
}

export function saidBy(words: readonly ItemLine[]): string {
  const said = words.map(({ ils, refusal, security, undone }) =>
    [ils, refusal?.code, security, undone ? 'undone' : undefined].filter(Boolean).join('/'),
  );
  return said.filter((word, index) => word !== said[index - 1]).join(' → ');
}
