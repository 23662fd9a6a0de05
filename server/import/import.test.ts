import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { collected } from '#tests/collected.ts';
import { v7 as uuidv7 } from 'uuid';
import type { AppDatabase } from '#server/db/registry.ts';
import { registry } from '#server/db/registry.ts';
import { peek } from '#tests/fixtures/peek.ts';
import type { DatabasePlace } from '#server/db/open.ts';
import { eachDatabase } from '#tests/databases.ts';
import { openPinSeal } from '../patrons/sealed-pins/pin-seal.ts';
import { applyFile, checkFile } from './importer.ts';
import type { Ended, ImporterDeps, ImportJob } from './importer.ts';
import { refusalsOf } from './refusals.ts';
import { makeEntry } from './rules/make.ts';
import { digestOfFile } from './rows.ts';
import { BatchSettings } from './rules/settings.ts';
import { undoBatch } from './undo.ts';

const NOW = Date.parse('2026-11-23T03:00:00Z');
const NETWORK = {
  libraries: [
    { id: 'central', kind: 'central', name: 'Thư viện tỉnh' },
    { id: 'school', parentId: 'central', kind: 'school', name: 'Trường Hoa Mai' },
  ],
  patronClasses: [{ id: 'child', name: 'Thiếu nhi' }],
  itemClasses: [{ id: 'book', name: 'Sách' }],
  policies: [{ id: 'rule', libraryId: 'central', loanDays: 14, renewals: 1 }],
};
const patron = (id: string, more: object = {}) => ({
  id,
  libraryId: 'school',
  familyName: 'Nguyễn',
  givenName: 'Đào',
  patronClass: 'child',
  cards: [{ value: `CARD-${id}` }],
  ...more,
});
const item = (id: string, more: object = {}) => ({
  id,
  titleId: 'dragon',
  homeLibraryId: 'school',
  itemClass: 'book',
  identifiers: [{ kind: 'barcode', value: `CODE-${id}` }],
  ...more,
});
const DRAGON = { id: 'dragon', title: 'Con rồng nhỏ', author: 'Trần Mây', year: 2019 };

