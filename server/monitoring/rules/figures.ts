/** What terminals have done, added up. */

export const FIGURES = [
  'visits',
  'checkouts',
  'checkins',
  'renewals',
  'refusals',
  'receipts',
  'faults',
  'paperChanges',
] as const;
export type Counts = Record<(typeof FIGURES)[number], number>;

export interface Figures extends Counts {
  onlineMinutes: number;
  /** Of the span, as far as it is over and the terminal was in use. */
  thereMinutes: number;
  /** Part of the time it was there, 0 to 1; absent: it was not there yet. */
  upTime?: number;
  alerts: number;
  alertMinutes: number;
  longestSilenceMinutes: number;
}

export const sumOf = (counts: readonly Counts[]): Counts => {
  const sum = (name: keyof Counts): number => counts.reduce((total, one) => total + one[name], 0);
  return Object.fromEntries(FIGURES.map((name) => [name, sum(name)])) as Counts;
};

/** Of many terminals together: the up-time is that of all their hours. */
export function allFigures(figures: readonly Figures[]): Figures {
  const sum = (name: 'onlineMinutes' | 'thereMinutes' | 'alerts' | 'alertMinutes'): number =>
    figures.reduce((total, one) => total + one[name], 0);
  const [onlineMinutes, thereMinutes] = [sum('onlineMinutes'), sum('thereMinutes')];
  return {
    ...sumOf(figures),
    ...{ onlineMinutes, thereMinutes, ...upTimeOf(onlineMinutes, thereMinutes) },
    alerts: sum('alerts'),
    alertMinutes: sum('alertMinutes'),
    longestSilenceMinutes: Math.max(0, ...figures.map((one) => one.longestSilenceMinutes)),
  };
}

export const upTimeOf = (onlineMinutes: number, thereMinutes: number): { upTime?: number } =>
  thereMinutes > 0 ? { upTime: Math.min(1, onlineMinutes / thereMinutes) } : {};
