/** One of the terminals that this account may see, kept live by the server's events. */
import type { WatchedTerminal } from '../answers.ts';
import { watch } from '../watching/live-events.ts';

/** Data of one event: all terminals, or those that have changed. */
interface Told {
  /** Epoch milliseconds. */
  readonly serverTime: number;
  readonly terminals?: readonly WatchedTerminal[];
  readonly changed?: readonly WatchedTerminal[];
}

export class LiveTerminal {
  readonly id: string;
  /** Undefined: not told yet, or none of theirs. */
  terminal = $state.raw<WatchedTerminal>();
  state = $state<'loading' | 'live' | 'lost'>('loading');
  /** Epoch milliseconds by the server's clock, whatever the one of this PC says; moves on once a second. */
  now = $state(Date.now());
  #serverIsAhead = 0;
  readonly #onRefused: () => void;

  /** @param onRefused the server no longer knows the session */
  constructor(id: string, onRefused: () => void) {
    this.id = id;
    this.#onRefused = onRefused;
  }

  /** @returns what ends it */
  open(): () => void {
    const clock = setInterval(() => this.#tick(), 1000);
    const end = watch('/api/staff/terminals/events?changes=true', {
      onTold: (data) => this.#take(JSON.parse(data)),
      onLost: () => this.#lose(),
      onRefused: this.#onRefused,
    });
    return () => {
      clearInterval(clock);
      end();
    };
  }

  #take({ changed, serverTime, terminals }: Told): void {
    const said = (changed ?? terminals)?.find(({ id }) => id === this.id);
    if (said !== undefined || terminals !== undefined) this.terminal = said;
    this.state = 'live';
    this.#serverIsAhead = serverTime - Date.now();
    this.#tick();
  }

  #tick(): void {
    this.now = Date.now() + this.#serverIsAhead;
  }

  #lose(): void {
    if (this.state !== 'loading') this.state = 'lost';
  }
}
