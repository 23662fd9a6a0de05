/**
 * Frames of the NXP PN532 on its serial line (UM0701-02 §6.2.1):
 *
 *     information  00 00 FF LEN LCS TFI PD… DCS 00              LEN counts TFI and PD; LEN + LCS = 0, TFI + PD + DCS = 0
 *     extended     00 00 FF FF FF LENhi LENlo LCS TFI PD… DCS 00
 *     ACK 00 00 FF 00 FF 00     NACK 00 00 FF FF 00 00     error 00 00 FF 01 FF 7F 81 00
 *
 * The first and last 00 are padding: any number of them, none included. TFI D4 goes to the chip, D5 comes back.
 */
export type Pn532Piece =
  | { readonly kind: 'ack' }
  | { readonly kind: 'nack' }
  /** The chip could not read the last command. */
  | { readonly kind: 'error' }
  | {
      readonly kind: 'information';
      readonly tfi: number;
      readonly command: number;
      readonly data: Uint8Array;
    }
  /** A frame of the right shape and a wrong check sum. */
  | { readonly kind: 'torn' };

export const TO_CHIP = 0xd4;
export const FROM_CHIP = 0xd5;
export const ACK = Uint8Array.of(0x00, 0x00, 0xff, 0x00, 0xff, 0x00);

/** No answer of the commands used here is longer; the chip itself takes 264 data bytes (§6.2.1.2). */
const MAX_DATA = 265;
/** TFI of an error frame. */
const SYNTAX_ERROR = 0x7f;

/** A command to the chip. @throws RangeError more data than one frame holds */
export function encodeCommand(command: number, data: Uint8Array): Uint8Array {
  const body = Uint8Array.of(TO_CHIP, command, ...data);
  if (body.length > MAX_DATA) throw new RangeError('too much for one frame');
  const extended = body.length > 0xff;
  const [high, low] = [body.length >> 8, body.length & 0xff];
  const head = extended ? [0xff, 0xff, high, low, -(high + low) & 0xff] : [low, -low & 0xff];
  return Uint8Array.of(0x00, 0x00, 0xff, ...head, ...body, -sum(body) & 0xff, 0x00);
}

interface Head {
  /** Where TFI stands, counted from the start code 00 FF. */
  readonly body: number;
  readonly length: number;
  readonly lcsOk: boolean;
  readonly special?: 'ack' | 'nack';
}

/** What follows 00 FF; undefined while it is not all there. */
function headOf(bytes: Uint8Array): Head | undefined {
  const [, , length, check, high = 0, low, extendedCheck = 0] = bytes;
  if (length === undefined || check === undefined) return undefined;
  if (length === 0x00 && check === 0xff) return { body: 4, length: 0, lcsOk: true, special: 'ack' };
  if (length === 0xff && check === 0x00)
    return { body: 4, length: 0, lcsOk: true, special: 'nack' };
  if (length !== 0xff || check !== 0xff) {
    return { body: 4, length, lcsOk: ((length + check) & 0xff) === 0 && length > 0 };
  }
  if (low === undefined || bytes.length < 7) return undefined;
  const long = high * 256 + low;
  const lcsOk = ((high + low + extendedCheck) & 0xff) === 0 && long > 0 && long <= MAX_DATA;
  return { body: 7, length: long, lcsOk };
}

/** Cuts what the chip sends into frames. All that is not a frame is stepped over; holds one frame at most. */
export class Pn532Parser {
  #pending = new Uint8Array(0);

  /** A lone 00 is the padding behind the frame before: between ACK and answer the chip may take its time. */
  get midFrame(): boolean {
    return this.#pending.length > 1;
  }

