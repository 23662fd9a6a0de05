/** The server, as far as an id goes: it answers what it has answered before, decides what is new, and keeps both. */
import type { Mode } from '#server/circulation/rules/answered-before.ts';
import type { Move } from './move.ts';
import type { Protocol } from './protocol.ts';
import { type Library, type Outcome, type Packet, spent, type State } from './state.ts';

/** A packet arrives. Whether an attempt is allowed is for the rules of circulation: here it may be either. */
export function* arrivals(state: State, protocol: Protocol): Generator<Move> {
  for (const [n, packet] of state.packets.entries()) {
    if (state.packets.findIndex((each) => isSame(each, packet)) < n) continue;
    const rest = { ...state, packets: state.packets.toSpliced(n, 1) };
    yield* packet.ask === 'look-up'
      ? lookedUp(rest, packet)
      : heard(rest, packet, packet.ask, protocol);
  }
}

/** It goes down and comes back: what it had not committed is gone. */
export function* crashes(state: State): Generator<Move> {
  if (state.left.serverCrashes > 0) {
    const says = 'the server crashes and starts again';
    const next = { ...spent(state, 'serverCrashes'), library: state.committed };
    yield { says, next, isMisfortune: true };
  }
  if (state.committed.done.length !== state.library.done.length) {
    const says = 'the server commits';
    yield { says, next: { ...state, committed: state.library } };
  }
}

function* lookedUp(state: State, { row }: Packet): Generator<Move> {
  const answered = state.library.answered[row];
  const says = answered?.promise?.outcome ?? answered?.attempt?.outcome ?? 'never-arrived';
  const next = { ...state, replies: [...state.replies, { row, says } as const] };
  yield { says: `the server is asked about ${row}: ${says}`, next };
}

function* heard(state: State, packet: Packet, mode: Mode, protocol: Protocol): Generator<Move> {
  const { anew, row } = packet;
  const answered = state.library.answered[row];
  const known = anew || !answered ? undefined : protocol.answeredBefore(mode, answered);
  const outcomes: readonly Outcome[] = known ? [known.answer] : decisionsOn(mode);
  for (const answer of outcomes) {
    const library = kept(state.library, packet, mode, answer, known === undefined);
    const committed = protocol.commitsFirst ? library : state.committed;
    const says = `the server ${known ? 'repeats' : 'decides'} ${mode} ${row}: ${answer.outcome}`;
    yield { says, next: replied({ ...state, library, committed }, packet, answer) };
  }
}

/** A promise is never refused (design decision 5). */
const decisionsOn = (mode: Mode): readonly Outcome[] =>
  mode === 'promise'
    ? [{ outcome: 'accepted' }]
    : [{ outcome: 'accepted' }, { outcome: 'refused' }];

const kept = (
  library: Library,
  { row }: Packet,
  mode: Mode,
  answer: Outcome,
  isNew: boolean,
): Library => ({
  answered: library.answered.map((each, n) => (n === row ? { ...each, [mode]: answer } : each)),
  done: isNew && answer.outcome === 'accepted' ? [...library.done, row] : library.done,
});

const replied = (state: State, { heard, row }: Packet, { outcome }: Outcome): State =>
  heard ? { ...state, replies: [...state.replies, { row, says: outcome }] } : state;

const isSame = (a: Packet, b: Packet): boolean =>
  a.row === b.row && a.ask === b.ask && a.heard === b.heard && a.anew === b.anew;
