import type { BookTag } from './book-tag.ts';
import type { Line } from './line.ts';
import { SimulatedRfidReader } from './rfid-reader.ts';
import type { ReaderAnswer, WriteResult } from './rfid-reader.ts';
import { uhfCommandOf, uiiOf } from './uhf-commands.ts';
import type { UhfCommand } from './uhf-commands.ts';
import { uhfAnswer, UhfRequestCollector } from './uhf-wire.ts';

export const UHF_MODELS = {
  /** UHFReader18, firmware 2.36: tells EPCs or TIDs, knows tags by their EPC. */
  '18': { type: 0x09, firmware: [2, 36], signal: false },
  /** Before TIDs could be asked for in one round. */
  '18-old': { type: 0x09, firmware: [2, 30], signal: false },
  /** R2000: antenna and signal in inventories, tags known by a mask. */
  '288': { type: 0x20, firmware: [1, 14], signal: true },
} as const;
type UhfModel = (typeof UHF_MODELS)[keyof typeof UHF_MODELS];

/** The access password of every tag here; EAS asks for one that is not zero. */
export const TAG_PASSWORD = 0x4e43_0001;

/** Air time of EPC Gen2 at 62.5 kbit/s and Miller 4: a round, a tag in it, a reading, a word burnt. */
const AIR_MS = { round: 15, tag: 5, read: 6, word: 8 } as const;
const TAGS_PER_FRAME = 4;

interface UhfResult {
  readonly status: number;
  readonly data?: Uint8Array;
  readonly airMs: number;
}

const OK = (data?: Uint8Array, airMs = 0): UhfResult => ({
  status: 0x00,
  airMs,
  ...(data && { data }),
});
const NO_TAG: UhfResult = { status: 0xfb, airMs: AIR_MS.read };
const WRONG_LENGTH: UhfResult = { status: 0xfd, airMs: 0 };
const tagError = (error: number): UhfResult => ({
  status: 0xfc,
  data: Uint8Array.of(error),
  airMs: AIR_MS.read,
});

/** A reader of the UHFReader18 family at the far end of a line, with UHF tags in its field. */
export class SimulatedUhfReader extends SimulatedRfidReader<UhfCommand> {
  readonly #model: UhfModel;
  readonly #collector = new UhfRequestCollector();
  #power = 26;
  #turn = 0;
  #scans = false;
  #hidesTwins = false;
  #roundsCutShort = 0;
  #shortReads = 0;
  /** Words of UII that the chips have room for. */
  #uiiRoom = 15;

  private constructor(line: Line, model: UhfModel) {
    super(line);
    this.#model = model;
  }

  /** Puts a reader on a line. */
  static on(line: Line, { model }: { model: keyof typeof UHF_MODELS }): SimulatedUhfReader {
    return new SimulatedUhfReader(line, UHF_MODELS[model]);
  }

  /** dBm */
  get power(): number {
    return this.#power;
  }

  /** The reader pushes what it sees and answers questions about itself only (work mode “scan”). */
  simulateScanMode(on = true): void {
    this.#scans = on;
  }

  /** Of tags with the same EPC the reader tells one only. */
  simulateHiddenTwins(on = true): void {
    this.#hidesTwins = on;
  }

  /** The next inventories end before all tags were told: scan time over. */
  simulateScanTimeOver(times = 1): void {
    this.#roundsCutShort = times;
  }

  /** The next readings of user memory tell of one word less than was asked for. */
  simulateShortRead(times = 1): void {
    this.#shortReads = times;
  }

  /** Chips with so many words of EPC memory; 6 on the cheapest. */
  simulateShortEpcBank(words = 6): void {
    this.#uiiRoom = words;
  }

  simulateHeartbeat(): Promise<void> {
    return this.line.write(Uint8Array.of(0x56, 0, 0, 0, 0, 0));
  }

