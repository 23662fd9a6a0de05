/** A loan that staff have taken back stays that, whatever a terminal tells late of the time before (Q23). */
import { randomUUID } from 'node:crypto';
import { beforeEach, expect, test } from 'vitest';
import { eachDatabase } from '#tests/databases.ts';
import { DAY, foundNetwork, item, NOW, patron } from '#tests/fixtures/small-network.ts';
import { LIBRARIAN, staffAt } from '#tests/fixtures/small-staff.ts';
import { wish } from '#tests/fixtures/wish.ts';
import { registry } from '../../db/registry.ts';
import type { AppDatabase } from '../../db/registry.ts';

/** The network was away for a day. */
const LATER = NOW + DAY;
/** The card had expired when the loan was promised: a matter to settle. */
const EXPIRED = { expiresOn: '2026-09-30' };

eachDatabase((engine) => {
  let db: AppDatabase;
  /** Of the loan to An, which fell due three days ago. */
  const loanId = randomUUID();

  beforeEach(async () => {
    db = await engine.open(registry);
    await foundNetwork(db);
    await staffAt(db, 'central');
    await db.write('items-put', { items: [item('book', 'book')] });
    const patrons = [patron('an', 'An', EXPIRED), patron('binh', 'Binh'), patron('chi', 'Chi')];
    await db.write('patrons-put', { patrons, now: NOW });
    const hold = { patronId: 'chi', itemId: 'book', pickupLibraryId: 'central' };
    await db.write('hold-place', { ...act(), ...hold, now: NOW - 30 * DAY });
    await tell({ act: 'checkout', card: 'An', id: loanId, dueAt: NOW - 3 * DAY }, NOW - 20 * DAY);
    const conflict = { transactionId: loanId, kind: 'card-expired', receiptCode: randomUUID() };
    const reversal = { ...act(), ...conflict, choice: 'reverse' as const, note: '' };
    expect(await db.write('conflict-decide', reversal)).toMatchObject({ outcome: 'accepted' });
  });

  const act = () => ({ id: randomUUID() as string, actor: LIBRARIAN, now: LATER });
  const tell = (
    what: Partial<Parameters<typeof wish>[0]> & { act: 'checkout' | 'checkin' },
    at: number,
  ) =>
    db.write('transact', {
      ...wish({ book: 'book', mode: 'promise', occurredAt: at, ...what }),
      now: LATER,
    });
  const account = async (patronId: string) => {
    const reach = { actor: LIBRARIAN, now: LATER };
    return db.read('staff-patron', { reach, patronId });
  };

  test('Q23 a return: it is taken back still, and costs nothing', async () => {
    await tell({ act: 'checkin' }, NOW);
    expect(await db.read('loan-by-id', { id: loanId })).toMatchObject({ ended: { how: 'undone' } });
    expect(await account('an')).toMatchObject({ loans: [], owed: 0 });
    expect((await account('chi'))?.holds).toMatchObject([{ state: 'on-shelf' }]);
  });

  test('Q23 a loan to somebody else: staff have had the book since', async () => {
    await tell({ act: 'checkout', card: 'Binh' }, NOW);
    expect(await db.read('loan-by-id', { id: loanId })).toMatchObject({ ended: { how: 'undone' } });
    expect(await account('an')).toMatchObject({ loans: [], owed: 0 });
    expect(await account('binh')).toMatchObject({ loans: [] });
    expect((await account('chi'))?.holds).toMatchObject([{ state: 'on-shelf' }]);
  });
});
