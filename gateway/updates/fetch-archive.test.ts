import { createHash, randomBytes } from 'node:crypto';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { someFolder } from '#tests/fixtures/releases.ts';
import { type Fetching, fetchArchive } from './fetch-archive.ts';
import { UpdateFault } from './update-fault.ts';

const bytes = randomBytes(1_300_000);
const archive = { sha256: createHash('sha256').update(bytes).digest('hex'), bytes: bytes.length };

/** A server that gives what it has, and falls silent after so many pieces. */
function server(of: Buffer = bytes, pieces = Infinity) {
  const asked: number[] = [];
  const fetching = (folder: string): Fetching => ({
    ...{ archive, folder, monotonic: () => 0, turn: () => Promise.resolve() },
    piece: async (_sha256, first, last) => {
      if (asked.length >= pieces) throw new UpdateFault('unreachable', 'silent');
      asked.push(first);
      return of.subarray(first, last + 1);
    },
  });
  return { asked, fetching };
}

test('UP6 an archive is fetched in pieces, and is what was signed', async () => {
  const { asked, fetching } = server();
  const path = await fetchArchive(fetching(someFolder()));
  expect(readFileSync(path).equals(bytes)).toBe(true);
  expect(asked).toEqual([0, 524_288, 1_048_576]);
});

test('UP6 what was cut is gone on with', async () => {
  const folder = someFolder();
  const cut = server(bytes, 2);
  await expect(fetchArchive(cut.fetching(folder))).rejects.toMatchObject({ code: 'unreachable' });
  const again = server();
  const path = await fetchArchive(again.fetching(folder));
  expect(again.asked).toEqual([1_048_576]);
  expect(readFileSync(path).equals(bytes)).toBe(true);
});

test('UP6 what is not what was signed is thrown away, also what a power cut has made of it', async () => {
  const folder = someFolder();
  const other = server(randomBytes(bytes.length));
  const refused = { code: 'does-not-fit' };
  await expect(fetchArchive(other.fetching(folder))).rejects.toMatchObject(refused);
  expect(readdirSync(folder)).toEqual([]);
  writeFileSync(join(folder, `${archive.sha256}.part`), Buffer.alloc(600_000));
  await expect(fetchArchive(server().fetching(folder))).rejects.toMatchObject(refused);
  const path = await fetchArchive(server().fetching(folder));
  expect(readFileSync(path).equals(bytes)).toBe(true);
});

test('UP6 what was begun of another release goes', async () => {
  const folder = someFolder();
  writeFileSync(join(folder, `${'b'.repeat(64)}.part`), 'x');
  writeFileSync(join(folder, 'trial'), 'x');
  await fetchArchive(server().fetching(folder));
  expect(readdirSync(folder).toSorted()).toEqual([`${archive.sha256}.part`, 'trial'].toSorted());
});
