/**
 * Holds the one session of the terminal: feeds it what happens, one thing after the other, has its effects carried
 * out, and gives the screen a new snapshot whenever something has changed.
 */
import { RepeatFilter } from '../devices/barcode/repeats.ts';
import type { DeviceEvent } from '../devices/device.ts';
import { isStaffCommand } from '../kiosk-command.ts';
import type { KioskCommand } from '../kiosk-command.ts';
import type { PairingView, Snapshot } from '../messages.ts';
import type { ScanRule } from '../scans/scan-rules.ts';
import { RETURNS_ONLY } from '../offline-policy.ts';
import type { OfflineLending } from '../offline-policy.ts';
import type { Clock } from './clock.ts';
import { inputOf } from './device-input.ts';
import { Effects } from './effects.ts';
import type { Collaborators } from './effects.ts';
import type { SeenTag } from './rules/label.ts';
import type { Paused } from './rules/session-state.ts';
import type { SessionSettings } from './rules/settings.ts';
import { decide, firstSession, nextDeadline } from './session.ts';
import type { Input, Session } from './session.ts';
import { snapshotOf } from './snapshot.ts';

export interface SessionRunnerOptions extends Collaborators {
  readonly settings: SessionSettings;
  readonly clock: Clock;
  /** UUIDv7: the transactions' ids, and what else must not repeat. */
  readonly newId: () => string;
  readonly terminal: { readonly name: string; readonly library: string; readonly timeZone: string };
  readonly online: boolean;
  /** Who signs in and what is lent while nobody answers; nobody and nothing by default. */
  readonly offline?: OfflineLending;
  readonly timeKnown: boolean;
  /** The outbox found transactions that a sudden end had left open. */
  readonly recovered: boolean;
}

/** A smaller step of the wall clock is not worth speaking of. */
const JUMP_MS = 1_000;

export class SessionRunner {
  readonly #options: SessionRunnerOptions;
  readonly #effects: Effects;
  readonly #subscribers = new Set<(snapshot: Snapshot) => void>();
  /** Scanners in presentation mode repeat themselves, whichever way they send. */
  readonly #typedScans = new RepeatFilter();
  readonly #inputs: Input[] = [];
  #session: Session;
  #settings: SessionSettings;
  #lastOffset: number;
  #isFeeding = false;
  #isClosed = false;
  #cancelTick: () => void = () => undefined;

