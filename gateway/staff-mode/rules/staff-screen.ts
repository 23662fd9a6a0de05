/** What the screen shows of staff at the machine: nothing of the visit below, whoever it is (SM5). */
import type { Refusal, Snapshot } from '../../messages.ts';
import type { StaffView } from '../../staff-messages.ts';
import { closesAt } from './staff-state.ts';
import type { Door, StaffMode } from './staff-state.ts';

/**
 * @param below as it would be without staff
 * @param now milliseconds of the clock that nobody sets
 * @returns as it is; what is told of staff inside comes from `view`
 */
export function staffScreen(
  below: Snapshot,
  mode: StaffMode,
  view: () => StaffView,
  now: number,
): Snapshot {
  if (mode.at === 'out') return below;
  const end = closesAt(mode);
  const bare = { ...bareOf(below), ...(end !== undefined && { endsAt: below.now + end - now }) };
  switch (mode.at) {
    case 'door':
      return { ...bare, screen: 'staff-pin', ...doorOf(mode, below, now) };
    case 'wiping':
      return { ...bare, screen: 'waiting', waitingFor: 'books' };
    case 'in':
      return { ...bare, screen: 'staff-menu', staff: view() };
  }
}

/** The place and the looks; nobody, and nothing of theirs. */
function bareOf(below: Snapshot): Omit<Snapshot, 'screen'> {
  const { highContrast, language, largeText, now, online, sessionId, stage, terminal } = below;
  return {
    ...{ highContrast, language, largeText, now, online, stage, terminal },
    sessionId: `${sessionId} staff`,
    ...{ people: [], lines: [], booksOnPad: 0, waiting: 0, nobodys: 0, staffCalled: false },
    may: { addCard: false, leadClass: false, seeAccount: false },
    ...(below.blinkUntil !== undefined && { blinkUntil: below.blinkUntil }),
    ...(below.volume !== undefined && { volume: below.volume }),
    ...(below.touch && { touch: below.touch }),
  };
}

const refusalOf = (cannot: NonNullable<Door['cannot']>): Refusal => ({
  code: `pin-${cannot}`,
  params: {},
});

function doorOf(
  { cannot, lockedUntil, wrong }: Door,
  below: Snapshot,
  now: number,
): Pick<Snapshot, 'keypad' | 'notice'> {
  return {
    keypad: {
      ...(wrong && { triesLeft: wrong.triesLeft }),
      // By the clock that the screen is told; a lock that is over is none.
      ...(lockedUntil !== undefined &&
        lockedUntil > now && { lockedUntil: below.now + lockedUntil - now }),
    },
    ...(cannot && { notice: refusalOf(cannot) }),
  };
}
