/**
 * Who stands there, and the session that speaks for them: lays something down, waits a while, is told something, goes. What is told
 * is told in the same turn as the disk has taken it; a crash between the two leaves less told, and breaks no rule.
 */
import type { Move } from './move.ts';
import type { Place } from './terminal.ts';
import { type Errand, spent, type State, type Told, withRow } from './state.ts';

/** What stands in line begins, or is told that it cannot, before any patience ends. */
const IN_LINE: ReadonlySet<Errand | undefined> = new Set(['asked', 'again'] as const);

export function* patronMoves(state: State, place: Place): Generator<Move> {
  const first = state.rows.findIndex(({ disk }) => disk === undefined);
  if (first >= 0) yield* lay(state, first);
  for (const [row, at] of state.rows.entries()) {
    if (at.awaited && !IN_LINE.has(at.errand))
      yield* unanswered(state, row, 'unknown', place, `the patience for ${row} ends`);
    else if (at.disk?.state === 'ambiguous' && at.told === 'see-staff' && !at.errand)
      yield* askAgain(state, row);
  }
}

/** Asked for while somebody answers; promised at once where nobody does, and the permit allows it. */
function* lay(state: State, row: number): Generator<Move> {
  const disk = { mode: 'attempt', state: 'recorded', sentMode: undefined } as const;
  yield {
    says: `attempt ${row} is recorded`,
    next: withRow(state, row, { disk, errand: 'asked', awaited: true }),
  };
  yield {
    says: `promise ${row} is recorded, and told`,
    next: withRow(state, row, { disk: { ...disk, mode: 'promise' }, told: 'promised' }),
  };
}

function* askAgain(state: State, row: number): Generator<Move> {
  if (state.left.questions === 0) return;
  const next = withRow(spent(state, 'questions'), row, { errand: 'asked', awaited: true });
  yield { says: `the patron asks again for ${row}`, next, isMisfortune: true };
}

/**
 * No answer for whoever waits. A book handed back was returned; a loan is promised where the permit allows it, else it is not made. What
 * nobody waits for goes its way.
 */
export function* unanswered(
  state: State,
  row: number,
  outcome: 'unreachable' | 'unknown',
  { wishes }: Place,
  says = `${row} waits for what stands before it`,
): Generator<Move> {
  const at = state.rows[row];
  if (!at?.awaited) return yield { says, next: state };
  const { disk } = at;
  const left = withRow(state, row, { awaited: false });
  const isOpen = disk && disk.state !== 'settled' && disk.state !== 'rejected';
  if (!isOpen) return yield { says, next: left };
  const promised = withRow(left, row, { disk: { ...disk, mode: 'promise' } });
  yield { says: `${says}: promised`, next: tell(promised, row, 'promised') };
  if (wishes[row]?.act === 'checkin') return;
  if (outcome === 'unknown')
    return yield { says: `${says}: see staff`, next: tell(left, row, 'see-staff') };
  const isAbandoned = disk.state === 'recorded';
  const abandoned = isAbandoned
    ? withRow(left, row, { disk: { ...disk, state: 'rejected' } })
    : left;
  yield { says: `${says}: not lent`, next: tell(abandoned, row, 'not-done') };
}

/** What was promised stands, whatever is heard later. */
export function tell(state: State, row: number, told: Told): State {
  const at = state.rows[row];
  if (!at || at.told === 'promised') return state;
  if (told === 'accepted' || told === 'refused') {
    return at.awaited ? withRow(state, row, { told, awaited: false }) : state;
  }
  return withRow(state, row, { told });
}
