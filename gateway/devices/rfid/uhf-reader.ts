import { Fault } from '../../errors.ts';
import type { Inventory, Port, ReaderModel, RfidReader, TagMemory, Uid } from '../device.ts';
import { EpcAddressing, TidAddressing } from './uhf-addressing.ts';
import type { UhfAddressing } from './uhf-addressing.ts';
import {
  BANK,
  decodeUhfReaderInfo,
  isAnswerMode,
  setEas,
  UHF_COMMAND,
  UHF_STATUS,
  uhfType,
} from './uhf-command-frames.ts';
import type { UhfPlace, UhfReaderInfo } from './uhf-command-frames.ts';
import { SCANS_BY_ITSELF, UhfLine } from './uhf-line.ts';
import type { UhfLineOptions } from './uhf-line.ts';
import { UhfMemory, UII, WORD } from './uhf-memory.ts';
import { accept } from './uhf-status.ts';
import { isNxp } from './uid.ts';

export interface UhfReaderOptions extends UhfLineOptions {
  /** Transmit power; kept by the reader, so written only where it differs. Left as it is where not named. */
  readonly powerDbm?: number;
  /** Access password of the site's tags; EAS of UCODE chips asks for one that is not zero. */
  readonly password?: number;
}

/** A request has at most 96 bytes on the 18 (§3.1): with the longest EPC there is room for 27 words. */
const MAX_WRITE_WORDS = 16;
/** WordPtr is one byte: what lies behind is out of reach, and would come round to the first word again. */
const WORDS_IN_REACH = 256;

/** PC word (EPC Gen2 §6.3.2.1.2.2): five bits of length in words, UMI, XI, T, then the AFI where T is set. */
const PC_WORD: UhfPlace = { bank: BANK.epc, word: 1 };
const IS_ISO = 0x01;
const uiiWords = (pc: Uint8Array): number => (pc[0] ?? 0) >> 3;

/** UHF readers of the UHFReader18 family (Chafon and clones) and their R2000-based successors, over serial or TCP. */
export class UhfReader implements RfidReader {
  readonly capabilities = {
    air: 'uhf',
    afi: true,
    // The reader hears whether any chip in its field rings (§8.2.13), not which: that proves nothing in a stack.
    eas: 'write',
    // EPC Gen2 has no command that asks for locks; a locked bank is found out by writing.
    locks: false,
    epc: true,
  } as const;
  readonly model: ReaderModel;
  readonly #line: UhfLine;
  readonly #memory: UhfMemory;
  readonly #addressing: UhfAddressing;
  readonly #password: Uint8Array;
  #queue: Promise<unknown> = Promise.resolve();

  private constructor(line: UhfLine, info: UhfReaderInfo, password: Uint8Array) {
    const { name, variant } = uhfType(info.type);
    this.model = { name, firmware: info.firmware };
    this.#line = line;
    this.#password = password;
    this.#memory = new UhfMemory(line, password);
    const epc = { tidRounds: tellsTids(info), roundMs: info.scanTime * 100 };
    this.#addressing = variant === '288' ? new TidAddressing(line) : new EpcAddressing(line, epc);
  }

  /**
   * Asks the reader what it is, so that a device which does not answer is noticed at once, and sets its power.
   * @throws Fault `no-answer`, `wrong-mode`, `port-lost`, `malformed`
   */
  static async open(port: Port, options: UhfReaderOptions = {}): Promise<UhfReader> {
    const line = new UhfLine(port, options);
    const answer = accept(await line.request(UHF_COMMAND.readerInfo));
    const info = decodeUhfReaderInfo(answer.data);
    if (!info) throw new Fault('malformed', 'the reader does not say what it is');
    await requireAnswerMode(line, info);
    const { powerDbm = info.power } = options;
    if (powerDbm !== info.power) {
      accept(await line.request(UHF_COMMAND.setPower, Uint8Array.of(powerDbm)));
    }
    return new UhfReader(line, info, passwordBytes(options.password ?? 0));
  }

  inventory(): Promise<Inventory> {
    return this.#inTurn(() => this.#addressing.inventory());
  }

