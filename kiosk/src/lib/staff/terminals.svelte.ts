/** The terminals this account may see, kept live by the server's events. */
import { viewsOf } from './terminal-source.ts';
import type { TerminalList } from './terminal-source.ts';
import type { TerminalView } from './terminal-view.ts';

export class LiveTerminals {
  list = $state.raw<readonly TerminalView[]>([]);
  state = $state<'loading' | 'live' | 'lost'>('loading');
  /** Epoch milliseconds by the server's clock, as far as it is known here; moves on once a second. */
  now = $state(Date.now());
  #source: EventSource | undefined;
  #clock: ReturnType<typeof setInterval> | undefined;
  readonly #onRefused: () => void;

  /** @param onRefused the server no longer knows the session */
  constructor(onRefused: () => void) {
    this.#onRefused = onRefused;
  }

  open(): void {
    this.#clock = setInterval(() => (this.now = Date.now()), 1000);
    const source = new EventSource('/api/staff/terminals/events');
    this.#source = source;
    source.addEventListener('message', (event) => this.#take(JSON.parse(String(event.data))));
    source.addEventListener('error', () => this.#fail(source));
  }

  close(): void {
    clearInterval(this.#clock);
    this.#source?.close();
  }

  #take(list: TerminalList): void {
    this.list = viewsOf(list);
    this.state = 'live';
    this.now = Date.now();
  }

  /** EventSource dials again after a broken line, but gives up when it is answered with a refusal. */
  #fail(source: EventSource): void {
    if (this.state !== 'loading') this.state = 'lost';
    if (source.readyState === EventSource.CLOSED) this.#onRefused();
  }
}
