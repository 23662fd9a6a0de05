/**
 * When a condition becomes an alert, and when the alert ends (TH1–TH6). A condition that comes and goes is one alert, not many: it opens
 * when it has lasted or has come back again and again, and closes when all has been well for a while.
 */
import type { AlertCode } from './alert-codes.ts';

/** How one condition of one terminal has gone so far. Epoch milliseconds of the server. */
export interface Course {
  readonly state: 'pending' | 'open';
  /** Begin of the present stretch, or of the last one. */
  readonly badSince: number;
  /** Fine again since then, but not yet for long enough. */
  readonly fineSince?: number | undefined;
  /** How often it has come back. */
  readonly returns: number;
  readonly openedAt?: number | undefined;
}

/** `unknown`: the terminal is silent, or it was not looked this time. */
export type Sight = 'bad' | 'fine' | 'unknown';

export interface Times {
  /** It must have lasted for so long. Milliseconds. */
  readonly opens: number;
  /** Nothing of it must have been seen for so long. */
  readonly closes: number;
}

/** So often in a row of short faults, and it is one that lasts. */
export const RETURNS_THAT_OPEN = 3;

/** @returns undefined: there is nothing to remember; an alert that was open has ended */
export function step(
  before: Course | undefined,
  sight: Sight,
  now: number,
  times: Times,
): Course | undefined {
  if (sight === 'unknown') return before;
  if (sight === 'bad') return opened(bad(before, now), now, times);
  if (!before) return undefined;
  const fineSince = before.fineSince ?? now;
  return now - fineSince >= times.closes ? undefined : { ...before, fineSince };
}

function bad(before: Course | undefined, now: number): Course {
  if (!before) return { state: 'pending', badSince: now, returns: 0 };
  if (before.fineSince === undefined) return before;
  const { fineSince: _, ...course } = before;
  return { ...course, badSince: now, returns: before.returns + 1 };
}

function opened(course: Course, now: number, { opens }: Times): Course {
  const isDue = now - course.badSince >= opens || course.returns >= RETURNS_THAT_OPEN;
  return course.state === 'pending' && isDue ? { ...course, state: 'open', openedAt: now } : course;
}

/** When it moves on by itself if nothing new is seen; undefined: never. */
export function nextStep({ state, badSince, fineSince }: Course, times: Times): number | undefined {
  if (fineSince !== undefined) return fineSince + times.closes;
  return state === 'pending' ? badSince + times.opens : undefined;
}

const [SECOND, MINUTE, HOUR] = [1000, 60_000, 3_600_000];
const AT_ONCE: Times = { opens: 0, closes: 0 };

/** The table of docs/rules/terminal-health.md. */
export const TIMES: Readonly<Record<AlertCode, Times>> = {
  'staff-called': AT_ONCE,
  silent: { opens: 30 * SECOND, closes: MINUTE },
  'never-heard': { opens: HOUR, closes: 0 },
  'out-of-service': { opens: 30 * SECOND, closes: 30 * SECOND },
  paused: AT_ONCE,
  'device-faulty': { opens: 30 * SECOND, closes: 5 * MINUTE },
  'paper-out': { opens: 0, closes: MINUTE },
  'paper-low': { opens: MINUTE, closes: 5 * MINUTE },
  'printer-fault': { opens: 20 * SECOND, closes: MINUTE },
  'bin-full': { opens: 0, closes: MINUTE },
  'bin-near-full': { opens: MINUTE, closes: 5 * MINUTE },
  'bin-away': { opens: 2 * MINUTE, closes: MINUTE },
  'drop-box-fault': { opens: 20 * SECOND, closes: 2 * MINUTE },
  'outbox-closed': { opens: 0, closes: MINUTE },
  'outbox-lost': AT_ONCE,
  'outbox-damaged': AT_ONCE,
  'queue-old': { opens: 5 * MINUTE, closes: 5 * MINUTE },
  'queue-large': { opens: 5 * MINUTE, closes: 5 * MINUTE },
  uncured: { opens: 10 * MINUTE, closes: MINUTE },
  'clock-unknown': { opens: MINUTE, closes: MINUTE },
  'clock-certificate': AT_ONCE,
  'clock-wrong': { opens: 10 * MINUTE, closes: 10 * MINUTE },
  'permit-fault': { opens: 10 * MINUTE, closes: MINUTE },
  'permit-ends-soon': { opens: 5 * MINUTE, closes: MINUTE },
  'permit-old': { opens: 10 * MINUTE, closes: MINUTE },
  'disk-nearly-full': { opens: 10 * MINUTE, closes: 30 * MINUTE },
  'too-hot': { opens: 5 * MINUTE, closes: 15 * MINUTE },
  'settings-undone': AT_ONCE,
  'update-returned': AT_ONCE,
  'version-behind': { opens: 24 * HOUR, closes: 0 },
  'conflicts-open': AT_ONCE,
};
