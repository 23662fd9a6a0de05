/** Since when the library does not answer, in words; undefined while it does. */
import type { Snapshot } from '#gateway/messages.ts';
import type { Words } from '../words.ts';

type Facts = Pick<Snapshot, 'now' | 'online' | 'since'>;

export function offlineSince(
  { now, online, since }: Facts,
  words: Words,
  key: 'offline.since' | 'start.offline' = 'offline.since',
): string | undefined {
  if (online || since === undefined) return undefined;
  const isToday = words.plainDate(since) === words.plainDate(now);
  const time = words.time(since);
  return words.text(key, { when: isToday ? time : `${time}, ${words.plainDate(since)}` });
}
