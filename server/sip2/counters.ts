/** What the door counts, for the log and for /health. */
export interface Counters {
  /** Open now. */
  connections: number;
  /** Since the start, as all that follows. */
  opened: number;
  messages: number;
  /** Answered from memory: same message, or same act, again. */
  repeated: number;
  /** Sums that were wrong, or not there where they are required: answered 96. */
  resendsAsked: number;
  unknownMessages: number;
  /** Refused, and the connection closed: more than the limit without an end, NUL, no message at all. */
  tooLong: number;
  nul: number;
  garbage: number;
  /** Before the login. */
  notLoggedIn: number;
  failedLogins: number;
  /** Closed for silence, for not logging in, or for not reading. */
  idled: number;
  stalled: number;
  /** Turned away: there are too many. */
  turnedAway: number;
  /** Messages that could not be answered for a fault of ours. */
  faults: number;
}

export const newCounters = (): Counters => ({
  connections: 0,
  opened: 0,
  messages: 0,
  repeated: 0,
  resendsAsked: 0,
  unknownMessages: 0,
  tooLong: 0,
  nul: 0,
  garbage: 0,
  notLoggedIn: 0,
  failedLogins: 0,
  idled: 0,
  stalled: 0,
  turnedAway: 0,
  faults: 0,
});
