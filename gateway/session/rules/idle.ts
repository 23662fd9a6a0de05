/** When nobody seems to be there any more. Rules S80–S86. */
import { abandonVisit, isBusy } from './finishing.ts';
import { isAwaited, leaveSummary } from './receipts.ts';
import type { Session, Visit } from './session-state.ts';
import type { SessionSettings } from './settings.ts';
import type { Turn } from './turn.ts';
import { isTouched, resetVisit } from './visits.ts';

export interface Idling {
  /** When the screen asks; undefined where there is nothing to lose and it just goes back. */
  readonly asksAt?: number;
  readonly endsAt: number;
}

/** A class comes up one by one, and its teacher must find the machine as it was left. */
const patience = (
  { group }: Visit,
  { times }: SessionSettings,
): { readonly idle: number; readonly ring: number } =>
  group?.kind === 'class' ? { idle: times.idleClass, ring: times.ringClass } : times;

/** Undefined while the machine works, while nobody is there, and on screens that end by themselves. */
export function idling(session: Session, settings: SessionSettings): Idling | undefined {
  const { visit } = session;
  const { scene } = visit;
  const { idle, ring } = patience(visit, settings);
  if (isBusy(visit)) return undefined;
  const asksAt = visit.seenAt + idle;
  if (scene.stage === 'idle') {
    return scene.gate || !isTouched(session, settings) ? undefined : { endsAt: asksAt + ring };
  }
  if (scene.stage === 'finishing' && scene.step !== 'not-finished') return undefined;
  return { asksAt, endsAt: asksAt + ring };
}

/** The ring of still-there is on the screen. */
export function isRinging(session: Session, settings: SessionSettings, now: number): boolean {
  const asksAt = idling(session, settings)?.asksAt;
  return asksAt !== undefined && now >= asksAt;
}

/** Finishes what is promised, and wipes. */
export function endIfIdle(turn: Turn): void {
  const idle = idling(turn.session, turn.settings);
  if (idle === undefined || turn.now < idle.endsAt) return;
  if (turn.scene.stage === 'idle') return resetVisit(turn);
  abandonVisit(turn);
}

export function endIfDone(turn: Turn): void {
  const { scene } = turn;
  if (scene.stage !== 'finishing' || scene.step !== 'done') return;
  if (turn.now < scene.endsAt || isAwaited(turn.visit)) return;
  leaveSummary(turn);
}

/** A touch on the summary keeps it a little longer, never shorter. */
export function keepDone(turn: Turn): void {
  const { scene } = turn;
  if (scene.stage !== 'finishing' || scene.step !== 'done' || isAwaited(turn.visit)) return;
  const { done, receipt } = turn.settings.times;
  const endsAt = turn.now + (scene.receipt.step.state === 'shown' ? receipt : done);
  turn.go({ ...scene, endsAt: Math.max(scene.endsAt, endsAt) });
}
