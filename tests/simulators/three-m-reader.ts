import type { BookTag } from './book-tag.ts';
import type { Line } from './line.ts';
import { SimulatedRfidReader } from './rfid-reader.ts';
import type { ReaderAnswer, TakenRequest, WriteResult } from './rfid-reader.ts';
import type { ReaderAct } from './simulated-reader.ts';
import { D6Collector, d6OnWire } from './three-m-wire.ts';
import type { D6OnWire } from './three-m-wire.ts';

interface ThreeMCommand extends TakenRequest {
  readonly request: D6OnWire;
  /** What follows the UID. */
  readonly rest: Buffer;
}

interface D6Reply {
  readonly error: number;
  readonly data?: Uint8Array;
  readonly airMs: number;
}

/** By command; all but version, inventory and pass-through begin with the UID of the tag they are for. */
const COMMANDS: Readonly<Record<number, { readonly name: string; readonly act: ReaderAct }>> = {
  0x01: { name: 'quiet', act: 'other' },
  0x02: { name: 'read-blocks', act: 'read' },
  0x03: { name: 'read-eas', act: 'read' },
  0x04: { name: 'write-blocks', act: 'write-blocks' },
  0x09: { name: 'write-afi', act: 'write-afi' },
  0x0a: { name: 'read-afi', act: 'read' },
  0x0b: { name: 'write-dsfid', act: 'other' },
  0x0c: { name: 'write-eas', act: 'write-eas' },
  0x0d: { name: 'tag-info', act: 'read' },
  0x0f: { name: 'read-dsfid', act: 'read' },
  0x11: { name: 'version', act: 'other' },
  0x14: { name: 'pass-through', act: 'other' },
  0xfe: { name: 'inventory', act: 'inventory' },
};
const WITHOUT_TAG = ['version', 'inventory', 'pass-through', 'unknown'];

const VERSION = Uint8Array.of(0x0a, 0x05, 0x00, 0x02);
/** Air time of ISO/IEC 15693 as for the FEIG reader; the inventory polls twice. */
const AIR_MS = { request: 4, read: 9, write: 25, inventory: (tags: number) => 28 + tags * 4.5 };

const ERROR = {
  notImplemented: 0x02,
  noTransponder: 0x06,
  noSuchBlock: 0x11,
  locked: 0x12,
  notWritten: 0x16,
  notSupportedByTag: 0x30,
  parameter: 0x32,
  noMemory: 0xfe,
} as const;
const GONE: D6Reply = { error: ERROR.noTransponder, airMs: AIR_MS.request };
const PARAMETER: D6Reply = { error: ERROR.parameter, airMs: 0 };

export interface ThreeMOptions {
  /** Tags that it can tell of at once; with more it says “no memory”. */
  readonly tagsPerAnswer?: number;
  /** Says its version in the frames of the maker's own software alone. */
  readonly versionInD5?: boolean;
  /** Hands on what is meant for the tags. */
  readonly passesThrough?: boolean;
}

/** A 3M 810 at the far end of a line, with tags in its field. */
export class SimulatedThreeMReader extends SimulatedRfidReader<ThreeMCommand> {
  readonly #tagsPerAnswer: number;
  readonly #versionInD5: boolean;
  readonly #passesThrough: boolean;
  readonly #collector = new D6Collector();
  readonly #quiet = new Set<string>();
  #knowsTagInfo = true;
  #twice = false;
  #unheardAlarms = 0;
  #unheardAfis = 0;

  private constructor(
    line: Line,
    { tagsPerAnswer = 64, versionInD5 = false, passesThrough = true }: ThreeMOptions,
  ) {
    super(line);
    this.#tagsPerAnswer = tagsPerAnswer;
    this.#versionInD5 = versionInD5;
    this.#passesThrough = passesThrough;
  }

  /** Puts a reader on a line. */
  static on(line: Line, options: ThreeMOptions = {}): SimulatedThreeMReader {
    return new SimulatedThreeMReader(line, options);
  }

  override place(...tags: readonly BookTag[]): void {
    for (const { uid } of tags) this.#quiet.delete(uid);
    super.place(...tags);
  }

