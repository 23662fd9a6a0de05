import { decodeD6Request, decodeD6Response } from '../devices/rfid/d6-decode.ts';
import type { D6Decoded } from '../devices/rfid/d6-decode.ts';
import type { Context, Words } from './decoder.ts';
import { codeHex, toHex } from './hex.ts';

export const threeMRequest = (bytes: Uint8Array): Words => inWords(decodeD6Request(bytes));

/** `style` of a list of blocks: `old`, each with its number, or `new`, with the number of the first alone. */
export function threeMResponse(bytes: Uint8Array, { style }: Context): Words {
  if (style === undefined) return inWords(decodeD6Response(bytes));
  return inWords(decodeD6Response(bytes, { style: style === 'old' ? 'old' : 'first' }));
}

/** Fields that are codes, not numbers. */
const CODES: ReadonlySet<string> = new Set([
  'command',
  'error',
  'flags',
  'mask',
  'options',
  'afi',
  'dsfid',
  'icRef',
]);

const inWords = ({ uid, uids, blocks, ...rest }: D6Decoded): Words => ({
  ...Object.fromEntries(Object.entries(rest).map(([name, value]) => [name, word(name, value)])),
  ...(uid !== undefined && { uid: uid.toLowerCase() }),
  ...(uids && { uids: uids.map((one) => one.toLowerCase()) }),
  ...(blocks && { blocks: blocks.map((block) => ({ ...block, data: toHex(block.data) })) }),
});

function word(name: string, value: unknown): unknown {
  if (value instanceof Uint8Array) return toHex(value);
  return typeof value === 'number' && CODES.has(name) ? codeHex(value) : value;
}
