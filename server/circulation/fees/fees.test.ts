import { randomUUID } from 'node:crypto';
import { beforeAll, expect, test } from 'vitest';
import { eachDatabase } from '#tests/databases.ts';
import { foundNetwork, NOW, patron } from '#tests/fixtures/small-network.ts';
import { LIBRARIAN, staffAt } from '#tests/fixtures/small-staff.ts';
import { registry } from '../../db/registry.ts';
import type { AppDatabase } from '../../db/registry.ts';

eachDatabase((engine) => {
  let db: AppDatabase;
  let number = 0;

  beforeAll(async () => {
    db = await engine.open(registry);
    await foundNetwork(db);
    await staffAt(db, 'central');
    await staffAt(db, 'school-a');
  });

  const newPatron = async (libraryId = 'central'): Promise<string> => {
    const id = `P-${(number += 1)}`;
    await db.write('patrons-put', { patrons: [patron(id, id, { libraryId })], now: NOW });
    return id;
  };
  const act = (libraryId = 'central') => ({
    ...{ id: randomUUID() as string, now: NOW },
    actor: { ...LIBRARIAN, id: libraryId, libraryId },
  });
  const charge = async (patronId: string, amount: number, at = 0) => {
    const fee = { ...act(), now: NOW + at, patronId, kind: 'other' as const, amount };
    await db.write('fee-charge', fee);
    return fee.id;
  };
  const settle = (patronId: string, amount: number, more: object = {}) =>
    db.write('fee-settle', { ...act(), patronId, how: 'paid', amount, year: 2026, ...more });

  test('F1 money goes to the oldest fee first, and one receipt covers all that it settles', async () => {
    const id = await newPatron();
    const [later, first] = [await charge(id, 5000, 10), await charge(id, 3000)];
    expect(await settle(id, 4000)).toMatchObject({
      outcome: 'accepted',
      settled: [
        { feeId: first, amount: 3000 },
        { feeId: later, amount: 1000 },
      ],
      left: 4000,
    });
  });

  test('F2 one fee by name can be waived, and others stay owed', async () => {
    const id = await newPatron();
    const [, second] = [await charge(id, 3000), await charge(id, 5000, 10)];
    const waived = await settle(id, 5000, { feeId: second, how: 'waived' });
    expect(waived).toMatchObject({ settled: [{ feeId: second, amount: 5000 }], left: 3000 });
  });

  test('F3 more than is owed is refused, and nothing is paid', async () => {
    const id = await newPatron();
    await charge(id, 3000);
    expect(await settle(id, 3001)).toMatchObject({
      refusal: { code: 'fee-too-much', params: { owed: 3000 } },
    });
    expect(await settle(id, 3000)).toMatchObject({ left: 0 });
  });

  test('F3 where nothing is owed there is nothing to pay', async () => {
    const id = await newPatron();
    expect(await settle(id, 1)).toMatchObject({ refusal: { code: 'fee-nothing-owed' } });
    const fee = await charge(id, 1000);
    expect(await settle(id, 1, { feeId: 'nobody’s' })).toMatchObject({
      refusal: { code: 'fee-unknown' },
    });
    await settle(id, 1000);
    expect(await settle(id, 1, { feeId: fee })).toMatchObject({
      refusal: { code: 'fee-nothing-owed' },
    });
  });

  test('F4 J2 the same payment sent again is taken once and answered alike', async () => {
    const id = await newPatron();
    await charge(id, 5000);
    const payment = { ...act(), patronId: id, how: 'paid' as const, amount: 2000, year: 2026 };
    const answers = await Promise.all([1, 2, 3].map(() => db.write('fee-settle', payment)));
    expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1);
    expect(await settle(id, 3000)).toMatchObject({ left: 0 });
  });

  test('J3 an id that has been another act is refused', async () => {
    const id = await newPatron();
    const fee = await charge(id, 5000);
    expect(await settle(id, 5000, { id: fee })).toMatchObject({
      refusal: { code: 'act-id-taken' },
    });
  });

  test('F5 receipts of a library and year have no gaps, however many pay at once', async () => {
    const ids = await Promise.all(Array.from({ length: 12 }, () => newPatron()));
    for (const id of ids) await charge(id, 1000);
    // A refused payment in between takes no number.
    const year = { year: 2031 };
    const answers = await Promise.all(
      ids.flatMap((id) => [settle(id, 1000, year), settle(id, 9000, year)]),
    );
    const numbers = answers.flatMap((answer) =>
      answer.outcome === 'accepted' ? answer.receiptNumber : [],
    );
    expect(numbers.toSorted()).toEqual(
      ids.map((_, at) => `TT-2031-${String(at + 1).padStart(6, '0')}`),
    );
  });

  test('F5 two libraries with the same letters share a series: no number is given twice', async () => {
    const libraries = ['VN-HN', 'FR-HN', undefined].map((isil, at) => ({
      ...{
        id: ['ha-noi', 'hanoi-fr', 'hn'][at] ?? '',
        kind: 'ward',
        name: 'x',
        parentId: 'central',
      },
      ...{ timeZone: 'Asia/Ho_Chi_Minh', ...(isil !== undefined && { isil }) },
    }));
    await db.write('libraries-put', { libraries });
    const numbers: unknown[] = [];
    for (const { id: at } of libraries) {
      const id = await newPatron(at);
      await charge(id, 1000);
      numbers.push(await settle(id, 1000, { actor: { kind: 'system', id: 't', libraryId: at } }));
    }
    expect(numbers).toMatchObject([1, 2, 3].map((at) => ({ receiptNumber: `HN-2026-00000${at}` })));
  });

  test('J5 staff of a school charge and take money from their own patrons only', async () => {
    const [theirs, other] = [await newPatron('school-a'), await newPatron()];
    const fee = { kind: 'other' as const, amount: 1000 };
    const school = () => act('school-a');
    expect(await db.write('fee-charge', { ...school(), ...fee, patronId: theirs })).toMatchObject({
      outcome: 'accepted',
    });
    expect(await db.write('fee-charge', { ...school(), ...fee, patronId: other })).toMatchObject({
      refusal: { code: 'patron-unknown' },
    });
    const elsewhere = { ...LIBRARIAN, id: 'school-a', libraryId: 'central' };
    const there = { ...school(), ...fee, patronId: theirs, actor: elsewhere };
    expect(await db.write('fee-charge', there)).toMatchObject({
      refusal: { code: 'library-unknown' },
    });
  });
});
