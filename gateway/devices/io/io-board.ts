/**
 * A board of inputs and outputs as its protocol gives it, by number. One command at a time; calls queue up. All throw
 * Fault `no-answer`, `port-lost`, and `not-supported` where the board has no such number.
 */
export interface IoBoard {
  /**
   * Whether the board itself lets go of an output after its time. Otherwise the gateway does it, and one that dies
   * does not.
   */
  readonly timed: boolean;
  /** Whether each of these inputs is on, in their order. */
  readInputs(numbers: readonly number[]): Promise<readonly boolean[]>;
  /** A board with a timer: for `forMs` from now, rounded up to its units, or as long as it can. */
  switchOn(output: number, forMs: number): Promise<void>;
  switchOff(output: number): Promise<void>;
  close(): Promise<void>;
}
