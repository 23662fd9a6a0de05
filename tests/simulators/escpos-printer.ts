import type { Bitmap } from '#gateway/devices/device.ts';
import { PrinterState } from './escpos-state.ts';
import type { PrinterFault } from './escpos-state.ts';
import { CommandReader, RealTimeEar } from './escpos-wire.ts';
import type { PrinterCommand, RealTime } from './escpos-wire.ts';
import type { Line } from './line.ts';
import { Paper } from './paper.ts';
import type { Slip } from './paper.ts';
import { until } from './serial-timing.ts';

/** A line on which the printer can say that it takes no more for now. */
export interface StoppableLine extends Line {
  /** Nothing more is delivered, if the gateway keeps to this kind of flow control. */
  hold(): void;
  release(): void;
}

export interface SimulatedPrinterOptions {
  /** Dots across the paper; 576 by default. */
  readonly dots?: number;
  /** A sensor that sees the roll getting thin; fitted by default. */
  readonly nearEndSensor?: boolean;
  /** `GS r` as cheap ones have it: always the same answer, or none. */
  readonly askDone?: 'as-it-is' | 'always-0F' | 'none';
  /** What it calls itself; `none`: it does not know the question. */
  readonly model?: string;
  /** Bytes that it can hold before it has printed them. Without a stoppable line, what comes beyond is lost. */
  readonly buffer?: number;
  readonly stoppable?: StoppableLine;
  /** Milliseconds that a row takes; 0 by default. */
  readonly rowMs?: number;
}

/** What somebody sees who stands before it. */
export interface PrinterLook {
  readonly on: boolean;
  readonly coverOpen: boolean;
  readonly paper: 'ok' | 'low' | 'out';
  readonly error?: PrinterFault;
}

/** What was said and heard, for a log. */
export interface PrinterTraffic {
  readonly direction: 'heard' | 'said';
  readonly name: string;
  readonly bytes: Uint8Array;
}

const IDENTITY_BASE = { 65: '1.04', 66: 'NHIPCAU' } as const;

/** A receipt printer of ESC/POS at the far end of a line. */
export class SimulatedPrinter {
  readonly line: Line;
  readonly paper: Paper;
  /** Letters that it printed because it did not understand: a driver that sends pictures only makes none. */
  letters = 0;
  /** Bytes that came while its buffer was full. */
  overruns = 0;
  /** Real-time commands that it was sent, by kind. */
  readonly asked = { status: 0, recover: 0 };
  /** Rows printed in all. */
  rows = 0;
  readonly #options: Required<Omit<SimulatedPrinterOptions, 'stoppable'>>;
  readonly #stoppable: StoppableLine | undefined;
  readonly #ear = new RealTimeEar();
  readonly #reader = new CommandReader();
  #buffer: number[] = [];
  /** Printing stopped in the middle of this command. */
  #rest: PrinterCommand | undefined;
  #works = false;
  readonly #state: PrinterState;
  #isMute = false;
  #pushMask = 0;
  #pushed = '';
  #rowsLeft = Infinity;
  #failAfter: { rows: number; readonly fault: PrinterFault } | undefined;
  #isHeld = false;
  #listeners = new Set<() => void>();
  #trafficListeners = new Set<(traffic: PrinterTraffic) => void>();

