/** Orders about the machine itself: out of service and back, a device or the whole program anew, a test slip, showing itself. */
import type { Order } from '../ils/central/answers.ts';
import type { Part, Terminal } from '../part.ts';
import type { PauseSwitch } from './pause.ts';
import { DONE, type Obeyed, refused } from './rules/obeyed.ts';

const BLINK_MS = 10_000;
/** The answer still goes out before the program ends. */
const LAST_WORD_MS = 500;
/** A visit takes minutes; nobody waits for an hour. */
const MOST_WAIT_MS = 600_000;

/** What of a terminal they work upon. */
export interface Machine {
  readonly clock: Pick<Terminal['clock'], 'at' | 'now'>;
  readonly devices: Pick<Terminal['devices'], 'restart'>;
  readonly hardware: Pick<Terminal['hardware'], 'printer'>;
  readonly receipts: Pick<Terminal['receipts'], 'printTest'>;
  readonly restart: Terminal['restart'];
  readonly runner: Pick<Terminal['runner'], 'blink' | 'serving' | 'subscribe'>;
}

export class MachineOrders implements Part {
  readonly #terminal: Machine;
  readonly #pause: PauseSwitch;
  #cancel: () => void = () => undefined;

  constructor(terminal: Machine, pause: PauseSwitch) {
    this.#terminal = terminal;
    this.#pause = pause;
  }

  state(): { readonly pause?: { readonly since: number; readonly by: 'server' | 'here' } } {
    const { current } = this.#pause;
    return current ? { pause: { since: current.since, by: current.by } } : {};
  }

  obey(what: Order): Promise<Obeyed> | undefined {
    switch (what.kind) {
      case 'pause':
        return this.#paused(what.message);
      case 'resume':
        return this.#resumed();
      case 'restart-device':
        return this.#restartDevice(what.device);
      case 'restart-gateway':
        return this.#restartGateway();
      case 'blink':
        return this.#blink();
      case 'test-print':
        return this.#testPrint();
      default:
        return undefined;
    }
  }

  close(): void {
    this.#cancel();
  }

  async #paused(message: string | undefined): Promise<Obeyed> {
    const since = this.#terminal.clock.now();
    this.#pause.pause({ since, by: 'server', ...(message !== undefined && { message }) });
    return DONE;
  }

  async #resumed(): Promise<Obeyed> {
    this.#pause.resume();
    return DONE;
  }

  async #restartDevice(id: string): Promise<Obeyed> {
    const status = await this.#terminal.devices.restart(id);
    if (!status) return refused('no-such-device');
    if (status.state === 'ready') return DONE;
    return status.state === 'faulty'
      ? { outcome: 'failed', code: status.code, message: status.message }
      : { outcome: 'failed', code: status.state };
  }

  /** Known to be done before it is: after the start nobody does it again. */
  async #restartGateway(): Promise<Obeyed> {
    if (!(await this.#free())) return refused('in-use');
    const { clock, restart } = this.#terminal;
    this.#cancel = clock.at(LAST_WORD_MS, restart);
    return DONE;
  }

  async #blink(): Promise<Obeyed> {
    this.#terminal.runner.blink(BLINK_MS);
    return DONE;
  }

  /** @throws Fault as `Receipts.printTest` */
  async #testPrint(): Promise<Obeyed> {
    const { hardware, receipts } = this.#terminal;
    if (!hardware.printer) return refused('no-printer');
    await receipts.printTest();
    return DONE;
  }

  /** Resolves when nobody is being served; false: that took too long. */
  #free(): Promise<boolean> {
    const { clock, runner } = this.#terminal;
    if (!runner.serving) return Promise.resolve(true);
    return new Promise((resolve) => {
      const end = (isFree: boolean) => {
        stop();
        cancel();
        resolve(isFree);
      };
      const stop = runner.subscribe(() => !runner.serving && end(true));
      const cancel = clock.at(MOST_WAIT_MS, () => end(false));
      this.#cancel = () => end(false);
    });
  }
}
