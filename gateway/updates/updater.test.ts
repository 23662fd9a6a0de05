/** What a terminal takes, and when: from a server that may be anybody's, over a clock that a test moves on. */
import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readlinkSync,
  rmdirSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import {
  filesIn,
  smallest,
  someFolder,
  someRelease,
  someSigner,
  type TestRelease,
} from '#tests/fixtures/releases.ts';
import { createLog } from '../logging.ts';
import { ReleaseFolder } from './release-folder.ts';
import type { UpdateHours } from './rules/moment.ts';
import { Updater } from './updater.ts';
import { UpdateFault } from './update-fault.ts';

const signer = someSigner();
const LOOK = { kind: 'look-for-update' } as const;
const NOON = Date.UTC(2026, 10, 23, 5);
const running: Updater[] = [];
afterEach(async () => {
  await Promise.all(running.splice(0).map((updater) => updater.close()));
});

/** A terminal's disk, clock and server; it runs 1.0.0. */
function terminal() {
  const root = someFolder();
  mkdirSync(join(root, 'versions/1.0.0'), { recursive: true });
  symlinkSync('versions/1.0.0', join(root, 'current'));
  const releases = new ReleaseFolder(root);
  const timers = new Set<{ readonly due: number; readonly run: () => void }>();
  const here = {
    ...{ now: NOON, isBusy: false, offer: undefined as TestRelease | undefined, restarts: 0 },
    ...{ hours: undefined as UpdateHours | undefined, seen: ['pad'], isAnswering: true, asked: 0 },
  };
  const clock = {
    now: () => here.now,
    monotonic: () => here.now,
    at: (delayMs: number, run: () => void) => {
      const timer = { due: here.now + delayMs, run };
      timers.add(timer);
      return () => void timers.delete(timer);
    },
  };
  const pass = (ms: number) => {
    here.now += ms;
    for (const timer of [...timers].filter(({ due }) => due <= here.now)) {
      timers.delete(timer);
      timer.run();
    }
  };
  const start = (version = '1.0.0') => {
    timers.clear();
    const updater = new Updater({
      ...{ releases, clock, keys: [signer.publicKey], log: createLog('silent') },
      here: { version, platform: 'linux', arch: 'x64' },
      api: {
        offer: async () => {
          here.asked++;
          if (!here.isAnswering) throw new UpdateFault('unreachable', 'silent');
          return here.offer?.signed;
        },
        piece: async (_sha256, first, last) =>
          here.offer?.archive.subarray(first, last + 1) ?? Buffer.alloc(0),
      },
      seen: () => ({ devices: here.seen, outbox: true, server: here.isAnswering }),
      moment: () => ({
        ...{ hours: here.hours, isBusy: here.isBusy, isTimeKnown: true },
        timeZone: 'Asia/Ho_Chi_Minh',
      }),
      ...{ proveMs: 300_000, onChange: () => undefined, restart: () => void here.restarts++ },
    });
    running.push(updater);
    updater.start();
    return updater;
  };
  /** Lets what waits for a turn go on, until this is so. */
  const until = (isSo: () => boolean) =>
    expect
      .poll(
        () => {
          pass(1);
          return isSo();
        },
        { timeout: 60_000, interval: 5 },
      )
      .toBe(true);
  return {
    root,
    releases,
    here,
    pass,
    start,
    until,
    current: () => readlinkSync(join(root, 'current')),
  };
}

const offered = (version: string, more: object = {}) =>
  someRelease(signer, version, { folder: someFolder(), ...more });

