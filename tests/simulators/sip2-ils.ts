/**
 * A library's own system that speaks SIP2: a TCP server with a little library in memory, well-behaved until a fault is
 * armed (sip2-faults.ts). Works in Hà Nội's time, in UTF-8.
 */
import { once } from 'node:events';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { ArmedSip2Faults } from './sip2-faults.ts';
import type { SimulatedItem, SimulatedPatron } from './sip2-library.ts';
import { SimulatedLibrary } from './sip2-library.ts';
import type { WireReply } from './sip2-replies.ts';
import { Sip2Replies } from './sip2-replies.ts';
import type { WireRequest } from './sip2-wire.ts';
import { isChecked, readRequest, sumOf } from './sip2-wire.ts';

export interface SimulatedSip2Options {
  readonly patrons: readonly SimulatedPatron[];
  readonly items: readonly SimulatedItem[];
  readonly login?: { readonly user: string; readonly password: string };
  /** How late a late reply is. Milliseconds. */
  readonly lateMs?: number;
  readonly now?: () => number;
}

interface Peer {
  readonly socket: Socket;
  pending: Buffer;
  loggedIn: boolean;
  /** The last message that was carried out: a repeat is answered with what was said last. */
  heard: string | undefined;
  /** What was said last; 97 asks for it again. */
  said: WireReply | undefined;
}

const ACTS = ['09', '11', '29'];
const CR = 0x0d;

export class SimulatedSip2Ils {
  readonly faults = new ArmedSip2Faults();
  readonly library: SimulatedLibrary;
  /** Codes of what was asked, in order. */
  readonly heard: string[] = [];
  connections = 0;
  readonly #options: SimulatedSip2Options;
  readonly #replies: Sip2Replies;
  readonly #server: Server;
  readonly #peers = new Set<Peer>();
  /** One server keeps this for all its clients. */
  #owesNone = false;

  private constructor(options: SimulatedSip2Options) {
    this.#options = options;
    this.library = new SimulatedLibrary(options.patrons, options.items);
    this.#replies = new Sip2Replies(this.library, this.faults, options.now ?? Date.now);
    this.#server = createServer((socket) => this.#join(socket));
  }

