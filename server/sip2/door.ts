/** The door for kiosks and sorters of other makers: SIP2 over TCP and TLS, the same rules as the API behind it. */
import { createServer } from 'node:net';
import type { AddressInfo, Server, Socket } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';
import { MOST_AT_SIP2_ACCOUNT } from '../patrons/rules/terminal-tries.ts';
import { TerminalTries } from '../patrons/terminal-tries.ts';
import { Connection } from './connection.ts';
import type { Limits } from './connection.ts';
import { Conversation } from './conversation.ts';
import type { Room } from './conversation.ts';
import type { Counters } from './counters.ts';
import { newCounters } from './counters.ts';
import { Libraries } from './libraries.ts';
import { LoginDesk } from './login-desk.ts';
import { RepeatMemory } from './repeat-memory.ts';
import type { Sip2Deps } from './request.ts';
import type { Sip2Settings } from './settings.ts';

/** How long a terminal may take to read an answer, and lines that end to be gone; milliseconds. */
const PATIENCE_MS = 20_000;
/** How often lines are looked at: one timer for all of them; milliseconds. */
const ROUND_MS = 1000;

/** What is asked of the door from outside; the last three are told by tests alone. */
export interface DoorOptions {
  readonly settings: Sip2Settings;
  readonly deps: Omit<Sip2Deps, 'repeats' | 'pinTries'>;
  /** Milliseconds of a clock that nobody sets. */
  readonly clock?: () => number;
  readonly patienceMs?: number;
  readonly roundMs?: number;
}

export class Sip2Door {
  readonly #settings: Sip2Settings;
  readonly #room: Room;
  readonly #clock: () => number;
  readonly #roundMs: number;
  readonly #limits: Limits;
  readonly #repeats = new RepeatMemory();
  readonly #counters = newCounters();
  readonly #connections = new Set<Connection>();
  /** With those that have not finished the TLS handshake. */
  readonly #sockets = new Set<Socket>();
  readonly #servers: Server[] = [];
  #round: NodeJS.Timeout | undefined;
  #whenEmpty: (() => void) | undefined;

  private constructor({
    settings,
    deps,
    clock,
    patienceMs = PATIENCE_MS,
    roundMs = ROUND_MS,
  }: DoorOptions) {
    this.#roundMs = roundMs;
    this.#settings = settings;
    this.#clock = clock ?? (() => performance.now());
    this.#limits = {
      idleMs: settings.idleSeconds * 1000,
      loginMs: settings.loginSeconds * 1000,
      patienceMs,
    };
    this.#room = {
      deps: {
        ...deps,
        repeats: this.#repeats,
        pinTries: new TerminalTries(MOST_AT_SIP2_ACCOUNT),
      },
      // Not the login that was tried: people type passwords into that field.
      desk: new LoginDesk(settings.accounts, (address) =>
        deps.log.warn({ address }, 'a SIP2 login was refused'),
      ),
      libraries: new Libraries(deps),
      counters: this.#counters,
      statusBeforeLogin: settings.statusBeforeLogin,
    };
  }

  /** @throws Error when a port is taken */
  static async open(options: DoorOptions): Promise<Sip2Door> {
    const door = new Sip2Door(options);
    try {
      await door.#listen();
    } catch (error) {
      await door.close();
      throw error;
    }
    return door;
  }

  /** Of TCP; undefined where only TLS is spoken. */
  get port(): number | undefined {
    return portOf(this.#servers.find((server) => !isTls(server)));
  }

  get tlsPort(): number | undefined {
    return portOf(this.#servers.find(isTls));
  }

  get counters(): Counters {
    const repeated = this.#counters.repeated + this.#repeats.repeated;
    return { ...this.#counters, repeated, connections: this.#connections.size };
  }

  /** Takes no more terminals, answers what has been asked, ends their lines. */
  async close(): Promise<void> {
    clearInterval(this.#round);
    const closed = this.#servers.map(
      (server) => new Promise<void>((resolve) => server.close(() => resolve())),
    );
    for (const connection of this.#connections) connection.end();
    const cut = setTimeout(() => this.#cutAll(), this.#limits.patienceMs / 4);
    await this.#empty();
    clearTimeout(cut);
    await Promise.all(closed);
    if (this.#counters.opened > 0) this.#room.deps.log.info(this.counters, 'SIP2 ends');
  }

  async #listen(): Promise<void> {
    const { listen, tls } = this.#settings;
    // Whoever has said all and half closed the line still gets its answers.
    const half = { allowHalfOpen: true, keepAlive: true };
    if (listen) {
      const server = createServer(half, (socket) => this.#take(socket));
      await this.#open(server, listen, 'sip2.listen.port');
    }
    if (tls) {
      const { certificate: cert, key } = tls;
      const handshakeTimeout = this.#limits.loginMs;
      const options = { ...half, cert, key, minVersion: 'TLSv1.2', handshakeTimeout } as const;
      const server = createTlsServer(options, (socket) => this.#take(socket));
      await this.#open(server, tls, 'sip2.tls.port');
    }
    this.#round = setInterval(() => this.#lookRound(), this.#roundMs).unref();
  }

  #open(server: Server, at: { host: string; port: number }, setting: string): Promise<void> {
    this.#servers.push(server);
    server.on('connection', (socket: Socket) => this.#count(socket));
    return new Promise((resolve, reject) => {
      server.once('error', (error: NodeJS.ErrnoException) => {
        const taken = `port ${at.port} is taken by another program: stop it, or choose another port (${setting})`;
        reject(error.code === 'EADDRINUSE' ? new Error(taken, { cause: error }) : error);
      });
      server.listen(at.port, at.host, resolve);
    });
  }

  /** Comes before `#take`: a line that is turned away is none. */
  #count(socket: Socket): void {
    if (this.#sockets.size >= this.#settings.mostConnections) {
      this.#counters.turnedAway += 1;
      if (!this.#cutStranger()) {
        socket.destroy();
        return;
      }
    }
    this.#sockets.add(socket);
    socket.once('close', () => {
      this.#sockets.delete(socket);
      if (this.#sockets.size === 0) this.#whenEmpty?.();
    });
  }

  /** Who has been here longest without a login makes room: whoever opens thousands of lines keeps no terminal out. */
  #cutStranger(): boolean {
    const stranger = [...this.#connections].find(({ isStranger }) => isStranger);
    if (!stranger) return false;
    // Forgotten at once: its end is told later, and the next to come is not to find it again.
    this.#connections.delete(stranger);
    stranger.cut();
    return true;
  }

  #take(socket: Socket): void {
    if (socket.destroyed) return;
    this.#counters.opened += 1;
    const conversation = new Conversation(this.#room, socket.remoteAddress ?? '');
    const connection = new Connection(socket, conversation, this.#clock);
    this.#connections.add(connection);
    socket.once('close', () => this.#connections.delete(connection));
  }

  #lookRound(): void {
    for (const connection of this.#connections) {
      const overdue = connection.overdue(this.#limits);
      if (overdue === 'idle') {
        this.#counters.idled += 1;
        connection.end();
      } else if (overdue === 'stalled') {
        this.#counters.stalled += 1;
        connection.cut();
      }
    }
  }

  #cutAll(): void {
    for (const socket of this.#sockets) socket.destroy();
  }

  #empty(): Promise<void> {
    if (this.#sockets.size === 0) return Promise.resolve();
    return new Promise((resolve) => (this.#whenEmpty = resolve));
  }
}

const isTls = (server: Server): boolean => 'setSecureContext' in server;

function portOf(server: Server | undefined): number | undefined {
  return server && (server.address() as AddressInfo).port;
}
