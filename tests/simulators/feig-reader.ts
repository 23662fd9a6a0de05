import type { BookTag } from './book-tag.ts';
import {
  AIR_MS,
  blockSecurity,
  BUFFERS,
  LENGTH_ERROR,
  NO_TRANSPONDER,
  NOT_SUPPORTED,
  PARAMETER_RANGE,
  readBlocks,
  record,
  systemInformation,
  written,
} from './feig-answers.ts';
import type { FeigAnswer } from './feig-answers.ts';
import { commandOf } from './feig-commands.ts';
import type { FeigCommand } from './feig-commands.ts';
import { inputsOf, setNumberedOutputs, setOutputs } from './feig-outputs.ts';
import { FEIG_MODELS, FeigField } from './feig-field.ts';
import type { FeigModel } from './feig-field.ts';
import { IoTerminals, realTime } from './io-wires.ts';
import type { SimulatedTime } from './io-wires.ts';
import { answerOnWire, RequestCollector } from './feig-wire.ts';
import type { Line } from './line.ts';
import { SimulatedRfidReader } from './rfid-reader.ts';
import type { ReaderAnswer } from './rfid-reader.ts';

/** A chip of another kind: its system information is longer than a library tag's, or the reader knows of none. */
export type OddTag = 'long' | 'unknown command';

/** A FEIG reader in ISO host mode at the far end of a line, with tags in its field. */
export class SimulatedFeigReader extends SimulatedRfidReader<FeigCommand> {
  /** Its outputs and inputs: what is wired to them. */
  readonly wires: IoTerminals;
  readonly #model: FeigModel;
  readonly #field: FeigField;
  readonly #collector = new RequestCollector();
  readonly #oddTags = new Map<string, OddTag>();
  #scanMode = false;
  #bareOverflow = false;
  #shortReads = 0;

  private constructor(line: Line, model: FeigModel, time: SimulatedTime) {
    super(line);
    this.#model = model;
    this.wires = new IoTerminals(time);
    this.#field = new FeigField(model);
  }

  /** Puts a reader on a line. */
  static on(
    line: Line,
    { model, time = realTime }: { model: keyof typeof FEIG_MODELS; time?: SimulatedTime },
  ): SimulatedFeigReader {
    return new SimulatedFeigReader(line, FEIG_MODELS[model], time);
  }

  override place(...tags: readonly BookTag[]): void {
    this.#field.forget(tags.map(({ uid }) => uid));
    super.place(...tags);
  }

  override remove(...uids: readonly string[]): void {
    this.#field.forget(uids);
    super.remove(...uids);
  }

  simulateOddTag(uid: string, how: OddTag): void {
    this.#oddTags.set(uid, how);
  }

  /** The reader pushes what it sees and refuses commands (scan mode). */
  simulateScanMode(on = true): void {
    this.#scanMode = on;
  }

  /** Status 93 comes without the tags that were found, as annex C of the manual can be read. */
  simulateBareOverflow(on = true): void {
    this.#bareOverflow = on;
  }

  /** The next readings of blocks tell of one block less than was asked for. */
  simulateShortRead(times = 1): void {
    this.#shortReads = times;
  }

  protected collect(bytes: Uint8Array, now: number): readonly FeigCommand[] {
    const request = this.#collector.push(bytes, now);
    return request ? [commandOf(request)] : [];
  }

  protected carryOut(command: FeigCommand): ReaderAnswer {
    const { status, data, airMs } = this.#answerTo(command);
    const { advanced, command: code } = command.request;
    const isLong = advanced || this.#model.answers === 'advanced';
    return { bytes: answerOnWire({ advanced: isLong, command: code }, status, data), airMs };
  }

