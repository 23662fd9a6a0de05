import { Fault } from '../../errors.ts';
import type { FaultCode } from '../../errors.ts';
import type { Bitmap, DeviceId, PrinterCondition, ReaderModel, ReceiptPrinter } from '../device.ts';
import type { DeviceHost, StartDevice } from '../driver.ts';
import { systemTiming } from '../timing.ts';
import type { Timing } from '../timing.ts';
import { PUSH_STATUS, RECOVER } from './escpos-commands.ts';
import type { Cut } from './escpos-commands.ts';
import {
  conditionOf,
  conditionPushed,
  hindranceIn,
  isSame,
  wantsRecovery,
} from './escpos-status.ts';
import { printOn, tidy } from './print-job.ts';
import type { JobPlace } from './print-job.ts';
import { PrinterLine } from './printer-line.ts';

export interface PrinterSettings {
  /** 576 on 80 mm paper, 384 on 58 mm. */
  readonly dots: number;
  /** A near-end sensor is fitted: `low` is told. */
  readonly nearEnd: boolean;
  readonly cut: Cut;
  /** `printed`: it answers GS r when it has printed. `received`: it does not, and time is taken for it. */
  readonly confirm: 'printed' | 'received';
  readonly pollMs: number;
  readonly answerMs: number;
  /** Milliseconds that one byte is under way; 0 on the network. */
  readonly byteMs: number;
  readonly stallMs: number;
  /** How long marks of a job that was torn may still be answered. */
  readonly settleMs: number;
}

export const PRINTER_SETTINGS: PrinterSettings = {
  ...{ dots: 576, nearEnd: false, cut: 'partial', confirm: 'printed' },
  ...{ pollMs: 10_000, answerMs: 500, byteMs: 0, stallMs: 20_000, settleMs: 3_000 },
};

/** DLE ENQ 2 takes the knife home first. */
const RECOVERY_MS = 500;

interface Life {
  readonly line: PrinterLine;
  readonly host: DeviceHost;
  /** It was told to send its status by itself, and asked for its name. */
  isGreeted: boolean;
}

/** An ESC/POS printer of receipts. It outlives its line: what it was, and what it left half printed. */
export class EscposPrinter implements ReceiptPrinter {
  readonly dots: number;
  readonly #device: DeviceId;
  readonly #settings: PrinterSettings;
  readonly #timing: Timing;
  #condition: PrinterCondition | undefined;
  #model: ReaderModel | undefined;
  #life: Life | undefined;
  /** What the paper in the slot is: `torn` holds a piece of somebody's receipt; after a start nobody knows. */
  #paper: 'whole' | 'torn' | 'unknown' = 'unknown';
  /** The cover was opened after something had got stuck: whose hand was in there has taken it out. */
  #hasBeenOpened = false;
  #queue: Promise<unknown> = Promise.resolve();
  #nap = new AbortController();

  constructor(
    device: DeviceId,
    settings: Partial<PrinterSettings> = {},
    timing: Timing = systemTiming,
  ) {
    this.#device = device;
    this.#settings = { ...PRINTER_SETTINGS, ...settings };
    this.#timing = timing;
    this.dots = this.#settings.dots;
  }

  get condition(): PrinterCondition | undefined {
    return this.#condition;
  }

  /** What it calls itself, where it does. */
  get model(): ReaderModel | undefined {
    return this.#model;
  }

  /** For the supervisor: called with each line that was opened. */
  readonly start: StartDevice = async (port, host) => {
    const life: Life = {
      host,
      isGreeted: false,
      line: new PrinterLine(
        port,
        (status) => {
          this.#note(conditionPushed(status, this.#settings.nearEnd), host);
          this.#nap.abort();
        },
        { ...this.#settings, timing: this.#timing },
      ),
    };
    await this.#ask(life);
    this.#life = life;
    const stop = new AbortController();
    const watching = this.#watch(life, stop.signal);
    return {
      close: async () => {
        stop.abort();
        if (this.#life === life) this.#life = undefined;
        life.line.close();
        await watching;
      },
    };
  };

  /** @throws Fault `paper-out`, `cover-open`, `jammed`, `busy`, `no-answer`, `port-lost`; RangeError when it is too wide */
  async print(image: Bitmap): Promise<void> {
    if (image.width > this.dots) throw new RangeError('the picture is wider than the paper');
    await this.#inTurn(() => this.#print(image));
  }

  async #print(image: Bitmap): Promise<void> {
    const life = this.#life;
    if (!life) throw new Fault('port-lost', 'the printer is not connected');
    try {
      await this.#makeReady(life);
      const isFirst = this.#paper === 'unknown';
      this.#paper = 'torn';
      await printOn(this.#placeOf(life), image, isFirst);
      this.#paper = 'whole';
    } catch (error) {
      this.#giveUp(life, error);
      throw error;
    }
  }

  /** A printer that does not answer has to be opened anew. */
  #giveUp({ host }: Life, error: unknown): void {
    if (error instanceof Fault && error.code === 'no-answer') host.fail(error);
  }

  async #makeReady(life: Life): Promise<void> {
    const condition = await this.#ask(life);
    // Somebody has asked for it, so nobody's hand is inside.
    const isWell = wantsRecovery(condition) ? await this.#recover(life) : condition;
    const hindrance = hindranceIn(isWell);
    if (hindrance) throw new Fault(hindrance.code, hindrance.message);
    await this.#greet(life);
    await this.#tidy(life);
  }

