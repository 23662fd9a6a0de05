/** The gateway changes what starts next, and at each step on the disk in turn its process is killed. */
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { beforeEach, expect, test } from 'vitest';
import { ReleaseFolder } from '#gateway/updates/release-folder.ts';
import { launch, type Machine, machine, NEW, OLD } from './machine.ts';

const PRELOAD = fileURLToPath(new URL('../fixtures/end-at-step.ts', import.meta.url));
const STEP = fileURLToPath(new URL('./step.ts', import.meta.url));
/** More than any act has. */
const MOST_STEPS = 30;

let terminal: Machine;
beforeEach(() => {
  terminal = machine();
});

type Act = 'try-out' | 'settle' | 'go-back';

/** @param step the last that is done. @returns whether it was killed */
function doneUpTo(act: Act, step: number): boolean {
  const { signal, status, stderr } = spawnSync(
    process.execPath,
    ['--import', PRELOAD, STEP, terminal.root, act],
    { env: { ...process.env, END_AT_STEP: `${step}` }, encoding: 'utf8' },
  );
  if (signal === null && status !== 0) throw new Error(stderr);
  return signal === 'SIGKILL';
}

/** Kills it at its first step, at its second, … until it has come through. */
async function atEachStep(
  act: Act,
  before: () => void,
  after: (releases: ReleaseFolder, started: string) => void,
): Promise<number> {
  for (let step = 0; step < MOST_STEPS; step++) {
    before();
    const isKilled = doneUpTo(act, step);
    const { said } = await launch(terminal);
    after(new ReleaseFolder(terminal.root), said);
    if (!isKilled) return step;
  }
  throw new Error('it never came through');
}

const back = (): void => {
  const releases = new ReleaseFolder(terminal.root);
  releases.tryOut({ version: OLD, from: NEW, expected });
  releases.settle({ version: OLD, at: 1 });
};
const onTrial = (): void =>
  new ReleaseFolder(terminal.root).tryOut({ version: NEW, from: OLD, expected });
const expected = { at: 1, devices: [], outbox: true, server: false };

test('UP22 a new version is tried: it starts on trial, or the one before starts', async () => {
  const steps = await atEachStep('try-out', back, (releases, started) => {
    if (started === NEW) expect(releases.trial).toMatchObject({ version: NEW, from: OLD });
    else expect(started).toBe(OLD);
  });
  expect(steps).toBeGreaterThanOrEqual(5);
});

test('UP22 a new version has proved good: it starts, and a trial that is left proves it again', async () => {
  const steps = await atEachStep('settle', onTrial, (releases, started) => {
    expect(started).toBe(NEW);
    if (releases.trial === undefined) expect(releases.settled).toEqual({ version: NEW, at: 5 });
  });
  expect(steps).toBeGreaterThanOrEqual(4);
});

test('UP22 a new version is taken back: the one before starts and knows why, or the trial goes on', async () => {
  const steps = await atEachStep('go-back', onTrial, (releases, started) => {
    if (started === NEW) expect(releases.trial).toMatchObject({ version: NEW });
    else expect(releases.failuresOf(NEW).at(-1)).toEqual({ at: 5, why: 'device-pad' });
  });
  expect(steps).toBeGreaterThanOrEqual(6);
});
