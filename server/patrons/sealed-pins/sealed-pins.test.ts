import { execFile } from 'node:child_process';
import { mkdtempSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { v7 as uuidv7 } from 'uuid';
import { applyFile } from '#server/import/importer.ts';
import { BatchSettings } from '#server/import/rules/settings.ts';
import { createLog } from '#server/logging.ts';
import { eachDatabase } from '#tests/databases.ts';
import { startTestServer } from '#tests/test-server.ts';
import type { TestServer } from '#tests/test-server.ts';
import { recognise } from '../card-desk.ts';
import { hashAll } from './pin-hashing.ts';
import { openPinSeal } from './pin-seal.ts';

eachDatabase((engine) => {
  let server: TestServer;
  const deps = () => ({
    db: server.db,
    now: Date.now,
    log: createLog('silent'),
    pinSeal: openPinSeal(server.dataFolder),
  });
  beforeAll(async () => {
    server = await startTestServer(engine);
    await server.db.write('lending-rules-put', {
      patronClasses: [{ id: 'child', name: 'Thiếu nhi' }],
      itemClasses: [],
      policies: [],
    });
  });
  // None is sealed when a test begins: all are hashed together.
  beforeEach(async () => {
    await hashAll(deps());
  });

  async function sealedPatron(id: string, pin: string): Promise<void> {
    const name = `${id}.jsonl`;
    const file = join(server.dataFolder, name);
    const patron = {
      id,
      libraryId: 'school',
      familyName: 'Vũ',
      givenName: 'Mây',
      patronClass: 'child',
      pin,
      cards: [{ value: `CARD-${id}` }],
    };
    writeFileSync(file, JSON.stringify({ patrons: patron }));
    const settings = BatchSettings.parse({});
    const batch = {
      id: uuidv7(),
      name,
      format: 'jsonl' as const,
      digest: '',
      bytes: 1,
      settings,
      by: 'system:cli',
    };
    await server.db.write('import-begin', { ...batch, now: Date.now(), afresh: true });
    await applyFile(deps(), { batchId: batch.id, file, by: 'system:cli', rest: 0 });
  }
  const found = (id: string) =>
    server.db.read('patron-by-card', { libraryId: 'school', card: `CARD-${id}`, now: Date.now() });
  const signIn = async (id: string, pin: string) => {
    const answer = await recognise(deps(), {
      libraryId: 'school',
      card: `CARD-${id}`,
      entry: 'typed',
      pin,
    });
    return answer.outcome === 'known' ? answer.pin : answer.refusal.code;
  };

  test('U11: whoever comes first is let in by the PIN of the list, and theirs is hashed then', async () => {
    await sealedPatron('early', '2580');
    expect(await signIn('early', '1111')).toBe('number-or-pin-wrong');
    expect(await found('early')).toMatchObject({
      pinSealed: expect.any(String),
      pinHash: undefined,
    });
    expect(await signIn('early', '2580')).toBe('right');
    expect(await found('early')).toMatchObject({
      pinSealed: undefined,
      pinHash: expect.stringContaining('$argon2id$'),
    });
    expect(await signIn('early', '2580')).toBe('right');
  });

  test('U11: the others are hashed in the background, and let in alike', async () => {
    await sealedPatron('late', '1357');
    expect(await hashAll(deps())).toBe(1);
    expect(await found('late')).toMatchObject({ pinSealed: undefined });
    expect(await signIn('late', '1357')).toBe('right');
  });

  describe('a sealed PIN', () => {
    test('is of use for its own patron only, and not once it was touched', () => {
      const { seal, open } = deps().pinSeal;
      const sealed = seal('a', '2580');
      expect(open('a', sealed)).toBe('2580');
      expect(open('b', sealed)).toBeUndefined();
      expect(open('a', `A${sealed.slice(1)}`.replace(/^AA/, 'BA'))).toBeUndefined();
      expect(open('a', 'short')).toBeUndefined();
      expect(seal('a', '2580')).not.toBe(sealed);
    });

    test('of a key that was lost lets nobody in, and the log tells of all of them at once', async () => {
      await sealedPatron('lost1', '2580');
      await sealedPatron('lost2', '2580');
      const warn = vi.fn();
      const elsewhere = {
        ...deps(),
        pinSeal: openPinSeal(mkdtempSync(join(server.dataFolder, 'seal-'))),
      };
      expect(
        await hashAll({ ...elsewhere, log: Object.assign(createLog('silent'), { warn }) }),
      ).toBe(0);
      expect(warn.mock.calls).toEqual([[{ patrons: 2 }, expect.any(String)]]);
      const asked = {
        libraryId: 'school',
        card: 'CARD-lost1',
        entry: 'typed',
        pin: '2580',
      } as const;
      expect(await recognise(elsewhere, asked)).toMatchObject({ outcome: 'refused' });
    });

    test('is sealed with one key, whoever of two programs that start together makes it', async () => {
      const folder = mkdtempSync(join(server.dataFolder, 'seal-'));
      const program = `import { openPinSeal } from '${new URL('pin-seal.ts', import.meta.url).href}';
        process.stdout.write(openPinSeal(process.argv[1]).seal('a', '2580'));`;
      const started = Array.from({ length: 4 }, () =>
        promisify(execFile)(process.execPath, ['--input-type=module', '-e', program, folder]),
      );
      const sealed = await Promise.all(started);
      expect(readdirSync(folder)).toEqual(['pin-seal.key']);
      const { open } = openPinSeal(folder);
      expect(sealed.map(({ stdout }) => open('a', stdout))).toEqual(Array(4).fill('2580'));
    });

    test('is opened by a key that nobody else on the machine may read', () => {
      expect(statSync(join(server.dataFolder, 'pin-seal.key')).mode & 0o777).toBe(0o600);
    });
  });
});
