/** What the status bytes of an ESC/POS printer mean (Epson ESC/POS command reference, DLE EOT and GS a). */
import type { FaultCode } from '../../errors.ts';
import type { PrinterCondition } from '../device.ts';

/** Bits 0 and 7 are clear, bits 1 and 4 are set: so it is told from all else that comes over the line. */
export const isStatus = (byte: number): boolean => (byte & 0x93) === 0x12;

/** Answers to DLE EOT 1 to 4. The second and third are asked for only where the first says “off-line”. */
export interface StatusAnswers {
  readonly printer: number;
  readonly offLineCause?: number;
  readonly errorCause?: number;
  readonly roll: number;
}

/** The four bytes of automatic status back. */
export type PushedStatus = readonly [number, number, number, number];

/** What any of them says, by its bits. */
interface Signs {
  readonly offLine: boolean;
  readonly coverOpen: boolean;
  readonly error: boolean;
  readonly cutter: boolean;
  readonly unrecoverable: boolean;
  readonly headHot: boolean;
  readonly nearEnd: boolean;
  readonly paperOut: boolean;
}

/** Of the answer to DLE EOT 1: the others are to be asked. */
export const isOffLine = (printer: number): boolean => (printer & 0x08) !== 0;
/** Of the answer to DLE EOT 2: the third is to be asked. */
export const hasError = (offLineCause: number): boolean => (offLineCause & 0x40) !== 0;

/** @param hasNearEnd the model has the sensor: others give any answer there */
export function conditionOf(answers: StatusAnswers, hasNearEnd: boolean): PrinterCondition {
  const { errorCause = 0, offLineCause = 0, printer, roll } = answers;
  return inWords(hasNearEnd, {
    offLine: isOffLine(printer),
    coverOpen: (offLineCause & 0x04) !== 0,
    error: hasError(offLineCause),
    ...errorsIn(errorCause),
    nearEnd: (roll & 0x0c) !== 0,
    // One of the two is enough: models with a single sensor set one, and 72 is an empty one without near-end sensor.
    paperOut: (roll & 0x60) !== 0 || (offLineCause & 0x20) !== 0,
  });
}

export function conditionPushed(pushed: PushedStatus, hasNearEnd: boolean): PrinterCondition {
  const [printer, errors, roll] = pushed;
  return inWords(hasNearEnd, {
    offLine: isOffLine(printer),
    coverOpen: (printer & 0x20) !== 0,
    error: (errors & 0x6c) !== 0,
    ...errorsIn(errors),
    nearEnd: (roll & 0x03) !== 0,
    paperOut: (roll & 0x0c) !== 0,
  });
}

const errorsIn = (byte: number) => ({
  cutter: (byte & 0x08) !== 0,
  unrecoverable: (byte & 0x20) !== 0,
  headHot: (byte & 0x40) !== 0,
});

function inWords(hasNearEnd: boolean, signs: Signs): PrinterCondition {
  const low = hasNearEnd && signs.nearEnd ? 'low' : 'ok';
  const paper = signs.paperOut ? 'out' : low;
  const fault = faultOf(signs, paper);
  return { paper, ...(fault && { fault }) };
}

/** What a person can do something about comes first. Off-line for want of paper is no fault of its own. */
function faultOf(signs: Signs, paper: PrinterCondition['paper']): PrinterCondition['fault'] {
  if (signs.coverOpen) return 'cover-open';
  if (signs.cutter) return 'cutter';
  if (signs.unrecoverable) return 'unrecoverable';
  if (signs.headHot) return 'head-hot';
  if (signs.error) return 'jammed';
  return signs.offLine && paper !== 'out' ? 'off-line' : undefined;
}

export const isSame = (one: PrinterCondition | undefined, other: PrinterCondition): boolean =>
  one?.paper === other.paper && one.fault === other.fault;

/** It goes on by itself, without anybody's hand. */
export const isPassing = ({ fault, paper }: PrinterCondition): boolean =>
  paper !== 'out' && (fault === 'head-hot' || fault === 'off-line');

/** Whose cause somebody has to take away, and then to say so (DLE ENQ 2). */
export const wantsRecovery = ({ fault }: PrinterCondition): boolean =>
  fault === 'jammed' || fault === 'cutter';

/** Why nothing can be printed now, as a fault's code and in words for staff; undefined: it can. */
export function hindranceIn({
  fault,
  paper,
}: PrinterCondition): { readonly code: FaultCode; readonly message: string } | undefined {
  switch (fault) {
    case 'cover-open':
      return { code: 'cover-open', message: 'the cover of the printer is open' };
    case 'cutter':
      return { code: 'jammed', message: 'the knife of the printer is stuck' };
    case 'jammed':
      return { code: 'jammed', message: 'the printer is stuck' };
    case 'unrecoverable':
      return { code: 'jammed', message: 'the printer has failed: switch it off and on' };
    default:
  }
  if (paper === 'out') return { code: 'paper-out', message: 'the printer has no paper' };
  return fault === undefined
    ? undefined
    : { code: 'busy', message: `the printer pauses (${fault})` };
}
