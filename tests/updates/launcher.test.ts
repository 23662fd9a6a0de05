/** The launcher that belongs to no release takes back what does not start, whatever a release does itself. */
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import { ReleaseFolder } from '#gateway/updates/release-folder.ts';
import { launch, type Machine, machine, NEW, OLD, program } from './machine.ts';

const expected = { at: 1, devices: ['pad'], outbox: true, server: true };

let terminal: Machine;
let releases: ReleaseFolder;
beforeEach(() => {
  terminal = machine();
  releases = new ReleaseFolder(terminal.root);
});
const tryOut = () => releases.tryOut({ version: NEW, from: OLD, expected });
const started = async (): Promise<string> => (await launch(terminal)).said;

describe('UP21 what is on trial', () => {
  test('UP21 is started three times; then the one before, for good', async () => {
    expect(await started()).toBe(OLD);
    tryOut();
    const starts: string[] = [];
    for (let start = 0; start < 5; start++) starts.push(await started());
    expect(starts).toEqual([NEW, NEW, NEW, OLD, OLD]);
    expect(terminal.current()).toBe(`versions/${OLD}`);
    expect(releases.failuresOf(NEW)).toMatchObject([{ why: 'failed-to-start' }]);
    expect(releases.trial).toBeUndefined();
  });

  test('UP21 is counted no more once it has proved good', async () => {
    tryOut();
    await started();
    releases.settle({ version: NEW, at: 5 });
    for (let start = 0; start < 4; start++) expect(await started()).toBe(NEW);
  });

  test('UP21 starts of an earlier trial do not count, nor does what is no number', async () => {
    tryOut();
    for (let start = 0; start < 3; start++) await started();
    tryOut();
    expect(await started()).toBe(NEW);
    program(join(terminal.root, 'update/starts'), 'nonsense');
    expect(await started()).toBe(NEW);
  });

  test('UP21 stays where nothing is left to go back to: something is better than nothing', async () => {
    rmSync(join(terminal.root, 'versions', OLD), { recursive: true });
    tryOut();
    for (let start = 0; start < 5; start++) expect(await started()).toBe(NEW);
  });

  test('UP23 is ended when it has neither proved good nor gone back in its time', async () => {
    program(join(terminal.root, 'versions', NEW, 'node_modules/.bin/node'), 'exec sleep 600');
    tryOut();
    const { signal } = await launch(terminal, { NHIPCAU_TRIAL_SECONDS: '1' });
    expect(signal).toBe('SIGKILL');
    expect(await started()).toBe(OLD);
  });

  test('UP22 a disk that takes nothing more keeps nobody from starting', async () => {
    tryOut();
    rmSync(join(terminal.root, 'update/starts'), { force: true });
    mkdirSync(join(terminal.root, 'update/starts.new'));
    expect(await started()).toBe(NEW);
    expect(existsSync(join(terminal.root, 'update/starts'))).toBe(false);
  });
});

describe('UP22 the power goes while the launcher goes back', () => {
  /** In the place of what changes the disk: each counts, and at one of them all that was started is killed. */
  function failing(step: number): { readonly path: string; readonly steps: () => number } {
    const folder = mkdtempSync(join(tmpdir(), 'nhipcau-tools-'));
    const count = join(folder, 'count');
    for (const tool of ['mv', 'ln', 'rm', 'sync'])
      program(
        join(folder, tool),
        `echo ${tool} >>${count}
[ "$(wc -l <${count})" -gt ${step} ] && kill -KILL 0
PATH=\${PATH#*:} exec ${tool} "$@"`,
      );
    return {
      path: `${folder}:${process.env['PATH'] ?? ''}`,
      steps: () => readFileSync(count, 'utf8').split('\n').length - 1,
    };
  }

  async function atTheEndOfATrial(): Promise<void> {
    tryOut();
    for (let start = 0; start < 3; start++) await started();
  }

  test('UP22 at each step in turn: the version before starts at last, and knows why', async () => {
    await atTheEndOfATrial();
    const whole = failing(999);
    expect((await launch(terminal, { PATH: whole.path })).said).toBe(OLD);
    const steps = whole.steps();
    expect(steps).toBeGreaterThan(6);
    for (let step = 0; step < steps; step++) {
      await atTheEndOfATrial();
      const cut = await launch(terminal, { PATH: failing(step).path });
      expect(cut).toEqual({ said: '', signal: 'SIGKILL' });
      expect(await started()).toBe(OLD);
      expect(releases.failuresOf(NEW).at(-1)).toMatchObject({ why: 'failed-to-start' });
    }
  });
});
