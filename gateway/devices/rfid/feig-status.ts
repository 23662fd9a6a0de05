import { Fault } from '../../errors.ts';
import type { FaultCode } from '../../errors.ts';
import type { FeigResponse } from './feig-frames.ts';
import { STATUS } from './iso-host-frames.ts';

/** @throws Fault when the reader or the tag did not do what it was asked */
export function accept(answer: FeigResponse): FeigResponse {
  if (answer.status !== STATUS.ok) throw statusFault(answer);
  return answer;
}

export function statusFault({ status, data }: FeigResponse): Fault {
  const [first, second] = data;
  const isIso = status === STATUS.isoError;
  const error = isIso && first !== undefined ? `, ISO 15693 error ${hex(first)}` : '';
  const block = isIso ? second : status === STATUS.writeError ? first : undefined;
  const where = block === undefined ? '' : ` at block ${block}`;
  return new Fault(CODES[status] ?? 'malformed', `reader status ${hex(status)}${error}${where}`);
}

/** Annex C. What radio noise may cause is “gone”: it is tried again. What the tag has decided is “refused”. */
const CODES: Readonly<Record<number, FaultCode>> = {
  [STATUS.noTransponder]: 'tag-gone',
  [STATUS.dataFalse]: 'tag-gone',
  [STATUS.collision]: 'tag-gone',
  [STATUS.rfCommunication]: 'tag-gone',
  [STATUS.rfWarning]: 'tag-gone',
  [STATUS.writeError]: 'tag-refused',
  [STATUS.isoError]: 'tag-refused',
  [STATUS.unknownCommand]: 'not-supported',
  0x04: 'tag-refused', // address error
  0x05: 'tag-refused', // wrong transponder type
  0x08: 'tag-refused', // authentication
  0x0e: 'tag-gone', // general error
  0x15: 'tag-refused', // read protection
  0x16: 'tag-refused', // write protection
  [STATUS.notAvailable]: 'wrong-mode',
};

const hex = (byte: number): string => byte.toString(16).padStart(2, '0').toUpperCase();
