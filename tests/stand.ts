/**
 * The whole system on one desk: server, gateway, the network between them, and simulated devices on real lines.
 * Tests drive it; as a program it is the demo (`npm start`).
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { SQLInputValue } from 'node:sqlite';
import { readConfig as readGatewayConfig } from '#gateway/config.ts';
import { startGateway } from '#gateway/main.ts';
import { readConfig } from '#server/config.ts';
import { startServer } from '#server/main.ts';
import { SimulatedNetwork } from './simulators/network.ts';
import type { SimulatedBarcodeScanner } from './simulators/barcode-scanner.ts';
import { Bench } from './stand/bench.ts';
import { benchRoutes } from './stand/bench-routes.ts';
import { shelfBooks } from './stand/books.ts';
import type { StandBook } from './stand/books.ts';
import { readRows } from './stand/database.ts';
import type { Row } from './stand/database.ts';
import { demoOptions, greeting, HELP, staffAccount } from './stand/demo.ts';
import { Desk } from './stand/desk.ts';
import type { ScannerDriver } from './stand/desk.ts';
import type { DropBoxKind } from './stand/drop-box.ts';
import { firstStart } from './stand/first-start.ts';
import { devicesReady } from './stand/devices-ready.ts';
import { freePort } from './stand/ports.ts';
import { hereProgram, startChild } from './stand/program.ts';
import type { Program } from './stand/program.ts';
import type { ReaderModelName, StandReader } from './stand/reader-models.ts';
import {
  gatewayData,
  serverData,
  writeGatewaySettings,
  writeServerSettings,
} from './stand/settings.ts';
import type { GatewayChanges, LogLevel, Places, Way } from './stand/settings.ts';

/** A part of this process, quick to start; or a child, which can be killed. */
export type Where = 'here' | 'child';

export interface StandOptions {
  /** Kept after the stand is closed; without one a temporary folder, which is not. */
  readonly folder?: string;
  /** Free ones by default. */
  readonly serverPort?: number;
  readonly kioskPort?: number;
  readonly sip2Port?: number;
  readonly server?: Where;
  readonly gateway?: Where;
  /** `CPR40` by default. */
  readonly readerModel?: ReaderModelName;
  /** Of the reader's line; as its maker sets it by default. */
  readonly padBaudRate?: number;
  /** `serial-scanner` by default. */
  readonly scannerDriver?: ScannerDriver;
  /** A reader of contactless cards too; the demo's patrons have such cards then. */
  readonly cardReader?: boolean;
  /** A receipt printer, whose paper can be looked at. */
  readonly printer?: boolean;
  /** The terminal is a drop box: its reader stands in it, and its mechanics are at a board. */
  readonly dropBox?: DropBoxKind;
  /** The demo's shelf by default. */
  readonly books?: readonly StandBook[];
  /** `kiosk` by default. */
  readonly profile?: 'kiosk' | 'tagging';
  /** Known to the server from the beginning, as by default; else its screen shows a code. */
  readonly paired?: boolean;
  /** How the terminal reaches the library; `server` by default. */
  readonly way?: Way;
  readonly gatewaySettings?: GatewayChanges;
  readonly logLevel?: LogLevel;
}

export class Stand {
  readonly desk: Desk;
  readonly network: SimulatedNetwork;
  readonly bench: Bench;
  readonly serverUrl: string;
  readonly kioskUrl: string;
  /** Of the server's door for terminals of other makers. */
  readonly sip2Port: number;
  readonly folder: string;
  /** How far the clock of a server that runs here is ahead of this machine's. Milliseconds. */
  serverAheadMs = 0;
  readonly #options: StandOptions;
  readonly #places: Places;
  readonly #serverFile: string;
  #server: Program | undefined;
  #gateway: Program | undefined;

  private constructor(
    places: Places,
    desk: Desk,
    network: SimulatedNetwork,
    options: StandOptions,
  ) {
    this.folder = places.folder;
    this.desk = desk;
    this.network = network;
    this.bench = new Bench(desk, network, {
      changeReader: (model) => this.changeReader(model),
      account: () => staffAccount(places.folder),
      way: options.way ?? 'server',
    });
    this.serverUrl = `http://localhost:${places.serverPort}`;
    this.kioskUrl = `http://localhost:${places.kioskPort}`;
    this.sip2Port = places.sip2Port;
    this.#options = options;
    this.#places = places;
    this.#serverFile = writeServerSettings(places);
  }

  /** Everything runs and has answered `/health` when it resolves. */
  static async start(options: StandOptions = {}): Promise<Stand> {
    const folder = options.folder ?? mkdtempSync(join(tmpdir(), 'nhipcau-stand-'));
    const places: Places = {
      folder,
      serverPort: options.serverPort ?? (await freePort()),
      kioskPort: options.kioskPort ?? (await freePort()),
      sip2Port: options.sip2Port ?? (await freePort()),
      logLevel: options.logLevel ?? 'warn',
    };
    const desk = await Desk.open({ ...options, folder, books: options.books ?? shelfBooks() });
    const door = options.way === 'sip2' ? places.sip2Port : places.serverPort;
    const network = await SimulatedNetwork.before(`http://127.0.0.1:${door}`);
    const stand = new Stand(places, desk, network, options);
    try {
      await stand.#begin();
    } catch (error) {
      await stand.close();
      throw error;
    }
    return stand;
  }

