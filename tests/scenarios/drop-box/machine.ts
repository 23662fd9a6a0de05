/** A drop box with everything of the gateway that is its own, under a clock that the test moves; it can lose its power. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { v7 as newId } from 'uuid';
import type { DeviceEvent } from '#gateway/devices/device.ts';
import { inputOf } from '#gateway/drop-box/device-input.ts';
import { DropBoxRunner } from '#gateway/drop-box/drop-box-runner.ts';
import { BinLedger } from '#gateway/drop-box/ledger.ts';
import { DROP_BOX_TIMES } from '#gateway/drop-box/rules/settings.ts';
import type { DropBoxSettings } from '#gateway/drop-box/rules/settings.ts';
import type { BinEntry, Step } from '#gateway/drop-box/rules/state.ts';
import type { BinManifest } from '#gateway/drop-box/stored.ts';
import type { DropBoxView } from '#gateway/messages.ts';
import { Outbox } from '#gateway/outbox/outbox.ts';
import { OutboxTransactions } from '#gateway/outbox/transactions.ts';
import { NO_SCAN_RULES } from '#gateway/scans/scan-rules.ts';
import type { Clock } from '#gateway/session/clock.ts';
import { securityOf } from '#gateway/site-security.ts';
import { dropBoxUnderClock } from '#tests/simulators/drop-box/devices-under-clock.ts';
import type { DevicesUnderClock } from '#tests/simulators/drop-box/devices-under-clock.ts';
import type { DropBoxWiring } from '#tests/simulators/drop-box/measures.ts';
import { ManualTimer, settled } from '#tests/simulators/manual-timer.ts';
import type { ReturningLibrary } from './library.ts';

export const BINS = ['shelf-1', 'shelf-2', 'held', 'away', 'staff'] as const;
export type BinName = (typeof BINS)[number];

const INPUTS = {
  ...{ mouth: 0, inner: 1, passed: 2, 'shutter-shut': 3, 'trap-shut': 4, finger: 5, door: 6 },
};
const OUTPUTS = { shutter: 0, trap: 1, green: 2, red: 3, buzzer: 4 };
const of = (what: string, bin: number) => `${what}-${BINS[bin] ?? ''}`;
const numbered = (lines: Readonly<Record<string, number>>) =>
  Object.fromEntries(Object.entries(lines).map(([name, number]) => [name, { number }]));

/** Where the mechanics are wired to, and by which names the gateway knows it. */
const WIRING: DropBoxWiring = {
  inputs: {
    ...{ mouth: 0, inner: 1, passed: 2, shutterShut: 3, trapShut: 4, obstructed: 5, door: 6 },
  },
  outputs: { shutter: OUTPUTS.shutter, trap: OUTPUTS.trap },
  bins: BINS.map((_bin, index) => ({
    ...{ fill: 10 + index, door: 20 + index, eyeMm: 900, brimMm: 1_000 },
    ...(index > 0 && { gate: 10 + index }),
  })),
};
const LINES = {
  inputs: {
    ...numbered(INPUTS),
    ...numbered(Object.fromEntries(BINS.map((_bin, index) => [of('fill', index), 10 + index]))),
    ...numbered(Object.fromEntries(BINS.map((_bin, index) => [of('door', index), 20 + index]))),
  },
  outputs: {
    ...numbered(OUTPUTS),
    ...numbered(Object.fromEntries(BINS.slice(1).map((_bin, at) => [of('gate', at + 1), 11 + at]))),
  },
};

