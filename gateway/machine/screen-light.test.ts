import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { expect, onTestFinished, test } from 'vitest';
import { WAKE_MS } from './rules/screen-hours.ts';
import { ScreenLight } from './screen-light.ts';

const SUNDAY_NIGHT = Date.parse('2026-11-22T19:00:00Z');

/** A terminal of which only that is there which its screen hangs on, on Monday at two in the morning. */
function terminal() {
  const folder = mkdtempSync(join(tmpdir(), 'nhipcau-light-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const light = () => readFileSync(join(folder, 'light'), 'utf8').trim();
  const is = { now: SUNDAY_NIGHT, passed: 0, hours: [{ days: [1], from: '08:00', to: '17:00' }] };
  let look: () => void = () => undefined;
  const part = new ScreenLight(
    {
      log: pino({ level: 'silent' }),
      clock: {
        now: () => is.now + is.passed,
        monotonic: () => is.passed,
        at: (_ms, run) => {
          look = run;
          return () => undefined;
        },
      },
      time: { known: true },
      settings: {
        get current() {
          return { screenHours: is.hours };
        },
        subscribe: () => () => true,
      },
      runner: {
        serving: false,
        snapshot: { terminal: { timeZone: 'Asia/Ho_Chi_Minh' } },
        subscribe: () => () => true,
      },
    },
    folder,
  );
  return { folder, is, light, look: () => look(), part };
}

test('SH4 what holds stands in a file: with each change of hours, at a sign of somebody, and as time goes by', () => {
  const { is, light, look, part } = terminal();
  part.start();
  expect(light()).toBe('on');

  is.passed = WAKE_MS;
  look();
  expect(light()).toBe('off');

  part.deviceEvent({ kind: 'device-status', device: 'pad', status: { state: 'ready' } });
  expect(light()).toBe('off');
  part.deviceEvent({ kind: 'card-read', device: 'cards', card: '1' });
  expect(light()).toBe('on');

  is.passed = 2 * WAKE_MS;
  look();
  expect(light()).toBe('off');
  is.hours = [{ days: [1, 2], from: '00:00', to: '00:00' }];
  look();
  expect(light()).toBe('on');
});

test('SH4 what could not be written is written as soon as it can be, though nothing has changed since', () => {
  const { folder, is, light, look, part } = terminal();
  part.start();
  const file = join(folder, 'light');
  rmSync(file);
  mkdirSync(file);
  is.passed = WAKE_MS;
  look();
  rmSync(file, { recursive: true });
  look();
  expect(light()).toBe('off');
});
