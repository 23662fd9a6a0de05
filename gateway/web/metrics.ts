/** Numbers for whoever watches the terminal (Prometheus text format at /metrics). Never about a person. */
import { collectDefaultMetrics, Counter, Gauge, Registry } from 'prom-client';

export interface Health {
  readonly online: boolean;
  readonly queued: number;
  /** Transactions that only a person can decide. */
  readonly toCheck: number;
  /** Whether it can be written to; rows saved and lost when it was damaged. */
  readonly outbox: {
    readonly open: boolean;
    /** Of the oldest transaction that waits; epoch milliseconds. */
    readonly oldestAt?: number;
    readonly recovered?: number;
    readonly lost?: number;
    readonly keptAs?: string;
  };
  /** Before our own server: the permit on disk, and whether anything may be lent by it now. */
  readonly permit?: {
    readonly lends: boolean;
    readonly version?: number;
    /** Epoch milliseconds. */
    readonly endsAt?: number;
    readonly fault?: string;
  };
  readonly clock: {
    readonly known: boolean;
    /** Milliseconds; as the fault in docs/rules/time.md (TM10). */
    readonly offset: number;
    readonly fault?: string;
    readonly certificateAt?: number;
  };
  readonly devices: readonly { readonly id: string; readonly state: string }[];
}

export class Metrics {
  readonly registry = new Registry();
  readonly #commands: Counter<'kind'>;
  readonly #outcomes: Counter<'outcome'>;

  /** @param health read at each scrape */
  constructor(health: () => Health, screens: () => number) {
    const registers = [this.registry];
    collectDefaultMetrics({ register: this.registry });
    this.#commands = new Counter({
      name: 'gateway_commands_total',
      help: 'Commands taken from the screen',
      labelNames: ['kind'],
      registers,
    });
    this.#outcomes = new Counter({
      name: 'gateway_transactions_total',
      help: 'Transactions closed, by outcome',
      labelNames: ['outcome'],
      registers,
    });
    const gauge = (name: string, help: string, read: () => number) =>
      new Gauge({
        name,
        help,
        registers,
        collect() {
          this.set(read());
        },
      });
    gauge('gateway_online', 'The library answers (1) or not (0)', () => Number(health().online));
    gauge('gateway_queued', 'Transactions the library does not know yet', () => health().queued);
    gauge('gateway_to_check', 'Transactions for staff to see to', () => health().toCheck);
    gauge('gateway_oldest_queued_seconds', 'When the oldest of them happened, epoch; 0: none', () =>
      seconds(health().outbox.oldestAt),
    );
    gauge('gateway_outbox_open', 'Transactions can be recorded (1) or not (0)', () =>
      Number(health().outbox.open),
    );
    gauge(
      'gateway_outbox_lost',
      'Rows lost of a damaged journal that is still kept',
      () => health().outbox.lost ?? 0,
    );
    gauge('gateway_time_known', 'The terminal knows what time it is (1) or not (0)', () =>
      Number(health().clock.known),
    );
    gauge('gateway_clock_offset_seconds', 'What it takes the time to be minus the wall clock', () =>
      seconds(health().clock.offset),
    );
    gauge('gateway_permit_lends', 'Something may be lent while nobody answers (1) or not (0)', () =>
      Number(health().permit?.lends ?? false),
    );
    gauge('gateway_permit_ends_seconds', 'End of the permit, epoch; 0: none', () =>
      seconds(health().permit?.endsAt),
    );
    gauge('gateway_screens', 'Pages connected', screens);
    gauge(
      'gateway_devices_ready',
      'Devices that work',
      () => health().devices.filter(({ state }) => state === 'ready').length,
    );
  }

  command = (kind: string): void => this.#commands.inc({ kind });
  outcome = (outcome: string): void => this.#outcomes.inc({ outcome });
}

const seconds = (ms: number | undefined): number => Math.round((ms ?? 0) / 1_000);
