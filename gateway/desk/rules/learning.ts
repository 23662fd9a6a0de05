/** Learns from two books what the gate listens to: one from the shelf, one on loan. */
import type { DeskCommand } from '../../desk-messages.ts';
import type { AfiPair } from '../../tags/security.ts';
import { NOTHING_LEARNED, telling } from './desk-state.ts';
import type { DeskState, LearnedValues } from './desk-state.ts';
import { tell } from './sentences.ts';
import { turn } from './turn.ts';
import type { DeskTurn } from './turn.ts';

type Learn = Extract<DeskCommand, { kind: 'learn' }>;

export function learn(state: DeskState, { as, uid }: Learn): DeskState {
  const tag = state.pad.get(uid);
  if (!tag) return telling(state, tell('desk.no-tag', {}));
  const { afi } = tag.reading;
  if (afi === undefined) return telling(state, tell('desk.no-afi', {}));
  const values = [...state.learned[as].filter((value) => value !== afi), afi];
  const learned = { ...state.learned, [as]: values };
  const same = isBoth(learned, afi);
  const next = { ...state, learned, notice: undefined };
  return same ? telling(next, tell('desk.same-afi', { afi: hex(afi) })) : next;
}

/** The values seen last; none while one value was seen on both sides, for then AFI tells nothing. */
export function pairOf(
  learned: LearnedValues,
): { readonly armed: number; readonly disarmed: number } | undefined {
  const [armed, disarmed] = [learned.armed.at(-1), learned.disarmed.at(-1)];
  if (armed === undefined || disarmed === undefined) return undefined;
  return learned.armed.some((value) => isBoth(learned, value)) ? undefined : { armed, disarmed };
}

/** As the site’s pair: what was seen on its own books is all that is known. */
export const pairWith = (pair: { readonly armed: number; readonly disarmed: number }): AfiPair => ({
  ...pair,
  alsoArmed: [],
  alsoDisarmed: [],
});

export function acceptSecurity(state: DeskState): DeskTurn {
  const pair = pairOf(state.learned);
  if (!pair) return turn(telling(state, tell('desk.no-proposal', {})));
  const words = { armed: hex(pair.armed), disarmed: hex(pair.disarmed) };
  const next = { ...state, learned: NOTHING_LEARNED };
  return turn(telling(next, tell('desk.security-learned', words)), {
    kind: 'learn-security',
    pair,
  });
}

export function forgetSecurity(state: DeskState): DeskTurn {
  const next = { ...state, learned: NOTHING_LEARNED };
  const effect = { kind: 'learn-security', pair: undefined } as const;
  return turn(telling(next, tell('desk.security-forgotten', {})), effect);
}

const isBoth = ({ armed, disarmed }: LearnedValues, value: number): boolean =>
  armed.includes(value) && disarmed.includes(value);

const hex = (value: number): string => value.toString(16).toUpperCase().padStart(2, '0');
