/** A terminal at work for months, in a few minutes: visits of ten books each, none of which was there before. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { v7 as newId } from 'uuid';
import { z } from 'zod';
import { RfidPad } from '#gateway/devices/rfid/rfid-pad.ts';
import { ThreeMReader } from '#gateway/devices/rfid/three-m-reader.ts';
import type { Outcome } from '#gateway/ils/ils.ts';
import type { Snapshot } from '#gateway/messages.ts';
import { Outbox } from '#gateway/outbox/outbox.ts';
import { OutboxTransactions } from '#gateway/outbox/transactions.ts';
import type { Clock } from '#gateway/session/clock.ts';
import { SessionRunner } from '#gateway/session/session-runner.ts';
import { SETTINGS } from '#gateway/session/testing/play.ts';
import { securityOf } from '#gateway/site-security.ts';
import type { SiteSecurity } from '#gateway/tags/security.ts';
import { bookTag, nextUid } from '#tests/simulators/book-tag.ts';
import { StrictLine } from '#tests/simulators/strict-line.ts';
import { SimulatedThreeMReader } from '#tests/simulators/three-m-reader.ts';
import type { Memory } from './memory.ts';
import { NO_RECEIPTS } from '#tests/fixtures/no-receipts.ts';

const IN_ONE_VISIT = 10;
const LINE = { baudRate: 19_200 };
const SITE: SiteSecurity = {
  afi: { armed: 0x07, disarmed: 0xc2, alsoArmed: [], alsoDisarmed: [] },
  eas: false,
};
const DISARMED = 0xc2;
/** A session's own waits, as short as they can be: nobody looks on. */
const NO_TIME = 1;

const ILS = {
  patron: async () => ({ outcome: 'unreachable' }) as const,
  account: async () => ({ outcome: 'unreachable' }) as const,
  lookup: async () => ({ outcome: 'never-arrived' }) as const,
  transact: async (): Promise<Outcome> => ({
    outcome: 'accepted',
    item: { title: 'Dế Mèn phiêu lưu ký', author: 'Tô Hoài' },
  }),
};

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
const timing = { now: () => performance.now(), sleep: turn, random: () => 0.5 };
const steady = (): number => performance.now();
const clock: Clock = {
  now: Date.now,
  steady,
  at: (delay, call) => {
    const timer = setTimeout(call, delay);
    return () => clearTimeout(timer);
  },
};

class Terminal {
  readonly #folder = mkdtempSync(join(tmpdir(), 'nhipcau-lay-downs-'));
  readonly #line = new StrictLine(LINE);
  readonly #reader = SimulatedThreeMReader.on(this.#line);
  readonly #pad = new RfidPad(
    'pad',
    (port) => ThreeMReader.open(port),
    { pauseMs: NO_TIME },
    timing,
  );
  readonly #runner = this.#session();

  async start(): Promise<void> {
    this.#reader.simulateInstantRadio();
    const port = await this.#line.openAt(LINE);
    await this.#pad.start(port, {
      emit: (event) => this.#runner.deviceEvent(event),
      fail: (fault) => {
        throw fault;
      },
    });
    const status = { state: 'ready' } as const;
    for (const device of ['pad', 'scanner']) {
      this.#runner.deviceEvent({ kind: 'device-status', device, status });
    }
  }

  async layDown(count: number): Promise<void> {
    for (let laid = 0; laid < count; laid += IN_ONE_VISIT) await this.#visit();
  }

  memory(): Memory {
    collectGarbage();
    return { heap: process.memoryUsage().heapUsed, remembered: this.#pad.remembered };
  }

  close(): void {
    rmSync(this.#folder, { recursive: true });
  }

  async #visit(): Promise<void> {
    await this.#until(({ screen, booksOnPad }) => screen === 'start' && booksOnPad === 0);
    this.#runner.command({ kind: 'start-return' });
    await this.#until(({ screen }) => screen === 'return');
    const tags = Array.from({ length: IN_ONE_VISIT }, () => {
      const uid = nextUid();
      return bookTag({ uid, itemId: uid.slice(-8), afi: DISARMED });
    });
    this.#reader.place(...tags);
    await this.#until(({ lines }) => lines.filter(isDone).length === IN_ONE_VISIT);
    this.#reader.remove(...tags.map(({ uid }) => uid));
    await this.#until(({ booksOnPad }) => booksOnPad === 0);
    this.#runner.command({ kind: 'finish' });
    await this.#until(({ screen }) => screen === 'done');
    this.#runner.command({ kind: 'another-person' });
  }

  async #until(wish: (snapshot: Snapshot) => boolean): Promise<void> {
    if (wish(this.#runner.snapshot)) return;
    await new Promise<void>((resolve) => {
      const stop = this.#runner.subscribe((snapshot) => {
        if (!wish(snapshot)) return;
        stop();
        resolve();
      });
    });
  }

  #session(): SessionRunner {
    const clocks = () => ({
      wall: Date.now(),
      monotonic: steady(),
      boot: 'bench',
      serverOffset: 0,
    });
    const outbox = Outbox.open(join(this.#folder, 'outbox.db'), {
      version: 'bench',
      readClocks: clocks,
    });
    const transactions = new OutboxTransactions({
      outbox,
      ils: ILS,
      timer: { now: steady, at: clock.at },
      random: Math.random,
      onFault: (error) => {
        throw error;
      },
    });
    return new SessionRunner({
      ...{ clock, ils: ILS, newId, transactions, online: true, timeKnown: true, recovered: false },
      security: securityOf(this.#pad, () => SITE),
      log: console,
      receipts: NO_RECEIPTS,
      settings: {
        ...SETTINGS,
        times: { ...SETTINGS.times, doubleTap: NO_TIME, padClear: NO_TIME, start: NO_TIME },
      },
      terminal: { name: 'Bench', library: 'Bench', timeZone: 'Asia/Ho_Chi_Minh' },
    });
  }
}

const isDone = ({ ils, security }: Snapshot['lines'][number]): boolean =>
  ils === 'accepted' && security === 'done';

setFlagsFromString('--expose-gc');
const collectGarbage = z
  .custom<() => void>((value) => typeof value === 'function')
  .parse(runInNewContext('gc'));

if (import.meta.main) {
  const terminal = new Terminal();
  process.on('disconnect', () => {
    terminal.close();
    process.exit();
  });
  process.on('message', (order) => {
    const { layDowns } = z.object({ layDowns: z.number() }).parse(order);
    void terminal.layDown(layDowns).then(() => process.send?.(terminal.memory()));
  });
  await terminal.start();
  process.send?.(terminal.memory());
}