  static async open(options: SimulatedSip2Options): Promise<SimulatedSip2Ils> {
    const ils = new SimulatedSip2Ils(options);
    ils.#server.listen(0, '127.0.0.1');
    await once(ils.#server, 'listening');
    return ils;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  /**
   * Nothing has been asked for a while, which some take for a reason to hang up: resolves when all have noticed. Only
   * whoever asks knows when that is; by a clock it would fall into the middle of a question.
   */
  async fallIdle(): Promise<void> {
    if (!this.faults.strikes('closes-idle')) return;
    await Promise.all([...this.#peers].map(({ socket }) => hungUp(socket)));
  }

  async close(): Promise<void> {
    for (const { socket } of this.#peers) socket.destroy();
    this.#server.close();
    await once(this.#server, 'close');
  }

  #join(socket: Socket): void {
    const peer: Peer = {
      ...{ socket, pending: Buffer.alloc(0), heard: undefined, said: undefined },
      loggedIn: this.#options.login === undefined,
    };
    this.connections++;
    this.#peers.add(peer);
    socket.setNoDelay(true);
    socket.on('error', () => socket.destroy());
    socket.on('close', () => this.#peers.delete(peer));
    socket.on('data', (bytes) => this.#hear(peer, bytes));
  }

  #hear(peer: Peer, bytes: Buffer): void {
    peer.pending = Buffer.concat([peer.pending, bytes]);
    for (let end = peer.pending.indexOf(CR); end >= 0; end = peer.pending.indexOf(CR)) {
      const line = peer.pending.subarray(0, end);
      peer.pending = peer.pending.subarray(end + 1);
      this.#take(peer, line);
    }
  }

  #take(peer: Peer, bytes: Buffer): void {
    const line = bytes.toString('utf8').replace(/^[\n ]+/, '');
    if (line === '' || peer.socket.destroyed) return;
    const request = readRequest(line);
    this.heard.push(request.code);
    const isAct = ACTS.includes(request.code);
    if (!isChecked(bytes) || (request.code !== '97' && this.faults.strikes('not-read-once'))) {
      return this.#write(peer, { code: '96', fixed: '', fields: [] }, undefined);
    }
    if (request.code === '97') return this.#repeat(peer);
    if (request.code === '93') return this.#logIn(peer, request);
    if (!peer.loggedIn && request.code !== '99') return void peer.socket.destroy();
    if (isAct && this.#cutsShort(peer, request)) return;
    this.#answer(peer, request, line);
  }

  #logIn(peer: Peer, { fields, sequence }: WireRequest): void {
    const { login } = this.#options;
    const isRight = fields.get('CN') === login?.user && fields.get('CO') === login?.password;
    const refuses = this.faults.strikes('refuses-login') || (login !== undefined && !isRight);
    if (refuses && this.faults.strikes('hangs-up-on-login')) return void peer.socket.destroy();
    peer.loggedIn ||= !refuses;
    this.#write(peer, { code: '94', fixed: refuses ? '0' : '1', fields: [] }, sequence);
    if (refuses) peer.socket.end();
  }

  /** What is not carried out. */
  #cutsShort(peer: Peer, { fixed }: WireRequest): boolean {
    if (this.faults.strikes('silent-before')) return true;
    const kills = isNoBlock(fixed) && this.faults.strikes('no-block-kills');
    const cut = kills || this.faults.strikes('cut-before');
    if (cut) peer.socket.resetAndDestroy();
    return cut;
  }

  #answer(peer: Peer, request: WireRequest, line: string): void {
    const { code, sequence } = request;
    const isRepeat = sequence !== undefined && peer.heard === line;
    if (isRepeat && !this.faults.strikes('re-executes')) return this.#repeat(peer);
    if (code !== '99' && this.faults.strikes('status-instead')) {
      return this.#write(peer, this.#replies.status(), sequence);
    }
    if (code === '35' && this.faults.strikes('drops-unknown')) return void peer.socket.destroy();
    if (code === '35' && this.faults.strikes('none-prefix')) return void (this.#owesNone = true);
    const reply = this.#replies.to(request);
    if (!reply) return;
    peer.heard = line;
    // Also where the reply does not get through.
    peer.said = reply;
    if (ACTS.includes(code)) this.#answerAct(peer, reply, sequence);
    else this.#write(peer, reply, sequence);
  }

  /** What has been carried out. */
  #answerAct(peer: Peer, reply: WireReply, sequence: string | undefined): void {
    if (this.faults.strikes('silent-after')) return;
    if (this.faults.strikes('cut-after')) return void peer.socket.resetAndDestroy();
    if (this.faults.strikes('dies-in-reply')) {
      const bytes = this.#bytesOf(reply, sequence);
      peer.socket.write(bytes.subarray(0, 30), () => peer.socket.destroy());
      return;
    }
    if (!this.faults.strikes('late-reply')) return this.#write(peer, reply, sequence);
    setTimeout(() => this.#write(peer, reply, sequence), this.#options.lateMs ?? 0).unref();
  }

  /** Said again without AY (SIP 2.00, error detection). */
  #repeat(peer: Peer): void {
    const reply = peer.said ?? { code: '96', fixed: '', fields: [] };
    this.#write(peer, reply, undefined);
  }

  #write(peer: Peer, reply: WireReply, sequence: string | undefined): void {
    const bytes = this.#bytesOf(reply, sequence);
    const { socket } = peer;
    peer.said = reply;
    if (socket.destroyed) return;
    if (this.faults.strikes('byte-by-byte'))
      for (const byte of bytes) socket.write(Buffer.of(byte));
    else socket.write(bytes);
  }

  #bytesOf(reply: WireReply, sequence: string | undefined): Buffer {
    const strikes = this.faults.strikes;
    const stale =
      sequence !== undefined && strikes('two-messages')
        ? this.#sealed(reply, String((Number(sequence) + 5) % 10))
        : '';
    const none = this.#owesNone ? 'None' : '';
    this.#owesNone = false;
    const junk = strikes('lf-junk') ? '\n \n' : '';
    const text = `${stale && `${stale}\r`}${junk}${none}${this.#sealed(reply, sequence)}\r${strikes('crlf') ? '\n' : ''}`;
    return strikes('cp850') ? toCp850(text) : Buffer.from(text, 'utf8');
  }

  /** With its trailer. */
  #sealed(reply: WireReply, sequence: string | undefined): string {
    const strikes = this.faults.strikes;
    const body = this.#bodyOf(reply);
    if (strikes('no-trailer')) return body;
    const digit = strikes('fixed-sequence') ? '4' : sequence;
    const ay = digit === undefined || strikes('no-sequence') ? '' : `AY${digit}`;
    const summed = `${body}${ay}AZ`;
    const sum = this.#sum(summed);
    const spoilt = sequence !== undefined && reply.code !== '96' && strikes('bad-checksum-once');
    return `${summed}${spoilt ? 'FFFF' : sum}`;
  }

