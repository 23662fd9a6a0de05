/** What the simulator of any reader of book tags offers: the contract tests, the scenarios and the bench page use it. */
import type { BookTag } from './book-tag.ts';
import type { Line } from './line.ts';

/** What a reader is asked to do, in words that fit every protocol. */
export type ReaderAct =
  | 'inventory'
  /** Blocks, system information, banks: whatever tells of one tag. */
  | 'read'
  | 'write-afi'
  | 'write-eas'
  /** Blocks, DSFID, EPC bank: whatever changes what the tag says. */
  | 'write-blocks'
  | 'other';

/** `before`: the request has arrived and nothing is done yet. `after`: done, and the answer has left. */
export type ActMoment = 'before' | 'after';

export type WriteFailure =
  /** The reader says that the tag did not confirm. */
  | 'write-error'
  /** The reader says that the tag is locked or protected. */
  | 'protected'
  /** The reader says “done”, and the byte is not kept: only reading back finds out. */
  | 'pretends';

/** `read`: as a tag is read. `after-write`: when the write has been done and before anything else is. */
export type PullAwayMoment = 'inventory' | 'read' | 'write' | 'after-write';

export interface FiredFault {
  readonly fault:
    | 'write-failure'
    | 'pull-away'
    | 'misread'
    | 'flicker'
    | 'ghost'
    | 'bit-error'
    | 'silence'
    | 'gap'
    | 'late'
    | 'locked-block'
    | 'scan-mode';
  readonly act: ReaderAct;
  /** How many requests the reader had taken by then, this one included. */
  readonly at: number;
}

/** One frame, for a page or a log that shows what goes over the line. */
export interface ReaderTraffic {
  readonly direction: 'request' | 'answer';
  readonly act: ReaderAct;
  /** The command by its name in the protocol. */
  readonly name: string;
  readonly bytes: Uint8Array;
}

export type ActListener = (uid: string | undefined) => void | Promise<void>;

export interface SimulatedReader {
  readonly line: Line;
  /** Tags in the field now. Their memory, AFI and EAS are what was written to them. */
  readonly tags: readonly BookTag[];
  /** Faults that really happened, in order. */
  readonly fired: readonly FiredFault[];
  /** Milliseconds of radio so far. */
  readonly airTimeMs: number;
  /** How many requests of this act were taken; all of them without one. */
  seen(act?: ReaderAct): number;
  place(...tags: readonly BookTag[]): void;
  remove(...uids: readonly string[]): void;
  /** Calls back at each such request; the reader waits for the listener. @returns unsubscribe */
  onAct(act: ReaderAct, call: ActListener, when?: ActMoment): () => void;
  nextAct(act: ReaderAct, when?: ActMoment): Promise<void>;
  onTraffic(listener: (traffic: ReaderTraffic) => void): () => void;
  /** The next `times` writes of this tag (AFI, EAS or blocks) fail. */
  simulateWriteFailure(uid: string, times: number, how?: WriteFailure): void;
  /**
   * The book is lifted off at the next such moment. A `write` of several blocks is torn: `afterBlocks` of them have
   * been taken, counted over several commands, by default half of one command.
   */
  simulatePullAway(uid: string, at: PullAwayMoment, afterBlocks?: number): void;
  /** The next inventories find nothing, though the books lie there. */
  simulateMisread(times?: number): void;
  /** A tag at the edge of the field: of each so many inventories it is seen in one only. 1 = no longer. */
  simulateFlicker(uid: string, oneIn: number): void;
  /** The next inventory reports a tag that does not exist. */
  simulateGhost(uid: string): void;
  /** One bit of the next answers (to this act) is turned round on the line. */
  simulateBitError(times?: number, at?: ReaderAct): void;
  /** The next requests (of this act) are carried out and not answered. */
  simulateSilence(times?: number, at?: ReaderAct): void;
  /** The next answer stops in the middle for so long. */
  simulateGap(ms: number): void;
  /** The next answer (to this act) leaves so much later; the reader takes no other request meanwhile. */
  simulateLateAnswer(ms: number, at?: ReaderAct): void;
  /** This block can no longer be written. */
  simulateLockedBlock(uid: string, block: number): void;
  /** Radio takes no time from now on; the line still does. */
  simulateInstantRadio(): void;
}
