/** What the desk asks of the rules by which scans are told apart; they are judged elsewhere. */
import type { Scan } from '../../devices/device.ts';
import type { Sentence } from '../../tags/sentence.ts';
import type { LabelledScan } from './desk-state.ts';

export interface ScanTaken {
  /** What the rules in force would take it for: `patron`, `item`, `ignore` and the like. */
  readonly as: string;
  /** What a rule makes of an item's label, where one fits. */
  readonly label?: string;
  readonly checkDigit: 'valid' | 'invalid' | 'absent';
  /** An identity card, a payment code: nothing of it is shown or kept. */
  readonly isPrivate: boolean;
}

export interface RulesProposed {
  /** In words, one sentence a rule. */
  readonly rules: readonly Sentence[];
  /** How many of the samples they take rightly. */
  readonly right: number;
}

/** Pure: the same rules answer the same. */
export interface ScanJudge {
  readonly inForce: readonly Sentence[];
  taken(scan: Scan): ScanTaken;
  /** @returns undefined when no rule fits all samples, or there are too few */
  propose(samples: readonly LabelledScan[]): RulesProposed | undefined;
}
