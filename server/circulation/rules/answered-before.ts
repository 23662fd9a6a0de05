/** One id, one answer for each mode (design decision 5): what is told to a transaction that was answered before. */

export type Mode = 'attempt' | 'promise';

/** What was answered under this id so far. */
export type Answered<A> = Readonly<Record<Mode, A | undefined>>;

export interface Known<A> {
  readonly answer: A;
  /** It is the other mode's answer, and from now on this one's too. */
  readonly repeats: boolean;
}

/**
 * The same mode has the same answer. An accepted attempt is what its promise repeats; a promise that came first stands,
 * whatever its late attempt would be told.
 * @returns undefined when it is still to be carried out
 */
export function answeredBefore<A extends { readonly outcome: string }>(
  mode: Mode,
  answered: Answered<A>,
): Known<A> | undefined {
  const same = answered[mode];
  if (same) return { answer: same, repeats: false };
  const other = answered[mode === 'attempt' ? 'promise' : 'attempt'];
  return other?.outcome === 'accepted' ? { answer: other, repeats: true } : undefined;
}
