/** What of a visit is worth a line on the receipt. */
import { stands } from './line.ts';
import type { Line } from './line.ts';
import type { Visit } from './session-state.ts';

/** What happened and stands; what was refused, taken back or left in doubt is not proof of anything. */
export const receiptLines = ({ lines }: Visit): readonly Line[] => lines.filter(stands);

export const canFinishQuietly = (visit: Visit): boolean => receiptLines(visit).length === 0;
