import type { Socket } from 'node:net';
import { readText, writeText } from '#server/sip2/protocol/charset.ts';
import { checksum } from '#server/sip2/protocol/checksum.ts';
import { decodeBytes } from '#server/sip2/protocol/decode.ts';
import { encodeText } from '#server/sip2/protocol/encode.ts';
import { FrameParser } from '#server/sip2/protocol/framing.ts';
import type { Message, Outgoing } from '#server/sip2/protocol/message.ts';
import { isReadable } from '#server/sip2/protocol/message.ts';
import { loginRequest } from './connection.ts';
import type { Sip2Settings } from './connection.ts';
import type { OnTraffic } from './line.ts';
import { openSocket } from './socket.ts';
import type { Address } from './socket.ts';

/** What came back for one message, whatever it was. */
export type Heard =
  | { readonly kind: 'message'; readonly message: Message; readonly bytes: Uint8Array }
  /** Bytes with an end that are no message. */
  | { readonly kind: 'other'; readonly bytes: Uint8Array }
  | { readonly kind: 'silence' }
  | { readonly kind: 'closed' };

/** A line that sends what it is told and judges nothing: to find out what a peer does. */
export class RawLine {
  readonly #socket: Socket;
  readonly #parser = new FrameParser();
  readonly #frames: Uint8Array[] = [];
  #wake: () => void = () => undefined;
  /** Whether an LF has followed the CR of a message. */
  #endsWithLf = false;
  #lastByte = 0;

  private constructor(socket: Socket) {
    this.#socket = socket;
    socket.on('data', (chunk: Uint8Array) => this.#hear(chunk));
    socket.on('error', () => socket.destroy());
    socket.on('close', () => this.#wake());
  }

  static open = async (address: Address): Promise<RawLine> =>
    new RawLine(await openSocket(address));

  get endsWithLf(): boolean {
    return this.#endsWithLf;
  }

  get isOpen(): boolean {
    return this.#socket.writable && !this.#socket.destroyed;
  }

  /** @param bytes with their end @param patienceMs after which it is silence */
  async say(bytes: Uint8Array, patienceMs: number): Promise<Heard> {
    if (this.isOpen) this.#socket.write(bytes);
    if (this.#frames.length === 0 && this.isOpen) await this.#something(patienceMs);
    const frame = this.#frames.shift();
    if (!frame) return { kind: this.isOpen ? 'silence' : 'closed' };
    const message = decodeBytes(frame);
    return isReadable(message)
      ? { kind: 'message', message, bytes: frame }
      : { kind: 'other', bytes: frame };
  }

  close(): void {
    this.#socket.destroy();
  }

  #something(patienceMs: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, patienceMs);
      this.#wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }

  #hear(chunk: Uint8Array): void {
    for (const byte of chunk) {
      if (byte === 0x0a && this.#lastByte === 0x0d) this.#endsWithLf = true;
      this.#lastByte = byte;
    }
    for (const frame of this.#parser.push(chunk)) {
      if (frame.kind === 'message') this.#frames.push(frame.bytes);
    }
    if (this.#frames.length > 0) this.#wake();
  }
}

export type RawAnswer =
  { readonly kind: 'heard' } | { readonly kind: 'silent' | 'not-reached'; readonly why: string };

/** Logs in and sends one message as it is typed; AY and AZ are put to it where the dialect has them and it has none. */
export async function sendRaw(
  settings: Sip2Settings,
  text: string,
  onTraffic: OnTraffic,
): Promise<RawAnswer> {
  let line: RawLine;
  try {
    line = await RawLine.open(settings);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return { kind: 'not-reached', why: `Not reached: ${why}.` };
  }
  try {
    return await saidOn(line, settings, text, onTraffic);
  } finally {
    line.close();
  }
}

async function saidOn(
  line: RawLine,
  settings: Sip2Settings,
  text: string,
  onTraffic: OnTraffic,
): Promise<RawAnswer> {
  const { dialect, login } = settings;
  const speak = async (words: string): Promise<Heard> => {
    onTraffic('sent', words);
    const end = dialect.terminator === 'cr' ? '\r' : '\r\n';
    const heard = await line.say(
      writeText(`${words}${end}`, dialect.charset),
      dialect.timeoutSeconds * 1000,
    );
    if ('bytes' in heard) onTraffic('received', readText(heard.bytes, dialect.charset).text);
    return heard;
  };
  if (login) {
    const heard = await speak(sealed(settings, loginRequest(login, dialect), '0'));
    const ok = heard.kind === 'message' && heard.message.fixed['ok'] === '1';
    if (!ok) return { kind: 'not-reached', why: 'The login was refused; nothing was sent.' };
  }
  const answer = await speak(withSeal(text, settings));
  if (answer.kind === 'silence') return { kind: 'silent', why: 'It says nothing.' };
  return answer.kind === 'closed' ? { kind: 'silent', why: 'It hung up.' } : { kind: 'heard' };
}

export const sealed = (
  { dialect }: Pick<Sip2Settings, 'dialect'>,
  message: Outgoing,
  sequence: string,
): string =>
  encodeText(message, {
    charset: dialect.charset,
    errorDetection: dialect.errorDetection,
    checksumMode: dialect.checksumMode,
    sequence,
  });

function withSeal(text: string, { dialect }: Sip2Settings): string {
  if (!dialect.errorDetection || /AZ[\dA-Fa-f]{4}$/.test(text)) return text;
  const summed = `${text}AY1AZ`;
  return `${summed}${checksum(dialect.checksumMode, summed, writeText(summed, dialect.charset))}`;
}
