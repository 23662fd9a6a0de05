/** What a request to a UHF reader means, as the manuals lay its bytes out. */
import type { BookTag } from './book-tag.ts';
import type { TakenRequest } from './rfid-reader.ts';
import type { ReaderAct } from './simulated-reader.ts';
import type { UhfRequestOnWire } from './uhf-wire.ts';

export interface UhfCommand extends TakenRequest {
  readonly request: UhfRequestOnWire;
  /** What stands behind the words that say which tag is meant: bank, word and so on. */
  readonly rest: Buffer;
  /** Words to be written, as WNum says; 0 in other commands. */
  readonly words: number;
}

const NAMES: Readonly<Record<number, string>> = {
  0x01: 'inventory',
  0x02: 'read',
  0x03: 'write',
  0x0c: 'set-eas',
  0x21: 'reader-info',
  0x2f: 'set-power',
  0x36: 'work-mode',
};

/** Which tag of the field answers to what a command names. */
export type FindTag = (isMeant: (tag: BookTag) => boolean) => BookTag | undefined;

export function uhfCommandOf(request: UhfRequestOnWire, find: FindTag): UhfCommand {
  const name = NAMES[request.command] ?? 'unknown';
  const plain = { request, name, bytes: request.frame, rest: request.data, words: 0 };
  if (!['read', 'write', 'set-eas'].includes(name)) {
    const act = name === 'inventory' ? 'inventory' : 'other';
    return { ...plain, act, uid: undefined };
  }
  const words = name === 'write' ? (request.data[0] ?? 0) : 0;
  const { isMeant, rest } = meant(request.data.subarray(name === 'write' ? 1 : 0));
  return { ...plain, act: actOf(name, rest, words), uid: find(isMeant)?.uid, rest, words };
}

/** `ENum EPC …`, or `FF … bank, first bit (2), bits, data` with the mask at the end. */
function meant(data: Buffer): { isMeant: (tag: BookTag) => boolean; rest: Buffer } {
  const [words = 0] = data;
  if (words !== 0xff) {
    const epc = data.subarray(1, 1 + words * 2);
    return { isMeant: (tag) => uiiOf(tag).equals(epc), rest: data.subarray(1 + words * 2) };
  }
  // The gateway masks whole TIDs: bank, address, length, twelve bytes.
  const mask = data.subarray(-16);
  const tid = mask.subarray(4);
  const isWhole = mask.subarray(0, 4).equals(Buffer.from([0x02, 0x00, 0x00, 96]));
  return {
    isMeant: ({ uid }) => isWhole && uid === tid.toString('hex').toUpperCase(),
    rest: data.subarray(1, -16),
  };
}

/** EPC as an inventory tells it: as long as the PC word says. */
export function uiiOf({ epc = new Uint8Array() }: BookTag): Buffer {
  const words = (epc[0] ?? 0) >> 3;
  return Buffer.from(epc.subarray(2, 2 + words * 2));
}

function actOf(name: string, [bank, word]: Buffer, words: number): ReaderAct {
  if (name === 'read') return 'read';
  if (name === 'set-eas') return 'write-eas';
  return bank === 0x01 && word === 1 && words === 1 ? 'write-afi' : 'write-blocks';
}