export const SETTINGS: DropBoxSettings = {
  kind: 'holding',
  inputs: {
    ...{ mouth: 'mouth', inner: 'inner', passed: 'passed', shutterShut: 'shutter-shut' },
    ...{ trapShut: 'trap-shut', obstructed: 'finger', door: 'door' },
  },
  outputs: { shutter: 'shutter', trap: 'trap', ready: 'green', stop: 'red', sound: 'buzzer' },
  bins: BINS.map((id, index) => ({
    ...{ id, fill: of('fill', index), door: of('door', index) },
    ...(index > 0 && { gate: of('gate', index) }),
  })),
  sorting: {
    ...{ exceptions: ['staff'], otherwise: ['shelf-1', 'shelf-2'] },
    ...{ holds: ['held'], otherLibrary: ['away'] },
  },
  ifTrouble: {
    ...{ 'no-tag': 'exception', 'tag-damaged': 'exception', 'foreign-tag': 'exception' },
    ...{ card: 'give-back', 'two-items': 'give-back', 'set-incomplete': 'give-back' },
    refused: 'give-back',
  },
  incompleteSets: 'check-in',
  identify: false,
  emptiedBy: { door: true },
  devices: { boards: ['lines'], reader: 'pad' },
  times: DROP_BOX_TIMES,
};

/** A plain chute, with its gates at rest: all falls into the first bin that has room. */
const CHUTE: DropBoxSettings = {
  ...SETTINGS,
  kind: 'chute',
  inputs: { mouth: 'mouth', inner: 'inner', shutterShut: 'shutter-shut' },
  outputs: { shutter: 'shutter', ready: 'green', stop: 'red', sound: 'buzzer' },
};
const CHUTE_WIRING: DropBoxWiring = { ...WIRING, outputs: { shutter: OUTPUTS.shutter } };

const AFI = { armed: 0x07, disarmed: 0xc2, alsoArmed: [], alsoDisarmed: [] };
const MORNING = Date.UTC(2026, 10, 23, 1);

/** What drivers that have just been opened would say. */
class Present {
  readonly #statuses = new Map<string, DeviceEvent>();
  readonly #inputs = new Map<string, DeviceEvent>();
  readonly #tags = new Map<string, DeviceEvent>();

  note(event: DeviceEvent): void {
    if (event.kind === 'device-status') this.#statuses.set(event.device, event);
    if (event.kind === 'input-changed') this.#inputs.set(event.input, event);
    if (event.kind === 'tag-entered') this.#tags.set(event.tag.uid, event);
    if (event.kind === 'tag-left') this.#tags.delete(event.uid);
  }

  get events(): readonly DeviceEvent[] {
    return [...this.#inputs.values(), ...this.#tags.values(), ...this.#statuses.values()];
  }
}

export class Machine {
  readonly time = new ManualTimer(0);
  readonly folder = mkdtempSync(join(tmpdir(), 'drop-box-'));
  readonly library: ReturningLibrary;
  readonly manifests: BinManifest[] = [];
  /** What went wrong inside; a fault that a test makes is one, and nothing else is. */
  readonly errors: unknown[] = [];
  readonly #present = new Present();
  /** Undefined while its devices are being made. */
  #running: DropBoxRunner | undefined;
  readonly devices: DevicesUnderClock;
  readonly #settings: DropBoxSettings;
  /** What stands on the screen: as it was when it last was to be drawn. */
  shown: DropBoxView | undefined;
  /** The power goes when it first comes to this step. */
  cutAt: Step['at'] | undefined;
  cuts = 0;
  /** On a computer that is busy: so much time goes by between two looks at the clock, and timers, set by an old look, ring early. Milliseconds. */
  lookTakesMs = 0;
  /** The clock is never at a whole millisecond. */
  fractionMs = 0;
  #late = 0;
  #outbox = this.#openOutbox();
  #ledger = this.#openLedger();

  constructor(library: ReturningLibrary, kind: DropBoxSettings['kind'] = 'holding') {
    this.library = library;
    this.#settings = kind === 'chute' ? CHUTE : SETTINGS;
    this.devices = dropBoxUnderClock({
      ...{ time: this.time, lines: LINES, wiring: kind === 'chute' ? CHUTE_WIRING : WIRING },
      emit: (event) => this.#happened(event),
    });
    this.#begin();
  }

