/**
 * The terminal: the relay's steps, one commit at a time, each decided by the outbox's own rules. The names are those of
 * gateway/outbox/relay.ts, which does the same with a clock and a line.
 */
import { isOpen } from '#gateway/outbox/rules/row.ts';
import type { Move } from './move.ts';
import type { Protocol } from './protocol.ts';
import { tell, unanswered } from './patron.ts';
import {
  type Disk,
  queuedFor,
  type Reply,
  type RowAt,
  rowFor,
  spent,
  type State,
  type Wish,
  withRow,
} from './state.ts';

export interface Place {
  readonly wishes: readonly Wish[];
  readonly protocol: Protocol;
}

export function* terminalMoves(state: State, place: Place): Generator<Move> {
  for (const [row, at] of state.rows.entries()) {
    if (!at.disk) continue;
    if (mayBegin(state, row, place)) yield begin(state, row, at.disk, place);
    else if (at.errand === 'asked') yield* notBegun(state, row, place);
    if (at.errand === 'again') yield claim(state, row, at.disk);
    if (at.errand === 'claimed' || at.errand === 'claimed-again')
      yield* transmit(state, row, at.disk, place);
    if (at.errand === 'sent' || at.errand === 'looking') yield* cut(state, row, place);
  }
  for (const [n, reply] of state.replies.entries()) {
    yield* hear({ ...state, replies: state.replies.toSpliced(n, 1) }, reply, place);
  }
  if (state.left.terminalCrashes > 0) yield crash(state, place);
}

const open = ({ disk }: RowAt): boolean => disk !== undefined && isOpen(diskRow(disk));
const diskRow = (disk: Disk) => rowFor({ act: 'checkout', keys: [] }, 0, disk);

/** Rows that are carried on although nobody asks (O3). */
const isWaiting = ({ disk }: RowAt): boolean =>
  disk?.state === 'ambiguous' || (disk?.state === 'recorded' && disk.mode === 'promise');

/** Nothing of its book or patron stands before it (O5). */
function mayBegin({ rows }: State, row: number, { protocol, wishes }: Place): boolean {
  const at = rows[row];
  if (!at || !open(at) || (at.errand !== 'asked' && (at.errand || !isWaiting(at)))) return false;
  const line = wishes
    .map(queuedFor)
    .filter((_, n) => rows[n] && open(rows[n]) && (rows[n].errand || isWaiting(rows[n])));
  return protocol.unblocked(line).some(({ seq }) => seq === row);
}

function begin(state: State, row: number, disk: Disk, { protocol }: Place): Move {
  if (disk.state === 'recorded' || !protocol.looksUp) return claim(state, row, disk);
  const packet = { row, ask: 'look-up', heard: true, anew: false } as const;
  const mightThen = state.rows[row]?.mayOvertake ?? true;
  const asked = { ...state, packets: [...state.packets, packet] };
  const next = withRow(asked, row, { errand: 'looking', mightThen });
  return { says: `the terminal asks what became of ${row}`, next };
}

function claim(state: State, row: number, disk: Disk): Move {
  const sent = { ...disk, state: 'sent', sentMode: disk.mode } as const;
  const errand = wasSent(disk) ? 'claimed-again' : 'claimed';
  const next = withRow(state, row, { disk: sent, errand });
  return { says: `the terminal claims ${disk.mode} ${row}`, next };
}

/** What stands before it got no clear answer: whoever waits is told so. */
function* notBegun(state: State, row: number, place: Place): Generator<Move> {
  const gone = withRow(state, row, { errand: undefined });
  const inDoubt = place.protocol.remembersSending && state.rows[row]?.disk?.state === 'ambiguous';
  yield* unanswered(gone, row, inDoubt ? 'unknown' : 'unreachable', place);
}

function* transmit(state: State, row: number, disk: Disk, place: Place): Generator<Move> {
  const anew = !place.protocol.looksUp;
  const packet = { row, ask: disk.sentMode ?? disk.mode, heard: true, anew };
  const sent = { ...state, packets: [...state.packets, packet] };
  const next = withRow(sent, row, { errand: 'sent', mayOvertake: true });
  yield { says: `the terminal sends ${packet.ask} ${row}`, next };
  yield* notDone(state, row, `nobody can be reached for ${row}`, place);
}

/** The call ends without an answer. What was sent may still arrive. */
function* cut(state: State, row: number, place: Place): Generator<Move> {
  if (state.left.cuts === 0) return;
  const at = state.rows[row];
  const isLooking = at?.errand === 'looking';
  const packets = state.packets
    .filter((each) => each.row !== row || each.ask !== 'look-up')
    .map((each) => (each.row === row ? { ...each, heard: false } : each));
  const replies = state.replies.filter((reply) => reply.row !== row);
  const after = { ...spent(state, 'cuts'), packets, replies };
  const next = isLooking ? withRow(after, row, { errand: undefined }) : doubt(after, row);
  yield* unanswered(next, row, 'unknown', place, `the call for ${row} is cut`);
}

