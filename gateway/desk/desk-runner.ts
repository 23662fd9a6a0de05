/** Holds the one desk of the terminal: feeds it what happens, has its effects carried out, gives its page snapshots. */
import type { DeskCommand, DeskSnapshot } from '../desk-messages.ts';
import { RepeatFilter } from '../devices/barcode/repeats.ts';
import type { DeviceEvent, TagMemory, Uid } from '../devices/device.ts';
import type { StaffApi } from '../ils/central/staff-api.ts';
import type { Ils } from '../ils/ils.ts';
import type { Clock } from '../session/clock.ts';
import type { SessionLog } from '../session/effects.ts';
import type { SiteSecurityInForce } from '../site-security.ts';
import type { TerminalMemory } from '../terminal-memory.ts';
import { csvOf } from './check-list.ts';
import type { CheckList } from './check-list.ts';
import { decideDesk, endsAt } from './desk.ts';
import { DeskDoor } from './desk-door.ts';
import { DeskEffects } from './desk-effects.ts';
import type { DeskPad } from './desk-pad.ts';
import type { DeskPin } from './desk-pin.ts';
import type { DeskStore } from './desk-store.ts';
import type { UiiProfile } from '../tags/iso28560-4-uii.ts';
import { firstDesk } from './rules/desk-state.ts';
import type { DeskState, DeskUser, LabelledScan, RefusedTag } from './rules/desk-state.ts';
import type { DeskInput } from './rules/inputs.ts';
import type { ScanJudge } from './rules/scan-judge.ts';
import type { DeskMoment } from './rules/turn.ts';
import { deskSnapshotOf } from './snapshot.ts';
import { TagRegistrar } from './tag-registrar.ts';
import { TagWriter } from './tag-writer.ts';

export interface DeskRunnerOptions {
  readonly pad: DeskPad | undefined;
  readonly store: DeskStore;
  readonly pin: DeskPin;
  /** Undefined: our server is not behind this terminal, and the PIN alone opens the desk. */
  readonly api: StaffApi | undefined;
  readonly ils: Pick<Ils, 'item'>;
  readonly site: SiteSecurityInForce;
  /** What the fields of a UII are at this site; the standard's example where it does not say. */
  readonly uiiProfile?: UiiProfile;
  readonly memory: Pick<TerminalMemory, 'tagging' | 'keepTagging' | 'keepLearnedAfi'>;
  /** By the rules in force now. */
  readonly judge: () => ScanJudge;
  readonly learnRules: (samples: readonly LabelledScan[] | undefined) => void;
  readonly checkList: CheckList;
  readonly clock: Clock;
  readonly log: SessionLog;
  readonly language: DeskSnapshot['language'];
  readonly terminal: DeskSnapshot['terminal'];
  readonly online: boolean;
  /** A tagging station: the devices are the desk's whoever is there. */
  readonly ownsDevices: boolean;
  /** The desk wants the devices, or gives them back; a visit under way goes on to its end first. */
  readonly onOpen: (open: boolean) => void;
}

/** A page that is reloaded, or a browser that is restarted, keeps the devices. Milliseconds. */
const PAGE_GRACE_MS = 30_000;

/** A book that lies at the edge of the field is looked at again after so long. Milliseconds. */
const LOOK_AGAIN_MS = 1_000;

export class DeskRunner {
  readonly door: DeskDoor;
  readonly #options: DeskRunnerOptions;
  readonly #effects: DeskEffects;
  readonly #registrar: TagRegistrar;
  readonly #subscribers = new Set<(snapshot: DeskSnapshot | undefined) => void>();
  /** Scanners in presentation mode repeat themselves, whichever way they send. */
  readonly #typedScans = new RepeatFilter();
  readonly #inputs: DeskInput[] = [];
  #state: DeskState;
  #isFeeding = false;
  #isClosed = false;
  #isOpen = false;
  #hasPage = false;
  /** By the steady clock. */
  #pageLeftAt = -Infinity;
  #cancelTick: () => void = () => undefined;

