/** How far a terminal has come with what it is to have: said above its settings. */
import type { WatchedTerminal } from '../answers.ts';
import type { StaffWords } from '../words.ts';

export interface InForce {
  readonly tone: 'fine' | 'trouble' | 'under-way';
  readonly sign: string;
  readonly sentence: string;
  /** Why something was taken back; of an older version it may still be worth knowing. */
  readonly undone?: string;
}

/** @param wanted version that the server has for it */
export function inForceOf(
  words: StaffWords,
  { online, state }: Pick<WatchedTerminal, 'online' | 'state'>,
  wanted: number,
): InForce | undefined {
  const settings = state?.settings;
  if (!settings) return undefined;
  const { trial, undone, version } = settings;
  if (trial)
    return {
      ...{ tone: 'under-way', sign: '…' },
      sentence: words.text('settings.trial', { until: words.moment(trial.until) }),
    };
  const why = undone && {
    undone: words.text('settings.back', {
      version: undone.version,
      at: words.moment(undone.at),
      why: words.find(`settings.back.${undone.why}`) ?? undone.why,
    }),
  };
  if (undone?.version === wanted)
    return { tone: 'trouble', sign: '✕', sentence: why?.undone ?? '' };
  if (version === wanted)
    return {
      ...{ tone: 'fine', sign: '✓' },
      sentence: words.text(version === 0 ? 'settings.in-force.none' : 'settings.in-force', {
        version,
      }),
      ...why,
    };
  const sentence = words.text(online ? 'settings.waiting' : 'settings.waiting.away', { wanted });
  return { tone: 'under-way', sign: '…', sentence, ...why };
}
