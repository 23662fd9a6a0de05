import { Fault } from '../../errors.ts';
import type { FaultCode } from '../../errors.ts';
import { TAG_ERROR, UHF_STATUS } from './uhf-command-frames.ts';
import type { UhfResponse } from './uhf-reader18-frames.ts';

/** What radio noise may cause is “gone”: it is tried again. What the tag has decided is “refused”. */
const CODES: Readonly<Record<number, FaultCode>> = {
  [UHF_STATUS.noTag]: 'tag-gone',
  [UHF_STATUS.poorCommunication]: 'tag-gone',
  [UHF_STATUS.executeError]: 'tag-gone',
  [UHF_STATUS.wrongPassword]: 'tag-refused',
  [UHF_STATUS.tagLacksCommand]: 'tag-refused',
  [UHF_STATUS.passwordIsZero]: 'tag-refused',
  [UHF_STATUS.tagProtected]: 'tag-refused',
  [UHF_STATUS.tagUnprotected]: 'tag-refused',
  [UHF_STATUS.tagLacksEas]: 'tag-refused',
  [UHF_STATUS.tagError]: 'tag-refused',
  [UHF_STATUS.illegalCommand]: 'not-supported',
};

/** @throws Fault of the status, unless it is “ok” */
export function accept(answer: UhfResponse): UhfResponse {
  if (answer.status !== UHF_STATUS.ok) throw statusFault(answer);
  return answer;
}

export function statusFault({ status, data }: UhfResponse): Fault {
  if (status !== UHF_STATUS.tagError) {
    return new Fault(CODES[status] ?? 'malformed', `reader status ${hex(status)}`);
  }
  const [error = 0] = data;
  // Too little power to write: nearer to the antenna it works.
  const code = error === TAG_ERROR.power ? 'tag-gone' : 'tag-refused';
  return new Fault(code, `the tag answers with error ${hex(error)}`);
}

/** The tag has no such words. */
export const isBeyondEnd = ({ status, data }: UhfResponse): boolean =>
  status === UHF_STATUS.tagError && data[0] === TAG_ERROR.overrun;

/** The words are locked for whoever does not give the password, or for everybody. */
export const isLocked = ({ status, data }: UhfResponse): boolean =>
  status === UHF_STATUS.tagError && data[0] === TAG_ERROR.locked;

const hex = (byte: number): string => byte.toString(16).padStart(2, '0').toUpperCase();