  constructor(options: DeskRunnerOptions) {
    const { api, log, pad, pin, store } = options;
    this.#options = options;
    this.#state = this.#first();
    this.door = new DeskDoor({ api, pin, online: () => this.#state.online });
    this.door.onChange = (user) => this.#cameOrWent(user);
    this.#registrar = new TagRegistrar({
      ...{ store, api, token: () => this.door.token, onSignedOut: () => this.door.signOut() },
      library: () => this.#state.terminal.library,
      onChange: () => this.#told(),
      onFault: (error) => log.error({ err: error }, 'tags could not be told to the server'),
    });
    const reading = options.uiiProfile && { uiiProfile: options.uiiProfile };
    const writer = pad && new TagWriter({ pad, reading, store, now: this.#now });
    const { door } = this;
    this.#effects = new DeskEffects(
      {
        ...{ ...options, door, writer, registrar: this.#registrar },
        later: (call) => this.#later(call),
        library: () => this.#state.terminal.library,
      },
      (input) => this.#tell(input),
    );
    this.#arrange();
  }

  /** As the page should be drawn now; undefined while nobody is signed in. */
  get snapshot(): DeskSnapshot | undefined {
    return deskSnapshotOf(this.#state, this.#moment());
  }

  /** The devices are the desk's now: nobody else hears of tags and scans. */
  get hasDevices(): boolean {
    return this.#isOpen && !this.#state.serving;
  }

  get facts(): { readonly online: boolean; readonly pinIsSet: boolean } {
    const { online, pinIsSet } = this.#state;
    return { online: online && this.#options.api !== undefined, pinIsSet };
  }

  /** Called with each new snapshot; undefined: nobody is signed in any more. @returns how to stop it */
  subscribe(listener: (snapshot: DeskSnapshot | undefined) => void): () => void {
    this.#subscribers.add(listener);
    return () => this.#subscribers.delete(listener);
  }

  command(command: DeskCommand): void {
    if (command.kind === 'wedge' && this.#typedScans.isRepeat(command.text, this.#now())) return;
    if (this.#state.user) this.#tell({ kind: 'command', command });
  }

  /** A page of the desk is connected, or none any more. */
  setPage(connected: boolean): void {
    this.#hasPage = connected;
    if (!connected) this.#pageLeftAt = this.#now();
    this.#arrange();
    this.#scheduleTick();
  }

  deviceEvent(event: DeviceEvent): void {
    if (!this.hasDevices) return;
    switch (event.kind) {
      case 'scanned':
        return this.#tell({ kind: 'scanned', scan: event.scan });
      case 'scan-unreadable':
        return this.#tell({ kind: 'scan-unreadable' });
      case 'tag-entered':
        return this.#tell({ kind: 'tag-entered', tag: event.tag });
      case 'tag-left':
        return this.#tell({ kind: 'tag-left', uid: event.uid });
      case 'pad-crowded':
        return this.#tell({ kind: 'pad-crowded', crowded: event.crowded });
      case 'device-status':
      case 'card-read':
      case 'input-changed':
      case 'printer-changed':
        return;
    }
  }

  setOnline(online: boolean): void {
    this.#tell({ kind: 'online', online });
    if (online) this.#registrar.wake();
  }

  setTerminal(terminal: DeskSnapshot['terminal']): void {
    this.#tell({ kind: 'terminal', terminal });
  }

  /** What staff have to see to may have changed. */
  checkDoubts(): void {
    const doubts = this.#options.checkList.list();
    if (JSON.stringify(doubts) === JSON.stringify(this.#state.doubts)) return;
    this.#tell({ kind: 'doubts', doubts });
  }

  /** The same as a file, for whoever looks into it. */
  get checkListFile(): string {
    return csvOf(this.#options.checkList.list());
  }

  setDevices(devices: DeskSnapshot['devices']): void {
    if (JSON.stringify(devices) === JSON.stringify(this.#state.devices)) return;
    this.#tell({ kind: 'devices', devices });
    this.#suitReader();
  }

  /** Until staff have chosen, tags are written in the format that the reader's tags can hold. */
  #suitReader(): void {
    const { memory, pad } = this.#options;
    const { settings } = this.#state.tagging;
    if (memory.tagging || pad?.capabilities?.air !== 'uhf' || settings.model === 'iso28560-4')
      return;
    this.#tell({ kind: 'settings', settings: { ...settings, model: 'iso28560-4' } });
  }

  /** A visitor is being served: the devices are theirs until that is over. */
  setServing(serving: boolean): void {
    if (serving === this.#state.serving) return;
    const had = this.hasDevices;
    this.#tell({ kind: 'serving', serving });
    this.#handOver(had);
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    this.#cancelTick();
    this.#subscribers.clear();
    await this.#registrar.close();
    this.#options.store.close();
  }

  #first(): DeskState {
    const { language, memory, online, pin, site, store, terminal, uiiProfile } = this.#options;
    return firstDesk({
      ...{ language, online, terminal, pinIsSet: pin.isSet, site: site.current },
      settings: memory.tagging ?? { model: 'iso28560-3', isil: '' },
      unsent: store.unsent(),
      ...(uiiProfile && { uiiProfile }),
    });
  }

  #cameOrWent(user: DeskUser | undefined): void {
    this.#tell(user ? { kind: 'signed-in', user } : { kind: 'signed-out' });
    // The page that signed in is about to connect.
    if (user) this.#pageLeftAt = this.#now();
    this.#arrange();
    this.#scheduleTick();
    if (user?.mode === 'staff') this.#registrar.tryAgain();
  }

  /** Takes the devices, or gives them back, as whoever is there needs them. */
  #arrange(): void {
    if (this.#isClosed) return;
    const { onOpen, ownsDevices } = this.#options;
    const isHere = this.#hasPage || this.#now() < this.#pageLeftAt + PAGE_GRACE_MS;
    const open = ownsDevices || (this.#state.user !== undefined && isHere);
    if (open === this.#isOpen) return;
    const had = this.hasDevices;
    this.#isOpen = open;
    onOpen(open);
    this.#handOver(had);
  }

  /** What lies there already has entered before the desk listened. */
  #handOver(had: boolean): void {
    const has = this.hasDevices;
    if (has === had) return;
    if (!has) return this.#tell({ kind: 'pad-lost' });
    const uids = this.#options.pad?.uids ?? [];
    this.#tell(...uids.map((uid) => ({ kind: 'tag-entered', tag: unreadTag(uid) }) as const));
  }

  #told(): void {
    if (this.#isClosed) return;
    const { store } = this.#options;
    const refused = store
      .refused()
      .flatMap(({ job: { label }, refusal, uid }): RefusedTag[] =>
        refusal ? [{ label, uid, why: refusal }] : [],
      );
    this.#tell({ kind: 'sent', unsent: store.unsent(), refused });
  }

  /** One input after the other: what an effect answers at once waits for the turn to end. */
  #tell(...inputs: DeskInput[]): void {
    if (this.#isClosed) return;
    this.#inputs.push(...inputs);
    if (this.#isFeeding) return;
    this.#isFeeding = true;
    try {
      for (let input = this.#inputs.shift(); input; input = this.#inputs.shift()) {
        const { effects, state } = decideDesk(this.#state, input, this.#moment());
        this.#state = state;
        for (const effect of effects) this.#effects.carryOut(effect);
      }
    } finally {
      this.#isFeeding = false;
    }
    this.#scheduleTick();
    this.#publish();
  }

  readonly #now = (): number => Math.round(this.#options.clock.steady());

  #moment = (): DeskMoment => ({ now: this.#now(), judge: this.#options.judge() });

  #scheduleTick(): void {
    this.#cancelTick();
    if (!this.#state.user || this.#isClosed) return;
    const due = Math.min(endsAt(this.#state), this.#graceEndsAt);
    this.#cancelTick = this.#options.clock.at(Math.max(0, due - this.#now()), () => {
      this.#tell({ kind: 'tick' });
      this.#arrange();
    });
  }

  /** Also when it is over already and nobody has looked: as long as the devices are not given back. */
  get #graceEndsAt(): number {
    const isWaiting = this.#isOpen && !this.#hasPage && !this.#options.ownsDevices;
    return isWaiting ? this.#pageLeftAt + PAGE_GRACE_MS : Infinity;
  }

  #later(call: () => void): void {
    this.#options.clock.at(LOOK_AGAIN_MS, () => {
      if (!this.#isClosed && this.hasDevices) call();
    });
  }

  #publish(): void {
    const { snapshot } = this;
    for (const subscriber of this.#subscribers) subscriber(snapshot);
  }
}

/** It is read whole at once; until then nothing is known of it. */
const unreadTag = (uid: Uid): TagMemory => ({
  ...{ uid, afi: undefined, dsfid: undefined, blockSize: 4 },
  memory: new Uint8Array(),
});
