/** One terminal of a run: a reader and a scanner on lines of their own, the network, and the gateway, which is killed and comes again. */
import { EventEmitter } from 'node:events';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { z } from 'zod';
import type { ConfigInput } from '#gateway/config.ts';
import { SimulatedBarcodeScanner } from '#tests/simulators/barcode-scanner.ts';
import type { BookTag } from '#tests/simulators/book-tag.ts';
import { SimulatedFeigReader } from '#tests/simulators/feig-reader.ts';
import { TcpLine } from '#tests/simulators/tcp-line.ts';
import { freePort } from '#tests/stand/ports.ts';
import { ChaosChild } from './child.ts';
import type { ChildOptions } from './child.ts';
import { FaultyNetwork } from './network.ts';
import type { Fate } from './script.ts';
import { cardOf, terminalIdOf } from './world.ts';

const Health = z.object({ online: z.boolean(), queued: z.number(), toCheck: z.number() });

export interface TerminalOptions {
  readonly number: number;
  readonly folder: string;
  readonly cache: string;
  readonly serverPort: number;
  readonly fateOf: (nth: number) => Fate;
  readonly clockOffMs: number;
  readonly plant: string | undefined;
  /** For the story. */
  readonly tell: (text: string) => void;
}

export class ChaosTerminal {
  readonly number: number;
  readonly reader: SimulatedFeigReader;
  readonly network: FaultyNetwork;
  readonly url: string;
  /** A book has shown on the screen. */
  readonly events = new EventEmitter<{ line: [] }>();
  readonly #options: TerminalOptions;
  readonly #pad: TcpLine;
  readonly #scannerLine: TcpLine;
  readonly #scanner: SimulatedBarcodeScanner;
  readonly #program: ChildOptions;
  #clockOffMs: number;
  #gateway: ChaosChild | undefined;
  #up: Promise<unknown> = Promise.resolve();

  private constructor(
    options: TerminalOptions,
    kioskPort: number,
    lines: { readonly pad: TcpLine; readonly scanner: TcpLine },
    network: FaultyNetwork,
  ) {
    this.#options = options;
    this.number = options.number;
    this.url = `http://localhost:${kioskPort}`;
    this.network = network;
    this.#pad = lines.pad;
    this.#scannerLine = lines.scanner;
    this.reader = SimulatedFeigReader.on(lines.pad, { model: 'MR102' });
    this.reader.simulateInstantRadio();
    this.#scanner = SimulatedBarcodeScanner.on(lines.scanner);
    this.#clockOffMs = options.clockOffMs;
    this.#program = {
      ...{ main: 'gateway/main.ts', cache: options.cache, plant: options.plant },
      ...{ settings: this.#writeSettings(kioskPort), health: `${this.url}/health` },
    };
  }

  static async start(options: TerminalOptions): Promise<ChaosTerminal> {
    const { fateOf, serverPort } = options;
    const [pad, scanner] = [await TcpLine.open(), await TcpLine.open()];
    const network = await FaultyNetwork.before(serverPort, fateOf, await freePort());
    const terminal = new ChaosTerminal(options, await freePort(), { pad, scanner }, network);
    await terminal.#begin();
    return terminal;
  }

  /** Resolves when its gateway runs. */
  get whenUp(): Promise<unknown> {
    return this.#up;
  }

  /** As a power cut does it; it is back after so long. Returns when it is dead. */
  async kill(forMs: number): Promise<void> {
    const { promise, reject, resolve } = Promise.withResolvers<unknown>();
    this.#up = promise;
    // Whoever waits for it is told; nobody may be waiting.
    promise.catch(() => undefined);
    await this.#gateway?.kill();
    delay(forMs)
      .then(() => this.#begin())
      .then(resolve, reject);
  }

  /** A gateway that has ended by itself is started again, as a service manager does it. */
  async watch(): Promise<void> {
    await this.#up;
    if (!this.#gateway?.hasEnded) return;
    this.#options.tell(`its gateway ended by itself: ${this.#gateway.output}`);
    this.#up = this.#begin();
    await this.#up;
  }

  setClock(offMs: number): void {
    this.#clockOffMs = offMs;
    this.#gateway?.setClock(offMs);
  }

  async fillDisk(): Promise<void> {
    await this.#gateway?.fillDisk();
  }

  async freeDisk(): Promise<void> {
    await this.#gateway?.freeDisk();
  }

  scanCard(patron: number): Promise<void> {
    return this.#scanner.scan(cardOf(patron));
  }

  lay(...tags: readonly BookTag[]): void {
    this.reader.place(...tags);
  }

  clearPad(): void {
    this.reader.remove(...this.reader.tags.map(({ uid }) => uid));
  }

  /** Whether it reaches the server, and nothing is left to be told. */
  async isSettled(): Promise<boolean> {
    const response = await fetch(`${this.url}/health`);
    const { online, queued, toCheck } = Health.parse(await response.json());
    return online && queued === 0 && toCheck === 0;
  }

  /** What the gateway says last, for the story of a failure. */
  get output(): string {
    return this.#gateway?.output ?? '';
  }

  async close(): Promise<void> {
    await this.#up.catch(() => undefined);
    await this.#gateway?.kill();
    await this.network.close();
    await Promise.all([this.#pad.close(), this.#scannerLine.close()]);
  }

  async #begin(): Promise<void> {
    this.#gateway = await ChaosChild.start({ ...this.#program, clockOffMs: this.#clockOffMs });
  }

  #writeSettings(kioskPort: number): string {
    const { folder, number } = this.#options;
    const settings: ConfigInput = {
      terminal: { id: terminalIdOf(number), profile: 'kiosk', pad: 'right', scanner: 'right' },
      listen: { host: '127.0.0.1', port: kioskPort },
      dataFolder: folder,
      pagesFolder: folder,
      server: { url: `http://127.0.0.1:${this.network.port}` },
      devices: [
        {
          ...{ id: 'pad', driver: 'feig-iso-host', port: this.#pad.address },
          ...{ pauseMs: 15, absencesBeforeLeft: 2 },
        },
        { id: 'scanner', driver: 'serial-scanner', port: this.#scannerLine.address },
      ],
      scanRules: [
        { pattern: '^2900\\d{4}$', kind: 'patron' },
        { pattern: '.', kind: 'item' },
      ],
      // Nobody here has to be given time to look.
      timings: { doubleTap: 1, padClear: 30, start: 30, waiting: 5_000 },
      logLevel: 'error',
    };
    mkdirSync(folder, { recursive: true });
    const path = join(folder, 'gateway.json');
    writeFileSync(path, `${JSON.stringify(settings, null, 2)}\n`);
    return path;
  }
}