  async #recover(life: Life): Promise<PrinterCondition> {
    await life.line.send(RECOVER);
    life.line.forgetMarks();
    this.#hasBeenOpened = false;
    await this.#timing.sleep(RECOVERY_MS);
    return this.#ask(life);
  }

  async #tidy(life: Life): Promise<void> {
    if (this.#paper !== 'torn') return;
    await tidy(this.#placeOf(life), this.#settings.settleMs);
    this.#paper = 'whole';
  }

  async #greet(life: Life): Promise<void> {
    if (life.isGreeted) return;
    life.isGreeted = true;
    await life.line.send(PUSH_STATUS);
    if (this.#model) return;
    const name = await life.line.identity('model');
    if (name === undefined) return;
    const firmware = await life.line.identity('firmware');
    this.#model = { name, ...(firmware !== undefined && { firmware }) };
  }

  async #watch(life: Life, signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      // Before it is looked: what is pushed meanwhile may be newer than the answers, and is looked at once more.
      this.#nap = new AbortController();
      try {
        await this.#inTurn(() => (signal.aborted ? undefined : this.#lookAfter(life)));
      } catch (error) {
        if (!signal.aborted && !isHindrance(error)) return life.host.fail(asFault(error));
      }
      const wake = AbortSignal.any([signal, this.#nap.signal]);
      await this.#timing.sleep(this.#settings.pollMs, wake);
    }
  }

  async #lookAfter(life: Life): Promise<void> {
    let condition = await this.#ask(life);
    if (wantsRecovery(condition) && this.#hasBeenOpened) condition = await this.#recover(life);
    if (hindranceIn(condition)) return;
    await this.#greet(life);
    await this.#tidy(life);
  }

  async #ask({ host, line }: Life): Promise<PrinterCondition> {
    let condition = await this.#conditionOf(line);
    // Off-line at the first question, and well at those after it: it has changed in between.
    if (condition.fault === 'off-line') condition = await this.#conditionOf(line);
    this.#note(condition, host);
    return condition;
  }

  async #conditionOf(line: PrinterLine): Promise<PrinterCondition> {
    return conditionOf(await line.ask(), this.#settings.nearEnd);
  }

  #note(condition: PrinterCondition, host: DeviceHost): void {
    if (condition.fault === undefined) this.#hasBeenOpened = false;
    if (condition.fault === 'cover-open') this.#hasBeenOpened = true;
    if (isSame(this.#condition, condition)) return;
    this.#condition = condition;
    host.emit({ kind: 'printer-changed', device: this.#device, condition });
  }

  #placeOf(life: Life): JobPlace {
    const { confirm, cut, stallMs } = this.#settings;
    return {
      ...{ line: life.line, timing: this.#timing, cut, stallMs },
      confirms: confirm === 'printed',
      condition: () => this.#condition,
      ask: () => this.#ask(life),
    };
  }

  #inTurn(act: () => Promise<void> | undefined): Promise<void> {
    const turn = this.#queue.then(act);
    this.#queue = turn.catch(() => undefined);
    return turn;
  }
}

/** Its condition was told; the printer itself is as it should be. */
const isHindrance = (error: unknown): boolean =>
  error instanceof Fault && HINDRANCES.includes(error.code);
const HINDRANCES: readonly FaultCode[] = ['paper-out', 'cover-open', 'jammed', 'busy'];

const asFault = (error: unknown): Fault =>
  error instanceof Fault ? error : new Fault('malformed', String(error), { cause: error });
