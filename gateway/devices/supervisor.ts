import { Fault } from '../errors.ts';
import type { DeviceEvent, DeviceId, DeviceStatus, OpenPort, Port } from './device.ts';
import type { RunningDevice, StartDevice } from './driver.ts';
import { systemTiming } from './timing.ts';
import type { Timing } from './timing.ts';

export interface BackOff {
  readonly firstMs: number;
  readonly maxMs: number;
}

/** Short at first, because somebody may be holding the plug; bounded, because nobody may be. */
const BACK_OFF: BackOff = { firstMs: 250, maxMs: 5000 };

/** Wait before the next opening: doubling, and between half and all of it, so that devices do not beat in step. */
export function backOffMs(attempt: number, random: number, { firstMs, maxMs }: BackOff): number {
  return Math.min(maxMs, firstMs * 2 ** attempt) * (0.5 + random / 2);
}

export interface SupervisorOptions {
  readonly device: DeviceId;
  readonly open: OpenPort;
  readonly start: StartDevice;
  readonly emit: (event: DeviceEvent) => void;
  readonly backOff?: BackOff;
  readonly timing?: Timing;
}

/** Keeps one device alive: opens it, opens it again whenever it is lost, and reports each change of state once. */
export class Supervisor {
  readonly #options: SupervisorOptions;
  readonly #timing: Timing;
  readonly #stop = new AbortController();
  #status: DeviceStatus = { state: 'closed' };
  #running: Promise<void> | undefined;
  /** Aborted: the life under way, or the pause before the next one, ends now. */
  #again = new AbortController();
  /** Whoever wants to know what the next opening comes to. */
  #tried: PromiseWithResolvers<DeviceStatus> | undefined;
  /** When something last became of it, by the timing's clock. */
  #turnedAt = 0;

  constructor(options: SupervisorOptions) {
    this.#options = options;
    this.#timing = options.timing ?? systemTiming;
  }

  get status(): DeviceStatus {
    return this.#status;
  }

  /** Milliseconds since it was last tried, or told of something; 0 where there is nothing to be done. */
  get stuckMs(): number {
    const { state } = this.#status;
    return state === 'ready' || state === 'closed' ? 0 : this.#timing.now() - this.#turnedAt;
  }

  start(): void {
    this.#running ??= this.#keepAlive();
  }

  /** Shuts the line and opens it anew at once. Resolves with what that came to: `ready`, `faulty` or `closed`. */
  restart(): Promise<DeviceStatus> {
    if (!this.#running || this.#stop.signal.aborted) return Promise.resolve(this.#status);
    this.#tried ??= Promise.withResolvers();
    this.#again.abort();
    return this.#tried.promise;
  }

  /** Resolves when the line is shut; the last status is `closed`. */
  async close(): Promise<void> {
    this.#stop.abort();
    await this.#running;
  }

  async #keepAlive(): Promise<void> {
    const { signal } = this.#stop;
    this.#report({ state: 'opening' });
    for (let attempt = 0; !signal.aborted; attempt++) {
      this.#turnedAt = this.#timing.now();
      if (this.#again.signal.aborted) this.#again = new AbortController();
      const ends = AbortSignal.any([signal, this.#again.signal]);
      const { fault, wasReady } = await this.#live(ends);
      if (signal.aborted) break;
      if (wasReady || ends.aborted) attempt = 0;
      if (ends.aborted) {
        this.#report({ state: 'opening' });
        continue;
      }
      this.#report({ state: 'faulty', code: fault.code, message: fault.message });
      const wait = backOffMs(attempt, this.#timing.random(), this.#options.backOff ?? BACK_OFF);
      await this.#timing.sleep(wait, ends);
    }
    this.#report({ state: 'closed' });
  }

  /** One life of the device, from opening the line to what ended it. */
  async #live(signal: AbortSignal): Promise<{ fault: Fault; wasReady: boolean }> {
    let port: Port | undefined;
    let starting: Promise<RunningDevice> | undefined;
    let running: RunningDevice | undefined;
    try {
      port = await this.#options.open();
      const ended = this.#endOf(port, signal);
      starting = this.#options.start(port, { emit: this.#options.emit, fail: ended.resolve });
      running = await Promise.race([starting, ended.promise.then(rethrow)]);
      this.#report({ state: 'ready' });
      return { fault: await ended.promise, wasReady: true };
    } catch (error) {
      return { fault: asFault(error), wasReady: running !== undefined };
    } finally {
      // A start that was overtaken by the loss of its line ends by itself; what it made is still to be closed.
      if (!running) void starting?.then((late) => late.close()).catch(() => undefined);
      await running?.close();
      await port?.close();
    }
  }

  #endOf(port: Port, signal: AbortSignal): PromiseWithResolvers<Fault> {
    const ended = Promise.withResolvers<Fault>();
    port.onClose(() => ended.resolve(new Fault('port-lost', 'the line to the device is gone')));
    const stop = () => ended.resolve(new Fault('port-lost', 'closed by the gateway'));
    signal.addEventListener('abort', stop, { once: true });
    void ended.promise.then(() => signal.removeEventListener('abort', stop));
    if (signal.aborted) stop();
    return ended;
  }

  #report(status: DeviceStatus): void {
    this.#turnedAt = this.#timing.now();
    if (status.state !== 'opening') {
      this.#tried?.resolve(status);
      this.#tried = undefined;
    }
    if (status.state === 'faulty' && this.#status.state === 'faulty') {
      if (status.code === this.#status.code) return;
    } else if (status.state === this.#status.state) return;
    this.#status = status;
    this.#options.emit({ kind: 'device-status', device: this.#options.device, status });
  }
}

const rethrow = (fault: Fault): never => {
  throw fault;
};

/** A driver that throws something else is wrong; it is reported like a device that talks nonsense, and tried again. */
const asFault = (error: unknown): Fault =>
  error instanceof Fault ? error : new Fault('malformed', String(error), { cause: error });