  get runner(): DropBoxRunner {
    if (!this.#running) throw new Error('The machine has no program yet.');
    return this.#running;
  }

  get ledger(): BinLedger {
    return this.#ledger;
  }

  get at(): Step['at'] {
    return this.runner.box.step.at;
  }

  /** What was ever written down of any bin, in bins now and in lists of emptied ones. */
  get entries(): readonly BinEntry[] {
    return [
      ...this.manifests.flatMap(({ entries }) => entries),
      ...BINS.flatMap((bin) => this.#ledger.bin(bin).entries),
    ];
  }

  /** Lets time go on until it is so. @throws Error after a quarter of an hour of the box's own time */
  async until(isSo: () => boolean, what: string): Promise<void> {
    for (let waited = 0; !isSo(); waited += 100) {
      if (waited > 900_000) throw new Error(`waited in vain for: ${what} (${this.at})`);
      await this.time.advance(100);
    }
  }

  async close(): Promise<void> {
    await Promise.all([this.runner.close(), this.devices.close(), this.time.advance(5_000)]);
    this.#outbox.close();
    rmSync(this.folder, { recursive: true });
  }

  #happened(event: DeviceEvent): void {
    this.#present.note(event);
    this.#tell(event);
  }

  #tell(event: DeviceEvent): void {
    const input = inputOf(event, { tags: {}, scans: NO_SCAN_RULES });
    if (input) this.#running?.tell(input);
    if (event.kind === 'device-status') this.#running?.renewOutputs();
  }

  #openOutbox(): Outbox {
    const { time } = this;
    const readClocks = () => ({
      ...{ wall: MORNING + time.now(), monotonic: time.now(), boot: 'boot', serverOffset: 0 },
    });
    return Outbox.open(join(this.folder, 'outbox.db'), { version: 'test', readClocks });
  }

  #openLedger(): BinLedger {
    return new BinLedger({
      ...{ folder: this.folder, now: () => MORNING + this.time.now(), handsOver: true },
      onDamaged: (error) => this.errors.push(error),
    });
  }

  /** What lies there, and how the lines are, is told by drivers that are opened. */
  #begin(): void {
    this.#running = this.#start();
    for (const event of this.#present.events) this.#tell(event);
  }

  #start(): DropBoxRunner {
    const { library, time } = this;
    const outbox = this.#outbox;
    const transactions = new OutboxTransactions({
      ...{ outbox, ils: library, timer: time, random: () => 0.5 },
      onFault: (error) => this.errors.push(error),
    });
    transactions.relayer.schedule();
    const clock: Clock = {
      now: () => MORNING + time.now(),
      steady: () => time.now() + this.fractionMs + (this.#late += this.lookTakesMs),
      at: (delayMs, run) => time.at(Math.max(1, delayMs - 1.5 * this.lookTakesMs), run),
    };
    return new DropBoxRunner({
      ...{ clock, io: this.devices.io, ils: library, ledger: this.#ledger, newId, transactions },
      security: securityOf(this.devices.pad, () => ({ afi: AFI, eas: false })),
      settings: this.#settings,
      log: {
        info: () => undefined,
        warn: () => undefined,
        error: (facts) => this.errors.push(facts),
      },
      ...{ onDropped: () => undefined, onAmended: () => undefined, onSlip: () => undefined },
      onEmptied: (manifest) => this.manifests.push(manifest),
      onChange: () => this.#look(),
    });
  }

  #look(): void {
    // While it is being made, there is nothing to look at.
    this.shown = this.#running?.view;
    if (!this.#running || this.cutAt === undefined || this.at !== this.cutAt) return;
    this.cutAt = undefined;
    this.cuts += 1;
    this.#cut();
  }

  /** Nothing of it goes on but what is on disk; relays drop. */
  #cut(): void {
    const { errors } = this;
    const before = errors.length;
    void this.runner.close();
    this.#outbox.close();
    this.time.at(3_000, () => {
      // What was under way finds its outbox closed.
      errors.splice(before);
      this.#outbox = this.#openOutbox();
      this.#outbox.recover();
      this.#ledger = this.#openLedger();
      this.#begin();
    });
  }
}

export { settled };