  push(chunk: Uint8Array): Pn532Piece[] {
    const pieces: Pn532Piece[] = [];
    this.#pending = Uint8Array.of(...this.#pending, ...chunk);
    for (;;) {
      this.#toStartCode();
      const head = headOf(this.#pending);
      if (!head) return pieces;
      if (!head.lcsOk) this.#step(1);
      else if (head.special) {
        pieces.push({ kind: head.special });
        this.#step(head.body);
      } else {
        const end = head.body + head.length + 1;
        if (this.#pending.length < end) return pieces;
        pieces.push(pieceOf(this.#pending.subarray(head.body, end)));
        this.#step(end);
      }
    }
  }

  /** The frame that has begun will not be finished. */
  abandon(): void {
    this.#pending = new Uint8Array(0);
  }

  #step(bytes: number): void {
    this.#pending = this.#pending.subarray(bytes);
  }

  /** Nothing but a last 00 is kept before it: it may be the first half of the start code. */
  #toStartCode(): void {
    const pending = this.#pending;
    for (let at = 0; at < pending.length; at++) {
      const isStart = pending[at] === 0x00 && (pending[at + 1] ?? 0xff) === 0xff;
      if (isStart) return this.#step(at);
    }
    this.#pending = new Uint8Array(0);
  }
}

/** TFI, PD and DCS of one frame. */
function pieceOf(body: Uint8Array): Pn532Piece {
  if ((sum(body) & 0xff) !== 0) return { kind: 'torn' };
  const [tfi = 0, command = 0] = body;
  if (body.length === 2) return tfi === SYNTAX_ERROR ? { kind: 'error' } : { kind: 'torn' };
  return { kind: 'information', tfi, command, data: body.slice(2, -1) };
}

const sum = (bytes: Uint8Array): number => bytes.reduce((total, byte) => total + byte, 0);

/** Numbers are numbers, codes and raw bytes lower-case hex. */
export interface DescribedPn532Frame {
  readonly type: 'ack' | 'nack' | 'error' | 'information';
  readonly lcsOk?: boolean;
  readonly dcsOk?: boolean;
  readonly tfi?: string;
  readonly command?: string;
  readonly data?: string;
  readonly targets?: readonly {
    readonly number: number;
    readonly sensRes: string;
    readonly selRes: string;
    readonly uid: string;
  }[];
}

/** One frame in words, for whoever looks at what goes over the line. @returns undefined where there is no start code */
export function describePn532(bytes: Uint8Array): DescribedPn532Frame | undefined {
  const start = bytes.findIndex((byte, at) => byte === 0x00 && bytes[at + 1] === 0xff);
  const frame = bytes.subarray(start);
  const head = start < 0 ? undefined : headOf(frame);
  if (!head) return undefined;
  if (head.special) return { type: head.special };
  const body = frame.subarray(head.body, head.body + head.length + 1);
  const dcsOk = body.length === head.length + 1 && (sum(body) & 0xff) === 0;
  const piece = pieceOf(body);
  if (head.lcsOk && dcsOk && piece.kind === 'error') return { type: 'error' };
  const checks = { type: 'information', lcsOk: head.lcsOk, dcsOk } as const;
  return head.lcsOk && dcsOk && piece.kind === 'information'
    ? { ...checks, ...inWords(piece) }
    : checks;
}

function inWords({ tfi, command, data }: Extract<Pn532Piece, { kind: 'information' }>) {
  const words = { tfi: hex([tfi]), command: hex([command]), data: hex(data) };
  const targets = tfi === FROM_CHIP && command === LIST_PASSIVE_TARGET + 1 && decodeTargets(data);
  if (!targets) return words;
  return {
    ...words,
    targets: targets.map(({ number, sensRes, selRes, uid }) => {
      return { number, sensRes: hex(sensRes), selRes: hex([selRes]), uid: hex(uid) };
    }),
  };
}

export const LIST_PASSIVE_TARGET = 0x4a;

/** A card of ISO 14443 type A. */
export interface Target {
  readonly number: number;
  /** ATQA */
  readonly sensRes: Uint8Array;
  /** SAK */
  readonly selRes: number;
  /** 4, 7 or 10 bytes, in the order in which the card sends them. */
  readonly uid: Uint8Array;
}

/**
 * Answer of InListPassiveTarget at 106 kbit/s type A (§7.3.5): `N {Tg SENS_RES2 SEL_RES UIDlen UID [ATS]}×N`; an ATS,
 * which begins with its own length, follows where SEL_RES bit 5 is set.
 * @returns undefined when the lengths do not fit
 */
export function decodeTargets(data: Uint8Array): readonly Target[] | undefined {
  const targets: Target[] = [];
  let at = 1;
  for (let left = data[0] ?? 0; left > 0; left--) {
    const [number = 0, , , selRes = 0, length] = data.subarray(at);
    const end = at + 5 + (length ?? 0);
    if (length === undefined || end > data.length) return undefined;
    targets.push({
      number,
      sensRes: data.slice(at + 1, at + 3),
      selRes,
      uid: data.slice(at + 5, end),
    });
    at = end + (selRes & SAK_ISO14443_4 ? (data[end] ?? 0) : 0);
  }
  return at <= data.length ? targets : undefined;
}

/** ISO/IEC 14443-3 §6.5.3.4: the card speaks ISO 14443-4. */
export const SAK_ISO14443_4 = 0x20;

const hex = (bytes: ArrayLike<number>): string =>
  Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
