import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import type {
  SettingsInForce,
  TerminalSettings,
} from '#server/settings/format/terminal-settings.ts';
import { settled } from '#tests/simulators/manual-timer.ts';
import { createLog } from '../logging.ts';
import { TRIAL_MS } from './rules/trial.ts';
import { SettingsFile } from './settings-file.ts';
import { SettingsKeeper } from './settings-keeper.ts';

const NOW = Date.UTC(2026, 10, 23, 8);
const folders: string[] = [];
afterEach(() => folders.splice(0).forEach((folder) => rmSync(folder, { recursive: true })));

const OLD = { url: 'https://library.example.org' };
const NEW = { url: 'https://typo.example.org' };

/** A terminal's disk, clock and server, which outlive its starts. */
function world() {
  const folder = mkdtempSync(join(tmpdir(), 'nhipcau-settings-'));
  folders.push(folder);
  const timers = new Set<{ readonly due: number; readonly run: () => void }>();
  const applied: TerminalSettings[] = [];
  const here = { now: NOW, offered: undefined as SettingsInForce | undefined, serving: false };
  const clock = {
    now: () => here.now,
    at: (delayMs: number, run: () => void) => {
      const timer = { due: here.now + delayMs, run };
      timers.add(timer);
      return () => void timers.delete(timer);
    },
  };
  const start = () => {
    timers.clear();
    const file = new SettingsFile(join(folder, 'settings.json'), (error) => {
      throw error;
    });
    const keeper = new SettingsKeeper({ file, clock, log: createLog('silent') });
    keeper.start({
      fetch: async (version) => (here.offered?.version === version ? undefined : here.offered),
      serving: () => here.serving,
      fits: ({ sorting }) => sorting?.otherwise[0] !== 'c',
      apply: (now) => applied.push(now),
      onChange: () => undefined,
    });
    return keeper;
  };
  const pass = (ms: number) => {
    here.now += ms;
    const due = [...timers].filter((timer) => timer.due <= here.now);
    for (const timer of due) {
      timers.delete(timer);
      timer.run();
    }
  };
  return { here, start, pass, applied };
}

async function proven(offered: SettingsInForce) {
  const terminal = world();
  terminal.here.offered = offered;
  const keeper = terminal.start();
  await keeper.look('by-itself');
  keeper.heard();
  return { ...terminal, keeper };
}

test('ST10 an address where the server is not heard is taken back within two minutes', async () => {
  const { applied, here, keeper, pass } = await proven({ version: 1, settings: { server: OLD } });
  here.offered = { version: 2, settings: { server: NEW } };
  await keeper.look('by-itself');
  expect(keeper.current).toEqual({ server: NEW });
  pass(TRIAL_MS - 1);
  expect(keeper.current).toEqual({ server: NEW });
  pass(1);
  expect(keeper.current).toEqual({ server: OLD });
  expect(applied.at(-1)).toEqual({ server: OLD });
  expect(keeper.state).toMatchObject({ version: 1, undone: { version: 2, why: 'not-heard' } });
});

test('ST12 it is not tried again by itself, and is when staff ask', async () => {
  const { here, keeper, pass } = await proven({ version: 1, settings: { volume: 10 } });
  here.offered = { version: 2, settings: { volume: 20 } };
  await keeper.look('by-itself');
  pass(TRIAL_MS);
  await keeper.look('by-itself');
  expect(keeper.current).toEqual({ volume: 10 });
  await keeper.look('asked');
  keeper.heard();
  expect(keeper.state).toEqual({ version: 2 });
});

test('ST9 nothing changes under a visitor’s hands', async () => {
  const { applied, here, keeper } = await proven({ version: 1, settings: { volume: 10 } });
  here.serving = true;
  here.offered = { version: 2, settings: { volume: 20 } };
  await keeper.look('by-itself');
  keeper.visitEnded();
  expect(applied).toHaveLength(1);
  here.serving = false;
  keeper.visitEnded();
  expect(keeper.current).toEqual({ volume: 20 });
});

