/** Laying down, in a tree whose accounts are all whoever runs the test. */
import { execFileSync, spawnSync } from 'node:child_process';
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { pinOf } from './certificate.ts';
import { Machine } from './machine.ts';
import type { Step } from './steps.ts';

const mine = { owner: 'me', group: 'us' };

function machine() {
  const root = mkdtempSync(join(tmpdir(), 'nhipcau-install-'));
  onTestFinished(() => rmSync(root, { recursive: true }));
  mkdirSync(join(root, 'etc'));
  writeFileSync(join(root, 'etc/passwd'), `me:x:${process.getuid?.() ?? 0}:0::/:/bin/sh\n`);
  writeFileSync(join(root, 'etc/group'), `us:x:${process.getgid?.() ?? 0}:\n`);
  const source = join(root, 'source');
  writeFileSync(source, 'program', { mode: 0o755 });
  const made = new Machine({ root, pieces: async () => [{ path: 'bin/node', source }] });
  /** Looks, does, looks again. */
  const done = async (step: Step): Promise<boolean[]> => {
    const before = made.isDone(step);
    await made.do(step);
    return [before, made.isDone(step)];
  };
  return { made, done, root, at: (path: string) => join(root, path) };
}

test('IN10 each step is to do once, and then is so', async () => {
  const { at, done, made } = machine();
  const folder: Step = { kind: 'folder', path: '/opt/x', ...mine, mode: 0o1775 };
  expect(await done(folder)).toEqual([false, true]);
  expect(statSync(at('opt/x')).mode & 0o7777).toBe(0o1775);

  const file: Step = { kind: 'file', path: '/etc/a/b.conf', text: 'one\n', ...mine, mode: 0o640 };
  expect(await done(file)).toEqual([false, true]);
  expect(statSync(at('etc/a/b.conf')).mode & 0o7777).toBe(0o640);
  expect(readdirSync(at('etc/a'))).toEqual(['b.conf']);
  // Changed by somebody, or by a newer version: to do again.
  expect(made.isDone({ ...file, text: 'two\n' })).toBe(false);
  expect(made.isDone({ ...file, mode: 0o600 })).toBe(false);
});

test('IN8 settings that are there stay as they are', async () => {
  const { at, made } = machine();
  writeFileSync(at('etc/own.json'), 'mine');
  const step = { kind: 'file', path: '/etc/own.json', text: 'new', once: true } as const;
  expect(made.isDone({ ...step, ...mine, mode: 0o640 })).toBe(true);
});

test('IN11 a release is there whole or not at all, beside the others; the link goes from one to the next', async () => {
  const { at, done, made } = machine();
  const release = (version: string): Step => ({
    ...{ kind: 'release', path: `/opt/x/versions/${version}` },
    ...mine,
  });
  const link = (version: string): Step => ({
    ...{ kind: 'link', path: '/opt/x/current', to: `versions/${version}`, owner: 'me' },
  });
  writeFileSync(
    at('etc/group'),
    `us:x:${process.getgid?.() ?? 0}:\nme:x:${process.getgid?.() ?? 0}:\n`,
  );
  expect(await done(release('1.9.0'))).toEqual([false, true]);
  expect(await done(link('1.9.0'))).toEqual([false, true]);
  // What an earlier attempt left does no harm.
  mkdirSync(at('opt/x/versions/1.10.0.part/old'), { recursive: true });
  expect(await done(release('1.10.0'))).toEqual([false, true]);
  expect(await done(link('1.10.0'))).toEqual([false, true]);
  expect(readlinkSync(at('opt/x/current'))).toBe('versions/1.10.0');
  expect(readdirSync(at('opt/x/versions')).sort()).toEqual(['1.10.0', '1.9.0']);
  expect(readdirSync(at('opt/x/versions/1.10.0'))).toEqual(['bin']);
  expect(statSync(at('opt/x/current/bin/node')).mode & 0o777).toBe(0o755);
  // Installed once more from the older one: it stays with the newer.
  expect(made.isDone(link('1.9.0'))).toBe(true);
});

test('IN14 a newer server comes after a backup; the first one, and the same again, without', () => {
  const { at, made } = machine();
  const step = (version: string): Step => ({
    ...{ kind: 'backup', unit: 'nhip-cau-backup.service' },
    ...{ link: '/current', to: `versions/${version}` },
  });
  expect(made.isDone(step('1.9.0'))).toBe(true);
  symlinkSync('versions/1.9.0', at('current'));
  expect(made.isDone(step('1.9.0'))).toBe(true);
  expect(made.isDone(step('1.10.0'))).toBe(false);
});

test('IN12 what is taken away is away, and once more does no harm', async () => {
  const { at, done } = machine();
  mkdirSync(at('opt/x'), { recursive: true });
  writeFileSync(at('opt/x/y'), '');
  const gone: Step = { kind: 'gone', path: '/opt/x' };
  expect(await done(gone)).toEqual([false, true]);
  expect(await done(gone)).toEqual([true, true]);
});

const hasOpenssl = spawnSync('openssl', ['version']).status === 0;

test.skipIf(!hasOpenssl)(
  'IN13 the pin is that of the openssl line in the documentation',
  async () => {
    const { at, done } = machine();
    const certificate = { kind: 'certificate', name: 'library.example', group: 'us' } as const;
    writeFileSync(at('etc/passwd'), `root:x:${process.getuid?.() ?? 0}:0::/:/bin/sh\n`);
    const step: Step = { ...certificate, certificate: '/etc/cert.pem', key: '/etc/key.pem' };
    expect(await done(step)).toEqual([false, true]);
    expect(statSync(at('etc/key.pem')).mode & 0o777).toBe(0o640);
    const line = `openssl x509 -in ${at('etc/cert.pem')} -pubkey -noout | openssl pkey -pubin -outform der | openssl dgst -sha256 -binary | base64`;
    const pin = execFileSync('sh', ['-c', line], { encoding: 'utf8' }).trim();
    expect(pinOf(at('etc/cert.pem'))).toBe(pin);
    expect(readFileSync(at('etc/cert.pem'), 'utf8')).toContain('BEGIN CERTIFICATE');
  },
);
