/**
 * The line: packets arrive in any order, whenever they like, some twice. What a call gives up on may still arrive; how long it
 * may lie in a queue is bounded (O7), and the relay knows the bound.
 */
import type { Move } from './move.ts';
import { spent, type State, withRow } from './state.ts';

export function* lineMoves(state: State): Generator<Move> {
  for (const [n, packet] of state.packets.entries()) {
    const { ask, row } = packet;
    if (ask === 'look-up') continue;
    if (state.left.duplicates > 0) {
      const packets = [...state.packets, { ...packet, heard: false }];
      const next = { ...spent(state, 'duplicates'), packets };
      yield { says: `the line doubles ${ask} ${row}`, next, isMisfortune: true };
    }
    if (!packet.heard) {
      const next = { ...state, packets: state.packets.toSpliced(n, 1) };
      yield { says: `the line loses a forgotten ${ask} ${row}`, next };
    }
  }
  yield* timePasses(state);
}

/** Long enough that no request of this row can lie anywhere any more. */
function* timePasses(state: State): Generator<Move> {
  for (const [row, { mayOvertake }] of state.rows.entries()) {
    const lies = state.packets.some((each) => each.row === row && each.ask !== 'look-up');
    if (!mayOvertake || lies) continue;
    const says = `what was sent of ${row} can no longer arrive`;
    yield { says, next: withRow(state, row, { mayOvertake: false }) };
  }
}
