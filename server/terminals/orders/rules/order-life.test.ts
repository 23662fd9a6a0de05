import { expect, test } from 'vitest';
import { overtakes, stageOf, worthUntil } from './order-life.ts';

const NOW = Date.UTC(2026, 10, 23, 8);
const MINUTE_MS = 60_000;

test('RH3 what is meant for somebody in the hall is soon out of date, being out of service is not', () => {
  expect(worthUntil({ kind: 'blink' }, NOW) - NOW).toBe(2 * MINUTE_MS);
  expect(worthUntil({ kind: 'pause' }, NOW) - NOW).toBe(7 * 24 * 60 * MINUTE_MS);
});

test('RH4 the last word on being in service counts', () => {
  const [pause, resume] = [{ kind: 'pause' }, { kind: 'resume' }] as const;
  expect([overtakes(resume, pause), overtakes(pause, resume)]).toEqual([true, true]);
  expect([overtakes(pause, pause), overtakes({ kind: 'blink' }, pause)]).toEqual([true, false]);
});

test('RH4 pressing twice asks once, and another device is another order', () => {
  const restart = (device: string) => ({ kind: 'restart-device', device }) as const;
  expect(overtakes({ kind: 'blink' }, { kind: 'blink' })).toBe(true);
  expect(overtakes(restart('pad'), restart('pad'))).toBe(true);
  expect(overtakes(restart('pad'), restart('scanner'))).toBe(false);
  expect(overtakes({ kind: 'restart-gateway' }, restart('pad'))).toBe(false);
});

test('RH3 an order is waiting, told, answered or out of date', () => {
  const facts = { until: NOW + 1, toldAt: null, outcome: null };
  expect(stageOf(facts, NOW)).toBe('waiting');
  expect(stageOf({ ...facts, toldAt: NOW }, NOW)).toBe('told');
  expect(stageOf({ ...facts, toldAt: NOW }, NOW + 1)).toBe('out-of-date');
  expect(stageOf({ ...facts, outcome: 'refused' }, NOW + 1)).toBe('refused');
});
