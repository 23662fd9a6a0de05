import { afterEach, beforeEach, expect, test } from 'vitest';
import { SimulatedPrinter } from '#tests/simulators/escpos-printer.ts';
import { TcpLine } from '#tests/simulators/tcp-line.ts';
import { openPort } from '../devices/ports.ts';
import type { Port } from '../devices/device.ts';
import type { RunningDevice } from '../devices/driver.ts';
import { EscposPrinter } from '../devices/printer/receipt-printer.ts';
import type { Hardware } from '../hardware.ts';
import type { Part } from '../part.ts';
import { securityOf, SiteSecurityInForce } from '../site-security.ts';
import { TerminalClock } from '../terminal-clock.ts';
import { printerState } from './printer-state.ts';

const clock = new TerminalClock();
const site = new SiteSecurityInForce({
  ...{ armedAfi: 0x07, disarmedAfi: 0xc2, alsoArmed: [], alsoDisarmed: [], eas: false },
  ifPatronLeaves: 'undo',
});
const without: Hardware = {
  ...{ devices: [], site, security: securityOf(undefined, () => site.current) },
};

let line: TcpLine;
let simulator: SimulatedPrinter;
let port: Port;
let running: RunningDevice;
let part: Part | undefined;

beforeEach(async () => {
  line = await TcpLine.open();
  simulator = SimulatedPrinter.on(line);
  port = await openPort(line.address)();
  const printer = new EscposPrinter('printer', { pollMs: 20 });
  [part] = printerState({ clock, hardware: { ...without, printer } });
  expect(part?.state?.()).toEqual({});
  const emit = part?.deviceEvent?.bind(part) ?? (() => {});
  running = await printer.start(port, { emit, fail: () => {} });
});
afterEach(async () => {
  await running.close();
  await port.close();
  await line.close();
});

test('PR3 the server is told how the printer is, and since when', async () => {
  const before = part?.state?.().printer?.since ?? Number.NaN;
  expect(part?.state?.()).toEqual({ printer: { paper: 'ok', since: before } });
  simulator.simulatePaperOut();
  await expect.poll(() => part?.state?.().printer?.paper).toBe('out');
  expect(part?.state?.().printer?.since).toBeGreaterThanOrEqual(before);
  simulator.simulateCover(true);
  await expect
    .poll(() => part?.state?.().printer)
    .toMatchObject({
      ...{ paper: 'out', fault: 'cover-open' },
    });
});

test('PR3 and nothing where there is none', () => {
  expect(printerState({ clock, hardware: without })).toEqual([]);
});
