/** The terminals this account may see, kept live by the server's events. */
import { viewsOf } from './terminal-source.ts';
import type { TerminalList } from './terminal-source.ts';
import type { TerminalView } from './terminal-view.ts';

export class LiveTerminals {
  list = $state.raw<readonly TerminalView[]>([]);
  state = $state<'loading' | 'live' | 'lost'>('loading');
  /** Epoch milliseconds by the server's clock, whatever the one of this PC says; moves on once a second. */
  now = $state(Date.now());
  #serverIsAhead = 0;
  #source: EventSource | undefined;
  #clock: ReturnType<typeof setInterval> | undefined;
  readonly #onRefused: () => void;

  /** @param onRefused the server no longer knows the session */
  constructor(onRefused: () => void) {
    this.#onRefused = onRefused;
  }

  open(): void {
    this.#clock = setInterval(() => this.#tick(), 1000);
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
    this.#serverIsAhead = list.serverTime - Date.now();
    this.#tick();
  }

  #tick(): void {
    this.now = Date.now() + this.#serverIsAhead;
  }

  /** EventSource dials again after a broken line, but gives up when it is answered with a refusal. */
  #fail(source: EventSource): void {
    if (this.state !== 'loading') this.state = 'lost';
    if (source.readyState === EventSource.CLOSED) this.#onRefused();
  }
}