  private constructor(line: Line, options: SimulatedPrinterOptions) {
    const { stoppable, ...rest } = options;
    this.line = line;
    this.#stoppable = stoppable;
    this.#options = {
      ...{ dots: 576, nearEndSensor: true, askDone: 'as-it-is', model: 'SIM-80' },
      ...{ buffer: 4096, rowMs: 0 },
      ...rest,
    };
    this.#state = new PrinterState(this.#options.nearEndSensor);
    this.paper = new Paper(this.#options.dots);
    line.onData((bytes) => this.#receive(bytes));
  }

  static on(line: Line, options: SimulatedPrinterOptions = {}): SimulatedPrinter {
    return new SimulatedPrinter(line, options);
  }

  /** Of the slips that were cut off. */
  get slips(): readonly Slip[] {
    return this.paper.slips;
  }

  /** What has come out and is not cut off. */
  get hanging(): Bitmap {
    return this.paper.hanging;
  }

  get state(): PrinterLook {
    const { coverOpen, error, isOn, nearEnd, paperOut } = this.#state;
    return {
      ...{ on: isOn, coverOpen, paper: paperOut ? 'out' : nearEnd ? 'low' : 'ok' },
      ...(error && { error }),
    };
  }

  /** Told of each change: of the paper, or of what hands have done. @returns unsubscribe */
  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  onTraffic(listener: (traffic: PrinterTraffic) => void): () => void {
    this.#trafficListeners.add(listener);
    return () => this.#trafficListeners.delete(listener);
  }

  /** The roll ends. @param afterRows 0: at once; else in the middle of what is printed next */
  simulatePaperOut(afterRows = 0): void {
    this.#rowsLeft = afterRows;
    if (afterRows === 0) this.#endOfRoll();
  }

  simulateNearEnd(nearEnd = true): void {
    this.#state.nearEnd = nearEnd;
    this.#changed();
  }

  /** A new roll, put in by a hand that opens and closes the cover. */
  changeRoll(): void {
    this.simulateCover(true);
    this.#rowsLeft = Infinity;
    this.#state.paperOut = false;
    this.#state.nearEnd = false;
    this.simulateCover(false);
  }

  simulateCover(open: boolean): void {
    this.#state.coverOpen = open;
    this.#changed();
  }

  simulateFeedButton(held: boolean): void {
    this.#state.feedButton = held;
    this.#changed();
  }

  /** Pin 3 of the drawer's plug is open: no fault, though it shows. */
  simulateDrawerHigh(): void {
    this.#state.drawerHigh = true;
  }

  /** @param afterRows 0: at once; a knife fails at the next cut, whatever is said here */
  simulateFault(fault: PrinterFault, afterRows = 0): void {
    if (fault === 'cutter' || afterRows > 0) this.#failAfter = { fault, rows: afterRows };
    else this.#fail(fault);
  }

  /** A hand takes out what is stuck; the printer has to be told (DLE ENQ), or switched off and on. */
  clearJam(): void {
    this.#state.stuck = false;
  }

  /** The head has cooled down. */
  simulateCooled(): void {
    if (this.#state.error === 'head-hot') this.#recover();
  }

  /** Answers nothing, and prints all the same: a cable with a broken wire. */
  simulateMute(mute = true): void {
    this.#isMute = mute;
  }

  /** Says what is no status and no answer. */
  simulateGarbage(bytes: Uint8Array): Promise<void> {
    return this.line.write(bytes);
  }

  /** What is in its buffers is gone with the power; the line stands, as a USB adapter does. */
  simulatePower(on: boolean): void {
    this.#state.isOn = on;
    if (!on) this.#clear();
    this.#pushMask = 0;
    if (!this.#state.stuck) this.#state.error = undefined;
    this.#changed();
  }

  #receive(bytes: Uint8Array): void {
    if (!this.#state.isOn) return;
    for (const byte of bytes) {
      const realTime = this.#ear.push(byte);
      if (realTime) this.#answerAtOnce(realTime);
      // Its own last byte is not one of those that come after the clearing.
      if (realTime?.kind === 'recover') continue;
      if (this.#buffer.length < this.#options.buffer || this.#isNetwork) this.#buffer.push(byte);
      else this.overruns += 1;
    }
    this.#hold();
    void this.#work();
  }

  /** TCP stops by itself. */
  get #isNetwork(): boolean {
    return 'tcp' in this.line.address;
  }

  #hold(): void {
    const { buffer } = this.#options;
    const isFull = this.#buffer.length > buffer * 0.75;
    const isEmpty = this.#buffer.length < buffer * 0.25;
    if (isFull && !this.#isHeld) {
      this.#isHeld = true;
      this.#stoppable?.hold();
    } else if (isEmpty && this.#isHeld) {
      this.#isHeld = false;
      this.#stoppable?.release();
    }
  }

  /** Prints what there is as long as it is on-line. */
  async #work(): Promise<void> {
    if (this.#works) return;
    this.#works = true;
    try {
      while (this.#state.isOn && !this.#state.isOffLine) {
        const command = this.#rest ?? this.#next();
        if (!command) return;
        this.#rest = undefined;
        if (command.kind === 'row') await this.#takeTime();
        if (!this.#state.isOn) return;
        // The paper has ended meanwhile: the row is still to be printed.
        if (this.#state.isOffLine) this.#rest = command;
        else this.#carryOut(command);
      }
    } finally {
      this.#works = false;
    }
  }

  async #takeTime(): Promise<void> {
    const { rowMs } = this.#options;
    if (rowMs > 0) await until(performance.now() + rowMs);
  }

  #next(): PrinterCommand | undefined {
    while (this.#buffer.length > 0) {
      const command = this.#reader.push(this.#buffer.shift() ?? 0);
      this.#hold();
      if (command) return command;
    }
    return undefined;
  }

  #carryOut(command: PrinterCommand): void {
    switch (command.kind) {
      case 'row':
        return this.#row(command.dots);
      case 'feed':
        this.paper.feed(command.dots);
        return this.#tell();
      case 'cut':
        return this.#cut(command);
      case 'letter':
        this.letters += 1;
        return;
      case 'push-status':
        this.#heard('push-status', command.mask);
        this.#pushMask = command.mask;
        this.#pushed = '';
        return this.#push();
      case 'ask-done':
        return this.#answerDone();
      case 'identity':
        return this.#answerIdentity(command.of);
      case 'picture':
      case 'initialise':
      case 'nothing':
    }
  }

  #row(dots: Uint8Array): void {
    this.paper.row(dots);
    this.rows += 1;
    this.#rowsLeft -= 1;
    if (this.#rowsLeft === 0) this.#endOfRoll();
    if (this.#failAfter && this.#failAfter.fault !== 'cutter') {
      this.#failAfter.rows -= 1;
      if (this.#failAfter.rows === 0) this.#fail(this.#failAfter.fault);
    }
    this.#tell();
  }

  #cut({ feeds, how }: Extract<PrinterCommand, { kind: 'cut' }>): void {
    if (this.#failAfter?.fault === 'cutter') return this.#fail('cutter');
    this.paper.cut(how, feeds);
    this.#tell();
  }

  #endOfRoll(): void {
    this.#rowsLeft = 0;
    this.#state.paperOut = true;
    this.#changed();
  }

  #fail(fault: PrinterFault): void {
    this.#failAfter = undefined;
    this.#state.fail(fault);
    this.#changed();
  }