  #sum(summed: string): string {
    const points = Array.from(summed, (character) => character.codePointAt(0) ?? 0);
    const isWide = points.some((point) => point > 0x7f);
    if (isWide && this.faults.strikes('code-point-checksum')) return sumOf(points);
    // Not counted as struck twice: the bytes are those that go out.
    const bytes = this.#isCp850 ? toCp850(summed) : Buffer.from(summed, 'utf8');
    const sum = sumOf(bytes);
    return this.faults.strikes('lower-case-checksum') ? sum.toLowerCase() : sum;
  }

  get #isCp850(): boolean {
    return this.faults.strikes('cp850');
  }

  #bodyOf({ code, fixed, fields }: WireReply): string {
    const strikes = this.faults.strikes;
    const isPlain = code === '96' || code === '94';
    let told = fields.map(([id, value]) => `${id}${this.#text(value)}`);
    if (!isPlain && strikes('no-institution'))
      told = told.filter((field) => !field.startsWith('AO'));
    if (!isPlain && strikes('institution-last')) told = told.toSorted(aoLast);
    if (!isPlain && strikes('unknown-fields')) told = ['ZZ?', ...told, 'AOsecond', 'QX1'];
    const bar = told.length === 0 || strikes('no-final-bar') ? '' : '|';
    return `${code}${fixed}${told.join('|')}${bar}`;
  }

  #text(value: string): string {
    if (isAscii(value)) return value;
    if (this.faults.strikes('nfd')) return value.normalize('NFD');
    return this.faults.strikes('ascii') ? withoutMarks(value) : value;
  }
}

function hungUp(socket: Socket): Promise<void> {
  return new Promise((resolve) => {
    socket.once('close', () => resolve());
    socket.end();
  });
}

/** 09: the first character; 11 and 29: the second. */
const isNoBlock = (fixed: string): boolean => (fixed.length === 37 ? fixed[0] : fixed[1]) === 'Y';

const isAscii = (text: string): boolean => /^[\x20-\x7e]*$/.test(text);

const aoLast = (a: string, b: string): number =>
  Number(a.startsWith('AO')) - Number(b.startsWith('AO'));

/** As an old server does: marks go, and đ is a question mark. */
const withoutMarks = (text: string): string =>
  text
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .replace(/[^ -~]/g, '?');

/** The few letters of code page 850 that the sample's titles use; all others become question marks. */
const CP850: Readonly<Record<string, number>> = {
  ...{ à: 0x85, á: 0xa0, â: 0x83, ã: 0xc6, è: 0x8a, é: 0x82, ê: 0x88, ì: 0x8d, í: 0xa1, ò: 0x95 },
  ...{ ó: 0xa2, ô: 0x93, õ: 0xe4, ù: 0x97, ú: 0xa3, ý: 0xec, Ô: 0xe2, Ê: 0xd2, Â: 0xb6 },
};

const toCp850 = (text: string): Buffer =>
  Buffer.from(
    Array.from(text, (one) => {
      const point = one.codePointAt(0) ?? 0;
      return point < 0x80 ? point : (CP850[one] ?? 0x3f);
    }),
  );
