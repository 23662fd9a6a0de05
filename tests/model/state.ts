/**
 * All there is in the world of the outbox, small: one terminal with a few rows, the packets between, one library. A state
 * is plain data; nothing in it is ever changed, and two that say the same are the same state.
 */
import type { Queued } from '#gateway/outbox/rules/lanes.ts';
import type { Row, RowState } from '#gateway/outbox/rules/row.ts';
import type { Answered, Mode } from '#server/circulation/rules/answered-before.ts';

/** What is to be done: one loan or return, of a book and a patron. */
export interface Wish {
  readonly act: 'checkout' | 'checkin';
  /** Of its item and its patron, as `Queued` has them. */
  readonly keys: readonly string[];
}

/** A row as it lies on the terminal's disk. */
export interface Disk {
  readonly mode: Mode;
  readonly state: RowState;
  readonly sentMode: Mode | undefined;
}

/**
 * Where the relay is with a row: asked for and in line · never arrived, to be claimed once more · claimed on disk, for the first time
 * or not · on the line · asking what became of it.
 */
export type Errand = 'asked' | 'again' | 'claimed' | 'claimed-again' | 'sent' | 'looking';

/** What the patron was last told for certain. `not-done`: go on as if it had never been asked. */
export type Told = 'promised' | 'accepted' | 'refused' | 'not-done' | 'see-staff';

export interface RowAt {
  readonly disk: Disk | undefined;
  readonly errand: Errand | undefined;
  /** Somebody stands there and waits. */
  readonly awaited: boolean;
  /** The relay holds it possible that a request still lies in some queue. */
  readonly mayOvertake: boolean;
  /** The same, at the moment when the look-up that is under way was asked. */
  readonly mightThen: boolean;
  readonly told: Told | undefined;
}

/** A request on its way. */
export interface Packet {
  readonly row: number;
  readonly ask: Mode | 'look-up';
  /** The call it belongs to is still open; else nobody hears the answer. */
  readonly heard: boolean;
  /** A planted bug has given it another id. */
  readonly anew: boolean;
}

/** An answer on its way, to a call that is open. */
export interface Reply {
  readonly row: number;
  readonly says: 'accepted' | 'refused' | 'never-arrived';
}

export type Outcome = { readonly outcome: 'accepted' | 'refused' };

export interface Library {
  /** By row: what its id was answered. */
  readonly answered: readonly Answered<Outcome>[];
  /** Loans and returns carried out, in their order: the row of each. */
  readonly done: readonly number[];
}

/** How much may still go wrong. */
export interface Misfortunes {
  /** Calls that are cut or time out. */
  readonly cuts: number;
  readonly duplicates: number;
  readonly terminalCrashes: number;
  readonly serverCrashes: number;
  /** How often somebody asks again for what is in doubt. */
  readonly questions: number;
}

export interface State {
  readonly rows: readonly RowAt[];
  readonly packets: readonly Packet[];
  readonly replies: readonly Reply[];
  readonly library: Library;
  /** What of it a crash leaves. */
  readonly committed: Library;
  readonly left: Misfortunes;
}

const UNRECORDED: RowAt = {
  disk: undefined,
  errand: undefined,
  awaited: false,
  mayOvertake: false,
  mightThen: false,
  told: undefined,
};

export function firstState(wishes: readonly Wish[], left: Misfortunes): State {
  const library = {
    answered: wishes.map(() => ({ attempt: undefined, promise: undefined })),
    done: [],
  };
  const rows = wishes.map(() => UNRECORDED);
  return { rows, packets: [], replies: [], library, committed: library, left };
}

export const withRow = (state: State, row: number, part: Partial<RowAt>): State => ({
  ...state,
  rows: state.rows.map((each, n) => (n === row ? { ...each, ...part } : each)),
});

export const spent = (state: State, what: keyof Misfortunes): State => ({
  ...state,
  left: { ...state.left, [what]: state.left[what] - 1 },
});

/** The same for what is the same: packets lie in no order. */
export const keyOf = ({ rows, packets, replies, library, committed, left }: State): string =>
  JSON.stringify([
    rows.map(({ disk, ...row }) => [
      disk && [disk.mode, disk.state, disk.sentMode],
      ...Object.values(row),
    ]),
    packets.map((packet) => Object.values(packet).join()).toSorted(),
    replies.map((reply) => Object.values(reply).join()).toSorted(),
    keyOfLibrary(library),
    keyOfLibrary(committed),
    Object.values(left),
  ]);

const keyOfLibrary = ({ answered, done }: Library): unknown[] => [
  answered.map(({ attempt, promise }) => `${attempt?.outcome ?? ''}/${promise?.outcome ?? ''}`),
  done.join(),
];

/** As the rules of the outbox see a row. */
export const rowFor = (wish: Wish, seq: number, { mode, sentMode, state }: Disk): Row => ({
  ...{ seq, state, sentMode, sentAt: undefined, outcome: undefined, sessionId: '' },
  ...{ unclear: 0, askedAt: undefined },
  transaction: { id: String(seq), act: wish.act, mode, item: { identifier: '' }, occurredAt: 0 },
});

export const queuedFor = ({ keys }: Wish, seq: number): Queued => ({ id: String(seq), seq, keys });
