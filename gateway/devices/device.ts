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

/** A tag's chip number: 16 upper-case hex digits, most significant byte first, `E0…` for ISO 15693. */
export type Uid = string;

/** What is on a tag, as read through the air. */
export interface TagMemory {
  readonly uid: Uid;
  /** Application family identifier; undefined where the reader cannot tell. */
  readonly afi: number | undefined;
  /** Data storage format identifier. */
  readonly dsfid: number | undefined;
  /** Bytes per block; 4 on most library tags. */
  readonly blockSize: number;
  /** The first blocks, in memory order (block 0 byte 0 first), whatever order the reader sends. */
  readonly memory: Uint8Array;
}

/** One round of looking: who is in the field right now. */
export interface Inventory {
  readonly uids: readonly Uid[];
  /** False when the reader said that it could not finish (overflow, collision): absence proves nothing then. */
  readonly complete: boolean;
}

/** What a reader of book tags can do. One command at a time; calls queue up. */
export interface RfidReader {
  /** What this model is able to do; policy decides what is used. */
  readonly capabilities: { readonly afi: boolean; readonly eas: boolean };
  /** @throws Fault `no-answer`, `port-lost` */
  inventory(): Promise<Inventory>;
  /** Reads AFI, DSFID and the first `bytes` bytes (rounded up to blocks). @throws Fault `tag-gone` */
  readTag(uid: Uid, bytes: number): Promise<TagMemory>;
  /** @throws Fault `tag-gone`, `tag-refused` */
  writeAfi(uid: Uid, afi: number): Promise<void>;
  readAfi(uid: Uid): Promise<number>;
  close(): Promise<void>;
}

/** What happened at a device. */
export type DeviceEvent =
  | { readonly kind: 'device-status'; readonly device: DeviceId; readonly status: DeviceStatus }
  | { readonly kind: 'scanned'; readonly device: DeviceId; readonly scan: Scan }
  /** Bytes came that are no scan: garbage, over-long. Nothing of them is kept. */
  | {
      readonly kind: 'scan-unreadable';
      readonly device: DeviceId;
      readonly reason: 'too-long' | 'not-text';
    }
  | { readonly kind: 'tag-entered'; readonly device: DeviceId; readonly tag: TagMemory }
  | { readonly kind: 'tag-left'; readonly device: DeviceId; readonly uid: Uid };

/** One barcode as the scanner gave it, without its AIM identifier, NFC. */
export interface Scan {
  readonly text: string;
  /** From the AIM identifier (ISO/IEC 15424) where the scanner sends one. */
  readonly symbology:
    'code39' | 'code128' | 'ean' | 'codabar' | 'itf' | 'qr' | 'datamatrix' | 'other' | undefined;
  /** True when the bytes were not UTF-8 and a legacy code page was assumed. */
  readonly guessed: boolean;
}
