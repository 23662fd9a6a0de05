/** What became of an order. */
export interface Obeyed {
  readonly outcome: 'done' | 'refused' | 'failed';
  readonly code?: string;
  /** For staff, in English; nothing of it is about a person. */
  readonly message?: string;
}

export const DONE: Obeyed = { outcome: 'done' };
export const refused = (code: string): Obeyed => ({ outcome: 'refused', code });

/** What is kept of each order on disk, so that none is carried out twice (RH2, RH7). */
export interface KnownOrder {
  readonly id: string;
  /** Absent: it was begun, and not ended. */
  readonly obeyed?: Obeyed;
}

/** So many are remembered: far more than can wait at the server at once (RH5). */
export const MOST_KNOWN = 200;

/** @param known oldest first */
export const remembered = (
  known: readonly KnownOrder[],
  order: KnownOrder,
): readonly KnownOrder[] =>
  [...known.filter(({ id }) => id !== order.id), order].slice(-MOST_KNOWN);

/** What was begun before a sudden end may have been done: it is never done again. */
export const afterSuddenEnd = (known: readonly KnownOrder[]): readonly KnownOrder[] =>
  known.map((order) => ({
    ...order,
    obeyed: order.obeyed ?? { outcome: 'failed', code: 'interrupted' },
  }));
