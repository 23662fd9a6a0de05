/** What a device is, whatever its maker: the words the rest of the gateway uses for hardware. */
import type { FaultCode } from '../errors.ts';

/** Name of a device within its terminal, from the settings file: `pad`, `scanner`. */
export type DeviceId = string;

export type DeviceStatus =
  | { readonly state: 'opening' }
  | { readonly state: 'ready' }
  /** Out of use for now; the supervisor goes on trying. `message` is for staff, in English. */
  | { readonly state: 'faulty'; readonly code: FaultCode; readonly message: string }
  | { readonly state: 'closed' };

/** A line of bytes to a device: a serial line or a TCP socket. It has exactly one user. */
export interface Port {
  /** Resolves when the bytes are handed to the line. @throws Fault `port-lost` */
  write(bytes: Uint8Array): Promise<void>;
  /** One listener; it must be set before the loss of the peer can be noticed (serialport reports it to readers only). */
  onData(listener: (bytes: Uint8Array) => void): void;
  /** Called once, when the line is gone for whatever reason, `close` included. */
  onClose(listener: () => void): void;
  close(): Promise<void>;
}

/** Opens the line anew each time. @throws Fault `port-missing`, `port-busy` */
export type OpenPort = () => Promise<Port>;

/**
 * What a tag is called between its arrival and its leaving: upper-case hex, most significant byte first. ISO 15693:
 * the chip number, 16 digits, `E0…`. UHF: the TID, 24 digits, `E2…` (EPC Gen2 §6.3.2.1.3), because rewriting the EPC
 * bank must not make another tag of it. ISO 14443: 8, 14 or 20 digits.
 */
export type Uid = string;

/** What is on a tag, as read through the air. */
export interface TagMemory {
  readonly uid: Uid;
  /** Application family identifier; on UHF the one in the PC word. Undefined where the reader cannot tell. */
  readonly afi: number | undefined;
  /** Data storage format identifier; undefined where the reader cannot tell. */
  readonly dsfid: number | undefined;
  /** Bytes per block: 4 on most ISO 15693 tags, 2 (one word) on UHF. */
  readonly blockSize: number;
  /**
   * The first blocks, in memory order (block 0 byte 0 first), whatever order the reader sends. On UHF the user bank
   * (memory bank 11), empty where the tag has none.
   */
  readonly memory: Uint8Array;
  /** How many blocks the whole memory has; undefined where the tag does not say. */
  readonly blockCount?: number;
  /** UHF only: PC word and UII of the EPC bank (memory bank 01 from word 1), without its CRC. */
  readonly epc?: Uint8Array;
}

/** One round of looking: who is in the field right now. */
export interface Inventory {
  readonly uids: readonly Uid[];
  /** False when the reader said that it could not finish (overflow, collision): absence proves nothing then. */
  readonly complete: boolean;
}

/** What a model of reader is able to do; policy decides what is used. */
export interface ReaderCapabilities {
  /** `hf`: ISO 15693 labels. `uhf`: EPC Gen2 labels. */
  readonly air: 'hf' | 'uhf';
  /** Can write the AFI: a byte of its own on HF, part of the PC word on UHF. */
  readonly afi: boolean;
  /** Can switch a chip's own alarm (NXP ICODE, UCODE): `no`, `write` without being able to ask, `read-write`. */
  readonly eas: 'no' | 'write' | 'read-write';
  /** Can ask which blocks are locked. */
  readonly locks: boolean;
  /** Can rewrite the EPC bank. */
  readonly epc: boolean;
}

/** What answered at the line, for people. */
export interface ReaderModel {
  /** Maker and family: `FEIG CPR40`. */
  readonly name: string;
  /** As the reader gives it: `03.03`. */
  readonly firmware?: string;
}

/**
 * What a reader of book tags can do. One command at a time; calls queue up. What `capabilities` does not promise
 * throws Fault `not-supported`. All throw Fault `no-answer`, `port-lost`, `wrong-mode` for the reader itself.
 */
export interface RfidReader {
  readonly capabilities: ReaderCapabilities;
  readonly model: ReaderModel;
  inventory(): Promise<Inventory>;
  /** Reads AFI, DSFID and the first `bytes` bytes (rounded up to blocks). @throws Fault `tag-gone` */
  readTag(uid: Uid, bytes: number): Promise<TagMemory>;
  /** @throws Fault `tag-gone`, `tag-refused` */
  readAfi(uid: Uid): Promise<number>;
  /** One attempt; its success is not to be believed before it was read back. @throws Fault `tag-gone`, `tag-refused` */
  writeAfi(uid: Uid, afi: number): Promise<void>;
  /** True: the chip rings. @throws Fault `tag-gone`, `tag-refused` */
  readEas(uid: Uid): Promise<boolean>;
  /** @throws Fault `tag-gone`, `tag-refused` */
  writeEas(uid: Uid, armed: boolean): Promise<void>;
  /** Whole blocks, in memory order, from `firstBlock` on (user bank on UHF). @throws Fault `tag-gone`, `tag-refused` */
  writeBlocks(uid: Uid, firstBlock: number, bytes: Uint8Array): Promise<void>;
  /** For each of `count` blocks whether it is locked for ever. @throws Fault `tag-gone`, `tag-refused` */
  readLocks(uid: Uid, firstBlock: number, count: number): Promise<readonly boolean[]>;
  /** HF. @throws Fault `tag-gone`, `tag-refused` */
  writeDsfid(uid: Uid, dsfid: number): Promise<void>;
  /** UHF: PC word and UII. @throws Fault `tag-gone`, `tag-refused` */
  writeEpc(uid: Uid, pcAndUii: Uint8Array): Promise<void>;
  close(): Promise<void>;
}

