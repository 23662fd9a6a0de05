/** The drop box as a part of its terminal: hears devices, shows one sentence, tells of its bins. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { v7 as newId } from 'uuid';
import type { ScreenSource } from '../app.ts';
import type { DropBoxConfig } from '../config/drop-box-config.ts';
import type { DeviceEvent } from '../devices/device.ts';
import type { TerminalState } from '../ils/central/link.ts';
import type { Part, Terminal } from '../part.ts';
import type { StaffView } from '../staff-messages.ts';
import type { SessionRunner } from '../session/session-runner.ts';
import { overruled } from '../settings/overlay.ts';
import { BOX_DEVICE, boxSettingsOf } from './box-settings.ts';
import { inputOf } from './device-input.ts';
import { DropBoxRunner } from './drop-box-runner.ts';
import { DropBoxScreen } from './drop-box-screen.ts';
import { BinLedger } from './ledger.ts';
import { ManifestSender } from './manifest-sender.ts';
import type { BinId } from './rules/settings.ts';
import type { BinEntry } from './rules/state.ts';
import { lineToTry } from './rules/trying.ts';
import { SlipPrinter } from './slip-printer.ts';

type Told = NonNullable<TerminalState['dropBox']>;

/** None where the settings have no drop box. */
export function openDropBox(terminal: Terminal): readonly DropBoxPart[] {
  const { dropBox } = terminal.config;
  return dropBox ? [new DropBoxPart(terminal, dropBox)] : [];
}

export class DropBoxPart implements Part {
  readonly #terminal: Terminal;
  readonly #runner: DropBoxRunner;
  readonly #screen: DropBoxScreen;
  readonly #ledger: BinLedger;
  readonly #sender: ManifestSender;
  readonly #slips: SlipPrinter;
  readonly #stopHearing: () => void;
  readonly #stopSettings: () => void;
  #isServing: boolean | undefined;
  #told: Told | undefined;

