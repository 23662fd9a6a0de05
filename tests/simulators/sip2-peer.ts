/**
 * A SIP2 peer that does what a script says to each message, over a real socket: what a library system must never do,
 * too. It records what it heard.
 */
import { once } from 'node:events';
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';
import { encodeText } from '#server/sip2/protocol/encode.ts';
import { decode } from '#server/sip2/protocol/decode.ts';
import { FrameParser } from '#server/sip2/protocol/framing.ts';
import { isReadable, message } from '#server/sip2/protocol/message.ts';
import type { Message, Outgoing } from '#server/sip2/protocol/message.ts';

/** What is done about a message: bytes, text with its end, a message; silence; the line closed. */
export type PeerAct = Outgoing | Uint8Array | string | 'silence' | 'close';
/** @param count how many messages of this code have come, this one too */
export type PeerScript = (request: Message, text: string, count: number) => PeerAct | undefined;

const DATE = '20260101    090000';

/** A peer that is well: logged in, on line. Other messages are the script's. */
export const wellAnswers: Readonly<Record<string, Outgoing>> = {
  '93': message('94', { ok: '1' }),
  '99': message(
    '98',
    {
      ...{ on_line: 'Y', checkin_ok: 'Y', checkout_ok: 'Y', acs_renewal_policy: 'Y' },
      ...{ status_update_ok: 'N', off_line_ok: 'N', timeout: '100', retries: '003' },
      ...{ date_time_sync: DATE, protocol_version: '2.00' },
    },
    [
      ['AO', 'MAIN'],
      ['BX', 'YYYYYYYYNYNYYYNN'],
    ],
  ),
  '17': message(
    '18',
    { circulation_status: '04', security_marker: '01', fee_type: '01', transaction_date: DATE },
    [
      ['AB', 'B1'],
      ['AJ', 'Dế Mèn phiêu lưu ký'],
      ['AH', '15/02/2026'],
    ],
  ),
  '63': message(
    '64',
    {
      ...{ patron_status: ' '.repeat(14), language: '000', transaction_date: DATE },
      ...{ hold_items_count: '0000', overdue_items_count: '0000', charged_items_count: '0001' },
      ...{ fine_items_count: '0000', recall_items_count: '0000', unavailable_holds_count: '0000' },
    },
    [
      ['AO', 'MAIN'],
      ['AA', 'P1'],
      ['AE', 'An'],
      ['BL', 'Y'],
      ['AU', 'B2'],
    ],
  ),
  '11': message(
    '12',
    { ok: '1', renewal_ok: 'N', magnetic_media: 'N', desensitize: 'Y', transaction_date: DATE },
    [
      ['AO', 'MAIN'],
      ['AA', 'P1'],
      ['AB', 'B1'],
      ['AJ', 'Dế Mèn phiêu lưu ký'],
      ['AH', '20260115    235900'],
    ],
  ),
};

export class Sip2Peer {
  /** Messages that came, without their ends, in order, over all lines. */
  readonly heard: string[] = [];
  connections = 0;
  #script: PeerScript;
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  readonly #waiting = new Set<() => void>();

  private constructor(script: PeerScript, tls?: { readonly key: string; readonly cert: string }) {
    this.#script = script;
    this.#server = tls
      ? createTlsServer(tls, (socket) => this.#join(socket))
      : createServer((socket) => this.#join(socket));
    // A client that does not believe the certificate hangs up in the handshake: the test looks at the client.
    this.#server.on('tlsClientError', () => undefined);
  }

  static async start(
    script: PeerScript = () => undefined,
    tls?: { readonly key: string; readonly cert: string },
  ): Promise<Sip2Peer> {
    const peer = new Sip2Peer(script, tls);
    peer.#server.listen(0, '127.0.0.1');
    await once(peer.#server, 'listening');
    return peer;
  }

  get address(): { host: string; port: number } {
    return { host: '127.0.0.1', port: (this.#server.address() as AddressInfo).port };
  }

  /** From the next message on. */
  follow(script: PeerScript): void {
    this.#script = script;
  }

  codes = (): string[] => this.heard.map((text) => text.slice(0, 2));

  /** Resolves when so many messages of this code have come. */
  async hears(code: string, count = 1): Promise<void> {
    while (this.codes().filter((one) => one === code).length < count) {
      await new Promise<void>((resolve) => this.#waiting.add(resolve));
    }
  }

  /** Says something unasked on every line. */
  say(text: string): void {
    for (const socket of this.#sockets) socket.write(text);
  }

  hangUp(): void {
    for (const socket of this.#sockets) socket.destroy();
  }

  async close(): Promise<void> {
    this.#server.close();
    this.hangUp();
    await once(this.#server, 'close');
  }

  #join(socket: Socket): void {
    this.connections++;
    this.#sockets.add(socket);
    const parser = new FrameParser();
    socket.on('error', () => socket.destroy());
    socket.on('close', () => this.#sockets.delete(socket));
    socket.on('data', (chunk) => {
      for (const frame of parser.push(chunk)) {
        if (frame.kind === 'message') this.#answer(socket, new TextDecoder().decode(frame.bytes));
      }
    });
  }

  #answer(socket: Socket, text: string): void {
    this.heard.push(text);
    const request = decode(text);
    const act = isReadable(request) ? this.#actOn(request, text) : 'silence';
    if (act === 'close') socket.destroy();
    else if (act !== 'silence')
      socket.write(bytesOf(act, isReadable(request) ? request : undefined));
    for (const wake of this.#waiting) wake();
    this.#waiting.clear();
  }

  #actOn(request: Message, text: string): PeerAct {
    const count = this.codes().filter((code) => code === request.code).length;
    return this.#script(request, text, count) ?? wellAnswers[request.code] ?? 'silence';
  }
}

/** A message is answered as it was asked: with AY and AZ, or without. */
function bytesOf(
  act: Outgoing | Uint8Array | string,
  request: Message | undefined,
): Uint8Array | string {
  if (typeof act === 'string' || act instanceof Uint8Array) return act;
  const { sequence } = request ?? {};
  const sealed = sequence === undefined ? {} : { errorDetection: true, sequence };
  return `${encodeText(act, sealed)}\r`;
}
