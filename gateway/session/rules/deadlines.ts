/** When the state changes by itself, so that nobody has to ask it again and again. */
import { turnEndsAt } from './groups.ts';
import { idling } from './idle.ts';
import { nextRetry } from './securing.ts';
import { asking } from './session-state.ts';
import type { Session, Visit } from './session-state.ts';
import { nextLookEnd } from './sets.ts';
import type { SessionSettings } from './settings.ts';

/** Since when the person has been waiting for the machine, epoch milliseconds. */
export function waitingSince(visit: Visit): number | undefined {
  const { scene } = visit;
  if (scene.stage === 'finishing' && scene.step === 'awaiting') return scene.since;
  return asking(visit)?.since;
}

/** A wait long enough to be spoken of. */
export function isWaiting(visit: Visit, settings: SessionSettings, now: number): boolean {
  const since = waitingSince(visit);
  return since !== undefined && now - since >= settings.times.waiting;
}

/** When the present screen ends by itself, epoch milliseconds. */
export function sceneEndsAt({ scene }: Visit): number | undefined {
  if (scene.stage === 'finishing' && scene.step === 'done') return scene.endsAt;
  return scene.stage === 'idle' ? scene.gate?.endsAt : undefined;
}

/** The next time at which a tick, or a new snapshot, is due. Undefined: only the world can change anything. */
export function nextDeadline(
  session: Session,
  settings: SessionSettings,
  now: number,
): number | undefined {
  const { visit } = session;
  const idle = idling(session, settings);
  const since = waitingSince(visit);
  const shown = [idle?.asksAt, since === undefined ? undefined : since + settings.times.waiting];
  const acted = [
    ...[idle?.endsAt, sceneEndsAt(visit), nextRetry(session), nextLookEnd(session)],
    turnEndsAt(session, settings),
    session.terminal.blinkUntil,
  ];
  const due = [...shown.filter((time) => time !== undefined && time > now), ...acted].filter(
    (time) => time !== undefined,
  );
  return due.length > 0 ? Math.min(...due) : undefined;
}
