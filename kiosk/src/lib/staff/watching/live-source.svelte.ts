/** Something of the server's that is told now and after each change (HTML §9.2), and the server's clock with it. */
import { watch } from './live-events.ts';

interface Dated {
  /** Epoch milliseconds. */
  readonly serverTime: number;
}

/** “42 seconds ago” need not count each second: a thousand lines would be written anew every time. */
const TICK_MS = 5_000;

export class LiveSource<Told extends Dated> {
  state = $state<'loading' | 'live' | 'lost'>('loading');
  /** Epoch milliseconds by the server's clock, whatever the one of this PC says. */
  now = $state(Date.now());
  #serverIsAhead = 0;
  readonly #onTold: (told: Told) => void;
  readonly #onRefused: () => void;

  /** @param onRefused the server no longer knows the session */
  constructor(onTold: (told: Told) => void, onRefused: () => void) {
    this.#onTold = onTold;
    this.#onRefused = onRefused;
  }

  /** @returns what ends it */
  open(address: string): () => void {
    const clock = setInterval(() => this.#tick(), TICK_MS);
    const end = watch(address, {
      onTold: (data) => this.#take(JSON.parse(data) as Told),
      onLost: () => this.#lose(),
      onRefused: this.#onRefused,
    });
    return () => {
      clearInterval(clock);
      end();
    };
  }

  #take(told: Told): void {
    this.#serverIsAhead = told.serverTime - Date.now();
    this.#tick();
    this.#onTold(told);
    this.state = 'live';
  }

  #tick(): void {
    this.now = Date.now() + this.#serverIsAhead;
  }

  #lose(): void {
    if (this.state !== 'loading') this.state = 'lost';
  }
}
