/** What goes in, what is refused, and what the same again does. */
import { beforeAll, describe, expect, test } from 'vitest';
import { eachDatabase } from '#tests/databases.ts';
import { counted, DRAGON, item, patron, smallImport } from '#tests/fixtures/small-import.ts';
import type { SmallImport } from '#tests/fixtures/small-import.ts';
import { applyFile, checkFile } from './importer.ts';

eachDatabase((engine) => {
  let small: SmallImport;
  beforeAll(async () => {
    small = await smallImport(engine);
  });

  test('U2: what came in is lent at once', async () => {
    const { added, refused } = await small.brought({
      patrons: [patron('lender')],
      titles: [DRAGON],
      items: [item('lent')],
    });
    expect([added, refused]).toEqual([3, 0]);
    expect(await small.lend('CODE-lent', 'CARD-lender')).toMatchObject({
      answer: { outcome: 'accepted', item: { title: 'Con rồng nhỏ' } },
    });
  });

  describe('U1: a row is refused with its reason, and the rest goes in', () => {
    test('U2–U4: where it names what is not there, or a number that is somebody else’s, or comes twice', async () => {
      const { job, added, refused } = await small.brought({
        patrons: [
          patron('a1'),
          patron('a2', { patronClass: 'nobody' }),
          patron('a3', { cards: [{ value: 'CARD-a1' }] }),
          patron('a1', { givenName: 'Khác' }),
          patron('a5', { birthDate: '2015-02-30' }),
          patron('a6', { guardianId: 'a1' }),
          patron('a7', { guardianId: 'a2' }),
        ],
      });
      expect([added, refused]).toEqual([2, 5]);
      expect(await small.refusals(job)).toEqual([
        { row: 2, field: 'patronClass', code: 'unknown-reference' },
        { row: 3, field: 'cards.0.value', code: 'number-taken' },
        { row: 4, field: 'id', code: 'twice' },
        { row: 5, field: 'birthDate', code: 'does-not-fit' },
        { row: 7, field: 'guardianId', code: 'unknown-reference' },
      ]);
    });

    test('U1: and nothing of it: its card stays free', async () => {
      await small.brought({ patrons: [patron('half', { guardianId: 'nobody' })] });
      expect(await small.known('CARD-half')).toBe('none');
    });

    test('U5: never told with a PIN or a whole card number', async () => {
      await small.brought({ patrons: [patron('holder')] });
      const { job } = await small.brought({
        patrons: [patron('secret', { pin: 'x', cards: [{ value: 'CARD-holder' }] })],
      });
      const again = await small.brought({
        patrons: [patron('other', { cards: [{ value: 'CARD-holder' }] })],
      });
      const told = JSON.stringify([
        ...(await small.refused(job)),
        ...(await small.refused(again.job)),
      ]);
      expect(told).toContain('…der');
      expect(told).not.toMatch(/CARD-holder|"x"/);
    });
  });

  test('U6: a preview tells what would happen, with rows that refer to one another, and changes nothing', async () => {
    await small.brought({ patrons: [patron('elder')] });
    const content = {
      patrons: [
        patron('seen', { guardianId: 'elder' }),
        patron('seen2', { guardianId: 'seen' }),
        patron('lost', { guardianId: 'x' }),
      ],
      titles: [{ ...DRAGON, id: 'fresh' }],
      items: [
        item('seen', { titleId: 'fresh' }),
        item('seen2', { titleId: 'fresh', identifiers: [{ kind: 'barcode', value: 'CODE-seen' }] }),
      ],
    };
    const job = await small.begun(content);
    const preview = counted(await checkFile(small.deps, job));
    expect(preview).toMatchObject({ state: 'checked', added: 4, refused: 2 });
    expect(await small.known('CARD-seen')).toBe('none');
    expect(counted(await applyFile(small.deps, job))).toMatchObject({
      state: 'applied',
      added: 4,
      refused: 2,
    });
    expect(await small.known('CARD-seen')).toBe('one');
  });

  test('U7: the same again changes nothing; what a list does not say stays on record', async () => {
    const whole = { patrons: [patron('same', { phone: '0900', birthDate: '2015-01-02' })] };
    await small.brought(whole);
    expect(await small.brought(whole)).toMatchObject({ added: 0, changed: 0, unchanged: 1 });
    expect(await small.brought({ patrons: [patron('same', { givenName: 'Đào' })] })).toMatchObject({
      unchanged: 1,
    });
  });

  test('U7: a school’s list puts a pupil into another class, and says nothing of other libraries', async () => {
    const at = (libraryId: string, classGroup: string) => ({
      libraryId,
      classGroup,
      schoolYear: '2026-2027',
      role: 'pupil',
    });
    await small.brought({
      patrons: [patron('moves', { memberships: [at('school', '4A'), at('central', '')] })],
    });
    const { job } = await small.brought(
      { patrons: [patron('moves', { memberships: [at('school', '5A')] })] },
      { only: ['school'] },
    );
    const groups = async () => {
      const rows = await small.rows(
        `select library_id, class_group from membership where patron_id = 'moves'`,
      );
      return rows.map((row) => `${String(row['library_id'])} ${String(row['class_group'])}`).sort();
    };
    expect(await groups()).toEqual(['central ', 'school 5A']);
    await small.undone(job);
    expect(await groups()).toEqual(['central ', 'school 4A']);
  });

  test('U10: bounded to a school, it touches no other library and no common title', async () => {
    await small.brought({ titles: [{ ...DRAGON, id: 'common' }] });
    const { job, added } = await small.brought(
      {
        patronClasses: [{ id: 'vip', name: 'VIP' }],
        patrons: [patron('own'), patron('foreign', { libraryId: 'central' })],
        titles: [{ ...DRAGON, id: 'common', title: 'Khác' }],
      },
      { only: ['school'] },
    );
    expect(added).toBe(1);
    expect((await small.refusals(job)).map(({ code }) => code)).toEqual([
      'whole-network-only',
      'other-library',
      'title-differs',
    ]);
  });

  test('U1: a file that breaks off is told with its line; what had gone in can be taken back', async () => {
    const text = `{"patrons": [\n${JSON.stringify(patron('torn'))},\n{"id": "torn2", `;
    const job = await small.begun(text);
    const ended = await applyFile(small.deps, job);
    expect(ended).toMatchObject({
      outcome: 'unreadable',
      reason: 'line 3: the file ends in the middle: it is not whole',
    });
    expect(await small.undone(job)).toMatchObject({ state: 'undone' });
    expect(await small.known('CARD-torn')).toBe('none');
  });
});
