/** The desk as a state machine: what happens, what it becomes, what is to be done (D1…). */
import { decodeScan } from '../devices/barcode/aim.ts';
import type { Scan } from '../devices/device.ts';
import { checked } from './rules/checking.ts';
import { obey } from './rules/commands.ts';
import {
  emptyTagging,
  IDLE_MS,
  NO_SAMPLES,
  NOTHING_LEARNED,
  telling,
  withTagging,
} from './rules/desk-state.ts';
import type { DeskState, DeskUser } from './rules/desk-state.ts';
import type { DeskInput } from './rules/inputs.ts';
import { found, takeLabel } from './rules/item-in-hand.ts';
import {
  devicesChanged,
  looked,
  notLooked,
  padLost,
  secured,
  tagEntered,
  tagLeft,
} from './rules/pad-tags.ts';
import { showScan } from './rules/scan-samples.ts';
import { tell } from './rules/sentences.ts';
import { andThen, turn } from './rules/turn.ts';
import type { DeskMoment, DeskTurn } from './rules/turn.ts';
import { failed, mended, restored, sent, torn, writeByItself, written } from './rules/writing.ts';

export function decideDesk(state: DeskState, input: DeskInput, moment: DeskMoment): DeskTurn {
  switch (input.kind) {
    case 'command':
      return input.command.kind === 'wedge'
        ? typed(state, input.command.text, moment)
        : obey({ ...state, lastCommandAt: moment.now }, input.command, moment);
    case 'signed-in':
      return turn(signedIn(state, input.user, moment));
    case 'signed-out':
      return turn(signedOut(state));
    case 'scanned':
      return scanned(state, input.scan, moment);
    case 'scan-unreadable':
      return turn(telling(state, tell('desk.scan-unreadable', {})));
    case 'tag-entered':
      return tagEntered(state, input.tag);
    case 'tag-left':
      return andThen(turn(tagLeft(state, input.uid)), writeByItself);
    case 'pad-crowded':
      return turn({ ...state, crowded: input.crowded });
    case 'pad-lost':
      return turn(padLost(state));
    case 'looked':
      return andThen(turn(looked(state, input.uid, input.look)), writeByItself);
    case 'not-looked':
      return turn(notLooked(state, input.uid));
    case 'found':
      return andThen(turn(found(state, input.ask, input.found)), writeByItself);
    case 'written':
      return written(state, input, moment);
    case 'not-written':
      return failed(state, input.uid, input.why);
    case 'torn':
      return torn(state, input.uid, input.why);
    case 'mended':
      return mended(state, input, moment);
    case 'restored':
      return restored(state, input.uid, input.why);
    case 'secured':
      return secured(state, input.uid, input.wanted, input.why);
    case 'sent':
      return turn(sent(state, input.unsent, input.refused));
    case 'settings':
      return turn(withTagging(state, { settings: input.settings }));
    case 'site':
      return turn({ ...state, site: input.site });
    case 'pin':
      return turn(pinKept(state, input));
    case 'online':
      return turn({ ...state, online: input.online });
    case 'terminal':
      return turn({ ...state, terminal: input.terminal });
    case 'devices':
      return devicesChanged(state, input.devices);
    case 'doubts':
      return turn({ ...state, doubts: input.doubts });
    case 'checked':
      return turn(checked(state, input.id));
    case 'serving':
      return turn({ ...state, serving: input.serving });
    case 'tick':
      return isOver(state, moment.now) ? turn(state, { kind: 'sign-out' }) : turn(state);
  }
}

/** When the desk signs out by itself. Epoch milliseconds. */
export const endsAt = ({ lastCommandAt }: DeskState): number => lastCommandAt + IDLE_MS;

const isOver = (state: DeskState, now: number): boolean =>
  state.user !== undefined && now >= endsAt(state);

/** A sitting begins: its counts at nothing, what lies on the pad as it is. */
function signedIn(state: DeskState, user: DeskUser, { now }: DeskMoment): DeskState {
  return { ...signedOut(state), user, lastCommandAt: now };
}

/** Nothing of a sitting is left for whoever comes next: no title, no label, no sample (D3). */
function signedOut(state: DeskState): DeskState {
  const { settings, refused, unsent } = state.tagging;
  return {
    ...state,
    user: undefined,
    notice: undefined,
    task: 'tagging',
    tagging: { ...emptyTagging(settings), unsent, refused },
    scans: NO_SAMPLES,
    learned: NOTHING_LEARNED,
  };
}

/** A scanner in keyboard mode; some send AIM identifiers that way too. */
function typed(state: DeskState, text: string, moment: DeskMoment): DeskTurn {
  const scan = decodeScan(new TextEncoder().encode(text));
  if (!scan) return turn(telling(state, tell('desk.scan-unreadable', {})));
  return scanned(state, { ...scan, typed: true }, moment);
}

/** A scan is work at the desk as much as a key is. */
function scanned(state: DeskState, scan: Scan, moment: DeskMoment): DeskTurn {
  if (!state.user) return turn(state);
  const awake = { ...state, lastCommandAt: moment.now };
  switch (state.task) {
    case 'scan-rules':
      return turn(showScan(awake, scan, moment));
    case 'tagging':
      return scannedLabel(awake, scan, moment);
    case 'look':
    case 'learn-security':
    case 'to-check':
      return turn(awake);
  }
}

/** A book has more than one barcode on it; what the rules take for no label is not looked for. */
function scannedLabel(state: DeskState, scan: Scan, { judge }: DeskMoment): DeskTurn {
  const { as, isPrivate, label = scan.text } = judge.taken(scan);
  if (isPrivate) return turn(telling(state, tell('desk.scan-private', {})));
  if (as === 'isbn') return turn(telling(state, tell('desk.isbn-scanned', {})));
  if (as === 'patron') return turn(telling(state, tell('desk.card-scanned', {})));
  return andThen(takeLabel(state, label), writeByItself);
}

type Pin = Extract<DeskInput, { kind: 'pin' }>;

const pinKept = (state: DeskState, { isSet, why }: Pin): DeskState =>
  telling({ ...state, pinIsSet: isSet }, why ?? tell('desk.pin-set', {}));
