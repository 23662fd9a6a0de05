/**
 * A server that gives permits, on a real socket, and can be told to give wrong ones. What a terminal says is believed: whether the
 * real server believes it is tested with the real server.
 */
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { Aes256Gcm, CipherSuite, DhkemX25519HkdfSha256, HkdfSha256 } from '@hpke/core';
import { type PermitKeyAnswer, PermitKeyRequest } from '#server/permit/format/answers.ts';
import { sealInfo } from '#server/permit/format/words.ts';
import { type MadePermit, PermitMaker, type PermitRecipe } from '../fixtures/permit.ts';

/** RFC 9180, as docs/rules/permit.md has it (PM7). */
const suite = new CipherSuite({
  kem: new DhkemX25519HkdfSha256(),
  kdf: new HkdfSha256(),
  aead: new Aes256Gcm(),
});

interface Reply {
  readonly status?: number;
  readonly body: string | Buffer;
}

const TERMINAL = 'k1';

export class SimulatedPermitServer {
  maker = new PermitMaker();
  library = 'ward';
  /** Undefined: the library lends nothing offline. */
  permit: MadePermit | undefined;
  /** Paths that were asked for, without those of the token. */
  readonly asked: string[] = [];
  /** For whom the epoch's key is sealed. */
  sealedFor = TERMINAL;
  /** What is said in the place of a token. */
  tokenRefusal: { readonly status: number; readonly body: string } | undefined;
  /** The chunk of this place in the manifest, and all after it, do not come. */
  breaksAt = Infinity;
  /** What is sent in the place of a chunk. */
  spoil: (chunk: Buffer) => Buffer = (chunk) => chunk;
  readonly #server: Server;
  #port = 0;

  private constructor() {
    this.#server = createServer((request, response) => {
      this.#answer(request, response).catch((error: unknown) => response.destroy(error as Error));
    });
  }

  static async open(): Promise<SimulatedPermitServer> {
    const server = new SimulatedPermitServer();
    server.#server.listen(0, '127.0.0.1');
    await once(server.#server, 'listening');
    server.#port = (server.#server.address() as AddressInfo).port;
    return server;
  }

  get url(): string {
    return `http://127.0.0.1:${this.#port}`;
  }

  /** From now on it gives this one. */
  publish(recipe: PermitRecipe = {}): MadePermit {
    return (this.permit = this.maker.make(recipe));
  }

  /** Which chunks were asked for since this was last asked, by their place in the permit. */
  takeChunksAsked(): number[] {
    const chunks = this.permit?.manifest.chunks ?? [];
    return this.asked
      .splice(0)
      .map((path) => /chunks\/(.*)/.exec(path)?.[1])
      .filter((sha256) => sha256 !== undefined)
      .map((sha256) => chunks.findIndex((chunk) => chunk.sha256 === sha256));
  }

  async close(): Promise<void> {
    if (!this.#server.listening) return;
    this.#server.close();
    this.#server.closeAllConnections();
    await once(this.#server, 'close');
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { body, status = 200 } = await this.#replyTo(request.url ?? '', await text(request));
    response.writeHead(status).end(body);
  }

  async #replyTo(path: string, body: string): Promise<Reply> {
    if (path === '/api/terminals/challenge') return json({ challenge: 'eA', serverTime: 1 });
    if (path === '/api/terminals/token') return this.#token();
    this.asked.push(path);
    const { permit } = this;
    if (!permit) return { status: 404, body: JSON.stringify({ code: 'no-permit', message: '' }) };
    if (path === '/api/permit') return json(permit.offer);
    if (path === '/api/permit/key') return json(await this.#sealed(permit, body));
    return this.#chunk(permit, path.replace('/api/permit/chunks/', ''));
  }

  #token(): Reply {
    if (this.tokenRefusal) return this.tokenRefusal;
    const library = { id: this.library, name: 'Phường Đông', timeZone: 'Asia/Ho_Chi_Minh' };
    // Old the moment it is given, so that each question is preceded by an introduction.
    return json({
      ...{ token: 't', serverTime: 1, expiresAt: 1, permitKey: this.maker.permitKey },
      terminal: { name: 'Kiosk 1', library },
    });
  }

  async #sealed({ manifest }: MadePermit, body: string): Promise<PermitKeyAnswer> {
    const { epoch, sealingKey } = PermitKeyRequest.parse(JSON.parse(body));
    const place = { terminalId: this.sealedFor, libraryId: manifest.library, epoch };
    const recipientPublicKey = await suite.kem.deserializePublicKey(
      Buffer.from(sealingKey, 'base64url'),
    );
    const sealed = await suite.seal(
      { recipientPublicKey, info: Buffer.from(sealInfo(place)) },
      this.maker.keyOf(epoch),
    );
    return { enc: base64url(sealed.enc), ciphertext: base64url(sealed.ct) };
  }

  #chunk({ chunks, manifest }: MadePermit, sha256: string): Reply {
    const place = manifest.chunks.findIndex((chunk) => chunk.sha256 === sha256);
    const bytes = chunks.get(sha256);
    if (!bytes || place >= this.breaksAt) return { status: 503, body: '' };
    return { body: this.spoil(bytes) };
  }
}

const json = (body: object): Reply => ({ body: JSON.stringify(body) });
const base64url = (bytes: ArrayBufferLike): string => Buffer.from(bytes).toString('base64url');