  constructor(options: SessionRunnerOptions) {
    const { newId, settings, transactions } = options;
    this.#options = options;
    this.#settings = settings;
    this.#effects = new Effects(options, (input) => this.#tell(input));
    this.#lastOffset = this.#offset();
    this.#session = firstSession(newId(), this.#now(), settings);
    transactions.onLateOutcome((transaction, outcome) =>
      this.#tell(
        { kind: 'outcome', transaction, outcome, late: true },
        { kind: 'uncured', uncured: transactions.uncured() },
      ),
    );
    this.#start();
  }

  #start(): void {
    const { online, recovered, terminal, timeKnown, transactions } = this.#options;
    this.#tell(
      { kind: 'terminal', ...terminal },
      { kind: 'online', online },
      { kind: 'time', known: timeKnown },
      { kind: 'started', recovered, uncured: transactions.uncured() },
    );
  }

  /** As the screen should be drawn now. */
  get snapshot(): Snapshot {
    return snapshotOf(this.#session, this.#settings, this.#now());
  }

  /** Books that earlier visits left with a tag that does not say what it should; those in hand are being seen to. */
  get uncured(): number {
    const { lines } = this.#session.visit;
    const inHand = lines.flatMap(({ parts }) => parts.map(({ uid }) => uid));
    const uncured = this.#options.transactions.uncured();
    return uncured.filter(({ uid }) => !inHand.includes(uid)).length;
  }

  /** What lies on the pad, in the order in which it was laid down. */
  get onPad(): readonly SeenTag[] {
    return this.#session.terminal.pad;
  }

  /** Called with each new snapshot, not with the present one. @returns how to stop it */
  subscribe(listener: (snapshot: Snapshot) => void): () => void {
    this.#subscribers.add(listener);
    return () => this.#subscribers.delete(listener);
  }

  /** Those of staff are for whoever draws the staff's screen over this one. */
  command(command: KioskCommand): void {
    if (isStaffCommand(command)) return;
    if (command.kind === 'wedge') {
      const { clock } = this.#options;
      if (this.#typedScans.isRepeat(command.text, clock.steady())) return;
    }
    this.#tell({ kind: 'command', command });
  }

  deviceEvent(event: DeviceEvent): void {
    this.#effects.sightings.note(event);
    const input = inputOf(event, this.#settings.tags);
    if (input) this.#tell(input);
  }

  /** Somebody is being served; the devices are theirs. */
  get serving(): boolean {
    return this.#session.visit.scene.stage !== 'idle';
  }

  /** Staff take the devices to the desk; a visit under way goes on to its end first (S150). */
  setDesk(open: boolean): void {
    this.#tell({ kind: 'desk', open });
  }

  /** Staff stand at the machine, or have gone; what a visit has promised is finished first, and all of it is wiped (SM4). */
  setStaff(here: boolean): void {
    this.#tell({ kind: 'staff', here });
  }

  /** New visits begin in large letters, or do not. */
  setLargeText(largeText: boolean): void {
    this.setSettings({ ...this.#settings, largeText });
  }

  /** The server does not let this terminal in; undefined: it does, or did when it was last heard (PA20, PA24). */
  setPairing(pairing: PairingView | undefined): void {
    this.#tell({ kind: 'pairing', pairing });
  }

  /** Staff put it out of service, or (undefined) back; a visit under way goes on to its end first (S151). */
  setPause(pause: Paused | undefined): void {
    this.#tell({ kind: 'pause', pause });
  }

  /** The screen shows which machine it is. @param forMs milliseconds */
  blink(forMs: number): void {
    this.#tell({ kind: 'blink', forMs });
  }

  /** For the next visit: not while somebody is served. */
  setSettings(settings: SessionSettings): void {
    const { largeText } = this.#settings;
    this.#settings = { ...(largeText !== undefined && { largeText }), ...settings };
    this.#tell({ kind: 'settings' });
  }

  /** What a scanned code is, as the site says from now on. */
  setScanRules(rules: readonly ScanRule[]): void {
    const { scans } = this.#settings;
    this.#settings = { ...this.#settings, scans: { ...scans, rules } };
  }

  /** The library answers, or does not. */
  setOnline(online: boolean): void {
    this.#tell({ kind: 'online', online });
  }

  /** Loans may be promised while nobody answers, or may not. */
  setOfflineLoans(allowed: boolean): void {
    this.#tell({
      kind: 'offline-loans',
      allowed: allowed && this.#options.offline !== undefined,
    });
  }

  /** Design decision 10: whether the clock is above the floor. */
  setTimeKnown(known: boolean): void {
    this.#tell({ kind: 'time', known });
  }

  /** After a failed `record` the terminal is out of service until the outbox says that it can write again. */
  setOutboxWritable(writable: boolean): void {
    const { transactions } = this.#options;
    // While there was no outbox, nobody knew of tags that are still to be cured.
    const known: Input[] = writable ? [{ kind: 'uncured', uncured: transactions.uncured() }] : [];
    this.#tell({ kind: 'outbox', writable }, ...known);
    if (writable) this.#effects.recordOwed();
  }

  setTerminal(terminal: SessionRunnerOptions['terminal']): void {
    this.#tell({ kind: 'terminal', ...terminal });
  }

  /** Nothing is decided any more; what is on disk goes on from there. */
  close(): void {
    this.#isClosed = true;
    this.#cancelTick();
    this.#subscribers.clear();
  }

  /** One input after the other: what an effect answers at once waits for the turn to end. */
  #tell(...inputs: Input[]): void {
    if (this.#isClosed) return;
    this.#inputs.push(...inputs);
    if (this.#isFeeding) return;
    this.#isFeeding = true;
    try {
      for (let input = this.#inputs.shift(); input; input = this.#inputs.shift()) {
        this.#take(input);
      }
    } finally {
      this.#isFeeding = false;
    }
    this.#scheduleTick();
    this.#publish();
  }

  #take(input: Input): void {
    this.#noteClock();
    this.#decide(input);
  }

  /** Nobody's time may run out, or never run out, because the clock was put right meanwhile. */
  #noteClock(): void {
    const offset = this.#offset();
    const by = offset - this.#lastOffset;
    if (Math.abs(by) < JUMP_MS) return;
    this.#lastOffset = offset;
    this.#decide({ kind: 'clock-moved', by });
  }

  /** As the session counts time: by the wall clock as it was when last noted, carried on without jumps. */
  #now(): number {
    return Math.round(this.#options.clock.steady() + this.#lastOffset);
  }

  #offset(): number {
    const { clock } = this.#options;
    return clock.now() - clock.steady();
  }

  #decide(input: Input): void {
    const { newId, offline = RETURNS_ONLY } = this.#options;
    const settings = this.#settings;
    const moment = { now: this.#now(), newId, settings, offline };
    const decision = decide(this.#session, input, moment);
    const { id, people } = this.#session.visit;
    this.#session = decision.session;
    for (const effect of decision.effects) this.#effects.carryOut(effect);
    if (id === this.#session.visit.id) return;
    for (const { query } of people) this.#effects.endSession(query.card);
  }

  #scheduleTick(): void {
    const { clock } = this.#options;
    this.#cancelTick();
    const now = this.#now();
    const due = nextDeadline(this.#session, this.#settings, now);
    if (due === undefined) return;
    this.#cancelTick = clock.at(Math.max(0, due - now), () => this.#tell({ kind: 'tick' }));
  }

  #publish(): void {
    if (this.#subscribers.size === 0) return;
    const { snapshot } = this;
    for (const subscriber of this.#subscribers) subscriber(snapshot);
  }
}
