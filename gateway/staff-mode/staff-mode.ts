/** Staff at the machine as a part of its terminal: lays the door and the menu over whatever its screen shows (SM1…). */
import { join } from 'node:path';
import { v7 as newId } from 'uuid';
import type { ScreenSource } from '../app.ts';
import { decodeScan } from '../devices/barcode/aim.ts';
import type { DeviceEvent, Scan } from '../devices/device.ts';
import type { DropBoxPart } from '../drop-box/drop-box.ts';
import { isStaffCommand } from '../kiosk-command.ts';
import type { KioskCommand, StaffCommand } from '../kiosk-command.ts';
import type { Snapshot } from '../messages.ts';
import type { Part, Terminal } from '../part.ts';
import { scanMeaning } from '../scans/scan-rules.ts';
import { inputOf } from '../session/device-input.ts';
import { ActLog } from './act-log.ts';
import { ActTeller } from './act-teller.ts';
import { House } from './house.ts';
import { cardIn, scanKind, staffTag } from './rules/heard.ts';
import { decide } from './rules/machine.ts';
import type { Effect, Input, PinAnswer } from './rules/machine.ts';
import { staffScreen } from './rules/staff-screen.ts';
import { closesAt, OUT } from './rules/staff-state.ts';
import type { StaffMode } from './rules/staff-state.ts';
import { byOf, detailsOf } from './rules/told-act.ts';
import type { ToldAct, ToldWhat } from './rules/told-act.ts';
import { volumeOf } from './rules/volume.ts';
import { endOf, isStaffCard } from './rules/who.ts';
import type { Who } from './rules/who.ts';
import type { StaffScan } from '../staff-messages.ts';
import { StaffActs } from './staff-acts.ts';
import { staffView } from './staff-view.ts';

/** A tagging station has no screen but the desk's. */
export function openStaffMode(
  terminal: Terminal,
  box: DropBoxPart | undefined,
  parts: () => readonly Part[],
): readonly Part[] {
  const isStation = terminal.config.terminal.profile === 'tagging';
  return isStation ? [] : [new StaffModePart(terminal, box, parts)];
}

/** Those that change how the screen looks, and that somebody is there: the visit below hears them too. */
const LOOKS: readonly KioskCommand['kind'][] = ['here', 'language', 'text-size', 'contrast'];

export class StaffModePart implements Part, ScreenSource {
  readonly #terminal: Terminal;
  readonly #box: DropBoxPart | undefined;
  readonly #house: House;
  readonly #acts: StaffActs;
  readonly #log: ActLog;
  readonly #teller: ActTeller;
  readonly #cards: readonly RegExp[];
  readonly #subscribers = new Set<(snapshot: Snapshot) => void>();
  readonly #inputsOn = new Set<string>();
  #below: ScreenSource;
  #stop: () => void = () => undefined;
  #mode: StaffMode = OUT;
  #onlineSince: number;
  #cancelTick: () => void = () => undefined;
  #isClosed = false;