/** What a receipt printer says of itself; each change is told once. */
export interface PrinterCondition {
  /** `low` only where the site says that its model has a near-end sensor: others answer nonsense there. */
  readonly paper: 'ok' | 'low' | 'out';
  /** Why nothing can be printed now, paper aside. */
  readonly fault?: 'cover-open' | 'jammed' | 'cutter' | 'head-hot' | 'unrecoverable' | 'off-line';
}

/** A printer of receipts on a roll. One job at a time; calls queue up. */
export interface ReceiptPrinter {
  /** Undefined until it has answered once. */
  readonly condition: PrinterCondition | undefined;
  /** Dots across the paper that can be printed: 576 on 80 mm, 384 on 58 mm. */
  readonly dots: number;
  /**
   * Prints, cuts, and resolves when the printer has said that all of it is out. What failed in the middle is printed
   * again from its beginning, never its tail.
   * @throws Fault `paper-out`, `cover-open`, `jammed`, `busy`, `no-answer`, `port-lost`
   */
  print(image: Bitmap): Promise<void>;
}

/** One bit a dot, 1 = black; rows from the top, each of ceil(width / 8) bytes, most significant bit first. */
export interface Bitmap {
  readonly width: number;
  readonly height: number;
  readonly bits: Uint8Array;
}

/** Name of an input or output of a board, from the settings file: `mouth-eye`, `shutter`. */
export type LineName = string;

/** Inputs and outputs that switch: a relay board, or those of an RFID reader. */
export interface DigitalIo {
  /** As last told by `input-changed`; undefined where never, and while the board is away. */
  input(name: LineName): boolean | undefined;
  /**
   * On, and by itself off again after `forMs` unless told anew before: the board's own timer where it has one, so that
   * a gateway that dies lets go of what it holds. Several holds of one output at once come in their order. @throws Fault `no-answer`, `port-lost`, `not-supported`
   */
  hold(output: LineName, forMs: number): Promise<void>;
  /** @throws Fault `no-answer`, `port-lost`, `not-supported` */
  release(output: LineName): Promise<void>;
}

/** What happened at a device. */
export type DeviceEvent =
  | { readonly kind: 'device-status'; readonly device: DeviceId; readonly status: DeviceStatus }
  | { readonly kind: 'scanned'; readonly device: DeviceId; readonly scan: Scan }
  /**
   * What came is no scan: garbage, over-long; or a phone, a bank or identity card whose number is made up anew each
   * time. Nothing of it is kept.
   */
  | {
      readonly kind: 'scan-unreadable';
      readonly device: DeviceId;
      readonly reason: 'too-long' | 'not-text' | 'random-number';
    }
  | { readonly kind: 'tag-entered'; readonly device: DeviceId; readonly tag: TagMemory }
  | { readonly kind: 'tag-left'; readonly device: DeviceId; readonly uid: Uid }
  /** Too much lies on the pad: tags come and go, or the reader cannot finish. Said once, by a reader that comes back again, and once that it is over. */
  | { readonly kind: 'pad-crowded'; readonly device: DeviceId; readonly crowded: boolean }
  /** A card of ISO 14443 at a card reader: its number as the site writes it. */
  | { readonly kind: 'card-read'; readonly device: DeviceId; readonly card: string }
  | {
      readonly kind: 'printer-changed';
      readonly device: DeviceId;
      readonly condition: PrinterCondition;
    }
  /**
   * An input has changed and stayed so for its debounce time. When its board has come (back), each input is told once,
   * whatever it is. `at`: when it changed, monotonic milliseconds.
   */
  | {
      readonly kind: 'input-changed';
      readonly device: DeviceId;
      readonly input: LineName;
      readonly on: boolean;
      readonly at: number;
    };

/** One barcode as the scanner gave it, without its AIM identifier, NFC. */
export interface Scan {
  readonly text: string;
  /** From the AIM identifier (ISO/IEC 15424) where the scanner sends one. */
  readonly symbology:
    'code39' | 'code128' | 'ean' | 'codabar' | 'itf' | 'qr' | 'datamatrix' | 'other' | undefined;
  /** True when the bytes were not UTF-8 and a legacy code page was assumed. */
  readonly guessed: boolean;
  /** It came as key strokes into a page, where an input method may have rewritten it. */
  readonly typed?: true;
}
