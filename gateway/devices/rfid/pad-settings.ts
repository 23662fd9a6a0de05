import type { PadRules } from './pad.ts';
import type { WriteRules } from './verified-write.ts';

export interface PadSettings extends PadRules, WriteRules {
  /** Rest between two looks, in ms. */
  readonly pauseMs: number;
  /** Bytes read of each new tag: the basic block is 34. */
  readonly bytes: number;
  /** Looks in which a tag was seen and could not be read before it is announced without its content. */
  readonly readAttempts: number;
  /** As `withinMs`, for each part of a write of blocks: a whole tag takes a second of air time. */
  readonly imageWithinMs: number;
}

export const PAD_SETTINGS: PadSettings = {
  absencesBeforeLeft: 3,
  attempts: 10,
  withinMs: 2000,
  pauseMs: 80,
  bytes: 34,
  readAttempts: 6,
  imageWithinMs: 6000,
  crowdWindow: 12,
  crowdedReturns: 5,
  crowdedIncomplete: 4,
  calmLooks: 6,
};
