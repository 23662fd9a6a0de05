import { Fault } from '../../errors.ts';
import type { Inventory, Port, ReaderModel, RfidReader, TagMemory, Uid } from '../device.ts';
import {
  COMMAND,
  decodeBlocks,
  decodeTagInfo,
  ERROR,
  modelOf,
  RESET_TO_READY,
  TAG_INFO_MASK,
} from './d6-commands.ts';
import type { D6Answer, D6Block, TagInfo } from './d6-commands.ts';
import { ThreeMInventory } from './three-m-inventory.ts';
import { ThreeMLine } from './three-m-line.ts';
import type { ThreeMLineOptions } from './three-m-line.ts';
import { accept, errorFault } from './three-m-status.ts';
import { isNxp } from './uid.ts';

/** As many blocks as the maker's own software asks for and writes at once; what else a reader takes is nowhere said. */
const READ_BLOCKS = 8;
const WRITE_BLOCKS = 7;
/** The protocol writes blocks of four bytes and no others (3M 210 specification §7.7). */
const BLOCK_BYTES = 4;

/** 3M 210 and 810 pads, over a serial line at 19200 baud. */
export class ThreeMReader implements RfidReader {
  readonly capabilities = {
    air: 'hf',
    afi: true,
    eas: 'read-write',
    locks: true,
    epc: false,
  } as const;
  readonly model: ReaderModel;
  readonly #line: ThreeMLine;
  readonly #inventory: ThreeMInventory;
  /** Of the tag read last: whoever writes blocks has read the tag just before. */
  #lastInfo: TagInfo | undefined;
  #queue: Promise<unknown> = Promise.resolve();

  private constructor(line: ThreeMLine, model: ReaderModel) {
    this.#line = line;
    this.#inventory = new ThreeMInventory(line);
    this.model = model;
  }

  /**
   * Asks the reader for its version, so that a device which does not answer is noticed at once.
   * @throws Fault `no-answer`, `port-lost`
   */
  static async open(port: Port, options: ThreeMLineOptions = {}): Promise<ThreeMReader> {
    const line = new ThreeMLine(port, options);
    const model = modelOf(await line.version());
    // Tags that a gateway before this one has told to be quiet would not be seen until they are lifted.
    await line.suggest({ command: COMMAND.passThrough, fields: RESET_TO_READY });
    return new ThreeMReader(line, model);
  }

  inventory(): Promise<Inventory> {
    return this.#inTurn(() => this.#inventory.take());
  }

