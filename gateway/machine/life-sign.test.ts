import { setImmediate } from 'node:timers/promises';
import { pino } from 'pino';
import { describe, expect, test } from 'vitest';
import { LifeSign } from './life-sign.ts';

/** A terminal of which only that is there which a sign of life is made of, and a clock in one's hand. */
function terminal() {
  const timers: { readonly ms: number; readonly run: () => void }[] = [];
  const told: string[] = [];
  const is = { stuckMs: 0, serving: false };
  const given = {
    clock: {
      at: (ms: number, run: () => void) => {
        const timer = { ms, run };
        timers.push(timer);
        return () => timers.splice(timers.indexOf(timer), 1);
      },
    },
    log: pino({ level: 'silent' }),
    devices: is,
    runner: is,
  };
  // What was told before has gone out; then the time is over, and what is told then goes out too.
  const later = async () => {
    await setImmediate();
    timers.shift()?.run();
    await setImmediate();
  };
  const tell = async (...words: readonly string[]) => void told.push(...words);
  const sign = (watchdogMs: number | undefined) =>
    new LifeSign(given, {
      watchdogMs,
      tell,
    });
  return { is, later, sign, timers, told };
}

describe('WD1 systemd is told', () => {
  test('when it serves, then four times in each term, and when it ends', async () => {
    const { later, sign, timers, told } = terminal();
    const part = sign(60_000);
    part.start();
    expect(timers.map(({ ms }) => ms)).toEqual([15_000]);
    await later();
    await later();
    await part.close();
    expect(told).toEqual(['READY=1', 'WATCHDOG=1', 'WATCHDOG=1', 'STOPPING=1']);
    expect(timers).toEqual([]);
  });

  test('that it serves alone, where it does not look', () => {
    const { sign, timers, told } = terminal();
    sign(undefined).start();
    expect(told).toEqual(['READY=1']);
    expect(timers).toEqual([]);
  });
});

test('WD2 nothing is told while a device is stuck, and again when it turns', async () => {
  const { is, later, sign, told } = terminal();
  sign(60_000).start();
  is.stuckMs = 600_000;
  await later();
  expect(told).toEqual(['READY=1']);
  is.stuckMs = 0;
  await later();
  expect(told).toEqual(['READY=1', 'WATCHDOG=1']);
});

test('WD3 whoever is being served is not cut off by it', async () => {
  const { is, later, sign, told } = terminal();
  sign(60_000).start();
  Object.assign(is, { stuckMs: 700_000, serving: true });
  await later();
  expect(told).toEqual(['READY=1', 'WATCHDOG=1']);
});
