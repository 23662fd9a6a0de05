import type { Line } from './line.ts';
import { HostPackets, scannerPacket } from './zebra-wire.ts';
import type { HostPacket } from './zebra-wire.ts';

/** Numbers of symbologies as the scanner counts them. */
export const ZEBRA_TYPES = { code39: 1, codabar: 2, code128: 3, ean13: 0x0b, qr: 0x1c } as const;

export interface ZebraScanOptions {
  readonly type?: keyof typeof ZEBRA_TYPES;
  /** Some scanners name the symbology in the first packet of a long code only. */
  readonly typeOnce?: boolean;
}

type Fault = 'torn' | 'bit-error' | 'deaf' | 'silence' | 'refusal';

const SAYS: Readonly<Record<number, string>> = {
  0xa3: 'revision',
  0xc6: 'parameter',
  0xd0: 'ack',
  0xd1: 'nak',
  0xe4: 'start',
  0xe5: 'stop',
};

/** Longest text that a packet carries beside its type. */
const ROOM = 250;

/** A Zebra scanner of SSI at the far end of a line: what the host does not acknowledge, it says again. */
export class SimulatedZebraScanner {
  readonly line: Line;
  /** Faults that really happened, in order. */
  readonly fired: Fault[] = [];
  /** What the host has said, in order: `revision`, `ack`, `nak`, `parameter`, `start`, `stop`. */
  readonly heard: string[] = [];
  /** Last parameters that were sent, in hex. */
  parameters = '';
  readonly #ackMs: number;
  readonly #packets = new HostPackets();
  readonly #armed: Fault[] = [];
  #answered: ((said: 'ack' | 'nak' | 'nothing') => void) | undefined;
  #waiting: { readonly said: string; readonly resolve: () => void }[] = [];

  private constructor(line: Line, ackMs: number) {
    this.line = line;
    this.#ackMs = ackMs;
    line.onData((bytes) => {
      for (const packet of this.#packets.push(bytes)) this.#hear(packet);
    });
  }

  /** @param ackMs patience with the host; two seconds by the protocol */
  static on(line: Line, ackMs = 2000): SimulatedZebraScanner {
    return new SimulatedZebraScanner(line, ackMs);
  }

  /** Holds a code before the scanner. Resolves when the host has acknowledged all of it. */
  async scan(text: string, options: ZebraScanOptions = {}): Promise<void> {
    const type = ZEBRA_TYPES[options.type ?? 'code128'];
    const bytes = Buffer.from(text, 'utf8');
    for (let at = 0; at === 0 || at < bytes.length; at += ROOM) {
      const part = bytes.subarray(at, at + ROOM);
      const named = at === 0 || !options.typeOnce ? Buffer.concat([Buffer.of(type), part]) : part;
      await this.#insist(named, at + ROOM < bytes.length ? 2 : 0);
    }
  }

  /** A code of several packets of which only the first is sent: the scanner has lost its power. */
  async scanHalf(text: string): Promise<void> {
    await this.#insist(Buffer.concat([Buffer.of(ZEBRA_TYPES.qr), Buffer.from(text)]), 2);
  }

  /** The next packets stop in the middle. */
  simulateTorn(times = 1): void {
    this.#arm('torn', times);
  }

  /** One bit of the next packets is turned round on the line. */
  simulateBitError(times = 1): void {
    this.#arm('bit-error', times);
  }

  /** The next acknowledgements of the host are lost on their way. */
  simulateDeaf(times = 1): void {
    this.#arm('deaf', times);
  }

  /** The next commands are not answered. */
  simulateSilence(times = 1): void {
    this.#arm('silence', times);
  }

  /** The next commands are answered with NAK: denied. */
  simulateRefusal(times = 1): void {
    this.#arm('refusal', times);
  }

  async simulateBytes(bytes: Uint8Array): Promise<void> {
    await this.line.write(bytes);
  }

  /** Resolves when the host says this the next time. */
  async hears(said: string): Promise<void> {
    await new Promise<void>((resolve) => this.#waiting.push({ said, resolve }));
  }

  #arm(fault: Fault, times: number): void {
    for (let time = 0; time < times; time++) this.#armed.push(fault);
  }

  #take(fault: Fault): boolean {
    const at = this.#armed.indexOf(fault);
    if (at < 0) return false;
    this.#armed.splice(at, 1);
    this.fired.push(fault);
    return true;
  }

  async #insist(data: Uint8Array, status: number): Promise<void> {
    for (let attempt = 0; ; attempt++) {
      const frame = scannerPacket(0xf3, data, status | (attempt > 0 ? 1 : 0));
      const said = await this.#say(frame);
      if (said === 'ack') return;
      if (attempt === 4) throw new Error(`the host never acknowledged: ${said}`);
    }
  }

  async #say(frame: Buffer): Promise<'ack' | 'nak' | 'nothing'> {
    const { promise, resolve } = Promise.withResolvers<'ack' | 'nak' | 'nothing'>();
    this.#answered = resolve;
    const timer = setTimeout(() => resolve('nothing'), this.#ackMs);
    await this.line.write(this.#spoilt(frame));
    const said = await promise;
    clearTimeout(timer);
    return said;
  }

  #spoilt(frame: Buffer): Buffer {
    if (this.#take('torn')) return frame.subarray(0, frame.length >> 1);
    if (this.#take('bit-error')) frame[4] = (frame[4] ?? 0) ^ 0x20;
    return frame;
  }

  #hear({ data, opcode }: HostPacket): void {
    const said = SAYS[opcode] ?? 'unknown';
    this.heard.push(said);
    if (said === 'ack' || said === 'nak') {
      if (!this.#take('deaf')) this.#answered?.(said);
    } else this.#obey(said, data);
    for (const { resolve } of this.#waiting.filter((waiting) => waiting.said === said)) resolve();
    this.#waiting = this.#waiting.filter((waiting) => waiting.said !== said);
  }

  #obey(said: string, data: Buffer): void {
    if (this.#take('silence')) return;
    if (said === 'unknown' || this.#take('refusal')) return this.#answer(0xd1, Buffer.of(0x06));
    if (said === 'revision') return this.#answer(0xa4, Buffer.from('PAABLS00-005-R01 X 21'));
    if (said === 'parameter') this.parameters = data.toString('hex');
    this.#answer(0xd0, Buffer.alloc(0));
  }

  #answer(opcode: number, data: Buffer): void {
    void this.line.write(scannerPacket(opcode, data));
  }
}