  constructor(terminal: Terminal, box: DropBoxConfig) {
    const { clock, config, hardware, log, settings, transactions } = terminal;
    const inForce = () => overruled(config, settings.current).dropBox ?? box;
    this.#terminal = terminal;
    this.#ledger = openLedger(terminal);
    const { io, security } = hardware;
    if (!io)
      throw new TypeError('a drop box without a board, which the check does not let through');
    const slips = new SlipPrinter(terminal, box.print);
    this.#slips = slips;
    this.#sender = new ManifestSender(this.#ledger, terminal);
    this.#runner = new DropBoxRunner({
      ...{ clock, io, ledger: this.#ledger, log, newId, security, transactions },
      ils: terminal.system.ils,
      settings: boxSettingsOf(inForce(), config, hardware.devices),
      onDropped: (entries) => {
        const count = (...words: BinEntry['ils'][]) =>
          entries.filter(({ ils }) => words.includes(ils)).length;
        const refusals = count('refused');
        terminal.counters.add({ checkins: count('accepted', 'queued'), refusals });
      },
      onAmended: (entry) => slips.amended(entry),
      onEmptied: (manifest) => {
        slips.manifest(manifest);
        this.#sender.wake();
      },
      onSlip: (slip) => slips.hold(slip),
      onChange: () => this.#changed(),
    });
    this.#screen = new DropBoxScreen(
      terminal.runner,
      this.#runner,
      () => settings.current.elsewhere ?? box.elsewhere,
    );
    this.#stopSettings = settings.subscribe(() => {
      this.#runner.setSorting(inForce().sorting);
      this.#screen.draw();
    });
    this.#stopHearing = terminal.runner.subscribe((snapshot) => this.#pausedBy(snapshot));
    this.#changed();
    this.#pausedBy(terminal.runner.snapshot);
  }

  get screen(): ScreenSource {
    return this.#screen;
  }

  start(): void {
    if (!this.#terminal.journal.isOpen) this.setOutboxWritable(false);
    this.#sender.wake();
  }

  deviceEvent(event: DeviceEvent): void {
    const { config, scans } = this.#terminal;
    const input = inputOf(event, { tags: config.tags, scans: scans() });
    if (input) this.#runner.tell(input);
    if (event.kind === 'device-status' && event.status.state === 'ready')
      this.#runner.renewOutputs();
  }

  setOnline(online: boolean): void {
    if (online) this.#sender.wake();
  }

  setOutboxWritable(writable: boolean): void {
    this.#runner.tell({ kind: 'outbox', writable });
  }

  /** Staff have emptied it. @returns false where there is no such bin */
  binEmptied(bin: BinId): boolean {
    if (!this.#runner.settings.bins.some(({ id }) => id === bin)) return false;
    this.#runner.tell({ kind: 'emptied', bin });
    return true;
  }

  /** Staff have taken out what was stuck. */
  cleared(): void {
    this.#runner.tell({ kind: 'cleared' });
  }

  /** Opens the shutter, or turns a gate, for as long as an output is held. @returns false: not now. @throws Fault of the board */
  async tryPart(what: 'shutter' | { readonly bin: BinId }): Promise<boolean> {
    const { io } = this.#terminal.hardware;
    const { settings } = this.#runner;
    const line = lineToTry(settings, what);
    if (!io || line === undefined || !this.#runner.mayTry) return false;
    await io.hold(line, settings.times.hold);
    return true;
  }

  /** For staff who stand before it. */
  get forStaff(): NonNullable<StaffView['box']> {
    const { bins, outputs } = this.#runner.settings;
    const { bins: told, fault, state } = this.#tell();
    return {
      ...{ state, isFree: this.#runner.mayTry, hasShutter: outputs.shutter !== undefined },
      ...(fault !== undefined && { fault }),
      bins: told.map(({ capacity, count, fill, id }) => ({
        ...{ id, count, fill },
        ...(capacity !== undefined && { capacity }),
        emptiedAt: this.#ledger.bin(id).since,
        hasGate: bins.some((bin) => bin.id === id && bin.gate !== undefined),
      })),
    };
  }

  state(): { readonly dropBox: Told } {
    return { dropBox: this.#tell() };
  }

  async close(): Promise<void> {
    this.#stopHearing();
    this.#stopSettings();
    this.#sender.close();
    this.#screen.close();
    await this.#runner.close();
    await this.#slips.close();
  }

  #changed(): void {
    // The first change is told while the runner is being made.
    if (!this.#screen) return;
    const { isServing } = this.#runner;
    if (isServing !== this.#isServing) this.#tellSession(isServing);
    this.#screen.draw();
    const before = this.#told;
    if (this.#tell() !== before) this.#terminal.report();
  }

  #tellSession(isReady: boolean): void {
    this.#isServing = isReady;
    const status = isReady ? ({ state: 'ready' } as const) : ({ state: 'closed' } as const);
    this.#terminal.runner.deviceEvent({ kind: 'device-status', device: BOX_DEVICE, status });
  }

  /** It could serve, and somebody wants it not to; or the server has not let it in. */
  #pausedBy({ screen, stage }: SessionRunner['snapshot']): void {
    const isShut = screen === 'out-of-service' || screen === 'pairing';
    const paused = isShut && stage !== 'out-of-service';
    if (paused !== this.#runner.box.facts.paused) this.#runner.tell({ kind: 'paused', paused });
  }

  /** The same words as long as nothing of them has changed, and since when. */
  #tell(): Told {
    const now = this.#terminal.clock.now();
    const { bins, fault, state } = this.#runner.told;
    const before = this.#told;
    const next: Told = {
      state,
      ...(fault && { fault }),
      since: before?.state === state && before.fault === fault ? before.since : now,
      bins: bins.map((bin) => {
        const known = before?.bins.find(({ id }) => id === bin.id);
        return { ...bin, since: known?.fill === bin.fill ? known.since : now };
      }),
    };
    if (!before || JSON.stringify(before) !== JSON.stringify(next)) this.#told = next;
    return this.#told ?? next;
  }
}

function openLedger({ clock, config, log, system }: Terminal): BinLedger {
  const folder = join(config.dataFolder, 'drop-box');
  mkdirSync(folder, { recursive: true });
  return new BinLedger({
    ...{ folder, now: clock.now, handsOver: system.manifests !== undefined },
    onDamaged: (error) => log.error({ err: error }, 'what was known of the bins cannot be read'),
  });
}
