/** What of a visit is worth a line on the receipt. */
import { printed, receiptCodeOf } from '../../outbox/rules/receipt-code.ts';
import { stands } from './line.ts';
import type { Line } from './line.ts';
import type { Visit } from './session-state.ts';

/** What happened and stands; what was refused, taken back or left in doubt is not proof of anything. */
export const receiptLines = ({ lines }: Visit): readonly Line[] => lines.filter(stands);

/** The library's own code where it gave one; else that of the terminal, as it is printed (O30). */
export function codeOf({ receiptCode, transaction }: Line): string | undefined {
  if (receiptCode !== undefined && receiptCode.length !== OWN_LENGTH) return receiptCode;
  const own = receiptCode ?? (transaction === undefined ? undefined : receiptCodeOf(transaction));
  return own && printed(own);
}

const OWN_LENGTH = 8;

export const canFinishQuietly = (visit: Visit): boolean => receiptLines(visit).length === 0;
