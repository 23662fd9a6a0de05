import { COMPACTIONS, decodeCompacted } from '../tags/iso15962-compaction.ts';
import { decodeIsil } from '../tags/isil-compaction.ts';
import { decodeElements } from '../tags/iso28560-2.ts';
import { decodeIso28560Part3, readBasicBlock } from '../tags/iso28560-3.ts';
import { decodeEpc } from '../tags/iso28560-4-epc.ts';
import { decodeUserBank } from '../tags/iso28560-4.ts';
import { decodeRfid501 } from '../tags/rfid501.ts';
import { decodeTag } from '../tags/tag.ts';
import type { DecodedTag } from '../tags/tag.ts';
import type { Context, Words } from './decoder.ts';
import { codeHex, parseHex, toHex } from './hex.ts';

const BLOCK_SIZE = 4;
const SHORTEST_BASIC_BLOCK = 32;

/** The fields as they stand, also where the check sum is wrong. */
export function iso28560Part3(bytes: Uint8Array): Words {
  const model = 'iso28560-3';
  if (bytes.length < SHORTEST_BASIC_BLOCK) return { model, error: 'truncated' };
  const decoded = decodeIso28560Part3(bytes, BLOCK_SIZE) ?? readBasicBlock(bytes);
  const { crcStored, isil, setInformationSwapped, ...fields } = decoded;
  return {
    model,
    ...fields,
    crcStored: toHex([crcStored & 0xff, crcStored >> 8]),
    isil: isil ?? '',
    ...(setInformationSwapped && { setInformationSwapped }),
  };
}

export function iso28560Part2(bytes: Uint8Array): Words {
  const model = 'iso28560-2';
  const decoded = decodeElements(bytes);
  if (decoded.elements.length > 0 || decoded.error) return { model, ...decoded };
  return { model, elements: [], error: 'no data sets' };
}

/** Two banks are two inputs: this is PC and UII. */
export function iso28560Part4Epc(bytes: Uint8Array): Words {
  const model = 'iso28560-4';
  const decoded = decodeEpc(bytes);
  if (!decoded) return { model, error: 'truncated' };
  const { pc, afi, uiiBytes, ...fields } = decoded;
  return {
    model,
    ...fields,
    pc: codeHex(pc, 2),
    ...(afi !== undefined && { afi: codeHex(afi) }),
    ...(fields.uii === undefined && { epc: toHex(uiiBytes) }),
  };
}

/** And this the user bank, its DSFID in front. */
export function iso28560Part4User(bytes: Uint8Array): Words {
  const model = 'iso28560-4';
  const [dsfid = 0] = bytes;
  const decoded = decodeUserBank(bytes);
  if (!decoded) return { model, dsfid: codeHex(dsfid), error: 'another DSFID than 06' };
  return { model, ...decoded, dsfid: codeHex(dsfid) };
}

export function rfid501(bytes: Uint8Array): Words {
  const decoded = decodeRfid501(bytes);
  return decoded ? { model: '3m-rfid501', ...decoded } : { error: 'not RFID501' };
}

/** A data set has no more data than its length byte can say. */
const MAX_DATA = 0xff;

/** The compaction comes as context: `isil`, or a name of ISO/IEC 15962. */
export function compacted(bytes: Uint8Array, { compaction }: Context): Words {
  if (bytes.length > MAX_DATA) return { error: `more than ${MAX_DATA} bytes` };
  if (compaction === undefined) return { error: 'the compaction is missing in the context' };
  if (compaction === 'isil') return { value: decodeIsil(bytes) };
  const known = COMPACTIONS.find((name) => plain(name) === plain(compaction));
  if (!known) return { error: `there is no compaction “${compaction}”` };
  if (known === 'application-defined') return { value: toHex(bytes) };
  const value = decodeCompacted(bytes, known);
  return value === undefined ? { error: 'malformed' } : { value };
}

const plain = (name: string): string => name.toLowerCase().replace(/[^a-z\d]/g, '');

/** Which format a tag is of, by the documented order. The context may give its DSFID. */
export function modelOf(bytes: Uint8Array, { dsfid }: Context): Words {
  const code = dsfid === undefined ? undefined : parseHex(dsfid);
  const decoded = decodeTag({
    memory: bytes,
    blockSize: BLOCK_SIZE,
    dsfid: code instanceof Uint8Array ? code[0] : undefined,
  });
  return decoded.kind === 'damaged'
    ? { model: decoded.format, damaged: decoded.fault }
    : { model: modelName(decoded) };
}

function modelName(decoded: Exclude<DecodedTag, { kind: 'damaged' }>): string {
  switch (decoded.kind) {
    case 'blank':
      return decoded.pattern === '3m' ? 'blank-3m' : 'blank';
    case 'rfid501':
      return '3m-rfid501';
    case 'ndef':
      return 'ndef-type5';
    case 'iso28560-2':
    case 'iso28560-3':
    case 'iso28560-4':
    case 'unknown':
      return decoded.kind;
  }
}
