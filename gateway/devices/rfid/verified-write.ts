import { Fault } from '../../errors.ts';
import type { Timing } from '../timing.ts';

export interface WriteRules {
  /** Tries at most, and all of them within so many milliseconds. */
  readonly attempts: number;
  readonly withinMs: number;
}

/** One try: writes, and finds out what the tag says then. @returns why it is not done; a fault of the line is thrown */
export type Attempt = () => Promise<Fault | undefined>;

/** A book that is being moved gets a moment to lie still. */
const BETWEEN_MS = 40;

/**
 * Tries until it is done, within the limits; at least once.
 * @throws Fault of the last try, or that of the line at once
 */
export async function writeVerified(
  attempt: Attempt,
  rules: WriteRules,
  timing: Timing,
): Promise<void> {
  const until = timing.now() + rules.withinMs;
  for (let tries = 1; ; tries++) {
    const fault = await attempt();
    if (!fault) return;
    if (tries >= rules.attempts || timing.now() + BETWEEN_MS > until) throw fault;
    await timing.sleep(BETWEEN_MS);
  }
}

/**
 * A write that is judged by what reads back. The status of the write is believed neither way: a tag that is pulled
 * away may have taken it and not said so, and a reader says “done” for a tag that has not kept it. `tag-refused` and
 * `not-verified` only where the tag said what it holds instead; `tag-gone` where nobody knows.
 */
export const readingBack =
  <Value>(write: () => Promise<void>, read: () => Promise<Value>, wanted: Value): Attempt =>
  async () => {
    const written = await tagFault(write);
    let held: Value | undefined;
    const unread = await tagFault(async () => void (held = await read()));
    if (unread) return new Fault('tag-gone', 'it could not be read back', { cause: unread });
    if (held === wanted) return undefined;
    if (written?.code === 'tag-refused') return written;
    return new Fault('not-verified', 'the tag did not keep what was written', { cause: written });
  };

/**
 * A write of what no command of the reader can ask for: it counts as done when the tag has confirmed it twice. That
 * is less than reading back, but a second “done” out of noise, for the same tag, is not to be expected. `tag-refused`
 * only where no try before may have been taken.
 */
export function confirmedTwice(write: () => Promise<void>): Attempt {
  let mayBeTaken = false;
  return async () => {
    const first = await tagFault(write);
    if (first?.code === 'tag-refused' && !mayBeTaken) return first;
    mayBeTaken = true;
    const second = first ?? (await tagFault(write));
    return second && new Fault('tag-gone', 'it was not confirmed twice', { cause: second });
  };
}

/** What the tag did not do; what the line does not do is thrown on. */
export async function tagFault(act: () => Promise<void>): Promise<Fault | undefined> {
  try {
    await act();
    return undefined;
  } catch (error) {
    if (error instanceof Fault && (error.code === 'tag-gone' || error.code === 'tag-refused')) {
      return error;
    }
    throw error;
  }
}
