import { randomUUID } from 'node:crypto';
import { beforeAll, expect, test } from 'vitest';
import { eachDatabase } from '#tests/databases.ts';
import { foundNetwork, item, NOW, patron } from '#tests/fixtures/small-network.ts';
import { staffAt } from '#tests/fixtures/small-staff.ts';
import { answerIn, wish } from '#tests/fixtures/wish.ts';
import { registry } from '../../db/registry.ts';
import type { AppDatabase } from '../../db/registry.ts';
import type { LoanPolicy } from '../rules/loan-policy.ts';
import { TryRequest } from './schema.ts';

eachDatabase((engine) => {
  let db: AppDatabase;
  let number = 0;

  beforeAll(async () => {
    db = await engine.open(registry);
    await foundNetwork(db);
    await staffAt(db, 'network', 'administrator');
    await staffAt(db, 'school-a', 'administrator');
    await staffAt(db, 'school-a', 'librarian', 'librarian-a');
    await db.write('items-put', { items: [item('book', 'book')] });
    await db.write('patrons-put', { patrons: [patron('an', 'an')], now: NOW });
  });

  const by = (id: string, libraryId: string) => ({
    ...{ id: randomUUID() as string, now: NOW },
    actor: { kind: 'staff', id, libraryId } as const,
  });
  const rule = (libraryId: string, more: Partial<LoanPolicy> = {}): LoanPolicy => ({
    ...{ id: `rule-${(number += 1)}`, libraryId, loanDays: 7, renewals: 0, requiresPin: false },
    ...{ overduePerDay: 0, graceDays: 0, holdDays: 5, lostProcessingFee: 0, itemClass: 'disc' },
    ...more,
  });
  const table = async (libraryId: string, account = 'network') => {
    const reach = { actor: { kind: 'staff', id: account } as const, now: NOW };
    return db.read('rule-table', { reach, libraryId });
  };
  const tried = (more: object, account = 'network') =>
    db.read('rule-try', {
      reach: { actor: { kind: 'staff', id: account } as const, now: NOW },
      ...TryRequest.parse({
        ...{ patron: { card: 'an' }, item: { label: 'book' } },
        ...{ library: 'central', day: '2026-11-23', daysLate: 2 },
        ...more,
      }),
    });

  test('P5 the table names for each pair of classes the rule in force, and where it comes from', async () => {
    const own = rule('school-b', { itemClass: 'book' });
    await db.write('rule-put', { ...by('network', 'school-b'), policy: own });
    const shown = await table('school-b');
    expect(shown?.lineage.map(({ id }) => id)).toEqual(['school-b', 'central', 'network']);
    const cell = (itemClass: string) => shown?.cells.find((one) => one.itemClass === itemClass);
    expect(cell('book')).toMatchObject({ rule: own.id, inherited: false });
    expect(cell('disc')).toMatchObject({ rule: 'disc', inherited: true });
    expect(cell('reference')).not.toHaveProperty('rule.length');
    expect(shown?.own.map(({ id }) => id)).toEqual([own.id]);
    expect(shown?.rules.map(({ id }) => id).toSorted()).toEqual(['disc', own.id].toSorted());
  });

  test('P5 a rule that is put decides the next loan, and one taken away no more', async () => {
    const due = async () => (await tried({}))?.dueOn;
    expect(await due()).toBe('2026-12-07');
    const own = rule('central', { itemClass: 'book', loanDays: 3 });
    await db.write('rule-put', { ...by('network', 'central'), policy: own });
    expect(await due()).toBe('2026-11-26');
    const lent = await db.write('transact', wish({ act: 'checkout', card: 'an', book: 'book' }));
    expect(answerIn(lent)).toMatchObject({ dueAt: Date.parse('2026-11-26T16:59:59.999Z') });
    await db.write('transact', wish({ act: 'checkin', book: 'book' }));
    await db.write('rule-delete', { ...by('network', 'central'), ruleId: own.id });
    expect(await due()).toBe('2026-12-07');
  });

  test('P6 one rule a pair of classes and library', async () => {
    const first = rule('school-a');
    const put = (policy: LoanPolicy) =>
      db.write('rule-put', { ...by('school-a', 'school-a'), policy });
    expect(await put(first)).toEqual({ outcome: 'accepted' });
    expect(await put(rule('school-a'))).toMatchObject({ refusal: { code: 'rule-exists' } });
    expect(await put({ ...first, loanDays: 5 })).toEqual({ outcome: 'accepted' });
    expect(await put(rule('school-a', { patronClass: 'nobody' }))).toMatchObject({
      refusal: { code: 'class-unknown' },
    });
  });

  test('P7 rules are changed by administrators, at and below their library', async () => {
    const at = (account: string, libraryId: string, ruleOf = libraryId) =>
      db.write('rule-put', {
        ...by(account, libraryId),
        policy: rule(ruleOf, { patronClass: 'adult' }),
      });
    expect(await at('school-a', 'school-a')).toEqual({ outcome: 'accepted' });
    expect(await at('librarian-a', 'school-a')).toMatchObject({
      refusal: { code: 'library-unknown' },
    });
    expect(await at('school-a', 'central')).toMatchObject({ refusal: { code: 'library-unknown' } });
    const taken = { ...by('school-a', 'school-a'), ruleId: 'any' };
    expect(await db.write('rule-delete', taken)).toMatchObject({
      refusal: { code: 'rule-unknown' },
    });
    const moved = { ...rule('school-a'), id: 'any' };
    expect(
      await db.write('rule-put', { ...by('school-a', 'school-a'), policy: moved }),
    ).toMatchObject({ refusal: { code: 'rule-unknown' } });
    // An administrator's place does not stand in for that of the rule.
    expect(await at('school-a', 'school-a', 'central')).toMatchObject({ outcome: 'refused' });
    expect(await table('central', 'school-a')).toBeUndefined();
    expect(await table('school-a', 'librarian-a')).toMatchObject({ mayChange: false });
    expect(await table('school-a', 'school-a')).toMatchObject({
      ...{ mayChange: true, mayChangeClasses: false },
    });
  });

  test('P8 classes are the whole network’s', async () => {
    const teacher = { classId: 'teacher', name: 'Giáo viên' };
    expect(
      await db.write('patron-class-put', { ...by('school-a', 'school-a'), ...teacher }),
    ).toMatchObject({ refusal: { code: 'library-unknown' } });
    expect(await db.write('patron-class-put', { ...by('network', 'network'), ...teacher })).toEqual(
      { outcome: 'accepted' },
    );
    // Not lent: no rule of another test’s table decides it.
    const map = { classId: 'map', name: 'Bản đồ', loanable: false, mediaType: '009' };
    await db.write('item-class-put', { ...by('network', 'network'), ...map });
    const shown = await table('network');
    expect(shown?.patronClasses.map(({ id }) => id)).toContain('teacher');
    expect(shown?.itemClasses).toContainEqual({
      ...{ id: 'map', name: 'Bản đồ', loanable: false, mediaType: '009' },
    });
  });

  test('W1 a patron and a book as they are now, or of a class', async () => {
    expect(await tried({ patron: { class: 'adult' }, item: { class: 'disc' } })).toMatchObject({
      ...{ outcome: 'accepted', dueOn: '2026-11-30' },
      rule: { id: 'disc', library: { id: 'network' } },
      why: { level: 1, patronClass: 'any', itemClass: 'named' },
    });
    expect(await tried({ item: { class: 'reference' } })).toMatchObject({
      ...{ outcome: 'refused', refusal: { code: 'not-for-loan' } },
    });
    const later = { day: '2027-01-04' };
    expect(await tried(later)).toMatchObject({ dueOn: '2027-01-18' });
  });

  test('W2 what the patron has of a class counts for a book of that class as well', async () => {
    await db.write('patrons-put', { patrons: [patron('films', 'films')], now: NOW });
    await db.write('items-put', { items: [item('film', 'film', { itemClass: 'disc' })] });
    await db.write('transact', wish({ act: 'checkout', card: 'films', book: 'film' }));
    const films = { patron: { card: 'films' } };
    expect(await tried({ ...films, item: { class: 'disc' } })).toMatchObject({
      refusal: { code: 'class-limit-reached', params: { count: 1 } },
    });
    expect(await tried({ ...films, item: { class: 'book' } })).toMatchObject({
      outcome: 'accepted',
    });
  });

  test('W2 of a blocked patron it is said that they are, whatever the label, as lending does', async () => {
    await db.write('patrons-put', { patrons: [patron('barred', 'barred')], now: NOW });
    await db.write('block-put', {
      ...{ ...by('network', 'network'), patronId: 'barred', reason: 'misuse' },
    });
    const asked = { patron: { card: 'barred' }, item: { label: 'nothing' } };
    expect(await tried(asked)).toMatchObject({ refusal: { code: 'patron-blocked' } });
    expect(
      answerIn(
        await db.write('transact', wish({ act: 'checkout', card: 'barred', book: 'nothing' })),
      ),
    ).toMatchObject({ refusal: { code: 'patron-blocked' } });
  });

  test('W5 a number that leads nowhere is said to; a patron of another library too', async () => {
    expect(await tried({ patron: { card: 'nobody' } })).toMatchObject({
      refusal: { code: 'card-unknown' },
    });
    expect(await tried({ item: { label: 'nothing' } })).toMatchObject({
      refusal: { code: 'item-unknown' },
    });
    expect(await tried({ library: 'school-a' }, 'school-a')).toMatchObject({
      refusal: { code: 'patron-unknown' },
    });
    expect(await tried({}, 'school-a')).toBeUndefined();
  });
});
