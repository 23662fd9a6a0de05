/**
 * The terminals of the watching rows, in a process of their own: each dials as a gateway does, signs the server's
 * challenge with a key of its own, says its state every 20 s, and at once when a device of it fails.
 */
import { generateKeyPairSync, sign } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { Access } from '#gateway/ils/central/access.ts';
import { CentralLink } from '#gateway/ils/central/link.ts';
import type { TerminalState } from '#gateway/ils/central/link.ts';
import { ServerLine } from '#gateway/ils/central/server-line.ts';

/** So many dial at a time; after a power cut the back-off spreads them no less. */
const DIALLING = 32;

export const FleetSettings = z.object({ count: z.number() });
/** Ids and public keys (base64url of the 32 bytes), for the register. */
export const FleetReady = z.object({
  terminals: z.array(z.object({ id: z.string(), publicKey: z.string() })),
});
export const FleetOrder = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('dial'), origin: z.string() }),
  z.object({ kind: z.literal('fail'), times: z.number(), everyMs: z.number() }),
  z.object({ kind: z.literal('hang-up') }),
]);
export type FleetOrder = z.infer<typeof FleetOrder>;
/** Milliseconds until the last was heard. */
export const Dialled = z.object({ ms: z.number() });
/** Which terminal's device failed when; `since` is how the page knows it again. Epoch milliseconds. */
export const Failures = z.array(z.object({ id: z.string(), since: z.number(), at: z.number() }));

/** Epoch milliseconds with fractions, the same in every process of this machine. */
export const preciseNow = (): number => performance.timeOrigin + performance.now();

class Terminal {
  readonly id: string;
  readonly publicKey: string;
  readonly #key: KeyObject;
  #failedAt: number | undefined;
  #link: CentralLink | undefined;

  constructor(number: number) {
    this.id = `fleet-${number}`;
    const { privateKey, publicKey } = generateKeyPairSync('ed25519');
    this.#key = privateKey;
    this.publicKey = publicKey.export({ format: 'jwk' }).x ?? '';
  }

  /** @returns resolves when the server has heard it */
  dial(line: ServerLine): Promise<void> {
    const { id: terminalId, publicKey: publicKeyText } = this;
    return new Promise((resolve, reject) => {
      const access = new Access({
        line,
        identity: {
          ...{ terminalId, publicKeyText },
          sign: (text) => sign(null, Buffer.from(text), this.#key).toString('base64url'),
          rename: () => undefined,
        },
        monotonic: () => performance.now(),
        onServerTime: () => undefined,
        onIntroduced: () => undefined,
        onStranger: () => reject(new Error(`${terminalId} is not known`)),
      });
      this.#link = new CentralLink({
        ...{ line, access, random: Math.random, monotonic: () => performance.now() },
        state: () => this.#state(),
        at: (delayMs, run) => {
          const timer = setTimeout(run, delayMs);
          return () => clearTimeout(timer);
        },
        onServerTime: () => undefined,
        onHeard: (heard) => heard && resolve(),
        onFailed: () => undefined,
      });
      this.#link.start();
    });
  }

  /** Its reader fails, or has come back. @returns since when, as its word says */
  fail(): number {
    this.#failedAt = Math.floor(preciseNow());
    this.#link?.report();
    return this.#failedAt;
  }

  hangUp(): void {
    this.#link?.close();
  }

  #state(): TerminalState {
    const from = START;
    const since = this.#failedAt ?? START;
    const ready = { state: 'ready', since: START } as const;
    const pad = this.#failedAt
      ? {
          state: 'faulty' as const,
          code: 'no-answer',
          since,
          lastFault: { code: 'no-answer', at: since },
        }
      : ready;
    return {
      ...{ kind: 'state', version: '0.1.0', profile: 'kiosk', stage: 'idle', queued: 0 },
      devices: [
        { id: 'pad', kind: 'rfid-reader', model: 'FEIG ID CPR40', firmware: '2.1', ...pad },
        { id: 'scanner', kind: 'barcode-scanner', ...ready },
        { id: 'printer', kind: 'receipt-printer', ...ready },
      ],
      clock: { known: true, offset: 12 },
      outbox: { open: true },
      permit: { lends: true, version: 7, madeAt: START, endsAt: START + 259_200_000 },
      printer: { paper: 'ok', since: START },
      counters: {
        from,
        visits: 40,
        checkouts: 90,
        checkins: 80,
        renewals: 3,
        refusals: 2,
        receipts: 35,
      },
      machine: {
        startedAt: START,
        diskFreeBytes: 9e9,
        diskBytes: 3e10,
        memoryFreeBytes: 1e9,
        memoryBytes: 4e9,
      },
    };
  }
}

const START = Date.now();

class Fleet {
  readonly terminals: readonly Terminal[];
  #line: ServerLine | undefined;

  constructor(count: number) {
    this.terminals = Array.from({ length: count }, (_, number) => new Terminal(number));
  }

  async carryOut(order: FleetOrder): Promise<object> {
    switch (order.kind) {
      case 'dial':
        return this.#dial(order.origin);
      case 'fail':
        return this.#fail(order);
      case 'hang-up':
        for (const terminal of this.terminals) terminal.hangUp();
        await this.#line?.close();
        return {};
    }
  }

  async #dial(url: string): Promise<z.infer<typeof Dialled>> {
    const line = new ServerLine({ url });
    this.#line = line;
    const begin = performance.now();
    const waiting = [...this.terminals];
    const dialler = async () => {
      for (let next = waiting.shift(); next; next = waiting.shift()) await next.dial(line);
    };
    await Promise.all(Array.from({ length: DIALLING }, dialler));
    return { ms: performance.now() - begin };
  }

  /** Spread over the fleet, each terminal seldom. */
  async #fail({ times, everyMs }: { times: number; everyMs: number }) {
    const failures: z.infer<typeof Failures> = [];
    for (let time = 0; time < times; time += 1) {
      const terminal = this.terminals[(time * 37) % this.terminals.length];
      if (!terminal) throw new Error('there is no terminal');
      const at = preciseNow();
      failures.push({ id: terminal.id, since: terminal.fail(), at });
      await sleep(everyMs);
    }
    return failures;
  }
}

if (import.meta.main) {
  const { count } = FleetSettings.parse(JSON.parse(process.argv[2] ?? ''));
  const fleet = new Fleet(count);
  process.on('message', (order) => {
    void fleet.carryOut(FleetOrder.parse(order)).then((answer) => process.send?.(answer));
  });
  process.on('disconnect', () => process.exit());
  process.send?.({ terminals: fleet.terminals.map(({ id, publicKey }) => ({ id, publicKey })) });
}