eachDatabase((engine) => {
  let db: AppDatabase;
  let place: DatabasePlace;
  let deps: ImporterDeps;
  let folder = '';
  beforeAll(async () => {
    place = await engine.place();
    db = await engine.open(registry, place);
    folder = mkdtempSync(join(tmpdir(), 'nhipcau-import-'));
    engine.after(() => rmSync(folder, { recursive: true, force: true }));
    deps = { db, pinSeal: openPinSeal(folder), now: () => NOW };
    await brought(NETWORK);
  });

  async function begun(content: object | string, settings: object = {}): Promise<ImportJob> {
    const batchId = uuidv7();
    const file = join(folder, batchId);
    writeFileSync(file, typeof content === 'string' ? content : JSON.stringify(content));
    const fresh = {
      id: batchId,
      name: batchId,
      format: 'json',
      ...(await digestOfFile(file)),
    } as const;
    const said = {
      settings: BatchSettings.parse(settings),
      by: 'system:cli',
      now: NOW,
      afresh: true,
    };
    await db.write('import-begin', { ...fresh, ...said });
    return { batchId, file, by: 'system:cli', rest: 0 };
  }
  async function brought(content: object | string, settings: object = {}) {
    const job = await begun(content, settings);
    return { job, ...counted(await applyFile(deps, job)) };
  }
  function counted(ended: Ended) {
    if (ended.outcome === 'not-possible') throw new Error('not possible');
    const { state, added, changed, unchanged, refused, put_back, kept } = ended.batch;
    return { state, added, changed, unchanged, refused, putBack: put_back, kept };
  }
  const undone = async ({ batchId }: ImportJob) =>
    counted(await undoBatch(deps, { batchId, by: 'system:cli', rest: 0 }));
  const refusals = async ({ batchId }: ImportJob) =>
    (await collected(refusalsOf(db, batchId))).map(({ row, field, code }) => ({
      row,
      field,
      code,
    }));
  const known = async (card: string) =>
    (await db.read('patron-by-card', { libraryId: 'school', card, now: NOW })).kind;
  const lend = (identifier: string, card: string, id = uuidv7()) =>
    db.write('transact', {
      ...{ id, act: 'checkout', mode: 'attempt', card, item: { identifier }, occurredAt: NOW },
      ...{ terminalId: 'kiosk', libraryId: 'school', fingerprint: id, receiptCode: id, now: NOW },
    });

  test('U2: what came in is lent at once', async () => {
    const { added, refused } = await brought({
      patrons: [patron('lender')],
      titles: [DRAGON],
      items: [item('lent')],
    });
    expect([added, refused]).toEqual([3, 0]);
    expect(await lend('CODE-lent', 'CARD-lender')).toMatchObject({
      answer: { outcome: 'accepted', item: { title: 'Con rồng nhỏ' } },
    });
  });

  describe('U1: a row is refused with its reason, and the rest goes in', () => {
    test('U2–U4: where it names what is not there, or a number that is somebody else’s, or comes twice', async () => {
      const { job, added, refused } = await brought({
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
      expect(await refusals(job)).toEqual([
        { row: 2, field: 'patronClass', code: 'unknown-reference' },
        { row: 3, field: 'cards.0.value', code: 'number-taken' },
        { row: 4, field: 'id', code: 'twice' },
        { row: 5, field: 'birthDate', code: 'does-not-fit' },
        { row: 7, field: 'guardianId', code: 'unknown-reference' },
      ]);
    });

    test('U1: and nothing of it: its card stays free', async () => {
      await brought({ patrons: [patron('half', { guardianId: 'nobody' })] });
      expect(await known('CARD-half')).toBe('none');
    });

    test('U5: never told with a PIN or a whole card number', async () => {
      const { job } = await brought({
        patrons: [patron('secret', { pin: 'x', cards: [{ value: 'CARD-a1' }] })],
      });
      const again = await brought({
        patrons: [patron('other', { cards: [{ value: 'CARD-lender' }] })],
      });
      const told = JSON.stringify([
        ...(await collected(refusalsOf(db, job.batchId))),
        ...(await collected(refusalsOf(db, again.job.batchId))),
      ]);
      expect(told).toContain('…der');
      expect(told).not.toMatch(/CARD-lender|"x"/);
    });
  });

  test('U6: a preview tells what would happen, with rows that refer to one another, and changes nothing', async () => {
    const content = {
      patrons: [
        patron('seen', { guardianId: 'lender' }),
        patron('seen2', { guardianId: 'seen' }),
        patron('lost', { guardianId: 'x' }),
      ],
      titles: [{ ...DRAGON, id: 'fresh' }],
      items: [
        item('seen', { titleId: 'fresh' }),
        item('seen2', { titleId: 'fresh', identifiers: [{ kind: 'barcode', value: 'CODE-seen' }] }),
      ],
    };
    const job = await begun(content);
    const preview = counted(await checkFile(deps, job));
    expect(preview).toMatchObject({ state: 'checked', added: 4, refused: 2 });
    expect(await known('CARD-seen')).toBe('none');
    expect(counted(await applyFile(deps, job))).toMatchObject({
      state: 'applied',
      added: 4,
      refused: 2,
    });
    expect(await known('CARD-seen')).toBe('one');
  });

  test('U7: the same again changes nothing; what a list does not say stays on record', async () => {
    const whole = { patrons: [patron('same', { phone: '0900', birthDate: '2015-01-02' })] };
    await brought(whole);
    expect(await brought(whole)).toMatchObject({ added: 0, changed: 0, unchanged: 1 });
    expect(await brought({ patrons: [patron('same', { givenName: 'Đào' })] })).toMatchObject({
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
    await brought({
      patrons: [patron('moves', { memberships: [at('school', '4A'), at('central', '')] })],
    });
    const { job } = await brought(
      { patrons: [patron('moves', { memberships: [at('school', '5A')] })] },
      { only: ['school'] },
    );
    const groups = async () => {
      const rows = await peek(
        place,
        `select library_id, class_group from membership where patron_id = 'moves'`,
      );
      return rows.map((row) => `${String(row['library_id'])} ${String(row['class_group'])}`).sort();
    };
    expect(await groups()).toEqual(['central ', 'school 5A']);
    await undone(job);
    expect(await groups()).toEqual(['central ', 'school 4A']);
  });

  describe('U8: a chunk is done once', () => {
    test('U8: when its answer was lost and it is sent again', async () => {
      const job = await begun({ patrons: [] });
      await db.write('import-enter', {
        id: job.batchId,
        state: 'applying',
        auditId: uuidv7(),
        by: 'system:cli',
        now: NOW,
      });
      const unfit = [
        {
          row: 1,
          line: 1,
          section: 'patrons',
          faults: [{ field: '', value: '', code: 'not-json', reason: 'is not JSON' }],
        },
      ] as const;
      const chunk = {
        batchId: job.batchId,
        act: 'apply',
        entries: [],
        unfit,
        lastRow: 1,
        bytesDone: 9,
      } as const;
      expect(await db.write('import-chunk', chunk)).toMatchObject({ outcome: 'done' });
      expect(await db.write('import-chunk', chunk)).toEqual({
        outcome: 'not-in-turn',
        rowsDone: 1,
      });
    });

    test('U8: when two programs work at one file and cut it differently', async () => {
      const job = await begun({ patrons: [] });
      const enter = { id: job.batchId, state: 'applying', by: 'system:cli', now: NOW } as const;
      await db.write('import-enter', { ...enter, auditId: uuidv7() });
      const entryOf = (row: number) => {
        const made = makeEntry('patrons', patron(`cut${row}`), { row, line: row }, making);
        if (made.kind === 'refused') throw new Error('refused');
        return made.entry;
      };
      const making = { seal: () => '', now: NOW };
      const chunk = { batchId: job.batchId, act: 'apply', unfit: [], bytesDone: 9 } as const;
      const chunkOf = (...rows: number[]) =>
        db.write('import-chunk', {
          ...chunk,
          entries: rows.map(entryOf),
          lastRow: Math.max(...rows),
        });
      await chunkOf(1, 2);
      expect(await chunkOf(2, 3)).toMatchObject({ counts: { added: 1, refused: 0 } });
    });

    test('U8: when it is stopped in the middle and gone on with', async () => {
      const patrons = Array.from({ length: 450 }, (_, at) => patron(`many${at}`));
      const job = await begun({ patrons });
      const stopping = new AbortController();
      const first = await applyFile(deps, {
        ...job,
        signal: stopping.signal,
        onProgress: () => stopping.abort(),
      });
      expect(first).toMatchObject({ outcome: 'stopped', batch: { rows_done: 200, added: 200 } });
      expect(counted(await applyFile(deps, job))).toMatchObject({
        state: 'applied',
        added: 450,
        changed: 0,
        unchanged: 0,
        refused: 0,
      });
    });
  });

  describe('U9: taken back', () => {
    test('U9: what was added goes, what was changed is as before', async () => {
      await brought({ patrons: [patron('old', { givenName: 'Trước' })] });
      const { job } = await brought({
        patrons: [
          patron('old', { givenName: 'Sau', cards: [{ value: 'CARD-second' }] }),
          patron('new'),
        ],
      });
      expect(await undone(job)).toMatchObject({ state: 'undone', putBack: 2, kept: 0 });
      expect(await known('CARD-new')).toBe('none');
      expect(await known('CARD-second')).toBe('none');
      expect(
        await db.read('patron-by-card', { libraryId: 'school', card: 'CARD-old', now: NOW }),
      ).toMatchObject({ givenName: 'Trước' });
    });

    test('U9: who refer to one another go together; where a ward stays, so does the guardian', async () => {
      const family = (name: string) => [
        patron(`${name}-parent`),
        patron(`${name}-child`, { guardianId: `${name}-parent` }),
      ];
      const { job } = await brought({
        libraries: [
          { id: 'branch', parentId: 'central', kind: 'ward', name: 'Phường' },
          { id: 'below', parentId: 'branch', kind: 'school', name: 'Trường' },
        ],
        patrons: [...family('going'), ...family('staying')],
        items: [item('of-child')],
      });
      await lend('CODE-of-child', 'CARD-staying-child');
      expect(await undone(job)).toMatchObject({ putBack: 4, kept: 3 });
      expect(await known('CARD-going-parent')).toBe('none');
      expect(await known('CARD-staying-parent')).toBe('one');
    });

    test('U9: a PIN that the batch did not bring stays as it is', async () => {
      await brought({ patrons: [patron('pinned', { pin: '2580' })] });
      const { job } = await brought({ patrons: [patron('pinned', { givenName: 'Sau' })] });
      const read = async () => {
        const found = await db.read('patron-by-card', {
          libraryId: 'school',
          card: 'CARD-pinned',
          now: NOW,
        });
        if (found.kind !== 'one') throw new Error(found.kind);
        return found;
      };
      const { pinSealed: sealed = '' } = await read();
      await db.write('pin-hashed', { patronId: 'pinned', sealed, pinHash: '$argon2id$new' });
      expect(await undone(job)).toMatchObject({ putBack: 1, kept: 0 });
      expect(await read()).toMatchObject({
        givenName: 'Đào',
        pinHash: '$argon2id$new',
        pinSealed: undefined,
      });
    });

    test('U9: what is in use or was changed since stays, and is told', async () => {
      const { job } = await brought({
        patrons: [patron('kept1'), patron('kept2'), patron('gone')],
        items: [item('kept')],
      });
      expect(await lend('CODE-kept', 'CARD-kept1')).toMatchObject({
        answer: { outcome: 'accepted' },
      });
      await brought({ patrons: [patron('kept2', { givenName: 'Mới' })] });
      expect(await undone(job)).toMatchObject({ putBack: 1, kept: 3 });
      expect(await refusals(job)).toHaveLength(3);
      expect([
        await known('CARD-kept1'),
        await known('CARD-kept2'),
        await known('CARD-gone'),
      ]).toEqual(['one', 'one', 'none']);
    });

    test('U9: a loan that came with it goes as well, and the book can be lent', async () => {
      const loan = {
        id: uuidv7(),
        itemId: 'back',
        patronId: 'lender',
        libraryId: 'school',
        occurredAt: NOW - 1000,
        dueAt: NOW + 9e8,
      };
      await brought({ items: [item('back')] });
      const { job, added } = await brought({ loans: [loan] });
      expect(added).toBe(1);
      expect(await lend('CODE-back', 'CARD-a1')).toMatchObject({ answer: { outcome: 'refused' } });
      expect(await undone(job)).toMatchObject({ putBack: 1, kept: 0 });
      expect(await lend('CODE-back', 'CARD-a1')).toMatchObject({ answer: { outcome: 'accepted' } });
    });
  });

  test('U9: a loan that had ended where it comes from goes with its return', async () => {
    await brought({ items: [item('ended')] });
    const loan = { itemId: 'ended', patronId: 'lender', libraryId: 'school' };
    const times = { occurredAt: NOW - 3000, dueAt: NOW + 9e8, returnedAt: NOW - 1000 };
    const { job, added } = await brought({ loans: [{ id: uuidv7(), ...loan, ...times }] });
    expect(added).toBe(1);
    expect(await undone(job)).toMatchObject({ putBack: 1, kept: 0 });
    const events = `select id from circulation_event where item_id = 'ended'`;
    expect(await peek(place, events)).toEqual([]);
  });

  test('U10: bounded to a school, it touches no other library and no common title', async () => {
    await brought({ titles: [{ ...DRAGON, id: 'common' }] });
    const { job, added } = await brought(
      {
        patronClasses: [{ id: 'vip', name: 'VIP' }],
        patrons: [patron('own'), patron('foreign', { libraryId: 'central' })],
        titles: [{ ...DRAGON, id: 'common', title: 'Khác' }],
      },
      { only: ['school'] },
    );
    expect(added).toBe(1);
    expect((await refusals(job)).map(({ code }) => code)).toEqual([
      'whole-network-only',
      'other-library',
      'title-differs',
    ]);
  });

  test('U1: a file that breaks off is told with its line; what had gone in can be taken back', async () => {
    const text = `{"patrons": [\n${JSON.stringify(patron('torn'))},\n{"id": "torn2", `;
    const job = await begun(text);
    const ended = await applyFile(deps, job);
    expect(ended).toMatchObject({
      outcome: 'unreadable',
      reason: 'line 3: the file ends in the middle: it is not whole',
    });
    expect(await undone(job)).toMatchObject({ state: 'undone' });
    expect(await known('CARD-torn')).toBe('none');
  });

  test('U12: what was known of people by it is forgotten after a time, and it can then not be taken back', async () => {
    const { job } = await brought({ patrons: [patron('forgotten', { patronClass: 'child' })] });
    const later = NOW + 1;
    for (;;) {
      const worked = await db.write('import-forget', { before: later, now: later, most: 100 });
      if (worked.length === 0) break;
    }
    expect(await undoBatch(deps, { batchId: job.batchId, by: 'system:cli', rest: 0 })).toEqual({
      outcome: 'not-possible',
    });
  });
});
