/** The assistant for the rules of scans: ten labels, and what each of them is. */
import type { DeskCommand } from '../../desk-messages.ts';
import type { Scan } from '../../devices/device.ts';
import { NO_SAMPLES, telling } from './desk-state.ts';
import type { DeskState, ScanSamples } from './desk-state.ts';
import { tell } from './sentences.ts';
import { turn } from './turn.ts';
import type { DeskMoment, DeskTurn } from './turn.ts';

/** More than anybody scans to find a rule. */
const MOST_SAMPLES = 40;

export function showScan(state: DeskState, scan: Scan, { judge }: DeskMoment): DeskState {
  const taken = judge.taken(scan);
  if (taken.isPrivate) {
    const scans = { ...state.scans, last: undefined };
    return telling({ ...state, scans }, tell('desk.scan-private', {}));
  }
  return { ...state, notice: undefined, scans: { ...state.scans, last: { scan, taken } } };
}

type Sample = Extract<DeskCommand, { kind: 'sample' }>;

/** Said of the scan that was just shown, or again of one that was said to be something else. */
export function takeSample(state: DeskState, { is, text }: Sample): DeskState {
  const { last, samples, scans } = state.scans;
  const others = {
    samples: samples.filter((sample) => sample.text !== text),
    scans: scans.filter(({ scan }) => scan.text !== text),
  };
  const scan =
    last?.scan.text === text ? last.scan : scans.find((known) => known.scan.text === text)?.scan;
  const taken =
    last?.scan.text === text
      ? last.taken.as
      : samples.find((sample) => sample.text === text)?.taken;
  if (is === 'forget' || !scan || taken === undefined) {
    return { ...state, scans: { ...others, last: undefined } };
  }
  const { symbology } = scan;
  const sample = { text, is, taken, ...(symbology !== undefined && { symbology }) };
  const next: ScanSamples = {
    samples: [...others.samples, sample].slice(-MOST_SAMPLES),
    scans: [...others.scans, { scan, is }].slice(-MOST_SAMPLES),
    last: undefined,
  };
  return { ...state, scans: next };
}

export function acceptRules(state: DeskState, { judge }: DeskMoment): DeskTurn {
  const { scans: samples } = state.scans;
  if (!judge.propose(samples)) return turn(telling(state, tell('desk.no-proposal', {})));
  const next = { ...state, scans: NO_SAMPLES };
  return turn(telling(next, tell('desk.rules-learned', {})), { kind: 'learn-rules', samples });
}

export function forgetRules(state: DeskState): DeskTurn {
  const next = { ...state, scans: NO_SAMPLES };
  const effect = { kind: 'learn-rules', samples: undefined } as const;
  return turn(telling(next, tell('desk.rules-forgotten', {})), effect);
}