  readTag(uid: Uid, bytes: number): Promise<TagMemory> {
    return this.#inTurn(async () => {
      const info = await this.#tagInfo(uid);
      const wanted = Math.ceil(bytes / (info?.blockSize ?? BLOCK_BYTES));
      const blocks = await this.#readUpTo(uid, wanted, info?.blockCount);
      const memory = Uint8Array.from(blocks.flatMap(({ data }) => [...data]));
      return {
        uid,
        afi: info ? info.afi : await this.#readAfi(uid),
        dsfid: info?.dsfid,
        blockSize: blocks[0]?.data.length ?? BLOCK_BYTES,
        memory,
        ...(info?.blockCount !== undefined && { blockCount: info.blockCount }),
      };
    });
  }

  readAfi(uid: Uid): Promise<number> {
    return this.#inTurn(() => this.#readAfi(uid));
  }

  writeAfi(uid: Uid, afi: number): Promise<void> {
    return this.#inTurn(() => this.#write(uid, COMMAND.writeAfi, [afi]));
  }

  /**
   * A chip whose alarm is off keeps silent when it is asked (§7.16), so silence means “off” if the tag is there. Noise
   * brings silence, too, and a book that is wrongly taken for disarmed rings at the gate: so it is asked twice.
   */
  readEas(uid: Uid): Promise<boolean> {
    return this.#inTurn(async () => {
      assertHasEas(uid);
      for (let silences = 0; silences < 2; silences++) {
        const answer = await this.#line.request({ command: COMMAND.readEas, uid });
        if (answer.error !== ERROR.noTransponder) return byteOf(accept(answer)) !== 0;
        await this.#readAfi(uid);
      }
      return false;
    });
  }

  writeEas(uid: Uid, armed: boolean): Promise<void> {
    return this.#inTurn(async () => {
      assertHasEas(uid);
      await this.#write(uid, COMMAND.writeEas, [armed ? 1 : 0]);
    });
  }

  writeBlocks(uid: Uid, firstBlock: number, bytes: Uint8Array): Promise<void> {
    return this.#inTurn(async () => {
      if (bytes.length % BLOCK_BYTES !== 0) {
        throw new RangeError(`${bytes.length} bytes are no whole blocks of ${BLOCK_BYTES}`);
      }
      this.#requireFourByteBlocks(uid);
      for (let start = 0; start < bytes.length; start += WRITE_BLOCKS * BLOCK_BYTES) {
        const part = bytes.subarray(start, start + WRITE_BLOCKS * BLOCK_BYTES);
        const first = firstBlock + start / BLOCK_BYTES;
        const fields = [first, part.length / BLOCK_BYTES, 0x00, ...part];
        await this.#write(uid, COMMAND.writeBlocks, fields);
      }
    });
  }

  readLocks(uid: Uid, firstBlock: number, count: number): Promise<readonly boolean[]> {
    return this.#inTurn(async () => {
      const locks: boolean[] = [];
      for (let from = 0; from < count; from += READ_BLOCKS) {
        const blocks = Math.min(READ_BLOCKS, count - from);
        const part = await this.#readBlocks(uid, firstBlock + from, blocks);
        locks.push(...part.map(({ lock }) => lock !== 0));
      }
      return locks;
    });
  }

  writeDsfid(uid: Uid, dsfid: number): Promise<void> {
    return this.#inTurn(() => this.#write(uid, COMMAND.writeDsfid, [dsfid]));
  }

  writeEpc(): Promise<void> {
    return Promise.reject(new Fault('not-supported', 'a 3M pad knows no UHF labels'));
  }

  async close(): Promise<void> {
    this.#line.close();
    await this.#queue;
  }

  /** Acts of several commands must not mix: the next looks at what the last has left quiet. */
  #inTurn<T>(act: () => Promise<T>): Promise<T> {
    const result = this.#queue.then(act);
    this.#queue = result.catch(() => undefined); // the caller has the error; the next act starts afresh
    return result;
  }

  /** @returns undefined for a tag that does not know the command: it is optional in ISO/IEC 15693-3 §10.4.12 */
  async #tagInfo(uid: Uid): Promise<TagInfo | undefined> {
    const fields = [TAG_INFO_MASK];
    const answer = await this.#line.request({ command: COMMAND.tagInfo, uid, fields });
    if (WITHOUT_TAG_INFO.has(answer.error)) return undefined;
    const info = decodeTagInfo(accept(answer).data);
    if (!info) throw new Fault('malformed', 'tag information of a wrong length');
    this.#lastInfo = info;
    return info;
  }

  /** Some chips have blocks of eight bytes: what is written in fours would fall on others than those meant. */
  #requireFourByteBlocks(uid: Uid): void {
    const { blockSize = BLOCK_BYTES } = this.#lastInfo?.uid === uid ? this.#lastInfo : {};
    if (blockSize === BLOCK_BYTES) return;
    throw new Fault('not-supported', `the reader cannot write blocks of ${blockSize} bytes`);
  }

  async #readAfi(uid: Uid): Promise<number> {
    return byteOf(accept(await this.#line.request({ command: COMMAND.readAfi, uid })));
  }

  /** Where the tag does not say how many blocks it has, its end is felt for: a request beyond it is refused whole. */
  async #readUpTo(uid: Uid, wanted: number, known: number | undefined): Promise<D6Block[]> {
    const blocks: D6Block[] = [];
    const count = Math.min(wanted, known ?? Infinity);
    for (let step = READ_BLOCKS; blocks.length < count && step >= 1;) {
      try {
        const ask = Math.min(step, count - blocks.length);
        blocks.push(...(await this.#readBlocks(uid, blocks.length, ask)));
      } catch (error) {
        const isBeyond = error instanceof Fault && error.code === 'tag-refused';
        if (known !== undefined || !isBeyond) throw error;
        step >>= 1;
      }
    }
    return blocks;
  }

  async #readBlocks(uid: Uid, first: number, count: number): Promise<readonly D6Block[]> {
    const fields = [first, count];
    const answer = accept(await this.#line.request({ command: COMMAND.readBlocks, uid, fields }));
    const list = decodeBlocks(answer.data, 'old');
    if (list?.blocks.length !== count || list.first !== first) {
      throw new Fault('malformed', 'blocks that do not fit their count');
    }
    for (const { lock } of list.blocks) if (lock > MAX_LOCK) throw errorFault(lock);
    return list.blocks;
  }

  async #write(uid: Uid, command: number, fields: readonly number[]): Promise<void> {
    accept(await this.#line.request({ command, uid, fields }));
  }
}

/** Above it a block's lock byte is the error with which its reading ended (§7.5). */
const MAX_LOCK = 0x03;

const WITHOUT_TAG_INFO: ReadonlySet<number> = new Set([
  ERROR.notImplemented,
  ERROR.isoNotSupported,
  ERROR.isoNotRecognised,
  ERROR.notSupportedByTag,
]);

/** The alarm is a custom command of NXP's ICODE chips. */
function assertHasEas(uid: Uid): void {
  if (!isNxp(uid)) throw new Fault('tag-refused', 'only chips of NXP have an alarm');
}

/** The one byte behind the UID. */
function byteOf({ data }: D6Answer): number {
  const [value] = data.subarray(8);
  if (value === undefined) throw new Fault('malformed', 'an answer without its value');
  return value;
}
