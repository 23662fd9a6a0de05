import type { Line } from './line.ts';
import { ACK, answerFrame, HostCollector } from './pn532-wire.ts';
import { until } from './serial-timing.ts';

/** A contactless card of ISO 14443 type A. */
export interface SimulatedCard {
  /** 4, 7 or 10 bytes in hex; `random`: another one each time it gets power, as phones and identity cards do. */
  readonly uid: string;
  /** 08: MIFARE Classic 1K, 00: NTAG, 20: speaks ISO 14443-4. */
  readonly sak?: number;
}

const COMMANDS: Readonly<Record<number, string>> = {
  0x02: 'firmware',
  0x14: 'sam-configuration',
  0x32: 'rf-configuration',
  0x4a: 'list-passive-target',
};

type Fault = 'silence' | 'torn' | 'gap' | 'late-ack' | 'slow' | 'unreadable';

/** A PN532 at the far end of a line, with a card in its field or none. It sleeps until it is woken. */
export class SimulatedPn532 {
  readonly line: Line;
  /** Faults that really happened, in order. */
  readonly fired: Fault[] = [];
  /** How often the host has told it to give up what it was doing. */
  givenUp = 0;
  readonly #collector = new HostCollector();
  readonly #counts = new Map<string, number>();
  readonly #armed: { fault: Fault; at: string | undefined; ms: number }[] = [];
  #waiting: { name: string; resolve: () => void }[] = [];
  #awake = false;
  #looksWithoutEnd = true;
  #fieldOn = false;
  #answered = false;
  #misses = 0;
  #randoms = 0;
  #card: SimulatedCard | undefined;
  #endOfLook: ((how: 'card' | 'given up') => void) | undefined;
  #work: Promise<void> = Promise.resolve();

  private constructor(line: Line) {
    this.line = line;
    line.onData((bytes) => {
      for (const piece of this.#collector.push(bytes)) {
        if (piece.kind === 'wake-up') this.#awake = true;
        else if (piece.kind === 'ack') this.#giveUp();
        else this.#work = this.#work.then(() => this.#serve(piece.code, piece.data));
      }
    });
  }

  static on(line: Line): SimulatedPn532 {
    return new SimulatedPn532(line);
  }

  /** How many commands of this name were carried out. */
  seen(name: string): number {
    return this.#counts.get(name) ?? 0;
  }

  /** Resolves when as many more commands of this name have been answered. */
  async looks(count: number, name = 'list-passive-target'): Promise<void> {
    for (let left = count; left > 0; left--) {
      await new Promise<void>((resolve) => this.#waiting.push({ name, resolve }));
    }
  }

  lay(card: SimulatedCard): void {
    this.#card = card;
    this.#answered = false;
    this.#endOfLook?.('card');
  }

  take(): void {
    this.#card = undefined;
  }

  /** The power goes and comes back: the chip sleeps, and has forgotten how it was set. */
  simulatePowerCut(): void {
    this.#awake = false;
    this.#looksWithoutEnd = true;
    this.#fieldOn = false;
  }

  /** The next commands (of this name) are carried out and not answered. */
  simulateSilence(times = 1, at?: string): void {
    this.#arm('silence', times, at);
  }

  /** One bit of the next answers is turned round on the line. */
  simulateBitError(times = 1, at?: string): void {
    this.#arm('torn', times, at);
  }

  /** The next answer stops in the middle for so long. */
  simulateGap(ms: number, at?: string): void {
    this.#arm('gap', 1, at, ms);
  }

  /** The next command is acknowledged so late. */
  simulateLateAck(ms: number, at?: string): void {
    this.#arm('late-ack', 1, at, ms);
  }

  /** The next command is acknowledged at once, and answered so much later. */
  simulateSlowAnswer(ms: number, at?: string): void {
    this.#arm('slow', 1, at, ms);
  }

  /** The next command comes to the chip garbled: it says so. */
  simulateErrorFrame(times = 1, at?: string): void {
    this.#arm('unreadable', times, at);
  }

  /** A card at the edge of the field: the next looks miss it. */
  simulateMisread(looks: number): void {
    this.#misses = looks;
  }

  #giveUp(): void {
    this.givenUp += 1;
    this.#endOfLook?.('given up');
  }