  constructor(terminal: Terminal, box: DropBoxPart | undefined, parts: () => readonly Part[]) {
    const { clock, config, log, runner, system } = terminal;
    this.#terminal = terminal;
    this.#box = box;
    this.#below = runner;
    this.#onlineSince = clock.now();
    this.#cards = config.staff.cards.map((pattern) => new RegExp(pattern, 'u'));
    this.#house = new House(join(config.dataFolder, 'house.json'), (err) =>
      log.warn({ err }, 'what staff had set at the machine is lost'),
    );
    this.#acts = new StaffActs({ ...{ terminal, box, parts, newId }, house: this.#house });
    this.#log = new ActLog({
      path: join(config.dataFolder, 'staff-acts.json'),
      onFault: (err) => log.error({ err }, 'what staff did at the machine could not be kept'),
    });
    this.#teller = new ActTeller({ ...{ clock, log, acts: this.#log }, api: system.staffMode });
  }

  over(below: ScreenSource): ScreenSource {
    this.#below = below;
    this.#stop = below.subscribe(() => this.#changedBelow());
    return this;
  }

  start(): void {
    const { largeText } = this.#house.current;
    if (largeText !== undefined) this.#terminal.runner.setLargeText(largeText);
    this.#teller.wake();
  }

  get snapshot(): Snapshot {
    const { settings } = this.#terminal;
    const { touch, volume } = this.#house.current;
    const below = {
      ...this.#below.snapshot,
      volume: volumeOf(volume, settings.current.volume),
      ...(touch && { touch }),
    };
    const mode = this.#mode;
    return staffScreen(below, mode, () => this.#view(mode), this.#now());
  }

  subscribe(listener: (snapshot: Snapshot) => void): () => void {
    this.#subscribers.add(listener);
    return () => this.#subscribers.delete(listener);
  }

  command(command: KioskCommand): void {
    if (command.kind === 'wedge') return this.#typed(command);
    if (isStaffCommand(command)) return this.#ofStaff(command);
    const isThere = this.#mode.at !== 'out';
    if (!isThere || LOOKS.includes(command.kind)) this.#below.command(command);
    if (!isThere) return;
    if (command.kind === 'enter-pin') this.#tell({ kind: 'pin', pin: command.pin });
    else this.#tell({ kind: command.kind === 'back' ? 'back' : 'touched' });
  }

  /** A card of staff, wherever the visitor is; and all that is shown to a device while its menu is open. */
  takes(event: DeviceEvent): boolean {
    if (event.kind === 'input-changed') this.#noteInput(event.input, event.on);
    if (event.kind === 'scanned') return this.#scanned(event.scan);
    if (event.kind === 'card-read')
      return this.#shown(this.#isStaffs(event.card) ? event.card : undefined, 'card');
    if (this.#mode.at !== 'in') return false;
    if (event.kind === 'scan-unreadable') this.#tell({ kind: 'scan', scan: 'unreadable' });
    return event.kind === 'scan-unreadable';
  }

  deviceEvent(event: DeviceEvent): void {
    if (this.#mode.at !== 'in') return;
    const input = inputOf(event, this.#terminal.config.tags);
    if (input?.kind === 'tag-entered') {
      const { tag } = input;
      return this.#tell({ kind: 'tag-came', uid: tag.uid, tag: staffTag(tag) });
    }
    if (input?.kind === 'tag-left') return this.#tell({ kind: 'tag-went', uid: input.uid });
    if (input?.kind === 'pad-crowded')
      return this.#tell({ kind: 'crowded', crowded: input.crowded });
    this.#publish();
  }

  setOnline(online: boolean): void {
    this.#onlineSince = this.#terminal.clock.now();
    if (online) this.#teller.wake();
    this.#publish();
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    this.#cancelTick();
    this.#stop();
    this.#subscribers.clear();
    this.#teller.close();
  }

  #ofStaff(command: StaffCommand): void {
    switch (command.kind) {
      case 'staff':
        return this.#tell({ kind: 'asked' });
      case 'staff-leave':
        return this.#tell({ kind: 'leave' });
      case 'staff-act':
        return this.#tell({ kind: 'act', act: command.act });
      case 'staff-page': {
        const { device, page } = command;
        return this.#tell({ kind: 'page', page, ...(device !== undefined && { device }) });
      }
    }
  }

  #typed(command: Extract<KioskCommand, { kind: 'wedge' }>): void {
    const scan = decodeScan(new TextEncoder().encode(command.text));
    const isOurs = scan !== undefined && this.#scanned({ ...scan, typed: true });
    if (!isOurs && this.#mode.at !== 'in') this.#below.command(command);
  }

  #scanned(scan: Scan): boolean {
    const meaning = scanMeaning(scan, this.#terminal.scans());
    // The site's rules may take a card of staff for a label: it is none.
    const staffCard = [cardIn(meaning), scan.text].find((number) => this.#isStaffs(number));
    return this.#shown(staffCard, scanKind(meaning));
  }

  readonly #isStaffs = (number: string | undefined): boolean =>
    number !== undefined && isStaffCard(this.#cards, number);

  /** @param scan what it is to whoever tests the device. @returns whether it is nobody else's business */
  #shown(card: string | undefined, scan: StaffScan): boolean {
    if (card !== undefined) {
      this.#tell({ kind: 'card', card: { end: endOf(card) } });
      void this.#ask(card);
      return true;
    }
    if (this.#mode.at !== 'in') return false;
    this.#tell({ kind: 'scan', scan });
    return true;
  }

  /** Who it is matters to the journal alone: nobody waits for it. */
  async #ask(card: string): Promise<void> {
    const { log, system } = this.#terminal;
    try {
      const account = await system.staffMode?.ownerOf(card);
      if (account !== undefined) this.#tell({ kind: 'known', card: { end: endOf(card), account } });
    } catch (err) {
      log.error({ err }, 'whose card of staff it is could not be asked');
    }
  }

  #noteInput(input: string, on: boolean): void {
    if (on) this.#inputsOn.add(input);
    else this.#inputsOn.delete(input);
  }

  readonly #now = (): number => this.#terminal.clock.steady();

  #view(mode: StaffMode) {
    if (mode.at !== 'in') throw new TypeError('what staff see is asked for while nobody is inside');
    return staffView(mode, {
      ...{ terminal: this.#terminal, box: this.#box, house: this.#house },
      ...{ onlineSince: this.#onlineSince, acts: this.#log.untold.length },
      inputsOn: [...this.#inputsOn].sort(),
    });
  }

  #changedBelow(): void {
    this.#tellIfWiped();
    this.#publish();
  }

  #tell(input: Input): void {
    if (this.#isClosed) return;
    const { effects, mode } = decide(this.#mode, input, this.#now());
    this.#mode = mode;
    for (const effect of effects) this.#carryOut(effect);
    this.#scheduleTick();
    this.#publish();
  }

  #carryOut(effect: Effect): void {
    const { runner } = this.#terminal;
    switch (effect.kind) {
      case 'check-pin':
        return void this.#check(effect.pin);
      case 'take-over':
        runner.setStaff(true);
        return this.#tellIfWiped();
      case 'hand-back':
        return runner.setStaff(false);
      case 'do':
        return void this.#do(effect);
    }
  }

  #tellIfWiped(): void {
    if (this.#mode.at !== 'wiping' || this.#terminal.runner.serving) return;
    this.#keep('enter', this.#mode.who, {});
    this.#tell({ kind: 'wiped' });
    this.#lookAtPad();
  }

  /** What lies there has entered before anybody looked. */
  #lookAtPad(): void {
    for (const tag of this.#terminal.runner.onPad) {
      this.#tell({ kind: 'tag-came', uid: tag.uid, tag: staffTag(tag) });
    }
  }

  async #check(pin: string): Promise<void> {
    const answer = await this.#checked(pin);
    if (answer.outcome === 'wrong' && answer.triesLeft === 0) this.#keep('pin-locked', {}, {});
    this.#tell({ kind: 'pin-answer', answer });
  }

  /** A try that cannot be counted on disk is none. */
  async #checked(pin: string): Promise<PinAnswer> {
    try {
      return (await this.#terminal.pin?.check(pin)) ?? { outcome: 'not-set' };
    } catch (error) {
      this.#terminal.log.error({ err: error }, 'the PIN could not be checked');
      return { outcome: 'failed' };
    }
  }

  async #do({ act, who }: Extract<Effect, { kind: 'do' }>): Promise<void> {
    this.#keep(act.what, who, detailsOf(act));
    const note = await this.#acts.carryOut(act, who);
    this.#tell({ kind: 'came-of', note });
  }

  #keep(what: ToldWhat, who: Who, details: ToldAct['details']): void {
    const at = this.#terminal.clock.now();
    this.#log.keep({ ...{ id: newId(), at, what, details }, by: byOf(who) });
    this.#teller.wake();
  }

  #scheduleTick(): void {
    this.#cancelTick();
    const end = closesAt(this.#mode);
    if (end === undefined || this.#isClosed) return;
    this.#cancelTick = this.#terminal.clock.at(Math.max(0, end - this.#now()), () =>
      this.#tell({ kind: 'tick' }),
    );
  }

  #publish(): void {
    if (this.#subscribers.size === 0) return;
    const { snapshot } = this;
    for (const subscriber of this.#subscribers) subscriber(snapshot);
  }
}
