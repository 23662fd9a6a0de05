import { Fault } from '../../errors.ts';
import type {
  Inventory,
  Port,
  ReaderCapabilities,
  ReaderModel,
  RfidReader,
  TagMemory,
  Uid,
} from '../device.ts';
import { customEasRequest, transparentEasRequest, transparentError } from './feig-eas-frames.ts';
import type { EasCommand } from './feig-eas-frames.ts';
import type { FeigResponse } from './feig-frames.ts';
import { decodeInputs, setNumberedOutputRequest, setOutputRequest } from './feig-io-frames.ts';
import type { OutputOrder } from './feig-io-frames.ts';
import { takeInventory } from './feig-inventory.ts';
import { FeigLine } from './feig-line.ts';
import type { FeigLineOptions } from './feig-line.ts';
import { accept } from './feig-status.ts';
import {
  blockSecurityRequest,
  COMMAND,
  decodeBlocks,
  decodeBlockSecurity,
  decodeReaderInfo,
  decodeSystemInformation,
  readBlocksRequest,
  STATUS,
  systemInformationRequest,
  writeAfiRequest,
  writeBlocksRequest,
  writeDsfidRequest,
} from './iso-host-frames.ts';
import type { ReaderInfo, SystemInformation } from './iso-host-frames.ts';
import { isNxp } from './uid.ts';

/** CPR readers take no more data bytes in one read or write command (H20800-16e §7.1.6, §7.1.7). */
const MAX_DATA_BYTES = 128;
/** Room that a command or an answer needs in the reader's buffer beside the blocks. */
const FRAME_OVERHEAD = 20;
/** What readers that do not say have at least: a standard frame. */
const SMALL_BUFFER = 0xff;
/** Of a tag that does not tell its own (ISO/IEC 15693-3 §10.4.12 is optional). */
const USUAL_BLOCK_SIZE = 4;

export interface FeigReaderOptions extends FeigLineOptions {
  /** How the alarm of NXP chips is switched: see `EasCommand`. */
  readonly easCommand?: EasCommand;
}

/** FEIG readers in ISO host mode (CPR and i-scan families), over a serial line or TCP. */
export class FeigReader implements RfidReader {
  /** EAS cannot be asked: only the chip's alarm itself would tell ([B1 A5]), whose answer is not documented. */
  readonly capabilities: ReaderCapabilities = {
    air: 'hf',
    afi: true,
    eas: 'write',
    locks: true,
    epc: false,
  };
  readonly model: ReaderModel;
  readonly info: ReaderInfo;
  readonly #line: FeigLine;
  readonly #easCommand: EasCommand;
  #queue: Promise<unknown> = Promise.resolve();

  private constructor(line: FeigLine, info: ReaderInfo, easCommand: EasCommand) {
    this.#line = line;
    this.info = info;
    this.model = { name: `FEIG ${info.model}`, firmware: info.firmware };
    this.#easCommand = easCommand;
  }

  /**
   * Asks the reader what it is, so that a device which does not answer is noticed at once.
   * @throws Fault `no-answer`, `wrong-mode`, `port-lost`, `malformed`
   */
  static async open(port: Port, options: FeigReaderOptions = {}): Promise<FeigReader> {
    const line = new FeigLine(port, options);
    let answer = await line.request(COMMAND.readerInfo, Uint8Array.of(0x00));
    // Older firmware has no [66] and says nothing of its buffers.
    if (answer.status === STATUS.unknownCommand)
      answer = await line.request(COMMAND.softwareVersion);
    const info = answer.status === STATUS.ok ? decodeReaderInfo(answer.data) : undefined;
    if (!info) throw new Fault('malformed', 'the reader does not say what it is');
    return new FeigReader(line, info, options.easCommand ?? 'custom');
  }

  inventory(): Promise<Inventory> {
    return this.#inTurn(async () => {
      try {
        return await takeInventory(this.#line);
      } catch (error) {
        // The tags of a lost answer are quiet by now; only a new beginning with an RF reset finds them.
        if (error instanceof Fault && error.code === 'no-answer') return takeInventory(this.#line);
        throw error;
      }
    });
  }

