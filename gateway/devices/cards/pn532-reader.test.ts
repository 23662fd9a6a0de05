import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { EventLog } from '#tests/simulators/events.ts';
import { SimulatedPn532 } from '#tests/simulators/pn532-reader.ts';
import { PtyLine } from '#tests/simulators/pty-line.ts';
import type { Fault } from '../../errors.ts';
import type { DeviceEvent, Port } from '../device.ts';
import type { RunningDevice, StartDevice } from '../driver.ts';
import { openPort } from '../ports.ts';
import { pn532Reader } from './pn532-reader.ts';
import type { CardReaderSettings } from './pn532-reader.ts';

let line: PtyLine;
let simulator: SimulatedPn532;
let port: Port;
let running: RunningDevice | undefined;
let events: EventLog<DeviceEvent>;
let faults: EventLog<Fault>;

beforeEach(async () => {
  line = await PtyLine.open({ baudRate: 115200 });
  simulator = SimulatedPn532.on(line);
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

const driverOf = (settings: Partial<CardReaderSettings> = {}): StartDevice =>
  pn532Reader('cards', { pauseMs: 5, timeoutMs: 200, gapMs: 50, ...settings });

async function start(driver = driverOf()): Promise<void> {
  running = await driver(port, { emit: events.push, fail: faults.push });
}
const isCard = ({ kind }: DeviceEvent) => kind === 'card-read';
const cards = () => events.all.flatMap((event) => (event.kind === 'card-read' ? [event.card] : []));

describe('a card', () => {
  test('that is laid on is told once, however long it lies there', async () => {
    await start();
    simulator.lay({ uid: '04a1b2c3' });
    await events.find(isCard);
    await simulator.looks(4);
    expect(events.all).toEqual([{ kind: 'card-read', device: 'cards', card: '04A1B2C3' }]);
  });

  test('that lay there before the reader was ready is told, too', async () => {
    simulator.lay({ uid: '04a1b2c3' });
    await start();
    await events.find(isCard);
  });

  test('that is taken away and laid on again is told again', async () => {
    await start();
    for (const times of [1, 2]) {
      simulator.lay({ uid: '04a1b2c3' });
      await events.count(isCard, times);
      simulator.take();
      await simulator.looks(4);
    }
    expect(cards()).toEqual(['04A1B2C3', '04A1B2C3']);
  });

  test('that lies there while the reader is begun anew is not told again', async () => {
    const driver = driverOf();
    await start(driver);
    simulator.lay({ uid: '04a1b2c3' });
    await events.find(isCard);
    await running?.close();
    await start(driver);
    await simulator.looks(4);
    expect(cards()).toEqual(['04A1B2C3']);
  });

  test('that two looks have missed was not taken away', async () => {
    await start();
    simulator.lay({ uid: '04a1b2c3' });
    await events.find(isCard);
    simulator.simulateMisread(2);
    await simulator.looks(5);
    expect(cards()).toEqual(['04A1B2C3']);
  });

  test('that takes the place of another is told at once', async () => {
    await start();
    simulator.lay({ uid: '04a1b2c3' });
    await events.count(isCard, 1);
    simulator.lay({ uid: '04112233445566', sak: 0x20 });
    await events.count(isCard, 2);
    expect(cards()).toEqual(['04A1B2C3', '04112233445566']);
  });

  test('is told as the site writes its numbers', async () => {
    await start(driverOf({ number: 'decimal-reversed' }));
    simulator.lay({ uid: '04a1b2c3' });
    await events.find(isCard);
    expect(cards()).toEqual(['3283263748']);
  });

  test.each([0x20, 0x08])(
    'that makes its number up anew each time is nobody, and said so once (SAK %i)',
    async (sak) => {
      await start();
      simulator.lay({ uid: 'random', sak });
      await events.find(({ kind }) => kind === 'scan-unreadable');
      await simulator.looks(4);
      expect(events.all).toEqual([
        { kind: 'scan-unreadable', device: 'cards', reason: 'random-number' },
      ]);
    },
  );
});

describe('trouble', () => {
  test('a chip that sleeps is woken, and set so that a look for a card comes to an end', async () => {
    await start();
    await simulator.looks(2);
    expect(simulator.seen('sam-configuration')).toBe(1);
    expect(faults.all).toEqual([]);
  });

  test.each([
    ['torn', () => simulator.simulateBitError(1, 'list-passive-target')],
    ['silence', () => simulator.simulateSilence(1, 'list-passive-target')],
    ['gap', () => simulator.simulateGap(120, 'list-passive-target')],
    ['late-ack', () => simulator.simulateLateAck(120, 'list-passive-target')],
    ['unreadable', () => simulator.simulateErrorFrame(1, 'list-passive-target')],
  ] as const)(
    'an answer with trouble on the line (%s) is asked for again',
    async (fault, strike) => {
      await start();
      strike();
      simulator.lay({ uid: '04a1b2c3' });
      await events.find(isCard);
      await simulator.looks(2);
      expect(simulator.fired).toEqual([fault]);
      expect(cards()).toEqual(['04A1B2C3']);
      expect(faults.all).toEqual([]);
    },
  );

  test('a chip that thinks longer than a frame may pause is waited for, and not told to give up', async () => {
    await start(driverOf({ timeoutMs: 2000 }));
    await simulator.looks(1);
    simulator.simulateSlowAnswer(150, 'list-passive-target');
    await simulator.looks(3);
    expect(simulator.fired).toEqual(['slow']);
    expect(simulator.givenUp).toBe(0);
  });

  test('a reader that has lost its power for a moment is noticed, and works when it is begun anew', async () => {
    await start();
    simulator.simulatePowerCut();
    expect((await faults.find(() => true)).code).toBe('no-answer');
    await running?.close();
    await start();
    simulator.lay({ uid: '04a1b2c3' });
    await events.find(isCard);
  });

  test('a reader that no longer answers is no-answer', async () => {
    await start();
    simulator.simulateSilence(99);
    const fault = await faults.find(() => true);
    expect(fault.code).toBe('no-answer');
  });

  test('nobody there at the start is no-answer', async () => {
    simulator.simulateSilence(99);
    await expect(start()).rejects.toMatchObject({ code: 'no-answer' });
  });

  test('an unplugged cable ends it', async () => {
    await start();
    await line.unplug();
    expect((await faults.find(() => true)).code).toBe('port-lost');
  });

  test('closed while it looks, it tells nothing more', async () => {
    await start();
    await running?.close();
    expect(faults.all).toEqual([]);
  });
});
