/** A line of the list as sign, word and colour: what the library knows, and beside it whether the gate will ring. */
import type { ItemLine } from '#gateway/messages.ts';
import type { MessageKey } from '../words.ts';
import type { IconName } from './icon.svelte';

export type Tone = 'accepted' | 'wait' | 'refused';

export interface State {
  readonly tone: Tone;
  readonly icon: IconName;
  readonly key: MessageKey;
}

const ILS: Readonly<Record<ItemLine['ils'], Pick<State, 'tone' | 'icon'>>> = {
  pending: { tone: 'wait', icon: 'clock' },
  accepted: { tone: 'accepted', icon: 'check' },
  queued: { tone: 'accepted', icon: 'noted' },
  refused: { tone: 'refused', icon: 'cross' },
  unknown: { tone: 'wait', icon: 'question' },
};

export function libraryState({ act, ils, undone }: ItemLine): State {
  if (undone) return { tone: 'wait', icon: 'undo', key: 'line.undone' };
  return { ...ILS[ils], key: `line.${act}.${ils}` };
}

/** Only said while there is something to do or to wait for; a book that has left quietly needs no word. */
export function gateState({ keepArmed, security, undone, act }: ItemLine): State | undefined {
  if (undone || act !== 'checkout') return undefined;
  if (keepArmed) return { tone: 'refused', icon: 'bell', key: 'line.security.kept-armed' };
  if (security === 'pending') {
    return { tone: 'wait', icon: 'clock', key: 'line.security.pending' };
  }
  if (security === 'failed') {
    return { tone: 'refused', icon: 'bell', key: 'line.security.failed' };
  }
  return undefined;
}

/** Both axes have come to rest: nothing more will happen to this line by itself. */
export const isDone = ({ ils, security, undone }: ItemLine): boolean =>
  !undone &&
  (ils === 'accepted' || ils === 'queued') &&
  (security === 'done' || security === 'not-needed');