  /** A tag that leaves the field forgets that it was told to be quiet. */
  override remove(...uids: readonly string[]): void {
    for (const uid of uids) this.#quiet.delete(uid);
    super.remove(...uids);
  }

  /** Tags that do not know “get system information”, which is optional. */
  simulateNoTagInfo(): void {
    this.#knowsTagInfo = false;
  }

  /** Both of its polls find the same tag, and it tells of both. */
  simulateDuplicates(): void {
    this.#twice = true;
  }

  /** The next `times` that it asks a chip for its alarm, noise covers the answer. */
  simulateUnheardAlarm(times = 1): void {
    this.#unheardAlarms = times;
  }

  /** The next `times` that it asks a tag for its AFI, noise covers the answer. */
  simulateUnheardAfi(times = 1): void {
    this.#unheardAfis = times;
  }

  protected collect(bytes: Uint8Array, now: number): readonly ThreeMCommand[] {
    const request = this.#collector.push(bytes, now);
    return request ? [commandOf(request)] : [];
  }

  protected carryOut(command: ThreeMCommand): ReaderAnswer {
    const { error, data, airMs } = this.#replyTo(command);
    const uid = Buffer.from(WITHOUT_TAG.includes(command.name) ? '' : (command.uid ?? ''), 'hex');
    const all = Buffer.concat([uid, data ?? Buffer.alloc(0)]);
    return { bytes: d6OnWire(command.request, error, all), airMs };
  }

  #replyTo(command: ThreeMCommand): D6Reply {
    if (command.name === 'version') return this.#version(command.request.start);
    if (command.name === 'inventory') return this.#inventory(command.request.data);
    if (command.name === 'pass-through') return this.#passThrough(command.request.data);
    if (command.name === 'unknown') return { error: ERROR.notImplemented, airMs: 0 };
    if (command.uid === undefined) return PARAMETER;
    return command.act === 'read'
      ? this.#read(command, command.uid)
      : this.#change(command, command.uid);
  }

  #version(start: number): D6Reply {
    const isRefused = this.#versionInD5 && start === 0xd6;
    return isRefused
      ? { error: ERROR.notImplemented, airMs: 0 }
      : { error: 0, data: VERSION, airMs: 0 };
  }

  #inventory([afi = 0, options = 0]: Buffer): D6Reply {
    this.beginRound();
    const awake = this.answering().filter(({ uid }) => !this.#quiet.has(uid));
    const wanted = awake.filter((tag) => afi === 0 || tag.afi === afi);
    const told = wanted.slice(0, this.#tagsPerAnswer).map(({ uid }) => uid);
    const ghost = this.faults.takeGhost();
    if (ghost !== undefined) told.push(ghost);
    const uids = this.#twice ? [...told, ...told] : told;
    const data = Buffer.from([afi, options, uids.length]);
    return {
      error: wanted.length > this.#tagsPerAnswer ? ERROR.noMemory : 0,
      data: Buffer.concat([data, ...uids.map((uid) => Buffer.from(uid, 'hex'))]),
      airMs: AIR_MS.inventory(awake.length),
    };
  }

  /** `sendLength2 maxReceive2 control2 request`; of the requests, “reset to ready” to all. */
  #passThrough(data: Buffer): D6Reply {
    const request = data.subarray(6);
    if (data.length < 8 || data.readUInt16BE(0) !== request.length) return PARAMETER;
    if (!this.#passesThrough) return { error: ERROR.notImplemented, airMs: 0 };
    if (request.toString('hex') === '0226') this.#quiet.clear();
    return { error: 0, data: Uint8Array.of(0, 0, 0), airMs: AIR_MS.request };
  }

  #read({ name, rest }: ThreeMCommand, uid: string): D6Reply {
    const tag = this.tagToRead(uid);
    if (!tag) return GONE;
    switch (name) {
      case 'read-blocks':
        return readBlocks(tag, rest);
      case 'read-eas':
        return this.#unheardAlarms-- > 0 ? GONE : readEas(tag);
      case 'read-afi':
        if (this.#unheardAfis-- > 0) return GONE;
        return { error: 0, data: Uint8Array.of(tag.afi), airMs: AIR_MS.read };
      case 'read-dsfid':
        return { error: 0, data: Uint8Array.of(tag.dsfid), airMs: AIR_MS.read };
      default:
        return this.#tagInfo(tag, rest);
    }
  }

  #tagInfo({ afi, blockSize, dsfid, memory }: BookTag, [mask = 0]: Buffer): D6Reply {
    if (!this.#knowsTagInfo) return { error: ERROR.notSupportedByTag, airMs: AIR_MS.request };
    const size = [blockSize - 1, memory.length / blockSize - 1];
    const parts = [[dsfid], [afi], size, [0x01]].filter((_, bit) => mask & (1 << bit));
    return { error: 0, data: Uint8Array.from([mask, ...parts.flat()]), airMs: AIR_MS.read };
  }

  #change({ name, rest }: ThreeMCommand, uid: string): D6Reply {
    const [value = 0] = rest;
    if (name === 'quiet') {
      if (!this.tags.some((tag) => tag.uid === uid)) return GONE;
      this.#quiet.add(uid);
      return { error: 0, airMs: AIR_MS.request };
    }
    if (name === 'write-blocks') return this.#writeBlocks(rest, uid);
    if (rest.length !== 1) return PARAMETER;
    if (name === 'write-eas' && !uid.startsWith('E004')) {
      return { error: ERROR.notSupportedByTag, airMs: AIR_MS.request };
    }
    return written(this.write(uid, (tag) => Object.assign(tag, changeBy(name, value))));
  }

  #writeBlocks(rest: Buffer, uid: string): D6Reply {
    const [first = 0, count = 0] = rest;
    const bytes = rest.subarray(3);
    if (count === 0 || bytes.length !== count * 4) return PARAMETER;
    // As captured: the number after the last block that was written.
    return written(this.writeBlocks(uid, first, bytes), first + count, count);
  }
}

