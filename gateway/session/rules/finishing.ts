/** “Finish”: nobody is sent away with a book in doubt, and nothing is left behind on the screen. Rules S70–S79. */
import { canFinishQuietly } from './receipt-lines.ts';
import { leaveSummary, printUnasked } from './receipts.ts';
import { isInFlight, isInDoubt, isUnresolved } from './line.ts';
import { asking } from './session-state.ts';
import type { ActName, Visit } from './session-state.ts';
import { retryWrites } from './securing.ts';
import { answerSet, isLooking } from './sets.ts';
import { leaveBehind } from './undoing.ts';
import type { Turn } from './turn.ts';
import { endVisit } from './visits.ts';

export const isBusy = (visit: Visit): boolean =>
  asking(visit) !== undefined || visit.lines.some(isInFlight);

export function finish(turn: Turn): void {
  const { scene } = turn;
  if (scene.stage !== 'working') return;
  turn.go({ stage: 'finishing', step: 'awaiting', act: scene.act, since: turn.now });
}

/** Goes on as soon as nothing is under way and nothing is in doubt any more; asked after every turn. */
export function concludeIfSettled(turn: Turn): void {
  const { scene, lines } = turn.visit;
  if (scene.stage !== 'finishing' || scene.step === 'done') return;
  if (isBusy(turn.visit) || isLooking(turn.session)) return;
  if (!lines.some(isUnresolved)) return conclude(turn);
  if (scene.step !== 'awaiting') return;
  if (scene.leaving) return leaveAndConclude(turn, scene.act, scene.leaving);
  turn.go({ stage: 'finishing', step: 'not-finished', act: scene.act });
}

/** The summary, where there is anything to sum up. */
function conclude(turn: Turn): void {
  const { scene } = turn;
  if (scene.stage !== 'finishing') return;
  const isAlone = scene.step === 'awaiting' && scene.leaving === 'gone';
  if (isAlone) printUnasked(turn);
  if (isAlone || canFinishQuietly(turn.visit)) return endVisit(turn);
  const endsAt = turn.now + turn.settings.times.done;
  const { act } = scene;
  const receipt = { step: { state: 'offered' }, prints: 0 } as const;
  turn.go({ stage: 'finishing', step: 'done', act, at: turn.now, endsAt, receipt });
}

export function answerNotFinished(turn: Turn, choice: 'try-again' | 'leave-it'): void {
  const { scene } = turn;
  if (scene.stage !== 'finishing' || scene.step !== 'not-finished') return;
  if (choice === 'leave-it') return leaveWhenSettled(turn, scene.act);
  turn.go({ stage: 'working', act: scene.act });
  retryWrites(turn, true);
  for (const { id } of turn.visit.lines) answerSet(turn, id, 'look-again');
  for (const line of turn.visit.lines.filter(isInDoubt)) {
    if (line.transaction !== undefined) {
      turn.ask({ kind: 'relay', transaction: line.transaction });
    }
  }
}

/** What a write under way makes of the tag is not known before it ends, and nothing is decided before (S57). */
function leaveWhenSettled(turn: Turn, act: ActName): void {
  if (isBusy(turn.visit)) return awaitLeaving(turn, act, 'here');
  leaveAndConclude(turn, act, 'here');
}

const awaitLeaving = (turn: Turn, act: ActName, leaving: 'here' | 'gone'): void =>
  turn.go({ stage: 'finishing', step: 'awaiting', act, since: turn.now, leaving });

/** What is rolled back is waited for, and then asked about once more (S137). */
function leaveAndConclude(turn: Turn, act: ActName, leaving: 'here' | 'gone'): void {
  for (const line of turn.visit.lines.filter(isUnresolved)) leaveBehind(turn, line);
  if (turn.visit.lines.some(({ rollsBack }) => rollsBack)) awaitLeaving(turn, act, leaving);
  else conclude(turn);
}

/** Nobody is there any more: what is in doubt is left, and all is wiped. */
export function abandonVisit(turn: Turn): void {
  const { scene } = turn;
  if (scene.stage !== 'working' && scene.stage !== 'finishing') return endVisit(turn);
  if (scene.stage === 'finishing' && scene.step === 'done') return leaveSummary(turn);
  awaitLeaving(turn, scene.act, 'gone');
  // Nobody is there after the ring, but when staff take over, something may be under way.
  if (!isBusy(turn.visit)) leaveAndConclude(turn, scene.act, 'gone');
}

export function anotherPerson(turn: Turn): void {
  if (turn.scene.stage === 'finishing' && turn.scene.step === 'done') endVisit(turn);
}
