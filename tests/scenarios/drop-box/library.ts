/** The far end of the line: a library that takes books back, says where they go, and falls silent. */
import type { Ils, LookupOutcome, Outcome, Transaction } from '#gateway/ils/ils.ts';

export type Fate = 'shelf' | 'hold' | 'other-library' | 'foreign';

export class ReturningLibrary implements Pick<Ils, 'patron' | 'transact' | 'lookup'> {
  state: 'answers' | 'unreachable' | 'silent' = 'answers';
  /** Every checkin that was carried out, in order; by the transaction's id it is one. */
  readonly carriedOut: Transaction[] = [];
  readonly #fates: ReadonlyMap<string, Fate>;

  constructor(fates: ReadonlyMap<string, Fate>) {
    this.#fates = fates;
  }

  patron = async () => ({ outcome: 'unreachable' }) as const;

  transact = async (transaction: Transaction): Promise<Outcome> => {
    if (this.state === 'unreachable') return { outcome: 'unreachable' };
    const answer = this.#carryOut(transaction);
    return this.state === 'silent' ? { outcome: 'unknown' } : answer;
  };

  lookup = async ({ id }: Transaction): Promise<LookupOutcome> => {
    if (this.state !== 'answers') return { outcome: 'unreachable' };
    const known = this.carriedOut.find((each) => each.id === id);
    return known ? this.#answer(known) : { outcome: 'never-arrived' };
  };

  /** How often a book was checked in. */
  checkins(identifier: string): number {
    return this.carriedOut.filter(({ item }) => item.identifier === identifier).length;
  }

  #carryOut(transaction: Transaction): Exclude<Outcome, { outcome: 'unknown' }> {
    const answer = this.#answer(transaction);
    const isKnown = this.carriedOut.some(({ id }) => id === transaction.id);
    if (answer.outcome === 'accepted' && !isKnown) this.carriedOut.push(transaction);
    return answer;
  }

  #answer({ item, mode }: Transaction): Exclude<Outcome, { outcome: 'unknown' }> {
    const fate = this.#fates.get(item.identifier) ?? 'foreign';
    // A promise is never refused: whatever is wrong with it becomes a task for staff.
    if (fate === 'foreign' && mode === 'attempt') {
      return { outcome: 'refused', refusal: { code: 'item-unknown', params: {} } };
    }
    const destination = fate === 'foreign' ? 'shelf' : fate;
    return { outcome: 'accepted', item: { title: item.identifier, author: '' }, destination };
  }
}
