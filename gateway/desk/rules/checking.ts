/** What staff do about transactions that only a person can decide. */
import type { DeskCommand } from '../../desk-messages.ts';
import { telling } from './desk-state.ts';
import type { DeskState, DeskUser } from './desk-state.ts';
import { tell } from './sentences.ts';
import { turn } from './turn.ts';
import type { DeskTurn } from './turn.ts';

type Check = Extract<DeskCommand, { kind: 'check' }>;

export function check(state: DeskState, { how, id }: Check): DeskTurn {
  const { checking, doubts, user } = state;
  if (!user || checking.has(id) || !doubts.some((doubt) => doubt.id === id)) return turn(state);
  const quiet = { ...state, notice: undefined };
  if (how !== 'ask-again') {
    return turn(quiet, { kind: 'decide', id, done: how === 'done', by: nameOf(user) });
  }
  return turn({ ...quiet, checking: new Set([...checking, id]) }, { kind: 'ask-again', id });
}

/** By the PIN nobody in particular is here. */
const nameOf = ({ mode, name }: DeskUser): string =>
  name === undefined ? mode : `${mode} ${name}`;

/** What the library said of it, now that it was asked again. */
export function checked(state: DeskState, id: string): DeskState {
  const checking = new Set([...state.checking].filter((each) => each !== id));
  const isOpen = state.doubts.some((doubt) => doubt.id === id);
  const said = isOpen ? tell('desk.still-open', {}) : tell('desk.cleared-up', {});
  return telling({ ...state, checking }, said);
}