describe('UP1 UP3 UP4 what a stolen server offers', () => {
  test('UP1 signed by another key, or changed on the way: nothing of it is fetched', async () => {
    const { here, releases, start } = terminal();
    const updater = start();
    here.offer = await someRelease(someSigner(), '1.1.0', { folder: someFolder() });
    expect(await updater.obey(LOOK)).toEqual({ outcome: 'refused', code: 'not-signed' });
    const { signed, ...release } = await offered('1.1.0');
    const other = await offered('1.2.0');
    here.offer = { ...release, signed: { ...signed, manifest: other.signed.manifest } };
    expect(await updater.obey(LOOK)).toEqual({ outcome: 'refused', code: 'not-signed' });
    expect(releases.has('1.1.0')).toBe(false);
  });

  test('UP3 an older one, the same, one for another machine, one that may not follow', async () => {
    const { here, start } = terminal();
    const updater = start();
    for (const [code, release] of [
      ['not-newer', await offered('0.9.0')],
      ['not-newer', await offered('1.0.0')],
      ['other-machine', await offered('1.1.0', { arch: 'arm64' })],
      ['too-far', await offered('1.2.0', { from: '1.1.0' })],
    ] as const) {
      here.offer = release;
      expect(await updater.obey(LOOK)).toEqual({ outcome: 'refused', code });
    }
  });

  test('UP6 other bytes than were signed: nothing is unpacked, and it is not asked again all day', async () => {
    const { here, pass, releases, start, until } = terminal();
    const updater = start();
    const release = await offered('1.1.0');
    here.offer = { ...release, archive: Buffer.alloc(release.archive.length) };
    await updater.obey(LOOK);
    await until(() => updater.state().update.why === 'does-not-fit');
    expect(releases.has('1.1.0')).toBe(false);
    expect(here.restarts).toBe(0);
    pass(3_600_000);
    expect(here.asked).toBe(1);
    pass(6 * 3_600_000);
    expect(here.asked).toBe(2);
  });

  test('UP7 what is signed and no release: it is not tried again', async () => {
    const { here, root, start, until } = terminal();
    const updater = start();
    here.offer = await offered('1.1.0', { files: filesIn(smallest('9.9.9'), someFolder()) });
    await updater.obey(LOOK);
    await until(() => updater.state().update.state === 'returned');
    expect(updater.state().update).toMatchObject({ version: '1.1.0', why: 'does-not-fit' });
    expect(readdirSync(join(root, 'versions'))).toEqual(['1.0.0']);
    expect(await updater.obey(LOOK)).toEqual({ outcome: 'refused', code: 'broken' });
  });
});

describe('UP9 a release is tried', () => {
  test('UP9 by itself, when nobody stands there, in its hours', async () => {
    const { current, here, pass, start, until } = terminal();
    here.hours = { from: '02:00', to: '05:00' };
    here.isBusy = true;
    here.offer = await offered('1.1.0');
    const updater = start();
    pass(60_000);
    await expect.poll(() => updater.state().update.state).toBe('fetching');
    here.isBusy = false;
    await until(() => updater.state().update.state === 'waiting');
    pass(3_600_000);
    expect(here.restarts).toBe(0);
    here.isBusy = true;
    here.now = Date.UTC(2026, 10, 23, 19, 30);
    pass(60_000);
    await Promise.resolve();
    expect(here.restarts).toBe(0);
    here.isBusy = false;
    updater.look();
    await until(() => here.restarts === 1);
    expect(current()).toBe('versions/1.1.0');
    expect(updater.state().update).toMatchObject({ state: 'applying', version: '1.1.0' });
  });

  test('UP9 at once where staff have asked, whatever its hours; but not before a visit is over', async () => {
    const { here, start, until } = terminal();
    here.hours = { from: '02:00', to: '05:00' };
    here.offer = await offered('1.1.0');
    const updater = start();
    expect(await updater.obey(LOOK)).toMatchObject({ outcome: 'done', code: 'fetching' });
    here.isBusy = true;
    expect(await updater.obey(LOOK)).toMatchObject({ outcome: 'done' });
    here.isBusy = false;
    await until(() => here.restarts === 1);
  });

  test('UP9 what staff asked for in vain does not override the hours of another day', async () => {
    const { here, pass, start, until } = terminal();
    here.hours = { from: '02:00', to: '05:00' };
    const updater = start();
    await updater.obey(LOOK);
    here.offer = await offered('1.1.0');
    pass(60_000);
    await until(() => updater.state().update.state === 'waiting');
    pass(60_000);
    await Promise.resolve();
    expect(here.restarts).toBe(0);
  });

  test.each([
    ['is paused while it waits for its hours: it stays as it is', undefined],
    ['a newer one is let out instead: that is tried', '1.2.0'],
  ])('UP12 %s', async (_what, instead) => {
    const { current, here, pass, releases, start, until } = terminal();
    here.hours = { from: '02:00', to: '05:00' };
    here.offer = await offered('1.1.0');
    const updater = start();
    pass(60_000);
    await until(() => updater.state().update.state === 'waiting');
    here.offer = instead === undefined ? undefined : await offered(instead);
    const before = here.asked;
    here.now = Date.UTC(2026, 10, 23, 19, 30);
    updater.look();
    await until(() => here.asked > before && updater.state().update.version !== '1.1.0');
    if (instead !== undefined) await until(() => here.restarts === 1);
    expect(here.restarts).toBe(instead === undefined ? 0 : 1);
    expect(current()).toBe(`versions/${instead ?? '1.0.0'}`);
    expect(releases.trial?.version).toBe(instead);
  });

  test('UP6 what is unpacked is not fetched again after a restart', async () => {
    const { here, releases, start, until } = terminal();
    here.hours = { from: '02:00', to: '05:00' };
    here.offer = await offered('1.1.0');
    const first = start();
    cpSync(releases.pathOf('1.0.0'), releases.pathOf('1.1.0'), { recursive: true });
    here.offer = { ...here.offer, archive: Buffer.alloc(0) };
    await first.obey(LOOK);
    await until(() => here.restarts === 1);
  });

  test('UP2 nothing newer, or no server: it stays as it is', async () => {
    const { here, start } = terminal();
    const updater = start();
    expect(await updater.obey(LOOK)).toEqual({ outcome: 'done', code: 'nothing-newer' });
    here.isAnswering = false;
    expect(await updater.obey(LOOK)).toEqual({ outcome: 'refused', code: 'unreachable' });
    expect(updater.state().update).toMatchObject({ state: 'current', version: '1.0.0' });
  });
});

