import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import type { DeviceStatus } from '../devices/device.ts';
import { Fault } from '../errors.ts';
import type { Snapshot } from '../messages.ts';
import type { Paused } from '../session/rules/session-state.ts';
import { MachineOrders } from './machine-orders.ts';
import { PauseSwitch } from './pause.ts';

const NOW = Date.UTC(2026, 10, 23, 8);
const folders: string[] = [];
afterEach(() => folders.splice(0).forEach((folder) => rmSync(folder, { recursive: true })));

const newFolder = (): string => {
  const folder = mkdtempSync(join(tmpdir(), 'nhipcau-machine-'));
  folders.push(folder);
  return folder;
};

/** A machine in a test's own time: who is served, what its devices answer, how often it was started again. */
class World {
  now = NOW;
  serving = false;
  restarts = 0;
  blinked: number[] = [];
  slips = 0;
  jam: Fault | undefined;
  screen: Paused | undefined;
  reports = 0;
  readonly devices = new Map<string, DeviceStatus>();
  readonly #folder: string;
  readonly #timers = new Set<{ readonly due: number; readonly run: () => void }>();
  readonly #watchers = new Set<() => void>();

  constructor(folder = newFolder()) {
    this.#folder = folder;
  }

  get pauseFile(): string {
    return join(this.#folder, 'pause.json');
  }

  pause(
    onFault = (error: unknown): void => {
      throw error;
    },
  ): PauseSwitch {
    return new PauseSwitch({
      path: this.pauseFile,
      runner: { setPause: (pause) => void (this.screen = pause) },
      onChange: () => (this.reports += 1),
      onFault,
    });
  }

  orders({ printer = true } = {}): MachineOrders {
    const serving = () => this.serving;
    const runner = {
      get serving() {
        return serving();
      },
      blink: (forMs: number) => void this.blinked.push(forMs),
      subscribe: (watcher: (snapshot: Snapshot) => void) => {
        const told = () => watcher({} as Snapshot);
        this.#watchers.add(told);
        return () => this.#watchers.delete(told);
      },
    };
    const paper = { condition: undefined, dots: 576, print: () => Promise.resolve() };
    const machine = {
      clock: { now: () => this.now, at: this.#at },
      devices: { restart: (id: string) => Promise.resolve(this.devices.get(id)) },
      hardware: printer ? { printer: paper } : {},
      receipts: { printTest: () => this.#printTest() },
      restart: () => void (this.restarts += 1),
      runner,
    };
    return new MachineOrders(machine, this.pause());
  }

  /** Somebody begins a visit, or ends it. */
  serve(serving: boolean): void {
    this.serving = serving;
    for (const told of this.#watchers) told();
  }

  pass(ms: number): void {
    this.now += ms;
    for (const timer of [...this.#timers].filter(({ due }) => due <= this.now)) {
      this.#timers.delete(timer);
      timer.run();
    }
  }

  #at = (delayMs: number, run: () => void): (() => void) => {
    const timer = { due: this.now + delayMs, run };
    this.#timers.add(timer);
    return () => void this.#timers.delete(timer);
  };

  #printTest(): Promise<void> {
    if (this.jam) return Promise.reject(this.jam);
    this.slips += 1;
    return Promise.resolve();
  }
}

describe('RH8 out of service by a person', () => {
  test('RH8 the screen has the message, and the server is told since when and by whose hand', async () => {
    const world = new World();
    const orders = world.orders();
    expect(orders.state()).toEqual({});
    await orders.obey({ kind: 'pause', message: 'Đang sửa' });
    expect(world.screen).toEqual({ since: NOW, by: 'server', message: 'Đang sửa' });
    expect(orders.state()).toEqual({ pause: { since: NOW, by: 'server' } });
    expect(world.reports).toBe(1);
  });

  test('RH8 it holds over every restart, and back holds as well', async () => {
    const folder = newFolder();
    await new World(folder).orders().obey({ kind: 'pause', message: 'Đang sửa' });
    const again = new World(folder);
    const orders = again.orders();
    expect(again.screen).toMatchObject({ message: 'Đang sửa' });
    await orders.obey({ kind: 'resume' });
    expect(again.screen).toBeUndefined();
    const third = new World(folder);
    expect(third.orders().state()).toEqual({});
  });

  test('RH8 with another message it is out of service since the first time', async () => {
    const world = new World();
    const orders = world.orders();
    await orders.obey({ kind: 'pause' });
    world.pass(60_000);
    await orders.obey({ kind: 'pause', message: 'Xong lúc ba giờ' });
    expect(world.screen).toEqual({ since: NOW, by: 'server', message: 'Xong lúc ba giờ' });
  });

  test('RH8 back where it never was is done', async () => {
    expect(await new World().orders().obey({ kind: 'resume' })).toEqual({ outcome: 'done' });
  });

  test('RH8 a disk that keeps nothing is told of; screen and staff know the same all the same', async () => {
    const world = new World();
    const orders = world.orders();
    mkdirSync(world.pauseFile);
    await expect(orders.obey({ kind: 'pause', message: 'Đang sửa' })).rejects.toThrow(/EISDIR/);
    expect(world.screen).toMatchObject({ message: 'Đang sửa' });
    expect(orders.state()).toHaveProperty('pause');
    await expect(orders.obey({ kind: 'resume' })).rejects.toThrow(/EISDIR|directory/);
    expect(world.screen).toBeUndefined();
    expect(orders.state()).toEqual({});
  });

  test('RH8 a file that cannot be read is told, and the terminal serves', () => {
    const world = new World();
    writeFileSync(world.pauseFile, '{"since":');
    const faults: unknown[] = [];
    expect(world.pause((error) => faults.push(error)).current).toBeUndefined();
    expect(faults).toHaveLength(1);
  });
});

describe('RH10 the gateway started again', () => {
  const restart = { kind: 'restart-gateway' } as const;

  test('RH10 while nobody is served: at once, but the answer goes out first', async () => {
    const world = new World();
    expect(await world.orders().obey(restart)).toEqual({ outcome: 'done' });
    expect(world.restarts).toBe(0);
    world.pass(500);
    expect(world.restarts).toBe(1);
  });

  test('RH10 a visit is waited for', async () => {
    const world = new World();
    world.serving = true;
    const obeyed = world.orders().obey(restart);
    world.pass(300_000);
    world.serve(true);
    world.serve(false);
    expect(await obeyed).toEqual({ outcome: 'done' });
    world.pass(500);
    expect(world.restarts).toBe(1);
  });

  test('RH10 after ten minutes it is refused, and not done when the visit ends', async () => {
    const world = new World();
    world.serving = true;
    const obeyed = world.orders().obey(restart);
    world.pass(600_000);
    expect(await obeyed).toEqual({ outcome: 'refused', code: 'in-use' });
    world.serve(false);
    world.pass(600_000);
    expect(world.restarts).toBe(0);
  });

  test('RH10 a program that ends meanwhile does not start itself again', async () => {
    const world = new World();
    world.serving = true;
    const orders = world.orders();
    const obeyed = orders.obey(restart);
    orders.close();
    expect(await obeyed).toMatchObject({ outcome: 'refused' });
    world.pass(600_000);
    expect(world.restarts).toBe(0);
  });
});

describe('a device anew', () => {
  const device = { kind: 'restart-device', device: 'pad' } as const;
  test.each<[string, DeviceStatus | undefined, object]>([
    ['there again', { state: 'ready' }, { outcome: 'done' }],
    [
      'still faulty',
      { state: 'faulty', code: 'no-answer', message: 'it says nothing' },
      { outcome: 'failed', code: 'no-answer', message: 'it says nothing' },
    ],
    ['not there yet', { state: 'opening' }, { outcome: 'failed', code: 'opening' }],
    ['none of this machine’s', undefined, { outcome: 'refused', code: 'no-such-device' }],
  ])('%s', async (_, status, obeyed) => {
    const world = new World();
    if (status) world.devices.set('pad', status);
    expect(await world.orders().obey(device)).toEqual(obeyed);
  });
});

test('it blinks for ten seconds', async () => {
  const world = new World();
  expect(await world.orders().obey({ kind: 'blink' })).toEqual({ outcome: 'done' });
  expect(world.blinked).toEqual([10_000]);
});

describe('a test slip', () => {
  test('is printed, and done when it is out', async () => {
    const world = new World();
    expect(await world.orders().obey({ kind: 'test-print' })).toEqual({ outcome: 'done' });
    expect(world.slips).toBe(1);
  });
  test('of a machine without a printer is refused', async () => {
    const orders = new World().orders({ printer: false });
    expect(await orders.obey({ kind: 'test-print' })).toEqual({
      outcome: 'refused',
      code: 'no-printer',
    });
  });
  test('that did not come out says why', async () => {
    const world = new World();
    world.jam = new Fault('paper-out', 'no paper');
    await expect(world.orders().obey({ kind: 'test-print' })).rejects.toMatchObject({
      code: 'paper-out',
    });
  });
});

test('what is another part’s to do is left to it', () => {
  const orders = new World().orders();
  for (const kind of ['diagnose', 'look-for-settings', 'look-for-update'] as const)
    expect(orders.obey({ kind })).toBeUndefined();
});
