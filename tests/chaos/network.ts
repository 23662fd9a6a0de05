/**
 * The network between one terminal and the server, which knows where a request begins and ends: it loses requests and answers,
 * holds them back, delivers a request twice, and is cut. Requests that lie about longer than others are overtaken by them.
 */
import { EventEmitter, once } from 'node:events';
import { Agent, createServer, request } from 'node:http';
import type { IncomingHttpHeaders, IncomingMessage, Server, ServerResponse } from 'node:http';
import { connect } from 'node:net';
import type { AddressInfo, Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { setTimeout as delay } from 'node:timers/promises';
import type { Fate } from './script.ts';

/** One request as it came, whole. */
interface Parcel {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

type State = 'open' | 'refused' | 'silent';

export class FaultyNetwork {
  /** A request has come from the terminal. */
  readonly events = new EventEmitter<{ request: [] }>();
  /** What was done to requests, by the name of the fate, and how often it was cut. */
  readonly counts = new Map<string, number>();
  readonly #serverPort: number;
  readonly #fateOf: (nth: number) => Fate;
  readonly #wait: (ms: number) => Promise<unknown>;
  readonly #agent = new Agent({ keepAlive: true });
  readonly #sockets = new Set<Socket>();
  /** What has come from the terminal, until nothing of it can reach the server any more. */
  readonly #underWay = new Set<Promise<void>>();
  #server: Server | undefined;
  #port = 0;
  #state: State = 'open';
  /** Resolves when the silence is over. */
  #silence = Promise.withResolvers<undefined>();
  #requests = 0;
  #isCalm = false;

  private constructor(
    serverPort: number,
    fateOf: (nth: number) => Fate,
    wait: (ms: number) => Promise<unknown>,
  ) {
    this.#serverPort = serverPort;
    this.#fateOf = fateOf;
    this.#wait = wait;
  }

  /**
   * @param fateOf of the n-th request that comes
   * @param wait for so many milliseconds, with what lies about
   */
  static async before(
    serverPort: number,
    fateOf: (nth: number) => Fate,
    port: number,
    wait: (ms: number) => Promise<unknown> = delay,
  ): Promise<FaultyNetwork> {
    const network = new FaultyNetwork(serverPort, fateOf, wait);
    network.#port = port;
    await network.#listen();
    return network;
  }

  get port(): number {
    return this.#port;
  }

  /** Nobody is there to call. */
  refuse(): void {
    this.#count('cut: refused');
    this.#state = 'refused';
    this.#server?.close();
    this.#server = undefined;
    this.#hangUp();
  }

  /** Connections stand and are taken, and nothing gets through until it is over. */
  silence(): void {
    if (this.#state !== 'open') return;
    this.#count('cut: silent');
    this.#state = 'silent';
    this.#silence = Promise.withResolvers();
  }

  async heal(): Promise<void> {
    this.#state = 'open';
    this.#silence.resolve(undefined);
    if (!this.#server) await this.#listen();
  }

  /** Resolves when all that has come until now has arrived, second deliveries too, or never will. */
  async quiet(): Promise<void> {
    await Promise.all(this.#underWay);
  }

  /** From now on every request passes, or meets its fate again. */
  setCalm(calm: boolean): void {
    this.#isCalm = calm;
  }

  async close(): Promise<void> {
    const server = this.#server;
    this.#server = undefined;
    this.#silence.resolve(undefined);
    this.#hangUp();
    this.#agent.destroy();
    if (!server) return;
    server.close();
    await once(server, 'close');
  }

  async #listen(): Promise<void> {
    const server = createServer({ keepAliveTimeout: 60_000 }, (incoming, outgoing) => {
      this.#follow(this.#take(incoming, outgoing));
    });
    this.#server = server;
    server.on('connection', (socket) => this.#keep(socket));
    server.on('upgrade', (incoming, socket, head) => void this.#link(incoming, socket, head));
    server.listen(this.#port, '127.0.0.1');
    await once(server, 'listening');
    this.#port = (server.address() as AddressInfo).port;
  }

  async #take(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
    try {
      const parcel = await whole(incoming);
      const fate = this.#nextFate();
      this.events.emit('request');
      await this.#pass();
      await this.#carry(parcel, fate, outgoing);
    } catch {
      // Either side has hung up, or the server is down: the other one sees the line break.
      outgoing.destroy();
    }
  }

  #nextFate(): Fate {
    const fate = this.#fateOf(this.#requests++);
    const met: Fate = this.#isCalm ? { kind: 'passed' } : fate;
    this.#count(met.kind);
    return met;
  }

  async #carry(parcel: Parcel, fate: Fate, outgoing: ServerResponse): Promise<void> {
    if (fate.kind === 'request-lost') return void outgoing.destroy();
    if (fate.kind === 'request-late') await this.#wait(fate.byMs);
    if (fate.kind === 'twice') this.#repeat(parcel, fate.byMs);
    const answer = await this.#forward(parcel);
    if (fate.kind === 'answer-lost') return void outgoing.destroy();
    if (fate.kind === 'answer-late') await this.#wait(fate.byMs);
    await this.#pass();
    outgoing.writeHead(answer.status, withoutHops(answer.headers)).end(answer.body);
  }

  /** Nobody waits for what the second one is answered. */
  #repeat(parcel: Parcel, byMs: number): void {
    const second = this.#wait(byMs)
      .then(() => this.#forward(parcel))
      .catch(() => this.#count('second of twice met a server that was down'));
    this.#follow(second);
  }

  #follow(work: Promise<unknown>): void {
    const done = work.then(() => void this.#underWay.delete(done));
    this.#underWay.add(done);
  }

  #forward({ body, headers, method, path }: Parcel): Promise<Answer> {
    return new Promise((resolve, reject) => {
      const on = request(
        {
          ...{ host: '127.0.0.1', port: this.#serverPort, agent: this.#agent, method, path },
          headers: { ...withoutHops(headers), 'content-length': body.length },
        },
        (incoming) => {
          whole(incoming).then(
            ({ body: answer }) =>
              resolve({
                status: incoming.statusCode ?? 502,
                headers: incoming.headers,
                body: answer,
              }),
            reject,
          );
        },
      );
      on.on('error', reject);
      on.end(body);
    });
  }

  /** The terminal's link: bytes in both directions, held up while it is silent. */
  async #link(incoming: IncomingMessage, client: Duplex, head: Buffer): Promise<void> {
    await this.#pass();
    const server = connect({ host: '127.0.0.1', port: this.#serverPort });
    this.#keep(server);
    const lines = Object.entries(incoming.headers).map(([name, value]) => `${name}: ${value}`);
    server.write(`GET ${incoming.url} HTTP/1.1\r\n${lines.join('\r\n')}\r\n\r\n`);
    server.write(head);
    client.on('error', () => server.destroy());
    this.#pipe(client, server);
    this.#pipe(server, client);
  }

  #pipe(from: Duplex, to: Duplex): void {
    let order = Promise.resolve();
    from.on('data', (bytes: Buffer) => {
      order = order.then(() => this.#pass()).then(() => void to.write(bytes));
    });
    from.on('close', () => to.destroy());
  }

  async #pass(): Promise<void> {
    if (this.#state === 'silent') await this.#silence.promise;
  }

  #hangUp(): void {
    for (const socket of this.#sockets) socket.resetAndDestroy();
  }

  #keep(socket: Socket): void {
    this.#sockets.add(socket);
    // A reset is what this is for; `close` follows each and says all that is needed.
    socket.on('error', () => socket.destroy());
    socket.on('close', () => this.#sockets.delete(socket));
  }

  #count(what: string): void {
    this.counts.set(what, (this.counts.get(what) ?? 0) + 1);
  }
}

async function whole(incoming: IncomingMessage): Promise<Parcel> {
  const parts: Buffer[] = [];
  for await (const part of incoming) parts.push(part as Buffer);
  const { headers, method = 'GET', url: path = '/' } = incoming;
  return { method, path, headers, body: Buffer.concat(parts) };
}

/** What concerns one connection and not the request (RFC 9110 §7.6.1); the length is told anew. */
const HOPS = ['connection', 'keep-alive', 'transfer-encoding', 'content-length'];

const withoutHops = (headers: IncomingHttpHeaders): IncomingHttpHeaders =>
  Object.fromEntries(Object.entries(headers).filter(([name]) => !HOPS.includes(name)));
