/** A file is worked through in chunks, each of them once. */
import { beforeAll, describe, expect, test } from 'vitest';
import { v7 as uuidv7 } from 'uuid';
import { eachDatabase } from '#tests/databases.ts';
import { BY, counted, NOW, patron, smallImport } from '#tests/fixtures/small-import.ts';
import type { SmallImport } from '#tests/fixtures/small-import.ts';
import { applyFile } from './importer.ts';
import { makeEntry } from './rules/make.ts';

eachDatabase((engine) => {
  let small: SmallImport;
  beforeAll(async () => {
    small = await smallImport(engine);
  });

  describe('U8: a chunk is done once', () => {
    test('U8: when its answer was lost and it is sent again', async () => {
      const job = await small.begun({ patrons: [] });
      await small.db.write('import-enter', {
        id: job.batchId,
        state: 'applying',
        auditId: uuidv7(),
        by: BY,
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
      expect(await small.db.write('import-chunk', chunk)).toMatchObject({ outcome: 'done' });
      expect(await small.db.write('import-chunk', chunk)).toEqual({
        outcome: 'not-in-turn',
        rowsDone: 1,
      });
    });

    test('U8: when two programs work at one file and cut it differently', async () => {
      const job = await small.begun({ patrons: [] });
      const enter = { id: job.batchId, state: 'applying', by: BY, now: NOW } as const;
      await small.db.write('import-enter', { ...enter, auditId: uuidv7() });
      const entryOf = (row: number) => {
        const made = makeEntry('patrons', patron(`cut${row}`), { row, line: row }, making);
        if (made.kind === 'refused') throw new Error('refused');
        return made.entry;
      };
      const making = { seal: () => '', now: NOW };
      const chunk = { batchId: job.batchId, act: 'apply', unfit: [], bytesDone: 9 } as const;
      const chunkOf = (...rows: number[]) =>
        small.db.write('import-chunk', {
          ...chunk,
          entries: rows.map(entryOf),
          lastRow: Math.max(...rows),
        });
      await chunkOf(1, 2);
      expect(await chunkOf(2, 3)).toMatchObject({ counts: { added: 1, refused: 0 } });
    });

    test('U8: when it is stopped in the middle and gone on with', async () => {
      const patrons = Array.from({ length: 450 }, (_, at) => patron(`many${at}`));
      const job = await small.begun({ patrons });
      const stopping = new AbortController();
      const first = await applyFile(small.deps, {
        ...job,
        signal: stopping.signal,
        onProgress: () => stopping.abort(),
      });
      expect(first).toMatchObject({ outcome: 'stopped', batch: { rows_done: 200, added: 200 } });
      expect(counted(await applyFile(small.deps, job))).toMatchObject({
        state: 'applied',
        added: 450,
        changed: 0,
        unchanged: 0,
        refused: 0,
      });
    });
  });
});
