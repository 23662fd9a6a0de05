/** What somebody before the screens does next. Pure. */
import type { KioskCommand } from '#gateway/kiosk-command.ts';
import type { ScreenName, Snapshot } from '#gateway/messages.ts';
import type { Visit } from './script.ts';

export const isReadyFor = (act: Visit['act'], { booksOnPad, screen, stage, terminal }: Snapshot) =>
  stage === 'idle' &&
  booksOnPad === 0 &&
  terminal.padReady &&
  terminal.scannerReady &&
  (screen === 'start' || (act === 'return' && RETURNS.includes(screen)));

/** Screens from which books are returned though nothing is lent. */
const RETURNS: readonly ScreenName[] = ['returns-only', 'time-unknown'];

/** Nothing is under way any more, for better or worse. */
export const isSettled = ({ lines }: Snapshot): boolean =>
  lines.every(({ ils, security }) => ils !== 'pending' && security !== 'pending');

export const isSummary = (screen: ScreenName): boolean =>
  screen === 'done' || screen === 'recorded-here';

export const isNext = (before: Snapshot, next: Snapshot): boolean =>
  next.screen !== before.screen || next.line !== before.line;

/** The disk is full: then a loan that was left is not known to be taken back, and the screen sends people to staff. */
export const saysNothingIsKept = ({ notice, screen }: Snapshot): boolean =>
  screen === 'out-of-service' || notice?.code === 'see-staff';

/** What is asked over the list. */
export function answerTo({ line = '', screen }: Snapshot): KioskCommand | undefined {
  if (screen === 'own-loan') return { kind: 'own-loan', line, choice: 'leave' };
  if (screen === 'still-there') return { kind: 'here' };
  return undefined;
}

/** One who is asked twice about the same book leaves it. */
export function wayOut(shown: Snapshot, isFirst: boolean): KioskCommand | undefined {
  switch (shown.screen) {
    case 'borrow':
    case 'return':
    case 'put-back':
      return { kind: 'finish' };
    case 'not-finished':
      return { kind: 'not-finished', choice: isFirst ? 'try-again' : 'leave-it' };
    case 'done':
    case 'recorded-here':
      return { kind: 'another-person' };
    default:
      return answerTo(shown);
  }
}