const changeBy = (name: string, value: number): Partial<BookTag> =>
  name === 'write-afi'
    ? { afi: value }
    : name === 'write-eas'
      ? { eas: value !== 0 }
      : { dsfid: value };

function commandOf(request: D6OnWire): ThreeMCommand {
  const { name, act } = COMMANDS[request.command] ?? { name: 'unknown', act: 'other' };
  const { data, frame } = request;
  const isForOne = !WITHOUT_TAG.includes(name) && data.length >= 8;
  const uid = isForOne ? data.subarray(0, 8).toString('hex').toUpperCase() : undefined;
  return { name, act, uid, request, bytes: frame, rest: data.subarray(isForOne ? 8 : 0) };
}

/** Old style: `N {number lock data}×N`. */
function readBlocks({ blockSize, locked, memory }: BookTag, [first = 0, count = 0]: Buffer) {
  if (count === 0) return PARAMETER;
  const airMs = AIR_MS.read + count * blockSize * 0.4;
  if ((first + count) * blockSize > memory.length) return { error: ERROR.noSuchBlock, airMs };
  const blocks = Array.from({ length: count }, (_, index) => {
    const block = first + index;
    const data = memory.subarray(block * blockSize, (block + 1) * blockSize);
    return [block, Number(locked.has(block)), ...data];
  });
  return { error: 0, data: Uint8Array.from([count, ...blocks.flat()]), airMs };
}

/** A chip whose alarm is off says nothing, which the reader takes for nobody. */
function readEas({ eas, uid }: BookTag): D6Reply {
  if (!uid.startsWith('E004')) return { error: ERROR.notSupportedByTag, airMs: AIR_MS.request };
  return eas ? { error: 0, data: Uint8Array.of(1), airMs: AIR_MS.read } : GONE;
}

function written({ result }: WriteResult, acknowledged?: number, blocks = 1): D6Reply {
  const airMs = blocks * AIR_MS.write;
  switch (result) {
    case 'done':
      return {
        error: 0,
        data: Uint8Array.from(acknowledged === undefined ? [] : [acknowledged]),
        airMs,
      };
    case 'gone':
      return { ...GONE, airMs };
    case 'unconfirmed':
      return { error: ERROR.notWritten, airMs };
    case 'refused':
      return { error: ERROR.locked, airMs };
    case 'no-such-block':
      return { error: ERROR.noSuchBlock, airMs };
  }
}
