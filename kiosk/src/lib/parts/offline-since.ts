/** Since when the library does not answer, in words; undefined while it does. */
import type { Snapshot } from '#gateway/messages.ts';
import type { Words } from '../words.ts';

type Facts = Pick<Snapshot, 'now' | 'online' | 'since'>;

export function offlineSince({ now, online, since }: Facts, words: Words): string | undefined {
  if (online || since === undefined) return undefined;
  const date = words.plainDate(since);
  if (date !== words.plainDate(now)) return words.text('offline.since-day', { date });
  return words.text('offline.since', { time: words.time(since) });
}
