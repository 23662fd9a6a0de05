import { expect, test } from 'vitest';
import type { Manifest } from '#server/updates/format/manifest.ts';
import { whyNot } from './judge.ts';

const here = { version: '0.6.0', platform: 'linux', arch: 'arm64' };
const manifest: Manifest = {
  ...{ format: 1, name: 'nhip-cau', version: '0.7.0', from: '0.5.0', builtAt: 0 },
  ...{ platform: 'linux', arch: 'arm64', node: '24.21.0' },
  ...{ archive: { sha256: 'a'.repeat(64), bytes: 1 }, unpacked: { bytes: 1, files: 1 } },
};

test('UP3 versions only rise, whatever the server says', () => {
  expect(whyNot(manifest, here, [])).toBeUndefined();
  expect(whyNot({ ...manifest, version: '0.6.0' }, here, [])).toBe('not-newer');
  expect(whyNot({ ...manifest, version: '0.5.9', from: '0.1.0' }, here, [])).toBe('not-newer');
});

test('UP4 one for another machine is not taken, nor one that may not follow yet', () => {
  expect(whyNot({ ...manifest, arch: 'x64' }, here, [])).toBe('other-machine');
  expect(whyNot(manifest, { ...here, platform: 'win32' }, [])).toBe('other-machine');
  expect(whyNot({ ...manifest, from: '0.6.1' }, here, [])).toBe('too-far');
});

test('UP24 one that has failed here is not taken', () => {
  expect(whyNot(manifest, here, [{ at: 0, why: 'failed-to-start' }])).toBe('broken');
});