const withDisk = (state: State, row: number, part: Partial<Disk>): State => {
  const disk = state.rows[row]?.disk;
  return disk ? withRow(state, row, { disk: { ...disk, ...part }, errand: undefined }) : state;
};

const doubt = (state: State, row: number): State => withDisk(state, row, { state: 'ambiguous' });

function* hear(state: State, { row, says }: Reply, place: Place): Generator<Move> {
  const at = state.rows[row];
  if (!at?.disk) return;
  if (says === 'never-arrived') return yield* absent(state, row, at, place);
  const isOfAttempt =
    at.errand === 'looking' && place.protocol.refusalLookedUp === 'of-the-attempt';
  const asked = isOfAttempt ? 'attempt' : (at.disk.sentMode ?? 'attempt');
  yield conclude(state, row, at.disk, asked, says, place);
}

function conclude(
  state: State,
  row: number,
  disk: Disk,
  asked: Disk['mode'],
  outcome: 'accepted' | 'refused',
  { protocol, wishes }: Place,
): Move {
  const wish = wishes[row] ?? NO_WISH;
  const verdict = protocol.verdictOn(rowFor(wish, row, disk), asked, outcome === 'accepted');
  const heard = withDisk(state, row, { state: AFTER[verdict] });
  return {
    says: `the terminal hears that ${row} is ${outcome}`,
    next: tell(heard, row, outcome),
  };
}

const AFTER = {
  settle: 'settled',
  reject: 'rejected',
  queue: 'recorded',
  'keep-promise': 'recorded',
} as const;
const NO_WISH: Wish = { act: 'checkout', keys: [] };

/** The library has never heard of it: it is given up only when the request can no longer overtake the look-up. */
function* absent(state: State, row: number, at: RowAt, place: Place): Generator<Move> {
  const { protocol, wishes } = place;
  const { mayOvertake, mightThen } = at;
  const might = { 'when-asked': mightThen, 'when-answered': mayOvertake, never: false };
  const verdict =
    at.disk && protocol.verdictOnAbsence(rowFor(wishes[row] ?? NO_WISH, row, at.disk), at.awaited);
  const says = `the terminal hears that ${row} never arrived`;
  if (verdict === 'reject' && might[protocol.overtaking])
    return yield { says: `${says}, and waits`, next: doubt(state, row) };
  if (verdict === 'reject')
    return yield { says, next: withDisk(state, row, { state: 'rejected' }) };
  const mode = verdict === 'keep-promise' ? 'promise' : (at.disk?.mode ?? 'promise');
  // It is sent again at once, without leaving its place in line: two commits, and the power may go between them.
  const next = withRow(withDisk(state, row, { mode, state: 'recorded' }), row, { errand: 'again' });
  yield { says, next };
}

/** Certainly not sent this time. */
function* notDone(state: State, row: number, says: string, place: Place): Generator<Move> {
  const { protocol, wishes } = place;
  const at = state.rows[row];
  if (!at?.disk) return;
  if (protocol.remembersSending && at.disk.mode === 'attempt' && at.errand === 'claimed-again')
    return yield* unanswered(doubt(state, row), row, 'unknown', place, says);
  const verdict = protocol.verdictOnAbsence(
    rowFor(wishes[row] ?? NO_WISH, row, at.disk),
    at.awaited,
  );
  if (verdict === 'reject')
    return yield { says, next: withDisk(state, row, { state: 'rejected' }) };
  const mode = verdict === 'keep-promise' ? 'promise' : at.disk.mode;
  const back = withDisk(state, row, { mode, state: 'recorded' });
  yield* unanswered(back, row, 'unreachable', place, says);
}

/** It starts again and puts its journal in order (O8). Calls that were open are heard by nobody. */
function crash(state: State, { protocol }: Place): Move {
  const rows = state.rows.map((at): RowAt => {
    const { disk, mayOvertake, told } = at;
    const memory = { errand: undefined, awaited: false, mightThen: false, told };
    return {
      ...memory,
      disk: disk && recovered(disk, protocol.remembersSending),
      mayOvertake: mayOvertake || wasSent(disk),
    };
  });
  const packets = state.packets
    .filter(({ ask }) => ask !== 'look-up')
    .map((packet) => ({ ...packet, heard: false }));
  const next = { ...spent(state, 'terminalCrashes'), rows, packets, replies: [] };
  return { says: 'the terminal loses its power and starts again', next, isMisfortune: true };
}

const wasSent = (disk: Disk | undefined): boolean => disk?.sentMode !== undefined;

function recovered(disk: Disk, remembersSending: boolean): Disk {
  if (disk.state === 'sent') return { ...disk, state: 'ambiguous' };
  if (disk.state !== 'recorded' || disk.mode === 'promise') return disk;
  return { ...disk, state: remembersSending && wasSent(disk) ? 'ambiguous' : 'rejected' };
}
