import type { Watched } from './answers.ts';

/**
 * The list with what has changed, the latest word of each; who has not changed stays the same object, so that its line
 * is not drawn anew. Who is added or taken away comes with a whole list.
 */
export function merged(list: readonly Watched[], changed: readonly Watched[]): readonly Watched[] {
  const latest = new Map(changed.map((one) => [one.id, one]));
  return list.map((one) => latest.get(one.id) ?? one);
}