test('ST11 a power cut in the middle of a trial: once it goes on, twice it goes back', async () => {
  const { here, keeper, start } = await proven({ version: 1, settings: { server: OLD } });
  here.offered = { version: 2, settings: { server: NEW } };
  await keeper.look('by-itself');
  expect(start().current).toEqual({ server: NEW });
  const back = start();
  expect(back.current).toEqual({ server: OLD });
  expect(back.state.undone).toMatchObject({ version: 2, why: 'ended-suddenly' });
});

test('ST11 a trial that is gone on with after a power cut has its two minutes again', async () => {
  const { here, keeper, pass, start } = await proven({ version: 1, settings: { server: OLD } });
  here.offered = { version: 2, settings: { server: NEW } };
  await keeper.look('by-itself');
  const again = start();
  pass(TRIAL_MS);
  expect(again.current).toEqual({ server: OLD });
});

test('ST13 what the terminal does not understand it leaves alone, and says so', async () => {
  const { here, keeper } = await proven({ version: 1, settings: { volume: 10 } });
  const strange: unknown = { version: 2, settings: { colour: 'green' } };
  here.offered = strange as SettingsInForce;
  await keeper.look('by-itself');
  expect(keeper.current).toEqual({ volume: 10 });
  expect(keeper.state.undone).toMatchObject({ version: 2, why: 'does-not-fit' });
});

test('ST13 what this machine cannot do is left alone as well, and so is all that was set with it', async () => {
  const { here, keeper } = await proven({ version: 1, settings: { volume: 10 } });
  const sorting = { exceptions: ['a'], otherwise: ['c'] };
  here.offered = { version: 2, settings: { volume: 20, sorting } };
  await keeper.look('by-itself');
  expect(keeper.current).toEqual({ volume: 10 });
  expect(keeper.state.undone).toMatchObject({ version: 2, why: 'does-not-fit' });
  here.offered = { version: 3, settings: { sorting: { ...sorting, otherwise: ['a'] } } };
  await keeper.look('by-itself');
  expect(keeper.current.sorting?.otherwise).toEqual(['a']);
});

test('ST10 what does not fit, offered in the middle of a trial, does not end it', async () => {
  const { applied, here, keeper, pass } = await proven({ version: 1, settings: { server: OLD } });
  here.offered = { version: 2, settings: { server: NEW } };
  await keeper.look('by-itself');
  const strange: unknown = { version: 3, settings: { colour: 'green' } };
  here.offered = strange as SettingsInForce;
  await keeper.look('by-itself');
  expect(keeper.current).toEqual({ server: NEW });
  pass(TRIAL_MS);
  expect(applied.at(-1)).toEqual({ server: OLD });
  expect(keeper.state.undone).toMatchObject({ version: 2, why: 'not-heard' });
});

test('ST12 what mends it, heard of in the middle of the trial, is tried as soon as that is taken back', async () => {
  const { here, keeper, pass } = await proven({ version: 1, settings: { server: OLD } });
  here.offered = { version: 2, settings: { server: NEW } };
  await keeper.look('by-itself');
  here.offered = { version: 3, settings: { server: OLD, volume: 30 } };
  keeper.changed(3);
  await settled();
  pass(TRIAL_MS);
  expect(keeper.state).toMatchObject({ version: 1, undone: { version: 2 } });
  pass(0);
  await settled();
  expect(keeper.state).toMatchObject({ version: 3 });
});

test('ST13 what waits for the end of a visit is not tried when the server has thought better of it', async () => {
  const { here, keeper } = await proven({ version: 1, settings: { volume: 10 } });
  here.serving = true;
  here.offered = { version: 2, settings: { volume: 20 } };
  await keeper.look('by-itself');
  here.offered = {
    version: 3,
    settings: { volume: 30, sorting: { exceptions: ['a'], otherwise: ['c'] } },
  };
  await keeper.look('by-itself');
  here.serving = false;
  keeper.visitEnded();
  expect(keeper.current).toEqual({ volume: 10 });
});

test('ST10 while settings are on trial the terminal says until when', async () => {
  const { here, keeper, pass } = await proven({ version: 1, settings: { server: OLD } });
  pass(1_000);
  here.offered = { version: 2, settings: { server: NEW } };
  await keeper.look('by-itself');
  expect(keeper.state).toEqual({ version: 2, trial: { until: NOW + 1_000 + TRIAL_MS } });
  pass(TRIAL_MS);
  expect(keeper.state).not.toHaveProperty('trial');
});
