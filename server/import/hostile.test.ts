import { mkdtempSync, readdirSync, readlinkSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { v7 as uuidv7 } from 'uuid';
import { collected } from '#tests/collected.ts';
import type { AppDatabase } from '#server/db/registry.ts';
import { registry } from '#server/db/registry.ts';
import { eachDatabase } from '#tests/databases.ts';
import { openPinSeal } from '../patrons/sealed-pins/pin-seal.ts';
import { applyFile } from './importer.ts';
import type { ImporterDeps } from './importer.ts';
import { refusalsOf } from './refusals.ts';
import { digestOfFile } from './rows.ts';
import { BatchSettings } from './rules/settings.ts';
import type { Format } from './tables.ts';

const NOW = Date.parse('2026-11-23T03:00:00Z');
const NETWORK = {
  libraries: [{ id: 'school', kind: 'school', name: 'Trường Hoa Mai' }],
  patronClasses: [{ id: 'child', name: 'Thiếu nhi' }],
  itemClasses: [{ id: 'book', name: 'Sách' }],
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

/** One that was closed meanwhile has none. */
function readlinkOf(path: string): string {
  try {
    return readlinkSync(path);
  } catch {
    return '';
  }
}

eachDatabase((engine) => {
  let db: AppDatabase;
  let deps: ImporterDeps;
  let folder = '';
  beforeAll(async () => {
    db = await engine.open(registry, await engine.place());
    folder = mkdtempSync(join(tmpdir(), 'nhipcau-import-'));
    engine.after(() => rmSync(folder, { recursive: true, force: true }));
    deps = { db, pinSeal: openPinSeal(folder), now: () => NOW };
    await brought(JSON.stringify(NETWORK));
  });

  async function brought(content: string | Uint8Array, format: Format = 'json') {
    const batchId = uuidv7();
    const file = join(folder, batchId);
    writeFileSync(file, content);
    await db.write('import-begin', {
      id: batchId,
      name: batchId,
      format,
      ...(await digestOfFile(file)),
      settings: BatchSettings.parse({}),
      by: 'system:cli',
      now: NOW,
      afresh: true,
    });
    const job = { batchId, file, by: 'system:cli', rest: 0 };
    const ended = await applyFile(deps, job);
    if (ended.outcome === 'not-possible') throw new Error('not possible');
    const told = await collected(refusalsOf(db, batchId));
    return { ended, added: ended.batch.added, told };
  }

  describe('U1: a row that is spoilt is refused, and the rest goes in', () => {
    const costly = ['m=19456,t=0,p=1', 'm=16,t=1,p=4', 'm=9999999,t=1,p=1', 'm=65536,t=99,p=1'];
    const spoiltRows: readonly (readonly [what: string, row: object | string])[] = [
      ['a NUL in its id', patron('n\u0000ul')],
      ['a NUL in a name', patron('nul1', { givenName: 'Đ\u0000' })],
      ['a NUL in a card', patron('nul2', { cards: [{ value: 'C\u0000' }] })],
      ['half a letter', patron('half', { givenName: '\ud83d' })],
      [
        'a NUL in a school year',
        patron('nul3', { memberships: [{ libraryId: 'school', schoolYear: '2\u00006' }] }),
      ],
      ['lists a hundred thousand deep', `{"id": ${'['.repeat(100_000)}${']'.repeat(100_000)}}`],
      ['a field whose name is long', { [`x${'y'.repeat(5000)}`]: 1 }],
      ...costly.map((cost): [string, object] => [
        `a hash that no sign-in could check (${cost})`,
        patron('hash', { pinHash: `$argon2id$v=19$${cost}$${'A'.repeat(22)}$${'A'.repeat(43)}` }),
      ]),
    ];
    test.each(spoiltRows)('U1: %s', async (_what, row) => {
      const id = uuidv7();
      const spoilt = typeof row === 'string' ? row : JSON.stringify(row);
      const { added, told, ended } = await brought(
        `{"patrons": [${spoilt}, ${JSON.stringify(patron(id))}]}`,
      );
      expect(ended.outcome).toBe('done');
      expect(added).toBe(1);
      expect(told[0]).toMatchObject({ row: 1 });
      for (const one of told) expect(one.field.length).toBeLessThan(200);
    });
    const marc = (subfield: string) => ({
      leader: '00000nam a22000007i 4500',
      fields: [{ '245': { ind1: '1', ind2: '0', subfields: [{ a: subfield }] } }],
    });
    test.each([
      ['titles', { id: 't\u0000', title: 'a' }],
      ['titles', { id: 'tn', title: 'a\u0000b' }],
      ['titles', { id: 'tr', record: marc('\u0000') }],
      ['titles', { id: 'tr', record: marc('\ud83d') }],
      ['libraries', { id: 'l', kind: 'x', name: 'y', isil: '\u0000' }],
      ['libraries', { id: 'school', parentId: 'school', kind: 'x', name: 'y' }],
      ['policies', { id: 'p', libraryId: 'school', loanDays: 1e15, renewals: 1e300 }],
    ])('U1: in %s %j', async (section, row) => {
      const id = uuidv7();
      const { added, told, ended } = await brought(
        JSON.stringify({ [section]: [row], patrons: [patron(id)] }),
      );
      expect(ended.outcome).toBe('done');
      expect(new Set(told.map(({ row }) => row))).toEqual(new Set([1]));
      expect(added).toBe(1);
    });
  });

  describe('a file', () => {
    test.each(['json', 'jsonl'] as const)(
      'in another encoding is told as a whole, and no name goes in spoilt (%s)',
      async (format) => {
        const row = patron(uuidv7(), { givenName: 'Huê' });
        const text = JSON.stringify({ patrons: format === 'json' ? [row] : row });
        const { ended, added } = await brought(Buffer.from(text, 'latin1'), format);
        expect(ended).toMatchObject({
          outcome: 'unreadable',
          reason: expect.stringContaining('line 1: the letters are not UTF-8'),
        });
        expect(added).toBe(0);
      },
    );

    test('of lines of which one is spoilt goes in without it', async () => {
      const good = JSON.stringify({ patrons: patron(uuidv7()) });
      const { ended, told, added } = await brought(`{"patrons": {"id": "x", \n${good}\n`, 'jsonl');
      expect([ended.outcome, added]).toEqual(['done', 1]);
      expect(told).toMatchObject([{ line: 1, code: 'not-json' }]);
    });

    test.each([
      ['csv', 'x'.repeat(3_000_000)],
      ['csv', `Số thẻ;Họ và tên\n${'x'.repeat(3_000_000)}`],
      ['json', `{"patrons": [{"${'x'.repeat(3_000_000)}`],
      ['jsonl', 'x'.repeat(3_000_000)],
    ] as const)('with a row that does not end is not held in memory (%s)', async (format, text) => {
      expect((await brought(text, format)).ended.outcome).toBe('unreadable');
    });

    test('that cannot be read on is closed', async () => {
      await brought(`nothing;known\n${'x;y\n'.repeat(500_000)}`, 'csv');
      await expect.poll(openFiles).toEqual([]);
    });

    test('U5: without headings is told, and not who stands in its first line', async () => {
      const { ended } = await brought('HS0001;Trần Văn Bình;2580\n', 'csv');
      expect(ended).toMatchObject({ outcome: 'unreadable' });
      expect(JSON.stringify(ended)).not.toMatch(/2580|HS0001|Bình/);
    });
  });

  describe('U7: a list that names patrons by their cards alone', () => {
    const list = (...lines: string[]) =>
      ['Thư viện;Số thẻ;Họ và tên;Đối tượng;Lớp', ...lines].join('\r\n');
    const cards = (card: string) =>
      db.read('patron-by-card', { libraryId: 'school', card, now: NOW });

    test('U7: gives the new class to who is known by that card, however they came', async () => {
      await brought(JSON.stringify({ patrons: [patron('by-hand', { phone: '0900' })] }));
      const { ended, told } = await brought(list('school;CARD-by-hand;Trần Mới;child;5A'), 'csv');
      expect([ended.batch.changed, ended.batch.added, told]).toEqual([1, 0, []]);
      expect(await cards('CARD-by-hand')).toMatchObject({
        givenName: 'Mới',
        standing: { id: 'by-hand' },
      });
    });

    test('U7: brings the others, the same each time; one card twice is one patron', async () => {
      const text = list('school;NEW-1;Lê Hoa;child;5A', 'school;NEW-1;Lê Hoa;child;5B');
      const first = await brought(text, 'csv');
      expect(first.added).toBe(1);
      expect(first.told).toMatchObject([{ row: 2, code: 'twice' }]);
      expect((await brought(text, 'csv')).ended.batch).toMatchObject({ added: 0, unchanged: 1 });
    });
  });

  const openFiles = () =>
    readdirSync('/proc/self/fd')
      .map((fd) => readlinkOf(`/proc/self/fd/${fd}`))
      .filter((name) => name.startsWith(folder));
});
