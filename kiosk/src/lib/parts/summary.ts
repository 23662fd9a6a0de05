/** The last sentence of a visit, from the lines as they stand. */
import type { ItemLine } from '#gateway/messages.ts';
import type { Words } from '../words.ts';
import { isDone } from './line-state.ts';

/** @param people how many of them borrowed together; 1 where nobody was told apart */
export function summary(lines: readonly ItemLine[], words: Words, people = 1): string {
  const kept = lines.filter(isCounted);
  const returned = kept.filter(({ act }) => act === 'checkin').length;
  const borrowed = kept.length - returned;
  const dates = [...new Set(kept.flatMap(({ dueAt }) => (dueAt === undefined ? [] : [dueAt])))];
  const due = dates
    .map((at) => ({ at, text: words.date(at) }))
    .sort((one, two) => one.at - two.at)[0];

  if (kept.length === 0) return words.text('done.nothing');
  if (borrowed === 0) return words.text('done.returned', { count: returned });
  const date = due?.text ?? onlyText(kept);
  if (date === undefined) return words.text('done.undated', { count: borrowed });
  if (returned > 0) return words.text('done.mixed', { returned, borrowed, date });
  const days = new Set(dates.map((at) => words.plainDate(at)));
  if (people > 1) {
    const groupKey = days.size > 1 ? 'done.group-earliest' : 'done.group';
    return words.text(groupKey, { people, count: borrowed, date });
  }
  const key = days.size > 1 ? 'done.borrowed-earliest' : 'done.borrowed';
  return words.text(key, { count: borrowed, date });
}

/** What the library’s system wrote instead of a date that can be read; of several the first cannot be told. */
function onlyText(lines: readonly ItemLine[]): string | undefined {
  const texts = new Set(lines.flatMap(({ dueText }) => dueText ?? []));
  return texts.size === 1 ? [...texts][0] : undefined;
}

/** What stands in the library’s books or in the terminal’s, whatever became of the tag. */
const isCounted = (line: ItemLine): boolean =>
  !line.undone && (line.ils === 'accepted' || line.ils === 'queued');

export const countDone = (lines: readonly ItemLine[]): number => lines.filter(isDone).length;
