import { Fault } from '../../errors.ts';
import type { FaultCode } from '../../errors.ts';
import type { Inventory, Port, RfidReader, TagMemory, Uid } from '../device.ts';
import type { FeigResponse } from './feig-frames.ts';
import { FeigLine } from './feig-line.ts';
import type { FeigLineOptions } from './feig-line.ts';
import {
  COMMAND,
  decodeBlocks,
  decodeInventory,
  decodeReaderInfo,
  decodeSystemInformation,
  inventoryRequest,
  readBlocksRequest,
  STATUS,
  stayQuietRequest,
  systemInformationRequest,
  writeAfiRequest,
} from './iso-host-frames.ts';
import type { InventoryRecord, ReaderInfo } from './iso-host-frames.ts';
import { isTagUid } from './uid.ts';

/** CPR readers take no more data bytes in one read command (H20800-16e §7.1.6). */
const MAX_READ_BYTES = 128;
/** Room that an answer needs in the reader's buffer beside the blocks. */
const FRAME_OVERHEAD = 20;
/** Passes of inventory → stay quiet → inventory; at four tags a pass, a stack of sixty. */
const MAX_PASSES = 16;
/** Sets of “more data” in one pass; a reader that never ends would hold the pad for ever. */
const MAX_SETS = 32;

/** FEIG readers in ISO host mode (CPR and i-scan families), over a serial line or TCP. */
export class FeigReader implements RfidReader {
  readonly capabilities = { afi: true, eas: false };
  readonly info: ReaderInfo;
  readonly #line: FeigLine;
  #queue: Promise<unknown> = Promise.resolve();

  private constructor(line: FeigLine, info: ReaderInfo) {
    this.#line = line;
    this.info = info;
  }

  /**
   * Asks the reader what it is, so that a device which does not answer is noticed at once.
   * @throws Fault `no-answer`, `wrong-mode`, `port-lost`, `malformed`
   */
  static async open(port: Port, options: FeigLineOptions = {}): Promise<FeigReader> {
    const line = new FeigLine(port, options);
    let answer = await line.request(COMMAND.readerInfo, Uint8Array.of(0x00));
    // Older firmware has no [66] and says nothing of its buffers.
    if (answer.status === STATUS.unknownCommand)
      answer = await line.request(COMMAND.softwareVersion);
    const info = answer.status === STATUS.ok ? decodeReaderInfo(answer.data) : undefined;
    if (!info) throw new Fault('malformed', 'the reader does not say what it is');
    return new FeigReader(line, info);
  }