describe('UP20 UP21 a version on trial', () => {
  const expected = { at: NOON, devices: ['pad', 'scanner'], outbox: true, server: true };

  function onTrial() {
    const world = terminal();
    mkdirSync(world.releases.pathOf('1.1.0'));
    world.releases.tryOut({ version: '1.1.0', from: '1.0.0', expected });
    return { ...world, updater: world.start('1.1.0') };
  }

  test('UP20 has proved good when all is as before, and has been for a while', () => {
    const { here, pass, releases, updater } = onTrial();
    expect(updater.state().update).toMatchObject({ state: 'applying', version: '1.1.0' });
    here.seen = ['pad', 'scanner'];
    pass(2_000);
    expect(releases.trial).toBeDefined();
    pass(20_000);
    expect(releases.trial).toBeUndefined();
    expect(updater.state().update).toMatchObject({ state: 'current', version: '1.1.0' });
    expect(here.restarts).toBe(0);
  });

  test('UP21 goes back when its time is over, after the visit under way', () => {
    const { current, here, pass, releases } = onTrial();
    here.isBusy = true;
    pass(400_000);
    expect(here.restarts).toBe(0);
    here.isBusy = false;
    pass(1_000);
    expect(here.restarts).toBe(1);
    expect(current()).toBe('versions/1.0.0');
    expect(releases.failuresOf('1.1.0')).toMatchObject([{ why: 'device-scanner' }]);
  });

  test('UP21 the version before tells what was tried, and why it came back', async () => {
    const { pass, start, updater } = onTrial();
    pass(400_000);
    await updater.close();
    const before = start('1.0.0');
    expect(before.state().update).toMatchObject({
      ...{ state: 'returned', version: '1.1.0', why: 'device-scanner' },
    });
  });

  test('UP27 the one before stays on the disk, older ones go', () => {
    const { here, pass, releases } = onTrial();
    mkdirSync(releases.pathOf('0.8.0'));
    here.seen = ['pad', 'scanner'];
    pass(21_000);
    expect(existsSync(releases.pathOf('1.0.0'))).toBe(true);
    expect(existsSync(releases.pathOf('0.8.0'))).toBe(false);
  });

  test('UP22 a trial whose link was never changed is forgotten', () => {
    const { releases, start } = terminal();
    releases.tryOut({ version: '1.1.0', from: '1.0.0', expected });
    start('1.0.0');
    expect(releases.trial).toBeUndefined();
  });
});

describe('UP22 a disk that takes nothing', () => {
  test('UP22 the version on trial runs on, and settles when there is room again', () => {
    const { here, pass, releases, root, start } = terminal();
    mkdirSync(releases.pathOf('1.1.0'));
    const expected = { at: NOON, devices: ['pad'], outbox: true, server: true };
    releases.tryOut({ version: '1.1.0', from: '1.0.0', expected });
    mkdirSync(join(root, 'update/settled.json.new'));
    const updater = start('1.1.0');
    pass(30_000);
    expect(releases.trial).toBeDefined();
    expect(here.restarts).toBe(0);
    rmdirSync(join(root, 'update/settled.json.new'));
    pass(1_000);
    expect(updater.state().update).toMatchObject({ state: 'current', version: '1.1.0' });
  });

  test('UP22 what a power cut has left of a note keeps nobody from starting', () => {
    const { releases, root, start } = terminal();
    writeFileSync(join(root, 'update/settled.json'), '');
    expect(start().state().update).toMatchObject({ state: 'current', version: '1.0.0' });
    expect(releases.settled?.version).toBe('1.0.0');
  });

  test('UP22 the version that runs starts all the same', () => {
    const { root, start } = terminal();
    mkdirSync(join(root, 'update/settled.json.new'));
    expect(start().state().update).toMatchObject({ state: 'current', version: '1.0.0' });
  });
});