  #arm(fault: Fault, times: number, at: string | undefined, ms = 0): void {
    for (let time = 0; time < times; time++) this.#armed.push({ fault, at, ms });
  }

  #take(fault: Fault, name: string): { ms: number } | undefined {
    const index = this.#armed.findIndex(
      (armed) => armed.fault === fault && (armed.at ?? name) === name,
    );
    if (index < 0) return undefined;
    this.fired.push(fault);
    return this.#armed.splice(index, 1)[0];
  }

  async #serve(code: number, data: Buffer): Promise<void> {
    if (!this.#awake) return;
    const name = COMMANDS[code] ?? 'unknown';
    if (this.#take('unreadable', name)) {
      return this.line.write(Buffer.from('0000ff01ff7f8100', 'hex'));
    }
    const late = this.#take('late-ack', name);
    if (late) await until(performance.now() + late.ms);
    await this.line.write(ACK);
    const slow = this.#take('slow', name);
    if (slow) await until(performance.now() + slow.ms);
    const answer = await this.#carryOut(name, data);
    this.#counts.set(name, this.seen(name) + 1);
    if (answer) await this.#answer(name, answerFrame(code, answer));
    for (const { resolve } of this.#waiting.filter((waiting) => waiting.name === name)) resolve();
    this.#waiting = this.#waiting.filter((waiting) => waiting.name !== name);
  }

  async #answer(name: string, frame: Buffer): Promise<void> {
    if (this.#take('silence', name)) return;
    if (this.#take('torn', name)) frame[6] = (frame[6] ?? 0) ^ 0x10;
    const gap = this.#take('gap', name);
    if (!gap) return this.line.write(frame);
    await this.line.write(frame.subarray(0, 6));
    await until(performance.now() + gap.ms);
    await this.line.write(frame.subarray(6));
  }

  /** @returns undefined: the host has given up before there was an answer */
  async #carryOut(name: string, data: Buffer): Promise<number[] | undefined> {
    switch (name) {
      case 'firmware':
        return [0x32, 0x01, 0x06, 0x07];
      case 'rf-configuration':
        if (data[0] === 0x05) this.#looksWithoutEnd = data[3] === 0xff;
        if (data[0] === 0x01) this.#switchField((data[1] ?? 0) % 2 === 1);
        return [];
      case 'list-passive-target':
        return this.#list();
      default:
        return [];
    }
  }

  #switchField(on: boolean): void {
    this.#fieldOn = on;
    // Without power a card forgets that it has answered.
    if (!on) this.#answered = false;
  }

  /** MxRtyPassiveActivation FF: looks until a card comes, or until the host gives up. */
  async #list(): Promise<number[] | undefined> {
    if (!this.#fieldOn) this.#switchField(true);
    await until(performance.now() + 5);
    if (this.#looksWithoutEnd && !this.#card) {
      const how = await new Promise<string>((resolve) => (this.#endOfLook = resolve));
      this.#endOfLook = undefined;
      if (how === 'given up') return undefined;
    }
    if (this.#misses > 0) {
      this.#misses -= 1;
      return [0];
    }
    const card = this.#card;
    if (!card || this.#answered) return [0];
    this.#answered = true;
    return [1, 1, ...this.#told(card)];
  }

  /** SENS_RES, SEL_RES, length, number, and what an ISO 14443-4 card says of itself. */
  #told({ uid, sak = 0x08 }: SimulatedCard): number[] {
    const number =
      uid === 'random' ? [0x08, 0x11, 0x22, ++this.#randoms] : [...Buffer.from(uid, 'hex')];
    const ats = sak & 0x20 ? [0x05, 0x78, 0x80, 0x70, 0x02] : [];
    return [0x00, number.length > 4 ? 0x44 : 0x04, sak, number.length, ...number, ...ats];
  }
}
