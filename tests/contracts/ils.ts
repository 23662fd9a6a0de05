/** What every Ils must do, whichever library system stands behind it. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { v7 as newId } from 'uuid';
import type { Ils, Transaction } from '#gateway/ils/ils.ts';
import type { SimulatedNetwork } from '#tests/simulators/network.ts';

/** In what implementers differ, and may. */
export interface IlsAbilities {
  /** Keeps one outcome for each id; else what became of a transaction is told from the loan itself, whoever's id made it. */
  readonly knowsIds: boolean;
}

/** A library on the other side of a network that can be cut, and what there is in it to try. */
export interface IlsUnderTest {
  readonly ils: Ils;
  readonly network: SimulatedNetwork;
  /** May borrow; has a PIN. */
  readonly card: string;
  readonly pin: string;
  /** Identifiers of items on the shelf that this card may borrow, at least ten; none is used twice here. */
  readonly books: readonly string[];
  readonly abilities: IlsAbilities;
  /** Resolves when it can be asked again after the network has healed; absent where each call dials by itself. */
  readonly reachable?: () => Promise<void>;
  close(): Promise<void>;
}

export function ilsContract(name: string, open: () => Promise<IlsUnderTest>): void {
  describe(name, () => {
    let under: IlsUnderTest;
    let next = 0;
    beforeAll(async () => (under = await open()));
    afterAll(() => under.close());

    const book = (): string => {
      const identifier = under.books[next++];
      if (identifier === undefined) throw new Error('the contract needs more books');
      return identifier;
    };
    const transaction = (part: Partial<Transaction> & Pick<Transaction, 'item'>): Transaction => ({
      id: newId(),
      act: 'checkout',
      mode: 'attempt',
      card: under.card,
      occurredAt: Date.now(),
      ...part,
    });
    const loanOf = (identifier: string) => transaction({ item: { identifier } });
    const returnOf = (identifier: string) => transaction({ act: 'checkin', item: { identifier } });

    test('knows a patron by the card, and says no more than a screen shows', async () => {
      const answer = await under.ils.patron({ card: under.card, entry: 'scanned' });
      expect(answer).toMatchObject({
        outcome: 'accepted',
        patron: { initial: expect.stringMatching(/^\p{L}$/u), hasPin: true, pinVerified: false },
      });
    });

    test('refuses an unknown card with a code', async () => {
      const answer = await under.ils.patron({ card: 'no-such-card', entry: 'scanned' });
      expect(answer).toMatchObject({ outcome: 'refused', refusal: { code: expect.any(String) } });
    });

    test('shows the account only for the right PIN', async () => {
      const { card, ils, pin } = under;
      expect(await ils.account({ card, pin, entry: 'scanned' })).toMatchObject({
        outcome: 'accepted',
        account: { loans: expect.any(Array) },
      });
      expect(await ils.account({ card, pin: `${pin}0`, entry: 'scanned' })).toMatchObject({
        outcome: 'refused',
      });
    });

    test('knows an item, and refuses an unknown one', async () => {
      const identifier = book();
      expect(await under.ils.item({ identifier })).toMatchObject({
        outcome: 'accepted',
        item: { title: expect.any(String), author: expect.any(String) },
      });
      expect(await under.ils.item({ identifier: 'no-such-item' })).toMatchObject({
        outcome: 'refused',
        refusal: { code: 'item-unknown' },
      });
    });

    test('lends a book, shows it in the account, and takes it back', async () => {
      const { card, ils, pin } = under;
      const identifier = book();
      const lent = await ils.transact(loanOf(identifier));
      expect(lent).toMatchObject({ outcome: 'accepted', item: { title: expect.any(String) } });
      expect(lent.outcome === 'accepted' && lent.dueAt).toBeGreaterThan(Date.now());
      const account = await ils.account({ card, pin, entry: 'scanned' });
      expect(JSON.stringify(account)).toContain(JSON.stringify(identifier));
      expect(await ils.transact(returnOf(identifier))).toMatchObject({
        outcome: 'accepted',
        destination: expect.any(String),
      });
    });

    test('gives the same id the same answer, one after the other and at once', async () => {
      const loan = loanOf(book());
      const first = await under.ils.transact(loan);
      const again = await Promise.all([1, 2, 3].map(() => under.ils.transact(loan)));
      expect(again).toEqual([first, first, first]);
      const checkin = returnOf(loan.item.identifier);
      const [one, two] = await Promise.all([
        under.ils.transact(checkin),
        under.ils.transact(checkin),
      ]);
      expect(one).toEqual(two);
    });

    test('tells by lookup what became of a transaction, and what never arrived', async () => {
      const loan = loanOf(book());
      const answer = await under.ils.transact(loan);
      expect(await under.ils.lookup(loan)).toEqual(answer);
      expect(await under.ils.lookup(loanOf(book()))).toEqual({ outcome: 'never-arrived' });
      expect(await under.ils.lookup({ ...loan, id: newId() })).toMatchObject({
        outcome: under.abilities.knowsIds ? 'never-arrived' : 'accepted',
      });
    });

    test('keeps a refusal too: the lookup tells it', async () => {
      const loan = loanOf('no-such-item');
      const answer = await under.ils.transact(loan);
      expect(answer).toMatchObject({ outcome: 'refused' });
      expect(await under.ils.lookup(loan)).toEqual(answer);
    });

    test('takes a promise for a book that the rules would not lend twice', async () => {
      const loan = loanOf(book());
      await under.ils.transact(loan);
      const { id, ...promised } = loan;
      expect(id).not.toBe('');
      expect(await under.ils.transact({ ...promised, id: newId(), mode: 'promise' })).toMatchObject(
        {
          outcome: 'accepted',
        },
      );
    });

    test('undoes a loan just made', async () => {
      const loan = loanOf(book());
      await under.ils.transact(loan);
      const undo = { ...returnOf(loan.item.identifier), undoOf: loan.id };
      expect(await under.ils.transact(undo)).toMatchObject({ outcome: 'accepted' });
      expect(await under.ils.transact(loanOf(loan.item.identifier))).toMatchObject({
        outcome: 'accepted',
      });
    });

    test('says unreachable while the network is cut, and has done nothing then', async () => {
      const loan = loanOf(book());
      under.network.simulateCut();
      // A question first: an act on a connection whose loss nobody has noticed yet would be in doubt.
      expect(await under.ils.patron({ card: under.card, entry: 'scanned' })).toEqual({
        outcome: 'unreachable',
      });
      expect(await under.ils.transact(loan)).toEqual({ outcome: 'unreachable' });
      expect(await under.ils.lookup(loan)).toEqual({ outcome: 'unreachable' });
      await under.network.heal();
      await under.reachable?.();
      expect(await under.ils.lookup(loan)).toEqual({ outcome: 'never-arrived' });
    });

    test('says unknown when the answer is cut off, and the lookup finds it done', async () => {
      const loan = loanOf(book());
      // A connection that stands, so that the request is what is cut and not the dialling.
      await under.ils.item(loan.item);
      const before = under.network.counters.cutAfterRequest;
      under.network.simulateCutAfterRequest();
      expect(await under.ils.transact(loan)).toEqual({ outcome: 'unknown' });
      expect(under.network.counters.cutAfterRequest).toBe(before + 1);
      expect(await under.ils.lookup(loan)).toMatchObject({ outcome: 'accepted' });
    });
  });
}