  #recover(): void {
    this.#state.error = undefined;
    this.#changed();
  }

  #clear(): void {
    this.#buffer = [];
    this.#rest = undefined;
    this.#reader.reset();
    this.#hold();
  }

  #changed(): void {
    this.#push();
    this.#tell();
    void this.#work();
  }

  #tell(): void {
    for (const listener of this.#listeners) listener();
  }

  #answerAtOnce(realTime: RealTime): void {
    this.asked[realTime.kind] += 1;
    if (realTime.kind === 'status') {
      this.#heard(`status-${realTime.of}`, realTime.of);
      return this.#say('status', Uint8Array.of(this.#state.statusOf(realTime.of)));
    }
    this.#heard('recover', realTime.way);
    if (!this.#state.canRecover) return;
    if (realTime.way === 2) this.#clear();
    this.#recover();
  }

  #answerDone(): void {
    const { askDone } = this.#options;
    this.#heard('ask-done', 1);
    if (askDone === 'none') return;
    this.#say('answer', Uint8Array.of(askDone === 'always-0F' ? 0x0f : this.#state.roll));
  }

  #answerIdentity(of: number): void {
    const { model } = this.#options;
    this.#heard('identity', of);
    if (model === 'none') return;
    const text = of === 67 ? model : IDENTITY_BASE[of === 66 ? 66 : 65];
    this.#say('answer', new TextEncoder().encode(`_${text}\0`));
  }

  /** GS a: all four bytes on each change of what the mask names. */
  #push(): void {
    if (this.#pushMask === 0 || !this.#state.isOn) return;
    const status = this.#state.pushed;
    if (status.join() === this.#pushed) return;
    this.#pushed = status.join();
    this.#say('pushed', status);
  }

  #heard(name: string, value: number): void {
    this.#log({ direction: 'heard', name, bytes: Uint8Array.of(value) });
  }

  #say(name: string, bytes: Uint8Array): void {
    if (this.#isMute || !this.#state.isOn) return;
    this.#log({ direction: 'said', name, bytes });
    void this.line.write(bytes);
  }

  #log(traffic: PrinterTraffic): void {
    for (const listener of this.#trafficListeners) listener(traffic);
  }
}
