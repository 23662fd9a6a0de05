/** Tells systemd that this terminal lives: as long as its event loop turns and no device is stuck (sd_notify(3), WatchdogSec=). */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { Part, Terminal } from '../part.ts';

const run = promisify(execFile);

/** Opening a line takes seconds, and is tried every few; ten minutes without either, and something waits for what never comes. */
const STUCK_MS = 600_000;
/** Several signs may be late before it is thought dead. */
const SIGNS_PER_TERM = 4;

export interface LifeSignOptions {
  /** Milliseconds within which systemd wants to hear of it; undefined: it does not look. */
  readonly watchdogMs: number | undefined;
  /** Words of sd_notify. */
  readonly tell: (...words: readonly string[]) => Promise<unknown>;
}

/** systemd's own program, as a child: Node opens no datagram socket of that kind. */
export const tellSystemd: LifeSignOptions['tell'] = (...words) => run('systemd-notify', [...words]);

type Given = Pick<Terminal, 'log'> & {
  readonly clock: Pick<Terminal['clock'], 'at'>;
  readonly devices: Pick<Terminal['devices'], 'stuckMs'>;
  readonly runner: Pick<Terminal['runner'], 'serving'>;
};

export class LifeSign implements Part {
  readonly #terminal: Given;
  readonly #options: LifeSignOptions;
  #cancel: () => void = () => undefined;
  #telling = false;

  constructor(terminal: Given, options: LifeSignOptions) {
    this.#terminal = terminal;
    this.#options = options;
  }

  start(): void {
    void this.#tell('READY=1');
    this.#next();
  }

  async close(): Promise<void> {
    this.#cancel();
    await this.#tell('STOPPING=1');
  }

  #next(): void {
    const { watchdogMs } = this.#options;
    if (watchdogMs === undefined) return;
    this.#cancel = this.#terminal.clock.at(watchdogMs / SIGNS_PER_TERM, () => {
      if (this.#lives() && !this.#telling) void this.#tell('WATCHDOG=1');
      this.#next();
    });
  }

  /** Whoever is being served is served to the end: what is stuck is not what they use, or they would have gone. */
  #lives(): boolean {
    const { devices, log, runner } = this.#terminal;
    const { stuckMs } = devices;
    if (stuckMs < STUCK_MS || runner.serving) return true;
    log.error({ stuckMs }, 'a device is stuck: systemd is not told any more that all is well');
    return false;
  }

  async #tell(...words: readonly string[]): Promise<void> {
    this.#telling = true;
    try {
      await this.#options.tell(...words);
    } catch (err) {
      this.#terminal.log.error({ err }, 'systemd could not be told that the gateway lives');
    } finally {
      this.#telling = false;
    }
  }
}
