/** An item of several tagged parts: all of them are wanted before it is borrowed or returned. Rules S130–S139. */
import type { Act } from '../../ils/ils.ts';
import { afresh, begin, localRefusal, refuse } from './acts.ts';
import { hasTag, isGathering } from './line.ts';
import type { Line } from './line.ts';
import { missingNumbers, tagsOnPad } from './parts.ts';
import type { Session } from './session-state.ts';
import type { SessionSettings } from './settings.ts';
import type { Turn } from './turn.ts';

/** Begins the act as soon as nothing of the item is missing; until then, its parts are looked for. */
export function takeUp(turn: Turn, line: Line, act: Act): void {
  const tagged = line.item && tagsOnPad(turn.terminal.pad, line.item);
  if (line.item && !tagged) return refuse(turn, afresh(line, act), 'set-see-staff');
  // Parts that were seen and are gone are still known to be parts.
  const whole: Line = tagged && tagged.parts.length > 0 ? { ...line, ...tagged } : line;
  const isMissing = missingNumbers(whole).length > 0;
  if (!isMissing || localRefusal(turn, act) !== undefined) return begin(turn, whole, act);
  turn.line({ ...afresh(whole, act), looksUntil: turn.now + turn.settings.sets.waitMs });
}

/** Until it is begun, a set is what lies on the pad. Nobody is asked about parts that were all taken away. */
export function onPartLeft(turn: Turn, uid: string): void {
  const line = turn.visit.lines.find((each) => isGathering(each) && hasTag(each, uid));
  if (line?.item === undefined) return;
  const tagged = tagsOnPad(turn.terminal.pad, line.item);
  if (tagged && tagged.parts.length > 0) return turn.line({ ...line, ...tagged });
  if (line.asksSet) giveUpSet(turn, line);
}

/** A pad that cannot finish its looks proves nothing about what is missing. */
const looking = ({ terminal, visit }: Session): readonly Line[] =>
  terminal.crowded ? [] : visit.lines.filter(({ looksUntil }) => looksUntil !== undefined);

const endOf = ({ looksUntil = Infinity }: Line): number => looksUntil;

/** What is looked for will be found or said to be missing within moments. */
export const isLooking = (session: Session): boolean => looking(session).length > 0;

/** When the next missing part is said to be missing, epoch milliseconds. */
export function nextLookEnd(session: Session): number | undefined {
  const ends = looking(session).map(endOf);
  return ends.length > 0 ? Math.min(...ends) : undefined;
}

export function endLooking(turn: Turn): void {
  for (const line of looking(turn.session)) {
    if (endOf(line) > turn.now) continue;
    giveUpSet(turn, line);
    if (isAnyHere(turn, line)) ask(turn, line.id);
  }
}

const isAnyHere = ({ terminal }: Turn, line: Line): boolean =>
  terminal.pad.some(({ uid }) => hasTag(line, uid));

function ask(turn: Turn, id: string): void {
  const line = turn.visit.lines.find((each) => each.id === id);
  if (line) turn.line({ ...line, asksSet: true });
}

/** The pad sees everything again: what it could not see meanwhile gets the whole wait. */
export function lookOn(turn: Turn): void {
  for (const line of looking(turn.session)) {
    turn.line({ ...line, looksUntil: turn.now + turn.settings.sets.waitMs });
  }
}

/** The site lets it go out, or come back, without the missing parts. */
export const mayGoOn = ({ act, parts }: Line, { sets }: SessionSettings): boolean =>
  parts.length > 0 &&
  (act === 'checkout' ? sets.borrowIncomplete : sets.returnIncomplete) === 'ask';

export function answerSet(
  turn: Turn,
  id: string,
  choice: 'look-again' | 'go-on' | 'leave-it',
): void {
  const line = turn.visit.lines.find((each) => each.id === id);
  if (!line?.asksSet) return;
  if (choice === 'look-again') return takeUp(turn, line, line.act);
  if (choice === 'leave-it') return giveUpSet(turn, line);
  if (mayGoOn(line, turn.settings)) begin(turn, line, line.act);
}

/** It stays as it is: nothing was done with it yet. */
export const giveUpSet = (turn: Turn, line: Line): void => refuse(turn, line, 'set-incomplete');
