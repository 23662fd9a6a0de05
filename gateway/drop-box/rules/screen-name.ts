/** Which screen a drop box shows. Rule DB32. */
import type { ScreenName, Snapshot } from '../../messages.ts';

/** What a kiosk would show here asks for cards and books on a pad. */
const KIOSKS: readonly ScreenName[] = [
  ...(['start', 'returns-only', 'time-unknown', 'return-or-borrow', 'waiting'] as const),
];

type Below = Pick<Snapshot, 'screen' | 'outOfService'>;

/** @param below what the session has to show, to which the box is its one device. @param fault the weightiest of the box's own */
export function screenFor(below: Below, fault: string | undefined): ScreenName {
  if (fault === 'bin-full') return 'bin-full';
  return KIOSKS.includes(below.screen) || isOwnTrouble(below, fault) ? 'drop-box' : below.screen;
}

/** With its code, so that staff need not look it up; who has put it out of service says why in words of their own. */
const isOwnTrouble = ({ outOfService, screen }: Below, fault: string | undefined): boolean =>
  screen === 'out-of-service' &&
  outOfService?.message === undefined &&
  fault !== undefined &&
  fault !== 'paused';