  readTag(uid: Uid, bytes: number): Promise<TagMemory> {
    return this.#inTurn(async () => {
      const system = await this.#systemInformation(uid);
      const memory = system
        ? await this.#readBlocks(uid, bytes, system)
        : await this.#readBlockByBlock(uid, bytes);
      const count = system && { blockCount: system.blockCount };
      return { uid, afi: system?.afi, dsfid: system?.dsfid, ...memory, ...count };
    });
  }

  async readAfi(uid: Uid): Promise<number> {
    const system = await this.#inTurn(() => this.#systemInformation(uid));
    if (!system) throw new Fault('tag-refused', 'the tag does not tell its AFI');
    return system.afi;
  }

  writeAfi(uid: Uid, afi: number): Promise<void> {
    return this.#inTurn(async () => void accept(await this.#isoHost(writeAfiRequest(uid, afi))));
  }

  async readEas(): Promise<boolean> {
    throw new Fault('not-supported', 'FEIG readers do not tell whether a chip’s alarm is set');
  }

  writeEas(uid: Uid, armed: boolean): Promise<void> {
    return this.#inTurn(async () => {
      if (!isNxp(uid)) throw new Fault('tag-refused', 'only chips of NXP have an alarm');
      if (this.#easCommand === 'transparent') return this.#writeEasTransparently(uid, armed);
      accept(await this.#line.request(COMMAND.isoCustom, customEasRequest(uid, armed)));
    });
  }

  writeBlocks(uid: Uid, firstBlock: number, bytes: Uint8Array): Promise<void> {
    return this.#inTurn(async () => {
      const size = (await this.#systemInformation(uid))?.blockSize ?? USUAL_BLOCK_SIZE;
      if (bytes.length % size !== 0) throw new RangeError(`blocks of this tag have ${size} bytes`);
      const step = this.#blocksPerCommand(size, this.info.receiveBuffer) * size;
      for (let at = 0; at < bytes.length; at += step) {
        const part = bytes.subarray(at, at + step);
        accept(await this.#isoHost(writeBlocksRequest(uid, firstBlock + at / size, size, part)));
      }
    });
  }

  readLocks(uid: Uid, firstBlock: number, count: number): Promise<readonly boolean[]> {
    return this.#inTurn(async () => {
      const locks: boolean[] = [];
      const step = (this.info.sendBuffer ?? SMALL_BUFFER) - FRAME_OVERHEAD;
      while (locks.length < count) {
        const wanted = Math.min(step, count - locks.length);
        const request = blockSecurityRequest(uid, firstBlock + locks.length, wanted);
        const part = decodeBlockSecurity(accept(await this.#isoHost(request)).data);
        if (part?.length !== wanted) throw new Fault('malformed', 'locks of a wrong length');
        locks.push(...part);
      }
      return locks;
    });
  }

  writeDsfid(uid: Uid, dsfid: number): Promise<void> {
    return this.#inTurn(
      async () => void accept(await this.#isoHost(writeDsfidRequest(uid, dsfid))),
    );
  }

  async writeEpc(): Promise<void> {
    throw new Fault('not-supported', 'tags of ISO 15693 have no EPC bank');
  }

  /** Between two acts with tags, which may take some 100 ms. @throws Fault as an act, `not-supported` */
  switchOutput(command: 'field' | 'numbered', order: OutputOrder): Promise<void> {
    const [code, request] =
      command === 'field'
        ? [COMMAND.setOutput, setOutputRequest(order)]
        : [COMMAND.setNumberedOutput, setNumberedOutputRequest(order)];
    return this.#inTurn(async () => void accept(await this.#line.request(code, request)));
  }

  /** Inputs 1–3. @throws Fault as an act, `not-supported` */
  readInputs(): Promise<readonly boolean[]> {
    return this.#inTurn(async () => {
      const inputs = decodeInputs(accept(await this.#line.request(COMMAND.getInput)).data);
      if (!inputs) throw new Fault('malformed', 'an answer without inputs');
      return inputs;
    });
  }

  async close(): Promise<void> {
    this.#line.close();
    await this.#queue;
  }

  /** Acts of several commands must not mix: “more data” belongs to the inventory just before it. */
  #inTurn<T>(act: () => Promise<T>): Promise<T> {
    const result = this.#queue.then(act);
    this.#queue = result.catch(() => undefined); // the caller has the error; the next act starts afresh
    return result;
  }

  /** @returns undefined for a tag that does not know the command: it is optional in ISO/IEC 15693-3 §10.4.12 */
  async #systemInformation(uid: Uid): Promise<SystemInformation | undefined> {
    const answer = await this.#isoHost(systemInformationRequest(uid));
    if (answer.status === STATUS.isoError) return undefined;
    accept(answer);
    const system = decodeSystemInformation(answer.data);
    if (!system) throw new Fault('malformed', 'system information of a wrong length');
    // An answer that was given up arrives for the next tag: it must not lend that tag its AFI.
    if (system.uid !== uid) throw new Fault('tag-gone', 'another tag answered');
    return system;
  }

  async #readBlocks(uid: Uid, bytes: number, system: SystemInformation) {
    const { blockCount } = system;
    let { blockSize } = system;
    const count = Math.min(Math.ceil(bytes / blockSize), blockCount);
    const step = this.#blocksPerCommand(blockSize + 1, this.info.sendBuffer, blockSize);
    const parts: Uint8Array[] = [];
    for (let first = 0; first < count; first += step) {
      const wanted = Math.min(step, count - first);
      const answer = await this.#isoHost(readBlocksRequest(uid, first, wanted));
      const part = decoded(accept(answer), wanted);
      parts.push(part.memory);
      blockSize = part.blockSize;
    }
    return { blockSize, memory: joined(parts) };
  }

  /** A tag that does not say how long it is ends where it refuses a block after others it has given. */
  async #readBlockByBlock(uid: Uid, bytes: number) {
    const parts: Uint8Array[] = [];
    let blockSize = USUAL_BLOCK_SIZE;
    for (let block = 0; block * blockSize < bytes; block++) {
      const answer = await this.#isoHost(readBlocksRequest(uid, block, 1));
      if (answer.status === STATUS.isoError && parts.length > 0) break;
      const part = decoded(accept(answer), 1);
      parts.push(part.memory);
      blockSize = part.blockSize;
    }
    return { blockSize, memory: joined(parts) };
  }

  /** @param size bytes of a block on the line */
  #blocksPerCommand(size: number, buffer = SMALL_BUFFER, dataSize = size): number {
    const room = Math.floor((buffer - FRAME_OVERHEAD) / size);
    return Math.max(1, Math.min(Math.floor(MAX_DATA_BYTES / dataSize), room));
  }

  async #writeEasTransparently(uid: Uid, armed: boolean): Promise<void> {
    const request = transparentEasRequest(uid, armed);
    const answer = accept(await this.#line.request(COMMAND.isoTransparent, request));
    const error = transparentError(answer.data);
    if (error === undefined) return;
    throw new Fault('tag-refused', `the chip’s own error ${error.toString(16).toUpperCase()}`);
  }

  #isoHost(data: Uint8Array): Promise<FeigResponse> {
    return this.#line.request(COMMAND.isoHost, data);
  }
}

/** As many blocks as were asked for: with one less, those of the next answer would move into its place. */
function decoded(answer: FeigResponse, wanted: number): Pick<TagMemory, 'blockSize' | 'memory'> {
  const blocks = decodeBlocks(answer.data);
  if (!blocks || blocks.memory.length !== wanted * blocks.blockSize) {
    throw new Fault('malformed', 'not as many blocks as asked for');
  }
  return blocks;
}

const joined = (parts: readonly Uint8Array[]): Uint8Array =>
  Uint8Array.from(parts.flatMap((part) => [...part]));