  protected collect(bytes: Uint8Array, now: number): readonly UhfCommand[] {
    const request = this.#collector.push(bytes, now);
    return request ? [uhfCommandOf(request, (isMeant) => this.#answeringTo(isMeant))] : [];
  }

  /** Of several tags that are meant alike, another one answers each time: which, nobody can know. */
  #answeringTo(isMeant: (tag: BookTag) => boolean): BookTag | undefined {
    const tags = this.tags.filter(isMeant);
    return tags[this.#turn++ % Math.max(tags.length, 1)];
  }

  protected carryOut(command: UhfCommand): ReaderAnswer {
    if (command.request.torn) return { bytes: uhfAnswer(0x00, 0xfe), airMs: 0 };
    if (this.#scans && command.act !== 'other') return this.#push();
    if (command.name === 'inventory') return this.#inventory(command.request.data);
    const { status, data, airMs } = this.#answerTo(command);
    const code = status === 0xfe ? 0x00 : command.request.command;
    return { bytes: uhfAnswer(code, status, data), airMs };
  }

  #answerTo(command: UhfCommand): UhfResult {
    switch (command.name) {
      case 'reader-info':
        return OK(
          Buffer.from([
            ...this.#model.firmware,
            this.#model.type,
            0x03,
            0x4e,
            0x00,
            this.#power,
            3,
          ]),
        );
      case 'set-power':
        this.#power = command.request.data[0] ?? this.#power;
        return OK();
      case 'work-mode':
        if (this.#model.type !== 0x09) return { status: 0xfe, airMs: 0 };
        return OK(Buffer.from([0, 30, 10, 15, this.#scans ? 1 : 0, 2, 4, 0, 1, 0, 8, 0]));
      case 'read':
        return this.#read(command);
      case 'write':
        return this.#write(command);
      case 'set-eas':
        return this.#setEas(command);
      default:
        return { status: 0xfe, airMs: 0 };
    }
  }

  /** What it sees goes out under command EE, whatever was asked. */
  #push(): ReaderAnswer {
    this.faults.fire('scan-mode');
    const frames = this.tags.map((tag) => uhfAnswer(0xee, 0x00, uiiOf(tag)));
    return { bytes: Buffer.concat(frames), airMs: AIR_MS.round };
  }

  #inventory(data: Buffer): ReaderAnswer {
    this.beginRound();
    const tids = this.#asksForTids(data);
    if (tids === undefined) return { bytes: uhfAnswer(0x01, WRONG_LENGTH.status), airMs: 0 };
    const found = this.answering().map((tag) => (tids ? Buffer.from(tag.uid, 'hex') : uiiOf(tag)));
    const all = this.#hidesTwins ? withoutTwins(found) : found;
    const told = this.#roundsCutShort > 0 ? all.slice(0, Math.ceil(all.length / 2)) : all;
    const ghost = this.faults.takeGhost();
    if (ghost !== undefined) told.push(Buffer.from(ghost, 'hex'));
    const frames: Buffer[] = [];
    for (let at = 0; at < Math.max(told.length, 1); at += TAGS_PER_FRAME) {
      const last = at + TAGS_PER_FRAME >= told.length;
      frames.push(this.#frameOf(told.slice(at, at + TAGS_PER_FRAME), last));
    }
    return { bytes: Buffer.concat(frames), airMs: AIR_MS.round + found.length * AIR_MS.tag };
  }

  /** §8.2.1: `[AdrTID LenTID]`; on the 288 `Q Session [AdrTID LenTID] [Target Ant ScanTime]`. Undefined: neither. */
  #asksForTids({ length }: Buffer): boolean | undefined {
    if (this.#model.signal)
      return [2, 5].includes(length) ? false : [4, 7].includes(length) || undefined;
    if (length === 0) return false;
    return length === 2 && this.#model !== UHF_MODELS['18-old'] ? true : undefined;
  }

  #frameOf(ids: readonly Buffer[], last: boolean): Buffer {
    const { signal } = this.#model;
    const records = ids.map((id) => Buffer.from([id.length, ...id, ...(signal ? [0x4b] : [])]));
    const head = Buffer.from([...(signal ? [0x01] : []), ids.length]);
    if (ids.length === 0 && !signal) return uhfAnswer(0x01, 0xfb);
    return uhfAnswer(0x01, last ? this.#end() : 0x03, Buffer.concat([head, ...records]));
  }

  #end(): number {
    if (this.#roundsCutShort === 0) return 0x01;
    this.#roundsCutShort -= 1;
    return 0x02;
  }

  #read({ uid, rest }: UhfCommand): UhfResult {
    const tag = uid === undefined ? undefined : this.tagToRead(uid);
    if (!tag) return NO_TAG;
    const [bank, word = 0, count = 0] = rest;
    if (count === 0 || count > 120 || rest.length !== 7) return { status: 0xff, airMs: 0 };
    const memory = this.#bankOf(tag, bank);
    if ((word + count) * 2 > memory.length) return tagError(0x03);
    const told = bank === 0x03 && this.#shortReads-- > 0 ? count - 1 : count;
    return OK(memory.subarray(word * 2, (word + told) * 2), AIR_MS.read + count * 0.3);
  }

  #write({ uid, rest, words }: UhfCommand): UhfResult {
    const [bank, word = 0] = rest;
    const bytes = rest.subarray(2, 2 + words * 2);
    if (words === 0 || rest.length !== 6 + words * 2) return WRONG_LENGTH;
    if (uid === undefined) return NO_TAG;
    const airMs = AIR_MS.read + words * AIR_MS.word;
    if (bank === 0x03) return { ...written(this.writeBlocks(uid, word, bytes)), airMs };
    if (bank !== 0x01 || word === 0) return tagError(0x04);
    let overrun = false;
    const apply = (tag: BookTag, taken = words) => {
      const whole = this.#bankOf(tag, bank);
      overrun = (word + words) * 2 > whole.length;
      whole.set(bytes.subarray(0, Math.min(taken * 2, whole.length - word * 2)), word * 2);
      tag.epc = Uint8Array.from(whole.subarray(2, 4 + ((whole[2] ?? 0) >> 3) * 2));
    };
    const result = words > 1 ? this.writeWords(uid, words, apply) : this.write(uid, apply);
    if (overrun) return tagError(0x03);
    return { ...written(result), airMs };
  }

  /** Banks as EPC Gen2 §6.3.2.1 lays them out; of the EPC bank, CRC, PC and as many words as the chips have. */
  #bankOf(tag: BookTag, bank: number | undefined): Buffer {
    if (bank === 0x02) return Buffer.from(tag.uid, 'hex');
    if (bank === 0x03) return Buffer.from(tag.memory);
    if (bank !== 0x01) return Buffer.alloc(8);
    const whole = Buffer.alloc(4 + this.#uiiRoom * 2);
    whole.set(tag.epc?.subarray(0, whole.length - 2) ?? [], 2);
    return whole;
  }

  /** UCODE alone has the alarm, and asks for a password that is not zero. */
  #setEas({ uid, rest }: UhfCommand): UhfResult {
    if (rest.length !== 5) return WRONG_LENGTH;
    if (uid === undefined) return NO_TAG;
    const password = rest.readUInt32BE(0);
    if (!/^E2.06/.test(uid) || password === 0) return { status: 0x19, airMs: AIR_MS.read };
    if (password !== TAG_PASSWORD) return { status: 0x05, airMs: AIR_MS.read };
    const armed = rest[4] === 1;
    return written(this.write(uid, (tag) => void (tag.eas = armed)));
  }
}

const withoutTwins = (ids: readonly Buffer[]): Buffer[] =>
  ids.filter((id, at) => ids.findIndex((other) => other.equals(id)) === at);

function written({ result }: WriteResult): UhfResult {
  const airMs = AIR_MS.read + AIR_MS.word;
  switch (result) {
    case 'done':
      return { status: 0x00, airMs };
    case 'gone':
      return { ...NO_TAG, airMs };
    case 'unconfirmed':
      return { ...tagError(0x0f), airMs };
    case 'refused':
      return { ...tagError(0x04), airMs };
    case 'no-such-block':
      return { ...tagError(0x03), airMs };
  }
}
