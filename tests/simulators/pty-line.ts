import { execFile, spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { mkdtemp, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { SerialAddress } from '#gateway/devices/ports.ts';
import type { Line } from './line.ts';
import { byteTimeMs, pace, until } from './serial-timing.ts';
import type { SerialSettings } from './serial-timing.ts';

const run = promisify(execFile);

/**
 * Runs inside the terminal that `script` makes: sets it raw, says its name, and keeps it open. It ends when this
 * process is gone, however that came about, because descriptor 3 then reaches its end.
 */
const KEEP_OPEN = 'stty raw -echo; tty; exec cat <&3 >/dev/null';

const XON = 0x11;
const XOFF = 0x13;
/** What is under way when a device says stop still comes: as much as a UART holds. */
const FIFO = 16;
/** By which a terminal's settings, as `stty` tells them, show that the gateway keeps to it. */
const KEPT_TO = { 'rts-cts': / crtscts/, 'xon-xoff': / ixon/ } as const;

/** After so long a silence the gateway may have opened the line anew, at another speed. */
const ASK_SPEED_AFTER_MS = 100;

export interface PtyOptions extends SerialSettings {
  /** How the device says that it takes no more for now. */
  readonly flow?: 'rts-cts' | 'xon-xoff';
  /** Where the line can be found; stays the same over unplug and plug. By default in a new temporary folder. */
  readonly path?: string;
}

/**
 * A serial line between this process and the gateway: a pseudo-terminal made by util-linux `script`.
 *
 * A pseudo-terminal carries bytes at once, whatever its speed. So bytes are held back here as long as they would
 * travel, and what is sent at another speed than the device's does not arrive. Parity is beyond it: Linux drops the
 * parity setting of a pseudo-terminal, and some C libraries then refuse the whole setting; `address` therefore says
 * `none`, while the time of the parity bit is still counted.
 */
export class PtyLine implements Line {
  readonly address: SerialAddress;
  readonly #byteMs: number;
  readonly #folder: string | undefined;
  #listener: (bytes: Uint8Array) => void = () => {};
  #terminal: Terminal | undefined;
  #lineTimeMs = 0;
  #deviceBaud: number;
  readonly #flow: PtyOptions['flow'];
  #held: PromiseWithResolvers<undefined> | undefined;

  private constructor(settings: PtyOptions, path: string, folder: string | undefined) {
    this.#byteMs = byteTimeMs(settings);
    this.#deviceBaud = settings.baudRate;
    this.#folder = folder;
    this.#flow = settings.flow;
    this.address = { serial: path, baudRate: settings.baudRate, parity: 'none' };
  }

  static async open(settings: PtyOptions): Promise<PtyLine> {
    const folder = settings.path ? undefined : await mkdtemp(join(tmpdir(), 'nhipcau-line-'));
    const path = settings.path ?? join(folder ?? '', 'line');
    const line = new PtyLine(settings, path, folder);
    await line.plug();
    return line;
  }

  get plugged(): boolean {
    return this.#terminal !== undefined;
  }

  get lineTimeMs(): number {
    return this.#lineTimeMs;
  }

  onData(listener: (bytes: Uint8Array) => void): void {
    this.#listener = listener;
  }

  /** Somebody has set the device to another speed than the gateway's settings say; without one, back again. */
  simulateSpeed(baudRate = this.address.baudRate): void {
    this.#deviceBaud = baudRate;
  }

  /** The device takes no more: what has not left the gateway waits there, if it keeps to this kind of flow control. */
  hold(): void {
    this.#held ??= Promise.withResolvers();
    if (this.#flow === 'xon-xoff') this.#terminal?.send(Uint8Array.of(XOFF));
  }

  release(): void {
    if (this.#flow === 'xon-xoff') this.#terminal?.send(Uint8Array.of(XON));
    this.#held?.resolve(undefined);
    this.#held = undefined;
  }

  async plug(): Promise<void> {
    if (this.#terminal) return;
    const terminal = await Terminal.make();
    await rm(this.address.serial, { force: true });
    await symlink(terminal.device, this.address.serial);
    this.#terminal = terminal;
    terminal.onData((bytes) => void this.#arrive(terminal, bytes));
  }

  async unplug(): Promise<void> {
    const terminal = this.#terminal;
    this.#terminal = undefined;
    this.#held?.resolve(undefined);
    this.#held = undefined;
    // The way to it first: the number of a terminal that is gone goes to the next one made, be it of another test, and whoever
    // still knew the way would speak into that.
    await rm(this.address.serial, { force: true });
    await terminal?.destroy();
  }

  async close(): Promise<void> {
    await this.unplug();
    if (this.#folder) await rm(this.#folder, { recursive: true, force: true });
  }

  async write(bytes: Uint8Array): Promise<void> {
    const terminal = this.#terminal;
    if (!terminal || (await terminal.speed()) !== this.#deviceBaud) return;
    await terminal.inOrder('out', async () => {
      const begin = performance.now();
      await pace(bytes, this.#byteMs, (part) => terminal.send(part), terminal.gone);
      this.#lineTimeMs += performance.now() - begin;
    });
  }

  async #arrive(terminal: Terminal, bytes: Uint8Array): Promise<void> {
    const begin = performance.now();
    const travelled = begin + bytes.length * this.#byteMs;
    const speed = terminal.speed();
    await terminal.inOrder('in', async () => {
      await until(travelled, terminal.gone);
      if (terminal.gone.aborted || (await speed) !== this.#deviceBaud) return;
      this.#lineTimeMs += performance.now() - begin;
      if (this.#flow) await this.#trickle(terminal, bytes, KEPT_TO[this.#flow]);
      else this.#listener(bytes);
    });
  }

  /** In pieces so small that the device can say stop in the middle. */
  async #trickle(terminal: Terminal, bytes: Uint8Array, keptTo: RegExp): Promise<void> {
    const stops = keptTo.test(await terminal.settings());
    for (let at = 0; at < bytes.length && !terminal.gone.aborted; at += FIFO) {
      this.#listener(bytes.subarray(at, at + FIFO));
      if (stops) await this.#held?.promise;
    }
  }
}

/** One life of the pseudo-terminal, from plug to unplug. */
class Terminal {
  readonly device: string;
  readonly #child: ChildProcess;
  readonly #gone = new AbortController();
  readonly #order = { in: Promise.resolve(), out: Promise.resolve() };
  #speed: Promise<number> | undefined;
  #lastUse = -Infinity;

  private constructor(device: string, child: ChildProcess) {
    this.device = device;
    this.#child = child;
    child.once('exit', () => this.#gone.abort());
    child.stdin?.on('error', () => this.#gone.abort());
  }

  static async make(): Promise<Terminal> {
    const child = spawn('script', ['-qfec', KEEP_OPEN, '/dev/null'], {
      stdio: ['pipe', 'pipe', 'ignore', 'pipe'],
      env: { ...process.env, SHELL: '/bin/sh' },
    });
    const device = await new Promise<string>((resolve, reject) => {
      child.once('error', (cause) =>
        reject(new Error('`script` of util-linux is needed', { cause })),
      );
      child.once('exit', (code) => reject(new Error(`script ended with ${code}`)));
      child.stdout?.once('data', (text: Buffer) => resolve(text.toString().trim()));
    });
    return new Terminal(device, child);
  }

  get gone(): AbortSignal {
    return this.#gone.signal;
  }

  onData(listener: (bytes: Uint8Array) => void): void {
    this.#child.stdout?.on('data', listener);
  }

  send(bytes: Uint8Array): void {
    this.#lastUse = Math.max(this.#lastUse, performance.now());
    this.#child.stdin?.write(bytes);
  }

  /** The speed that the gateway has set, in baud; asked of the system again after every pause. */
  speed(): Promise<number> {
    if (!this.#speed || performance.now() - this.#lastUse > ASK_SPEED_AFTER_MS) {
      this.#speed = this.#askSpeed();
    }
    return this.#speed;
  }

  /** Until it is known nobody else asks: a busy machine needs longer for it than a line is silent. */
  async #askSpeed(): Promise<number> {
    this.#lastUse = Infinity;
    const speed = Number(await this.#stty('speed'));
    this.#lastUse = performance.now();
    return speed;
  }

  /** @returns nothing when the terminal is gone meanwhile */
  async #stty(question: string): Promise<string> {
    try {
      return (await run('stty', ['-F', this.device, question])).stdout;
    } catch (error) {
      if (this.gone.aborted) return '';
      throw error;
    }
  }

  /** As `stty -a` tells them. */
  async settings(): Promise<string> {
    return (await this.#stty('-a')).replaceAll('\n', ' ');
  }

  inOrder(way: 'in' | 'out', act: () => Promise<void>): Promise<void> {
    const result = this.#order[way].then(act);
    this.#order[way] = result;
    return result;
  }

  /** SIGKILL, because a cable that is pulled says no farewell. */
  async destroy(): Promise<void> {
    this.#gone.abort();
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    const exit = new Promise((resolve) => this.#child.once('exit', resolve));
    this.#child.kill('SIGKILL');
    await exit;
  }
}
