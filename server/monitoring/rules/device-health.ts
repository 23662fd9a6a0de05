/** What is wrong with a terminal's devices, its printer and its bins (TH21, TH25). */
import type { AlertCode, Severity } from './alert-codes.ts';
import type { Condition } from './condition.ts';
import { condition } from './condition.ts';
import type {
  Profile,
  TerminalWord,
  WordOfDevice,
  WordOfDropBox,
  WordOfPrinter,
} from './terminal-word.ts';

/** Whoever opens a line for longer has not got it. */
const OPENING_MS = 2 * 60_000;

export function deviceConditions(word: TerminalWord, profile: Profile, now: number): Condition[] {
  const inTrouble = word.devices.filter((device) => isInTrouble(device, now));
  const hasPrinter = !inTrouble.some(({ kind }) => kind === 'receipt-printer');
  return [
    ...inTrouble.map((device) => faulty(device, profile)),
    // A printer that does not answer said of its paper what was so before.
    ...(word.printer && hasPrinter ? printerConditions(word.printer) : []),
    ...(word.dropBox ? dropBoxConditions(word.dropBox, inTrouble.length > 0) : []),
  ];
}

/** Nobody sees it at present: the paper of a printer that does not answer, or lies under an open cover, is as it was (TH27). */
export function isHidden({ devices, printer }: TerminalWord, code: AlertCode): boolean {
  const answers = devices.every(
    ({ kind, state }) => kind !== 'receipt-printer' || state === 'ready',
  );
  if (code === 'printer-fault') return !answers;
  const isOfPaper = code === 'paper-out' || code === 'paper-low';
  return isOfPaper && (!answers || printer?.fault !== undefined);
}

const isInTrouble = ({ state, since }: WordOfDevice, now: number): boolean =>
  state === 'faulty' || state === 'closed' || (state === 'opening' && now - since > OPENING_MS);

const faulty = ({ id, kind, code, since }: WordOfDevice, profile: Profile): Condition =>
  condition('device-faulty', severityOf(kind, profile), {
    device: id,
    params: { kind, fault: code ?? 'other' },
    since,
  });

/** Without its printer a kiosk shows a QR code instead; where nobody visits, nobody waits. */
const severityOf = (kind: string, profile: Profile): Severity =>
  kind === 'receipt-printer' || profile === 'staff-pad' || profile === 'tagging' ? 'soon' : 'now';

function printerConditions({ paper, fault, since }: WordOfPrinter): Condition[] {
  // A cover that is open hides the paper: one thing at a time is asked of whoever goes there.
  if (fault !== undefined) return [condition('printer-fault', 'now', { params: { fault }, since })];
  if (paper === 'out') return [condition('paper-out', 'now', { since })];
  return paper === 'low' ? [condition('paper-low', 'soon', { since })] : [];
}

const BINS = {
  'near-full': { code: 'bin-near-full', severity: 'soon' },
  full: { code: 'bin-full', severity: 'now' },
  away: { code: 'bin-away', severity: 'now' },
} as const;

function dropBoxConditions(
  { fault, since, bins }: WordOfDropBox,
  hasFaultyDevice: boolean,
): Condition[] {
  const filled = bins.flatMap(({ id, count, fill, since: filledSince }) => {
    if (fill === 'room') return [];
    const { code, severity } = BINS[fill];
    const params = { bin: id, count };
    return [condition(code, severity, { device: id, params, since: filledSince })];
  });
  const isSaid =
    fault === undefined ||
    fault === 'paused' ||
    filled.some(({ code }) => code === fault) ||
    (hasFaultyDevice && ['reader-lost', 'board-lost'].includes(fault));
  if (isSaid) return filled;
  return [condition('drop-box-fault', 'now', { params: { fault }, since }), ...filled];
}