  inventory(): Promise<Inventory> {
    return this.#inTurn(async () => {
      try {
        return await this.#inventory();
      } catch (error) {
        // The tags of a lost answer are quiet by now; only a new beginning with an RF reset finds them.
        if (error instanceof Fault && error.code === 'no-answer') return this.#inventory();
        throw error;
      }
    });
  }

  readTag(uid: Uid, bytes: number): Promise<TagMemory> {
    return this.#inTurn(async () => {
      const system = await this.#systemInformation(uid);
      const size = system?.blockSize ?? 4;
      const blocks = Math.min(Math.ceil(bytes / size), system?.blockCount ?? Infinity);
      const memory = await this.#readBlocks(uid, blocks, size);
      return { uid, afi: system?.afi, dsfid: system?.dsfid, ...memory };
    });
  }

  writeAfi(uid: Uid, afi: number): Promise<void> {
    return this.#inTurn(async () => {
      this.#accept(await this.#isoHost(writeAfiRequest(uid, afi)));
    });
  }

  readAfi(uid: Uid): Promise<number> {
    return this.#inTurn(async () => {
      const system = await this.#systemInformation(uid);
      if (!system) throw new Fault('tag-refused', 'the tag does not tell its AFI');
      return system.afi;
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

  /**
   * RF reset first: by factory default (CFG5.ONT) a tag that was reported once stays quiet while it is in the field.
   * Then passes, each sending what it found to sleep, until one ends without “overflow”: CPR readers hold four tags.
   */
  async #inventory(): Promise<Inventory> {
    this.#accept(await this.#line.request(COMMAND.rfReset));
    const found = new Set<Uid>();
    let barren = 0;
    for (let pass = 0; pass < MAX_PASSES && barren < 2; pass++) {
      const { records, finished } = await this.#inventoryPass();
      const fresh = records.map(({ uid }) => uid).filter((uid) => !found.has(uid));
      for (const uid of fresh) found.add(uid);
      if (finished) return { uids: [...found].filter(isTagUid), complete: true };
      for (const uid of fresh) await this.#isoHost(stayQuietRequest(uid));
      barren = fresh.length === 0 ? barren + 1 : 0;
    }
    return { uids: [...found].filter(isTagUid), complete: false };
  }

  async #inventoryPass(): Promise<{ records: readonly InventoryRecord[]; finished: boolean }> {
    const records: InventoryRecord[] = [];
    for (let set = 0; set < MAX_SETS; set++) {
      const more = set > 0;
      const answer = await this.#isoHost(inventoryRequest(more), { retry: false });
      if (answer.status === STATUS.noTransponder) return { records, finished: true };
      if (!INVENTORY_STATUS.has(answer.status)) throw statusFault(answer);
      const decoded = decodeInventory(answer.data);
      records.push(...decoded.records);
      if (answer.status !== STATUS.moreData) {
        return { records, finished: answer.status === STATUS.ok && decoded.whole };
      }
    }
    return { records, finished: false };
  }

  /** @returns undefined for a tag that does not know the command: it is optional in ISO/IEC 15693-3 §10.4.12 */
  async #systemInformation(uid: Uid) {
    const answer = await this.#isoHost(systemInformationRequest(uid));
    if (answer.status === STATUS.isoError) return undefined;
    this.#accept(answer);
    const system = decodeSystemInformation(answer.data);
    if (!system) throw new Fault('malformed', 'system information of a wrong length');
    // An answer that was given up arrives for the next tag: it must not lend that tag its AFI.
    if (system.uid !== uid) throw new Fault('tag-gone', 'another tag answered');
    return system;
  }

  async #readBlocks(uid: Uid, count: number, size: number) {
    const step = this.#blocksPerRead(size);
    const parts: Uint8Array[] = [];
    let blockSize = size;
    for (let first = 0; first < count; first += step) {
      const wanted = Math.min(step, count - first);
      const answer = this.#accept(await this.#isoHost(readBlocksRequest(uid, first, wanted)));
      const part = decodeBlocks(answer.data);
      if (!part) throw new Fault('malformed', 'blocks that do not fit their count');
      parts.push(part.memory);
      blockSize = part.blockSize;
    }
    return { blockSize, memory: Uint8Array.from(parts.flatMap((part) => [...part])) };
  }

  #blocksPerRead(size: number): number {
    const room = (this.info.sendBuffer ?? 0xff) - FRAME_OVERHEAD;
    return Math.max(1, Math.min(Math.floor(MAX_READ_BYTES / size), Math.floor(room / (size + 1))));
  }

  #isoHost(data: Uint8Array, options?: { retry: boolean }): Promise<FeigResponse> {
    return this.#line.request(COMMAND.isoHost, data, options);
  }

  #accept(answer: FeigResponse): FeigResponse {
    if (answer.status !== STATUS.ok) throw statusFault(answer);
    return answer;
  }
}

/** Those that may come with tags, or say that there are none. */
const INVENTORY_STATUS: ReadonlySet<number> = new Set([
  STATUS.ok,
  STATUS.rfCommunication,
  STATUS.rfWarning,
  STATUS.dataFalse,
  STATUS.collision,
  STATUS.bufferOverflow,
  STATUS.moreData,
]);

/** Annex C. What radio noise may cause is “gone”: it is tried again. What the tag has decided is “refused”. */
const CODES: Readonly<Record<number, FaultCode>> = {
  [STATUS.noTransponder]: 'tag-gone',
  [STATUS.dataFalse]: 'tag-gone',
  [STATUS.collision]: 'tag-gone',
  [STATUS.rfCommunication]: 'tag-gone',
  [STATUS.rfWarning]: 'tag-gone',
  [STATUS.writeError]: 'tag-refused',
  [STATUS.isoError]: 'tag-refused',
  0x04: 'tag-refused', // address error
  0x05: 'tag-refused', // wrong transponder type
  0x08: 'tag-refused', // authentication
  0x0e: 'tag-gone', // general error
  0x15: 'tag-refused', // read protection
  0x16: 'tag-refused', // write protection
  [STATUS.notAvailable]: 'wrong-mode',
};

function statusFault({ status, data }: FeigResponse): Fault {
  const detail = status === STATUS.isoError ? `, ISO 15693 error ${hex(data[0] ?? 0)}` : '';
  return new Fault(CODES[status] ?? 'malformed', `reader status ${hex(status)}${detail}`);
}

const hex = (byte: number): string => byte.toString(16).padStart(2, '0').toUpperCase();
