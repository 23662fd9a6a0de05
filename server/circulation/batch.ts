/**
 * Many transactions in one command. Those that share nothing are decided on one reading and written together; those that share an item, a
 * patron, a title that is waited for, or an id are decided in successive rounds, so that each sees what the former wrote.
 */
import type { Writer } from '../db/database.ts';
import type { Answer } from './answer.ts';
import { askedAt, carryOut } from './carry-out.ts';
import { writeEffects } from './effects.ts';
import type { Effects } from './effects.ts';
import { cancelLostFees } from './lost-fee-store.ts';
import type { Resolved } from './number-store.ts';
import { resolveLocked } from './number-store.ts';
import { outcomeRow, PUT_OUTCOMES } from './outcome-store.ts';
import { part, writeAll } from './rows.ts';
import type { Part } from './rows.ts';
import { answeredBefore } from './rules/answered-before.ts';
import type { ItemAbout, TransactInput, TransactResult } from './store.ts';
import type { Earlier, State } from './world-store.ts';
import { readStates } from './world-store.ts';

/** One transaction on its way through the rounds. */
interface Waiting {
  readonly n: number;
  readonly input: TransactInput;
  readonly resolved: Resolved;
}

interface Ready extends Waiting {
  readonly state: State;
}

export async function transactAll(
  tx: Writer,
  inputs: readonly TransactInput[],
): Promise<TransactResult[]> {
  const resolved = await resolveLocked(tx, inputs);
  let line = inputs.flatMap((input, n): Waiting[] => {
    const one = resolved[n];
    return one ? [{ n, input, resolved: one }] : [];
  });
  const results: TransactResult[] = [];
  while (line.length > 0) {
    const round = await readRound(tx, line);
    for (const [n, result] of await decideRound(tx, round)) results[n] = result;
    const done = new Set(round.map(({ n }) => n));
    line = line.filter(({ n }) => !done.has(n));
  }
  return results;
}

/** The first of the line are always among them, so the line ends. */
async function readRound(tx: Writer, line: readonly Waiting[]): Promise<Ready[]> {
  const candidates = independent(line, keysOfNumbers);
  const states = await readStates(tx, candidates.map(askedOf));
  const ready = candidates.flatMap((one, at): Ready[] => {
    const state = states[at];
    return state ? [{ ...one, state }] : [];
  });
  return independent(ready, keysOfState);
}

/** Those that share no key with any before them. */
function independent<T>(line: readonly T[], keysOf: (one: T) => readonly string[]): T[] {
  const taken = new Set<string>();
  return line.filter((one) => {
    const keys = keysOf(one);
    const isFree = keys.every((key) => !taken.has(key));
    for (const key of keys) taken.add(key);
    return isFree;
  });
}

const keysOfNumbers = ({
  input: { id, undoOf },
  resolved: { item, patron },
}: Waiting): string[] => [
  `transaction ${id}`,
  ...(undoOf === undefined ? [] : [`transaction ${undoOf}`]),
  ...(item.kind === 'one' ? [`item ${item.target}`] : []),
  ...(patron.kind === 'one' ? [`patron ${patron.target}`] : []),
];

function keysOfState({ resolved, state: { item, titleId, patron } }: Ready): string[] {
  const patrons = new Set([
    ...(resolved.patron.kind === 'one' ? [resolved.patron.target] : []),
    ...(patron ? [patron.id] : []),
    ...(item?.loan?.patronId === undefined ? [] : [item.loan.patronId]),
  ]);
  return [...[...patrons].map((id) => `patron ${id}`), ...(item?.line ? [`title ${titleId}`] : [])];
}

const askedOf = ({ input, resolved: { item, patron } }: Waiting) => ({
  transactionId: input.id,
  act: input.act,
  ...askedAt(input),
  itemId: item.kind === 'one' ? item.target : undefined,
  patronId: patron.kind === 'one' ? patron.target : undefined,
});

async function decideRound(
  tx: Writer,
  round: readonly Ready[],
): Promise<(readonly [number, TransactResult])[]> {
  const results: (readonly [number, TransactResult])[] = [];
  const effects: Effects[] = [];
  const repeats: Part[] = [];
  for (const { n, input, resolved, state } of round) {
    const known = knownAnswer(input, state);
    if (known) {
      results.push([n, known.result]);
      if (known.repeats) repeats.push(part(PUT_OUTCOMES, [outcomeRow(input, known.repeats, true)]));
      continue;
    }
    const one = await carryOut(tx, input, resolved, state);
    effects.push(one);
    results.push([n, { kind: 'answer', answer: one.answer, about: aboutOf(state) }]);
  }
  await writeEffects(tx, effects);
  await writeAll(tx, repeats);
  for (const one of effects) await cancelLostFees(tx, one);
  return results;
}

const aboutOf = ({ item, collection }: State): ItemAbout | undefined =>
  item && { homeLibraryId: item.homeLibraryId, itemClass: item.itemClass, collection };

interface Known {
  readonly result: TransactResult;
  /** Set: the answer of the other mode, to be kept as that of this one. */
  readonly repeats?: Answer;
}

function knownAnswer(input: TransactInput, { attempt, promise }: State): Known | undefined {
  if ([attempt, promise].some((earlier) => earlier && !isSameRequest(earlier, input)))
    return { result: { kind: 'another-request' } };
  const answered = { attempt: attempt && parsed(attempt), promise: promise && parsed(promise) };
  const known = answeredBefore(input.mode, answered);
  if (!known) return undefined;
  const { answer, repeats } = known;
  return { result: { kind: 'answer', answer }, ...(repeats && { repeats: answer }) };
}

const isSameRequest = (earlier: Earlier, input: TransactInput): boolean =>
  // Cut after a time, with all else that could lead to the patron (Z4): what is left of it still answers its terminal.
  (earlier.fingerprint === '' || earlier.fingerprint === input.fingerprint) &&
  earlier.terminalId === input.terminalId;

const parsed = ({ answer }: Earlier): Answer => JSON.parse(answer) as Answer;
