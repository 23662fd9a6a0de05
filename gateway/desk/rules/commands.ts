/** What staff ask for at the desk. */
import type { DeskCommand } from '../../desk-messages.ts';
import { check } from './checking.ts';
import { telling, withTagging } from './desk-state.ts';
import type { DeskState } from './desk-state.ts';
import { putAside, takeLabel, withParts } from './item-in-hand.ts';
import type { DeskEffect } from './inputs.ts';
import { acceptSecurity, forgetSecurity, learn } from './learning.ts';
import { acceptRules, forgetRules, takeSample } from './scan-samples.ts';
import { tell } from './sentences.ts';
import { andThen, turn } from './turn.ts';
import type { DeskMoment, DeskTurn } from './turn.ts';
import { writeAsTold, writeByItself } from './writing.ts';

/** What staff do by hand; what a scanner typed is a scan. */
type Order = Exclude<DeskCommand, { kind: 'wedge' }>;

export function obey(state: DeskState, command: Order, moment: DeskMoment): DeskTurn {
  switch (command.kind) {
    case 'task':
      return andThen(turn({ ...state, task: command.task, notice: undefined }), writeByItself);
    case 'leave':
      return turn(state, { kind: 'sign-out' });
    case 'language':
      return turn({ ...state, language: command.language });
    case 'secure':
      return ifLying(state, command.uid, { ...command });
    case 'tagging-settings':
      return withSettings(state, command);
    case 'label':
      return andThen(takeLabel(state, command.text), writeByItself);
    case 'parts':
      return andThen(turn(withParts(retried(state), command.parts)), writeByItself);
    case 'part':
      return andThen(turn(withPart(retried(state), command.part)), writeByItself);
    case 'write':
      return writeAsTold(state, command.uid, command.losing);
    case 'restore':
      return ifLying(state, command.uid, { ...command });
    case 'next':
      return turn(putAside(state));
    case 'sample':
      return turn(takeSample(state, command));
    case 'accept-rules':
      return acceptRules(state, moment);
    case 'forget-rules':
      return forgetRules(state);
    case 'learn':
      return turn(learn(state, command));
    case 'accept-security':
      return acceptSecurity(state);
    case 'forget-security':
      return forgetSecurity(state);
    case 'check':
      return check(state, command);
    case 'set-pin':
      return state.user?.mode === 'staff'
        ? turn(state, { kind: 'set-pin', pin: command.pin })
        : turn(telling(state, tell('desk.needs-account', {})));
  }
}

function ifLying(state: DeskState, uid: string, effect: DeskEffect): DeskTurn {
  return state.pad.has(uid) ? turn(state, effect) : turn(telling(state, tell('desk.no-tag', {})));
}

type Settings = Extract<DeskCommand, { kind: 'tagging-settings' }>;

function withSettings(state: DeskState, { isil, model }: Settings): DeskTurn {
  const settings = { model, isil };
  const next = withTagging(state, { settings });
  return turn(next, { kind: 'keep-settings', settings });
}

const withPart = (state: DeskState, part: number): DeskState =>
  withTagging(state, { part, parts: Math.max(part, state.tagging.parts) });

/** What could not be written as one part may be written as another. */
function retried(state: DeskState): DeskState {
  const writes = [...state.tagging.writes].filter(([, { state: how }]) => how !== 'failed');
  return withTagging({ ...state, notice: undefined }, { writes: new Map(writes) });
}
