/**
 * What can go wrong between a terminal and the world, as codes. Retry and recovery are decided on the code,
 * never on the text, which is for people (docs/rules/outbox.md).
 */
export type FaultCode =
  /** Nobody answered and nothing was sent: certainly not done. */
  | 'unreachable'
  /** It was sent and no answer came: it may have been done. */
  | 'ambiguous'
  /** The other side said no: final. */
  | 'refused'
  /** The other side's answer does not fit what was agreed. */
  | 'malformed'
  | 'port-missing'
  | 'port-busy'
  | 'port-lost'
  /** A device does not answer: wrong speed, no power, another protocol. */
  | 'no-answer'
  /** The reader pushes data by itself and refuses commands (FEIG scan mode, status 82). */
  | 'wrong-mode'
  /** The tag went out of the field during the act. */
  | 'tag-gone'
  /** The tag answered that it will not (locked, protected). */
  | 'tag-refused'
  /** This model of reader, or this chip, cannot do that at all. */
  | 'not-supported'
  /** What was written is not what is read back. */
  | 'not-verified'
  /** The printer has no paper. */
  | 'paper-out'
  /** Somebody has its cover open. */
  | 'cover-open'
  /** Paper or a book is stuck, or the knife is. */
  | 'jammed'
  /** It works on something else, or is too hot for now; it goes on by itself. */
  | 'busy'
  /** The terminal's own disk will not take or give the outbox: nothing may be promised. */
  | 'disk-failed';

/** An error with a code; `cause` keeps the original. */
export class Fault extends Error {
  readonly code: FaultCode;

  constructor(code: FaultCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'Fault';
    this.code = code;
  }
}

const hasCode = (error: unknown, ...codes: FaultCode[]): boolean =>
  error instanceof Fault && codes.includes(error.code);

/** Certainly not done; may be tried again. */
export const isUnreachable = (error: unknown): boolean => hasCode(error, 'unreachable');
/** May have been done; must be looked up before it is sent again. */
export const isAmbiguous = (error: unknown): boolean => hasCode(error, 'ambiguous');
/** Refused by the rules of the other side; trying again changes nothing. */
export const isRefusal = (error: unknown): boolean => hasCode(error, 'refused');
/** A new roll is needed; nothing else is wrong with the printer. */
export const isPaperOut = (error: unknown): boolean => hasCode(error, 'paper-out');
/** The outbox cannot be relied on: the terminal goes out of service. */
export const isDiskFailure = (error: unknown): boolean => hasCode(error, 'disk-failed');
/** The line to the device is gone: reopen it. */
export const isPortLoss = (error: unknown): boolean =>
  hasCode(error, 'port-missing', 'port-busy', 'port-lost', 'no-answer');