  #answerTo(command: FeigCommand): FeigAnswer {
    if (this.#scanMode && command.request.command >= 0xb0) {
      this.faults.fire('scan-mode');
      return { status: 0x82, airMs: 0 };
    }
    switch (command.name) {
      case 'baud-detect':
      case 'rf-switch':
        return { status: 0x00, airMs: 0 };
      case 'software-version':
        return { status: 0x00, data: this.#version(), airMs: 0 };
      case 'reader-info':
        return { status: 0x00, data: Buffer.concat([this.#version(), BUFFERS]), airMs: 0 };
      case 'rf-reset':
        this.#field.reset();
        this.beginRound();
        return { status: 0x00, airMs: AIR_MS.rfReset };
      case 'set-output':
        return setOutputs(this.wires, command.request.data);
      case 'set-numbered-output':
        return setNumberedOutputs(this.wires, command.request.data);
      case 'get-input':
        return inputsOf(this.wires);
      case 'inventory':
        return this.#inventory(command.request.data[1] ?? 0);
      case 'unknown':
        return { status: 0x80, airMs: 0 };
      default:
        return command.uid === undefined ? PARAMETER_RANGE : this.#toTag(command, command.uid);
    }
  }

  #version(): Buffer {
    return Buffer.from([0x03, 0x03, 0x00, 0x44, this.#model.softwareType, 0x0d, 0x30]);
  }

  #inventory(mode: number): FeigAnswer {
    const { tags, status } =
      mode & 0x80 ? this.#field.more() : this.#field.inventory(this.answering());
    const records = tags.map(({ dsfid, uid }) => record(dsfid, uid));
    const ghost = this.faults.takeGhost();
    if (ghost !== undefined) records.push(record(0, ghost));
    const airMs = AIR_MS.inventory(tags.length);
    const bare = status === 0x93 && this.#bareOverflow;
    if (records.length === 0 || bare) return { status, airMs };
    const data = Buffer.concat([Buffer.from([records.length]), ...records]);
    return { status: ghost !== undefined && status === 0x01 ? 0x00 : status, data, airMs };
  }

  #toTag(command: FeigCommand, uid: string): FeigAnswer {
    if (command.act === 'read') return this.#read(command, uid);
    if (command.act === 'write-eas') return this.#writeEas(command, uid);
    if (command.name === 'write-blocks') return this.#writeBlocks(command.rest, uid);
    if (command.name !== 'stay-quiet') return this.#writeByte(command, uid);
    if (!this.#tag(uid)) return NO_TRANSPONDER;
    this.#field.stayQuiet(uid);
    return { status: 0x00, airMs: AIR_MS.request };
  }

  #read({ name, rest }: FeigCommand, uid: string): FeigAnswer {
    const tag = name === 'read-blocks' ? this.tagToRead(uid) : this.#tag(uid);
    if (!tag) return NO_TRANSPONDER;
    const [first = 0, count = 0] = rest;
    if (name === 'read-blocks') {
      return readBlocks(tag, first, this.#shortReads-- > 0 ? count - 1 : count);
    }
    if (name === 'block-security') return blockSecurity(tag, first, count);
    const answer = systemInformation(tag);
    switch (this.#oddTags.get(uid)) {
      case 'long':
        return { ...answer, data: Uint8Array.of(...(answer.data ?? []), 0x00) };
      case 'unknown command':
        return { status: 0x80, airMs: AIR_MS.request };
      default:
        return answer;
    }
  }

  /** `DB_ADR DB_N DB_SIZE {DB}×N`, each block last byte first; at most 128 data bytes at once. */
  #writeBlocks(rest: Buffer, uid: string): FeigAnswer {
    const [first = 0, count = 0, size = 0] = rest;
    const blocks = rest.subarray(3);
    if (blocks.length !== count * size) return LENGTH_ERROR;
    if (count === 0 || blocks.length > 128) return PARAMETER_RANGE;
    if (size !== (this.#tag(uid)?.blockSize ?? size)) return PARAMETER_RANGE;
    const inOrder = Array.from({ length: count }, (_, index) =>
      Buffer.from(blocks.subarray(index * size, (index + 1) * size)).reverse(),
    );
    return written(this.writeBlocks(uid, first, Buffer.concat(inOrder)), count);
  }

  #writeByte({ name, rest }: FeigCommand, uid: string): FeigAnswer {
    const [value] = rest;
    if (value === undefined) return LENGTH_ERROR;
    const change = name === 'write-afi' ? { afi: value } : { dsfid: value };
    return written(this.write(uid, (tag) => Object.assign(tag, change)));
  }

  /** NXP chips (E0 04) alone have the alarm. [BF] hands the chip's own answer on: its flags, then its error. */
  #writeEas({ name, rest }: FeigCommand, uid: string): FeigAnswer {
    const isTransparent = name === 'transparent';
    const armed = isTransparent ? rest[1] === 0xa2 : name === 'set-eas';
    if (this.#tag(uid) && !uid.startsWith('E004')) {
      return isTransparent ? { ...NOT_SUPPORTED, status: 0x00, data: FLAGS_ERROR } : NOT_SUPPORTED;
    }
    const answer = written(this.write(uid, (tag) => void (tag.eas = armed)));
    if (!isTransparent || answer.status === 0x01) return answer;
    const { status, airMs } = answer;
    return { status: 0x00, data: status === 0x00 ? FLAGS_OK : FLAGS_LOCKED, airMs };
  }

  #tag(uid: string): BookTag | undefined {
    return this.tags.find((tag) => tag.uid === uid);
  }
}

/** Flags of an answer (ISO/IEC 15693-3 §7.4.1): bit 0 announces an error code. */
const FLAGS_OK = Uint8Array.of(0x00);
const FLAGS_ERROR = Uint8Array.of(0x01, 0x01);
const FLAGS_LOCKED = Uint8Array.of(0x01, 0x12);