  async #begin(): Promise<void> {
    const { paired = true } = this.#options;
    const chipCards = this.desk.cardReader !== undefined;
    const wishes = { chipCards, paired: paired && this.way === 'server' };
    await firstStart(this.#places, wishes, Date.now());
    await this.startServer();
    await this.startGateway();
  }

  get way(): Way {
    return this.#options.way ?? 'server';
  }

  get dropBox(): boolean {
    return this.desk.dropBox !== undefined;
  }

  get reader(): StandReader {
    return this.desk.reader;
  }

  get scanner(): SimulatedBarcodeScanner {
    return this.desk.scanner;
  }

  async startServer(): Promise<void> {
    const file = this.#serverFile;
    this.#server =
      this.#options.server === 'child'
        ? await startChild('server/main.ts', file, `${this.serverUrl}/health`)
        : hereProgram(await startServer(readConfig(file, {}), { now: this.#serverNow }));
  }

  #serverNow = (): number => Date.now() + this.serverAheadMs;

  async startGateway(): Promise<void> {
    const { desk, network } = this;
    const { gatewaySettings, profile = 'kiosk' } = this.#options;
    const setting = {
      ...{ places: this.#places, way: this.way, desk, profile },
      networkPort: network.port,
    };
    const file = writeGatewaySettings(setting, gatewaySettings);
    this.#gateway =
      this.#options.gateway === 'child'
        ? await startChild('gateway/main.ts', file, `${this.kioskUrl}/health`)
        : hereProgram(await startGateway(readGatewayConfig(file, {}), { mount: this.#mounts() }));
    const { cardLine: cards, dropBox, padLine: pad, scannerLine: scanner } = desk;
    const lines = { pad, scanner, cards, lines: dropBox?.line, printer: desk.printer?.line };
    const plugged = Object.entries(lines).filter(([, line]) => line?.plugged);
    await devicesReady(
      this.kioskUrl,
      plugged.map(([device]) => device),
    );
  }

  async stopServer(): Promise<void> {
    await this.#server?.stop();
    this.#server = undefined;
  }

  async stopGateway(): Promise<void> {
    await this.#gateway?.stop();
    this.#gateway = undefined;
  }

  /** Another reader stands on the desk, and the gateway is started again with settings that name it. */
  async changeReader(model: ReaderModelName): Promise<void> {
    await this.stopGateway();
    await this.desk.changeReader(model);
    this.bench.followReader();
    await this.startGateway();
  }

  /** As a power cut does it. Only a child can be killed. */
  async killServer(): Promise<void> {
    await this.#server?.kill();
    this.#server = undefined;
  }

  async killGateway(): Promise<void> {
    await this.#gateway?.kill();
    this.#gateway = undefined;
  }

  /** What the programs that are children have written to their logs. */
  get said(): string {
    return `${this.#server?.said ?? ''}\n${this.#gateway?.said ?? ''}`;
  }

  /** Rows of the server's database, as committed now. */
  query(sql: string, ...parameters: SQLInputValue[]): Row[] {
    return readRows(join(serverData(this), 'server.db'), sql, parameters);
  }

  /** Rows of the gateway's outbox, as committed now. */
  queryOutbox(sql: string, ...parameters: SQLInputValue[]): Row[] {
    return readRows(join(gatewayData(this), 'outbox.db'), sql, parameters);
  }

  async close(): Promise<void> {
    this.bench.close();
    await this.stopGateway();
    await this.stopServer();
    await this.network.close();
    await this.desk.close();
    if (this.#options.folder === undefined) rmSync(this.folder, { recursive: true, force: true });
  }

  #mounts() {
    const routes = benchRoutes({ bench: this.bench, staffUrl: `${this.serverUrl}/staff` });
    return [{ path: '/bench', app: routes }];
  }
}

/** @throws Error in one sentence when it cannot start */
async function runDemo(): Promise<void> {
  if (process.argv.includes('--help')) return console.log(HELP);
  const stand = await Stand.start(await demoOptions(process.env));
  console.log(greeting(stand));
  let ending = false;
  const end = (): void => {
    // A second Ctrl+C is from somebody who will not wait.
    if (ending) process.exit(1);
    ending = true;
    void stand.close().then(() => process.exit(0));
  };
  process.on('SIGINT', end).on('SIGTERM', end);
}

if (import.meta.main) {
  await runDemo().catch((error: unknown) => {
    console.error(error instanceof Error ? error.message : error);
    process.exit(1);
  });
}
