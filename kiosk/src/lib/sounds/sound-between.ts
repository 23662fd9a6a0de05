/** Which sound goes with what has changed on the screen; at most one, the most urgent. */
import type { ItemLine, ScreenName, Snapshot } from '#gateway/messages.ts';
import type { Sound } from './sounds.ts';

/** Screens on which somebody has to do something now. */
const CALLS: readonly ScreenName[] = [
  ...(['put-back', 'set-incomplete', 'too-many', 'own-loan', 'not-finished'] as const),
  ...(['still-there', 'pad-not-empty', 'second-card'] as const),
];

/** They show nothing of the visit below. */
const STAFFS: readonly ScreenName[] = ['staff-pin', 'staff-menu'];

export function soundBetween(before: Snapshot | undefined, after: Snapshot): Sound | undefined {
  // Whoever comes back from the staff's door finds what was there before: nothing of it is new.
  if (before === undefined || STAFFS.includes(before.screen)) return undefined;
  if (after.staffCalled && !before.staffCalled) return 'help';
  if (after.screen !== before.screen && CALLS.includes(after.screen)) return 'attention';
  if (isRefused(before, after)) return 'refused';
  return newly(before, after, isDone) || isTaken(before, after) ? 'accepted' : undefined;
}

/** It is the library's, or recorded here, and the gate will not ring. */
const isDone = ({ ils, security }: ItemLine): boolean =>
  (ils === 'accepted' || ils === 'queued') && (security === 'done' || security === 'not-needed');

const hasFailed = ({ ils }: ItemLine): boolean => ils === 'refused';

const newly = (before: Snapshot, after: Snapshot, is: (line: ItemLine) => boolean): boolean =>
  after.lines.some(
    (line) => is(line) && !before.lines.some((old) => old.id === line.id && is(old)),
  );

function isRefused(before: Snapshot, after: Snapshot): boolean {
  const isTold = after.notice !== undefined && after.notice.code !== before.notice?.code;
  const isGiven = after.dropBox?.picture === 'take-back' && before.dropBox?.picture !== 'take-back';
  return isTold || isGiven || newly(before, after, hasFailed);
}

/** Of a machine without a list. */
const isTaken = ({ dropBox: before }: Snapshot, { dropBox: after }: Snapshot): boolean =>
  after?.picture === 'done' && (before?.picture !== 'done' || before.count !== after.count);