  readTag(uid: Uid, bytes: number): Promise<TagMemory> {
    return this.#inTurn(async () => {
      const target = await this.#addressing.target(uid, 'read');
      const pc = await this.#memory.read(target, PC_WORD, 1);
      const uii = await this.#memory.read(target, UII, uiiWords(pc));
      const wanted = Math.min(Math.ceil(bytes / WORD), WORDS_IN_REACH);
      const { memory, whole } = await this.#memory.userBank(target, wanted);
      return {
        uid,
        afi: afiOf(pc),
        dsfid: undefined,
        blockSize: WORD,
        memory,
        epc: Uint8Array.of(...pc, ...uii),
        ...(whole && { blockCount: memory.length / WORD }),
      };
    });
  }

  readAfi(uid: Uid): Promise<number> {
    return this.#inTurn(async () => {
      const target = await this.#addressing.target(uid, 'read');
      return requireAfi(await this.#memory.read(target, PC_WORD, 1));
    });
  }

  /** Rewrites the PC word as it was but for its low byte: its length bits say how much of the bank is the EPC. */
  writeAfi(uid: Uid, afi: number): Promise<void> {
    return this.#inTurn(async () => {
      const target = await this.#addressing.target(uid, 'write');
      const pc = await this.#memory.read(target, PC_WORD, 1);
      requireAfi(pc);
      await this.#memory.write(target, PC_WORD, Uint8Array.of(pc[0] ?? 0, afi));
    });
  }

  async readEas(): Promise<boolean> {
    throw new Fault('not-supported', 'the reader cannot tell which tag rings');
  }

  writeEas(uid: Uid, armed: boolean): Promise<void> {
    return this.#inTurn(async () => {
      requireEas(uid);
      const target = await this.#addressing.target(uid, 'write');
      accept(await this.#line.request(UHF_COMMAND.setEas, setEas(target, armed, this.#password)));
    });
  }

  writeBlocks(uid: Uid, firstBlock: number, bytes: Uint8Array): Promise<void> {
    return this.#inTurn(async () => {
      if (firstBlock + bytes.length / WORD > WORDS_IN_REACH) {
        throw new Fault('not-supported', 'the reader reaches the first 256 words only');
      }
      const target = await this.#addressing.target(uid, 'write');
      for (let at = 0; at < bytes.length; at += MAX_WRITE_WORDS * WORD) {
        const place = { bank: BANK.user, word: firstBlock + at / WORD };
        await this.#memory.write(target, place, bytes.subarray(at, at + MAX_WRITE_WORDS * WORD));
      }
    });
  }

  async readLocks(): Promise<readonly boolean[]> {
    throw new Fault('not-supported', 'UHF tags do not tell what is locked');
  }

  async writeDsfid(): Promise<void> {
    throw new Fault('not-supported', 'on UHF the DSFID is the first byte of the user bank');
  }

  /** In one command: after the first changed word the tag no longer answers to its old EPC. */
  writeEpc(uid: Uid, pcAndUii: Uint8Array): Promise<void> {
    return this.#inTurn(async () => {
      if (
        pcAndUii.length > MAX_WRITE_WORDS * WORD ||
        pcAndUii.length !== WORD * (1 + uiiWords(pcAndUii))
      ) {
        throw new Fault('not-supported', 'a PC word whose length is not that of the UII');
      }
      const target = await this.#addressing.target(uid, 'write');
      await this.#memory.requireRoom(target, uiiWords(pcAndUii));
      this.#addressing.renamed(uid, undefined);
      await this.#memory.write(target, PC_WORD, pcAndUii);
      this.#addressing.renamed(uid, pcAndUii.subarray(WORD));
    });
  }

  async close(): Promise<void> {
    this.#line.close();
    await this.#queue;
  }

  /** Acts of several commands must not mix. */
  #inTurn<T>(act: () => Promise<T>): Promise<T> {
    const result = this.#queue.then(act);
    this.#queue = result.catch(() => undefined); // the caller has the error; the next act starts afresh
    return result;
  }
}

/** In scan or trigger mode the 18 answers questions about itself only (§8.4.9); the 288 has another command for it. */
async function requireAnswerMode(line: UhfLine, { type }: UhfReaderInfo): Promise<void> {
  if (uhfType(type).variant !== '18') return;
  const answer = await line.request(UHF_COMMAND.getWorkMode);
  if (answer.status !== UHF_STATUS.ok || isAnswerMode(answer.data)) return;
  throw new Fault('wrong-mode', SCANS_BY_ITSELF);
}

/** §8.2.1: inventory by TID came with firmware 2.36. */
function tellsTids({ firmware }: UhfReaderInfo): boolean {
  const [major = 0, minor = 0] = firmware.split('.').map(Number);
  return major > 2 || (major === 2 && minor >= 36);
}

const afiOf = (pc: Uint8Array): number | undefined =>
  (pc[0] ?? 0) & IS_ISO ? (pc[1] ?? 0) : undefined;

/** Without the T bit the low byte is none: the tag is numbered by GS1, or by nobody yet. */
function requireAfi(pc: Uint8Array): number {
  const afi = afiOf(pc);
  if (afi === undefined)
    throw new Fault('tag-refused', 'the tag carries no AFI: its PC word has no T bit');
  return afi;
}

function requireEas(uid: Uid): void {
  if (!isNxp(uid)) throw new Fault('tag-refused', 'only chips of NXP have an alarm');
}

function passwordBytes(password: number): Uint8Array {
  const bytes = new Uint8Array(4);
  new DataView(bytes.buffer).setUint32(0, password);
  return bytes;
}
