import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { EventLog } from '#tests/simulators/events.ts';
import { PtyLine } from '#tests/simulators/pty-line.ts';
import { SimulatedZebraScanner } from '#tests/simulators/zebra-scanner.ts';
import type { Fault } from '../../errors.ts';
import type { DeviceEvent, Port } from '../device.ts';
import type { RunningDevice } from '../driver.ts';
import { openPort } from '../ports.ts';
import { zebraScanner } from './zebra-scanner.ts';
import type { ZebraSettings } from './zebra-scanner.ts';

/** A busy computer must not be taken for a silent one. */
const QUICK = { timeoutMs: 2000, gapMs: 1000 };

let line: PtyLine;
let simulator: SimulatedZebraScanner;
let port: Port;
let running: RunningDevice | undefined;
let events: EventLog<DeviceEvent>;
let faults: EventLog<Fault>;

beforeEach(async () => {
  line = await PtyLine.open({ baudRate: 115200 });
  simulator = SimulatedZebraScanner.on(line, 1000);
  port = await openPort(line.address)();
  events = new EventLog();
  faults = new EventLog();
  running = undefined;
});
afterEach(async () => {
  await running?.close();
  await port.close();
  await line.close();
});

async function start(settings: ZebraSettings = {}): Promise<void> {
  const driver = zebraScanner('scanner', { ...QUICK, ...settings });
  running = await driver(port, { emit: events.push, fail: faults.push });
}
const texts = () =>
  events.all.flatMap((event) => (event.kind === 'scanned' ? [event.scan.text] : []));

describe('a scan', () => {
  test('is told with its symbology, and acknowledged', async () => {
    await start();
    await simulator.scan('VV.012345', { type: 'code39' });
    const scan = { text: 'VV.012345', symbology: 'code39', guessed: false };
    expect(events.all).toEqual([{ kind: 'scanned', device: 'scanner', scan }]);
    expect(simulator.heard).toEqual(['revision', 'ack']);
  });

  test.each([false, true])(
    'longer than a packet is whole (symbology once: %s)',
    async (typeOnce) => {
      await start();
      const text = 'Đọc sách là đi du lịch. '.repeat(40).trim();
      await simulator.scan(text, { type: 'qr', typeOnce });
      expect(texts()).toEqual([text]);
      expect(simulator.heard.filter((said) => said === 'ack').length).toBeGreaterThan(3);
    },
  );

  test('whose acknowledgement was lost comes again, and is told once', async () => {
    await start();
    simulator.simulateDeaf();
    await simulator.scan('VV.012345');
    expect([texts(), simulator.fired]).toEqual([['VV.012345'], ['deaf']]);
    expect(simulator.heard.filter((said) => said === 'ack')).toHaveLength(2);
  });

  test.each(['bit-error', 'torn'] as const)(
    'spoilt on the line (%s) is asked for again',
    async (fault) => {
      await start();
      if (fault === 'torn') simulator.simulateTorn();
      else simulator.simulateBitError();
      await simulator.scan('VV.012345');
      expect([texts(), simulator.fired]).toEqual([['VV.012345'], [fault]]);
      expect(simulator.heard).toContain('nak');
    },
  );

  test('of the same code that lies in view is one; of another code, another', async () => {
    await start();
    await simulator.scan('VV.012345');
    await simulator.scan('VV.012345');
    await simulator.scan('VV.000001');
    expect(texts()).toEqual(['VV.012345', 'VV.000001']);
  });

  test('whose rest never comes leaves nothing before the next', async () => {
    await start({ restMs: 30 });
    await simulator.scanHalf('001090123456||');
    await events.find(({ kind }) => kind === 'scan-unreadable');
    await simulator.scan('VV.012345');
    expect(texts()).toEqual(['VV.012345']);
    expect(events.all.filter(({ kind }) => kind === 'scan-unreadable')).toHaveLength(1);
  });

  test('after noise on the line is whole', async () => {
    await start();
    await simulator.simulateBytes(Uint8Array.of(0, 0x31, 0x32));
    await simulator.hears('nak');
    await simulator.scan('VV.012345');
    expect(texts()).toEqual(['VV.012345']);
  });
});

describe('the scanner', () => {
  test('is asked again when it does not answer', async () => {
    simulator.simulateSilence(2);
    await start({ timeoutMs: 1000 });
    expect(simulator.heard).toEqual(['revision', 'revision', 'revision']);
  });

  test('that never answers is none', async () => {
    simulator.simulateSilence(3);
    await expect(start({ timeoutMs: 100 })).rejects.toMatchObject({ code: 'no-answer' });
  });

  test('that is unplugged while it is asked is lost', async () => {
    simulator.simulateSilence(3);
    const lost = expect(start({ timeoutMs: 60_000 })).rejects.toMatchObject({ code: 'port-lost' });
    await simulator.hears('revision');
    await line.unplug();
    await lost;
  });

  test('keeps its own trigger unless the settings say otherwise', async () => {
    await start();
    await simulator.scan('VV.1');
    expect(simulator.heard).not.toContain('start');
  });

  test('has its trigger pressed again and again where they do', async () => {
    await start({ hostTrigger: true, sessionMs: 10 });
    await simulator.hears('start');
    await simulator.hears('start');
    expect(simulator.parameters).toBe('ff8a08');
    await simulator.scan('VV.012345');
    expect(texts()).toEqual(['VV.012345']);
  });

  test('that will not be triggered by the host is of no use so', async () => {
    await start();
    await running?.close();
    simulator.simulateRefusal(4);
    await expect(start({ hostTrigger: true })).rejects.toMatchObject({ code: 'no-answer' });
  });
});
