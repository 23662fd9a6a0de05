/** Numbers of this process: what it was asked and what came of it. */
import { collectDefaultMetrics, Counter, Histogram, Registry } from 'prom-client';

export class Metrics {
  readonly #registry = new Registry();
  readonly #requests: Histogram<'method' | 'status'>;
  readonly #transactions: Counter<'act' | 'mode' | 'outcome'>;
  #observesProcess = false;

  constructor() {
    const registers = [this.#registry];
    this.#requests = new Histogram({
      name: 'server_request_seconds',
      help: 'Requests answered, and how long that took; streams and links until their begin',
      labelNames: ['method', 'status'],
      buckets: [0.005, 0.02, 0.1, 0.5, 2, 10],
      registers,
    });
    this.#transactions = new Counter({
      name: 'server_transactions_total',
      help: 'Checkouts, checkins and renewals answered, of every door',
      labelNames: ['act', 'mode', 'outcome'],
      registers,
    });
  }

  /** Only the class of the status is told apart: 2xx, 4xx. */
  request = (method: string, status: number, seconds: number): void =>
    this.#requests.observe(
      { method: METHODS.has(method) ? method : 'other', status: `${Math.floor(status / 100)}xx` },
      seconds,
    );

  transaction = (labels: { act: string; mode: string; outcome: string }): void =>
    this.#transactions.inc(labels);

  /** In the text format of Prometheus. */
  text(): Promise<string> {
    // What observes the garbage collector costs a little: only where somebody asks.
    if (!this.#observesProcess) collectDefaultMetrics({ register: this.#registry });
    this.#observesProcess = true;
    return this.#registry.metrics();
  }
}

/** A client may write any word there, and each would be a line for ever. */
const METHODS = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']);
