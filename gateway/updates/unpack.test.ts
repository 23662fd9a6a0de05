import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { Header } from 'tar';
import { describe, expect, test } from 'vitest';
import {
  filesIn,
  smallest,
  someFolder,
  someRelease,
  someSigner,
} from '#tests/fixtures/releases.ts';
import type { Manifest } from '#server/updates/format/manifest.ts';
import { unpack } from './unpack.ts';

const signer = someSigner();

function emptied(folder: string): string {
  const path = join(folder, 'out', 'inner');
  mkdirSync(path, { recursive: true });
  return path;
}

test('UP7 a release is unpacked as it was packed', async () => {
  const folder = someFolder();
  const texts = { ...smallest('1.0.0'), 'docs/tiếng Việt.txt': 'đọc\n' };
  const release = await someRelease(signer, '1.0.0', {
    ...{ folder, files: filesIn(texts, join(folder, 'tree')) },
  });
  const out = emptied(folder);
  await unpack(join(folder, 'nhip-cau-1.0.0-linux-x64.tar.gz'), out, release.manifest);
  for (const [path, text] of Object.entries(texts))
    expect(readFileSync(join(out, path), 'utf8')).toBe(text);
  expect(statSync(join(out, 'node_modules/.bin/node')).mode & 0o100).toBe(0o100);
  expect(statSync(join(out, 'gateway/main.ts')).mode & 0o100).toBe(0);
});

interface Entry {
  readonly path: string;
  readonly type?: 'File' | 'SymbolicLink' | 'Link' | 'CharacterDevice' | 'FIFO';
  readonly linkpath?: string;
  readonly mode?: number;
  readonly text?: string;
}

/** As whoever has stolen a release key might make one. */
function archiveOf(entries: readonly Entry[], folder: string): string {
  const blocks = entries.flatMap(({ linkpath, mode = 0o644, path, text = '', type = 'File' }) => {
    const body = Buffer.from(text);
    const header = new Header({
      ...{ path, type, mode, size: body.length, mtime: new Date(0), uid: 0, gid: 0 },
      ...(linkpath !== undefined && { linkpath }),
    });
    header.encode();
    const padded = Buffer.alloc(Math.ceil(body.length / 512) * 512);
    body.copy(padded);
    return [header.block ?? Buffer.alloc(512), padded];
  });
  const path = join(folder, 'wild.tar.gz');
  writeFileSync(path, gzipSync(Buffer.concat([...blocks, Buffer.alloc(1024)])));
  return path;
}

const whole: Entry[] = Object.entries(smallest('1.0.0')).map(([path, text]) => ({ path, text }));
const manifest = (more: object = {}): Manifest =>
  ({ version: '1.0.0', unpacked: { bytes: 10_000, files: whole.length, ...more } }) as Manifest;

describe('UP7 what no release has', () => {
  test('UP7 the archive of these tests is one, without the wild entry', async () => {
    const folder = someFolder();
    await unpack(archiveOf(whole, folder), emptied(folder), manifest());
    expect(readdirSync(join(folder, 'out', 'inner')).toSorted()).toEqual([
      'gateway',
      'node_modules',
      'package.json',
    ]);
  });

  test.each<Entry>([
    { path: '../outside', text: 'x' },
    { path: 'a/../../outside', text: 'x' },
    { path: '/tmp/nhipcau-outside', text: 'x' },
    { path: 'a\\..\\..\\outside', text: 'x' },
    { path: 'C:/outside', text: 'x' },
    { path: './gateway/other.ts', text: 'x' },
    { path: 'gateway/link', type: 'SymbolicLink', linkpath: '/etc' },
    { path: 'gateway/inside', type: 'SymbolicLink', linkpath: 'main.ts' },
    { path: 'gateway/hard', type: 'Link', linkpath: 'package.json' },
    { path: 'gateway/device', type: 'CharacterDevice' },
    { path: 'gateway/pipe', type: 'FIFO' },
    { path: 'gateway/root', text: 'x', mode: 0o4755 },
    { path: 'gateway/one-more', text: 'x' },
    { path: 'gateway/swells', text: 'x'.repeat(10_001) },
  ])('UP7 $path $type', async (entry) => {
    const folder = someFolder();
    const archive = archiveOf([entry, ...whole], folder);
    await expect(unpack(archive, emptied(folder), manifest())).rejects.toMatchObject({
      code: 'does-not-fit',
    });
    expect(readdirSync(join(folder, 'out'))).toEqual(['inner']);
    expect(existsSync('/tmp/nhipcau-outside')).toBe(false);
  });

  test('UP7 a version that is another than the manifest says; a part that is missing; no archive', async () => {
    const folder = someFolder();
    const other = archiveOf(whole, folder);
    const refused = { code: 'does-not-fit' };
    const unpacked = { ...manifest(), version: '1.0.1' };
    await expect(unpack(other, emptied(folder), unpacked)).rejects.toMatchObject(refused);
    const part = archiveOf(whole.slice(1), someFolder());
    const fewer = manifest({ files: whole.length - 1 });
    await expect(unpack(part, emptied(someFolder()), fewer)).rejects.toMatchObject(refused);
    const none = join(folder, 'none');
    writeFileSync(none, 'this is no archive');
    await expect(unpack(none, emptied(someFolder()), manifest())).rejects.toMatchObject(refused);
  });
});
