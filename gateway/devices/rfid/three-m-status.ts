import { Fault } from '../../errors.ts';
import type { FaultCode } from '../../errors.ts';
import { ERROR } from './d6-commands.ts';
import type { D6Answer } from './d6-commands.ts';

/** @throws Fault when the reader or the tag did not do what it was asked */
export function accept(answer: D6Answer): D6Answer {
  if (answer.error !== ERROR.ok) throw errorFault(answer.error);
  return answer;
}

/** Appendix A. What radio noise may cause is “gone”: it is tried again. What the tag has decided is “refused”. */
const CODES: Readonly<Record<number, FaultCode>> = {
  [ERROR.notImplemented]: 'not-supported',
  [ERROR.noTransponder]: 'tag-gone',
  [ERROR.unknown]: 'tag-gone',
  [ERROR.noSuchBlock]: 'tag-refused',
  [ERROR.locked]: 'tag-refused',
  [ERROR.notRead]: 'tag-gone',
  [ERROR.notWritten]: 'tag-refused',
  [ERROR.isoNotSupported]: 'tag-refused',
  [ERROR.isoNotRecognised]: 'tag-refused',
  [ERROR.isoOptionNotSupported]: 'tag-refused',
  [ERROR.notSupportedByTag]: 'tag-refused',
  [ERROR.optionNotSupported]: 'tag-refused',
};

export const errorFault = (error: number): Fault =>
  new Fault(
    CODES[error] ?? 'malformed',
    `reader error ${error.toString(16).padStart(2, '0').toUpperCase()}`,
  );
