import { describePn532 } from '../devices/cards/pn532-frames.ts';
import { describeR2000 } from '../devices/rfid/r2000-frames.ts';
import { describeUhfRequest, describeUhfResponse } from '../devices/rfid/uhf-described-frames.ts';
import type { Decoder } from './decoder.ts';
import { feigRequest, feigResponse } from './feig.ts';
import {
  compacted,
  iso28560Part2,
  iso28560Part3,
  iso28560Part4Epc,
  iso28560Part4User,
  modelOf,
  rfid501,
} from './tags.ts';
import { threeMRequest, threeMResponse } from './three-m.ts';

/** Every kind of input by its name. */
export const DECODERS = {
  'model-detect': modelOf,
  'iso28560-3': iso28560Part3,
  'iso28560-2': iso28560Part2,
  'iso15962-compaction': compacted,
  'iso28560-4-epc': iso28560Part4Epc,
  'iso28560-4-user': iso28560Part4User,
  rfid501,
  feig: feigRequest,
  'feig-response': feigResponse,
  '3m810': threeMRequest,
  '3m810-response': threeMResponse,
  uhfreader18: (bytes) => ({ ...describeUhfRequest(bytes) }),
  'uhfreader18-response': (bytes) => ({ ...describeUhfResponse(bytes) }),
  r2000: (bytes) => ({ ...describeR2000(bytes, 'request') }),
  'r2000-response': (bytes) => ({ ...describeR2000(bytes, 'response') }),
  pn532: (bytes) => ({ ...(describePn532(bytes) ?? { error: 'no start code 00 FF' }) }),
} as const satisfies Readonly<Record<string, Decoder>>;

export type Kind = keyof typeof DECODERS;
export const isKind = (name: string): name is Kind => Object.hasOwn(DECODERS, name);
export const KINDS = Object.keys(DECODERS).filter((kind): kind is Kind => isKind(kind));

export const decoderOf = (kind: Kind): Decoder => DECODERS[kind];
