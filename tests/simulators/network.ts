/**
 * The network between two parties, as a TCP proxy that can be cut, slowed down, or cut at the worst moment:
 * when the request has gone through and the answer has not. Counts what it did, so that a test can show that
 * its fault fired.
 */
import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import { freePort } from '#tests/stand/ports.ts';

type State = 'open' | 'cut' | 'swallowing' | 'cut-after-request' | 'cut-before-request';

export class SimulatedNetwork {
  readonly counters = {
    connections: 0,
    cuts: 0,
    cutAfterRequest: 0,
    cutBeforeRequest: 0,
    interrupted: 0,
    cutAtPiece: 0,
    bytes: 0,
  };
  #server: Server | undefined;
  #port = 0;
  readonly #target: { readonly host: string; readonly port: number };
  readonly #sockets = new Set<Socket>();
  #state: State = 'open';
  #delayMs = 0;
  /** Pieces of either side that still go through before everybody is hung up on. */
  #piecesLeft: number | undefined;
  #interruption: { readonly request: RegExp; readonly act: () => Promise<void> } | undefined;
  readonly #held = new Map<Socket, Promise<void>>();

  private constructor(target: { host: string; port: number }) {
    this.#target = target;
  }

  /** Stands before `targetUrl`, on a port of loopback that is nobody else's while it is cut. */
  static async before(targetUrl: string): Promise<SimulatedNetwork> {
    const { hostname, port: targetPort } = new URL(targetUrl);
    const network = new SimulatedNetwork({ host: hostname, port: Number(targetPort) });
    await network.#listen(await freePort());
    return network;
  }

  get port(): number {
    return this.#port;
  }

  /** @param scheme of the party behind */
  url = (scheme: 'http' | 'https' = 'http'): string => `${scheme}://127.0.0.1:${this.port}`;

  /** Hangs up on everybody; nobody is there any more to call. */
  simulateCut(): void {
    this.counters.cuts++;
    this.#state = 'cut';
    this.#server?.close();
    this.#server = undefined;
    for (const socket of this.#sockets) socket.resetAndDestroy();
  }

  /** Keeps connections and takes new ones, and passes nothing on: a firewall that drops. */
  simulateSilence(): void {
    this.#state = 'swallowing';
  }

  /** Lets the next request reach the server and hangs up when its answer comes, once. */
  simulateCutAfterRequest(): void {
    this.#state = 'cut-after-request';
  }

  /** Hangs up when the next request comes, before the server gets any of it, once. */
  simulateCutBeforeRequest(): void {
    this.#state = 'cut-before-request';
  }

  /** Lets so many pieces through, whoever sends them, and hangs up on everybody when the next one comes, once. */
  simulateCutAtPiece(pieces: number): void {
    this.#piecesLeft = pieces;
  }

  /** Holds back each piece of an answer. */
  simulateDelay(ms: number): void {
    this.#delayMs = ms;
  }

  /**
   * Lets the next request that matches through, does `act` while the server is at work, and holds the answer
   * back until `act` is done. Looks at the bytes as they are, so only on a line without TLS.
   */
  simulateDuring(request: RegExp, act: () => Promise<void>): void {
    this.#interruption = { request, act };
  }

  /** Takes calls again, on the same port, when it resolves. */
  async heal(): Promise<void> {
    this.#state = 'open';
    this.#delayMs = 0;
    this.#piecesLeft = undefined;
    if (!this.#server) await this.#listen(this.#port);
  }

  async close(): Promise<void> {
    const server = this.#server;
    this.#server = undefined;
    for (const socket of this.#sockets) socket.destroy();
    if (!server) return;
    server.close();
    await once(server, 'close');
  }

  async #listen(port: number): Promise<void> {
    const server = createServer((client) => this.#join(client));
    this.#server = server;
    server.listen(port, '127.0.0.1');
    await once(server, 'listening');
    this.#port = (server.address() as AddressInfo).port;
  }

  #join(client: Socket): void {
    this.#keep(client);
    this.counters.connections++;
    const server = connect(this.#target);
    this.#keep(server);
    client.on('data', (bytes) => this.#forward(bytes, client, server));
    server.on('data', (bytes) => this.#answer(bytes, client, server));
    client.on('close', () => server.destroy());
    server.on('close', () => client.destroy());
  }

  /** @returns whether this piece is lost, and everybody hung up on */
  #isCutHere(): boolean {
    if (this.#piecesLeft === undefined) return false;
    this.#piecesLeft -= 1;
    if (this.#piecesLeft >= 0) return false;
    this.#piecesLeft = undefined;
    this.counters.cutAtPiece++;
    for (const socket of this.#sockets) socket.resetAndDestroy();
    return true;
  }

  #forward(bytes: Buffer, client: Socket, server: Socket): void {
    if (this.#isCutHere()) return;
    if (this.#state === 'swallowing') return;
    if (this.#state === 'cut-before-request') {
      this.counters.cutBeforeRequest++;
      this.#state = 'open';
      client.resetAndDestroy();
      return;
    }
    this.counters.bytes += bytes.length;
    server.write(bytes);
    this.#interrupt(bytes, client);
  }

  #interrupt(bytes: Buffer, client: Socket): void {
    if (!this.#interruption?.request.test(bytes.toString('latin1'))) return;
    const { act } = this.#interruption;
    this.#interruption = undefined;
    this.counters.interrupted++;
    this.#held.set(client, act());
  }

  #answer(bytes: Buffer, client: Socket, server: Socket): void {
    if (this.#isCutHere()) return;
    const held = this.#held.get(client);
    if (held === undefined) return this.#pass(bytes, client, server);
    void held.then(() => {
      this.#held.delete(client);
      this.#pass(bytes, client, server);
    });
  }

  #pass(bytes: Buffer, client: Socket, server: Socket): void {
    if (this.#state === 'swallowing' || client.destroyed) return;
    if (this.#state === 'cut-after-request') {
      this.counters.cutAfterRequest++;
      this.#state = 'open';
      client.resetAndDestroy();
      server.destroy();
      return;
    }
    if (this.#delayMs === 0) client.write(bytes);
    else setTimeout(() => client.write(bytes), this.#delayMs);
  }

  #keep(socket: Socket): void {
    this.#sockets.add(socket);
    // A reset is what this is for; `close` follows each and says all that is needed.
    socket.on('error', () => socket.destroy());
    socket.on('close', () => this.#sockets.delete(socket));
  }
}
