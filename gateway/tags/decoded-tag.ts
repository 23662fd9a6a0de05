import type { Blank } from './blank.ts';
import type { DataSetError } from './iso15962-data-sets.ts';
import type { Iso28560Part2 } from './iso28560-2.ts';
import type { Iso28560Part3 } from './iso28560-3.ts';
import type { EpcBank } from './iso28560-4-epc.ts';
import type { UiiProfile, UserBank } from './iso28560-4.ts';
import type { Ndef } from './ndef.ts';
import type { Rfid501 } from './rfid501.ts';

/** What the content of a tag says. */
export type DecodedTag =
  | ({ readonly kind: 'blank' } & Blank)
  | ({ readonly kind: 'iso28560-3' } & Iso28560Part3)
  | ({ readonly kind: 'iso28560-2' } & Iso28560Part2)
  | ({ readonly kind: 'iso28560-4' } & Iso28560Part4)
  | ({ readonly kind: 'rfid501' } & Rfid501)
  | ({ readonly kind: 'ndef' } & Ndef)
  | ({ readonly kind: 'damaged' } & Damage)
  /** Another format, or none. A barcode is never guessed from it. */
  | { readonly kind: 'unknown' };

/** Written in a known format and no longer whole, as after an interrupted write. */
export type Damage =
  | {
      readonly format: 'iso28560-3';
      /** `crc`: of the basic block. `id-lost`: the extension block with the identifier is not there, or not whole. */
      readonly fault: 'crc' | 'id-lost';
      /** As they stand, for staff: none of it is to be believed. */
      readonly fields: Iso28560Part3;
    }
  | {
      readonly format: 'iso28560-2';
      readonly fault: DataSetError;
      readonly fields: Iso28560Part2;
    }
  | {
      readonly format: 'iso28560-4';
      readonly fault: DataSetError;
      readonly fields: Iso28560Part4;
    };

/** The two banks of a UHF tag. */
export interface Iso28560Part4 {
  readonly epc: EpcBank;
  /** Undefined: blank, of another format, or the chip has none. */
  readonly user: UserBank | undefined;
  /** What the fields of its UII are. */
  readonly profile: UiiProfile;
}

/** What of a tag is needed to know what it says; a `TagMemory` has it all. */
export interface TagBytes {
  /** From block 0 on, whole or in part; on UHF the user bank. */
  readonly memory: Uint8Array;
  readonly blockSize: number;
  readonly dsfid?: number | undefined;
  /** UHF: PC word and UII. */
  readonly epc?: Uint8Array | undefined;
}

export interface DecodeOptions {
  /** Some collections have tags by software that calculates the CRC wrongly: the site may take them as they stand. */
  readonly acceptWrongCrc?: boolean;
  /** What the fields of a UII are at this site; the example of ISO/TS 28560-4 by default. */
  readonly uiiProfile?: UiiProfile;
}
