import { decodeRequest, decodeResponse } from '../devices/rfid/feig-frames.ts';
import type { FeigRequest } from '../devices/rfid/feig-frames.ts';
import { COMMAND } from '../devices/rfid/iso-host-frames.ts';
import type { Context, Words } from './decoder.ts';
import { feigAnswerFields } from './feig-answers.ts';
import { codeHex, toHex } from './hex.ts';

/** A first byte of 02 begins an advanced frame: no standard frame is two bytes long. */
const framingOf = (bytes: Uint8Array) => (bytes[0] === 0x02 ? 'advanced' : 'standard');

export function feigRequest(bytes: Uint8Array): Words {
  const head = { frame: framingOf(bytes), direction: 'request' };
  const request = decodeRequest(bytes);
  if (!request) return { ...head, crcOk: false };
  const fields = (request.command === COMMAND.isoHost && isoHostFields(request)) || {
    data: toHex(request.data),
  };
  return { ...head, ...commandOf(request), crcOk: true, ...fields };
}

/** `subCommand` of the request is what tells how to read an answer of [B0]. */
export function feigResponse(bytes: Uint8Array, { subCommand }: Context): Words {
  const head = { frame: framingOf(bytes), direction: 'response' };
  const response = decodeResponse(bytes);
  if (!response) return { ...head, crcOk: false };
  const fields = feigAnswerFields(response, subCommand) ?? { data: toHex(response.data) };
  return {
    ...head,
    ...commandOf(response),
    status: codeHex(response.status),
    crcOk: true,
    ...fields,
  };
}

const commandOf = ({ address, command }: FeigRequest) => ({ address, command: codeHex(command) });

/** Low three bits of MODE: a UID follows. */
const ADDRESSED = 1;
const UID_BYTES = 8;

/** [B0]: `sub-command MODE [UID] …` (H20800-16e §7.1). */
function isoHostFields({ data }: FeigRequest): Words | undefined {
  const [subCommand, mode] = data;
  if (subCommand === undefined || mode === undefined) return undefined;
  const isAddressed = subCommand !== INVENTORY && (mode & 0x07) === ADDRESSED;
  const start = 2 + (isAddressed ? UID_BYTES : 0);
  if (data.length < start) return undefined;
  const rest = data.subarray(start);
  return {
    subCommand: codeHex(subCommand),
    mode: codeHex(mode),
    ...(isAddressed && { uid: toHex(data.subarray(2, start)) }),
    ...(restFields(subCommand, rest) ?? (rest.length > 0 ? { data: toHex(rest) } : {})),
  };
}

const INVENTORY = 0x01;

function restFields(subCommand: number, rest: Uint8Array): Words | undefined {
  switch (subCommand) {
    case 0x22:
    case 0x23:
    case 0x2c:
      return rest.length === 2 ? { dbAdr: rest[0], dbN: rest[1] } : undefined;
    case 0x24:
      return writtenBlocks(rest);
    case 0x27:
      return rest.length === 1 ? { afi: toHex(rest) } : undefined;
    case 0x29:
      return rest.length === 1 ? { dsfid: toHex(rest) } : undefined;
    default:
      return undefined;
  }
}

function writtenBlocks(rest: Uint8Array): Words | undefined {
  const [dbAdr, dbN = 0, dbSize = 0] = rest;
  if (rest.length !== 3 + dbN * dbSize) return undefined;
  const blocks = Array.from({ length: dbN }, (_, at) => {
    return inMemoryOrder(rest.subarray(3 + at * dbSize, 3 + (at + 1) * dbSize));
  });
  return { dbAdr, dbN, dbSize, blocks };
}

/** A block travels last byte first (annex F). */
export const inMemoryOrder = (block: Uint8Array): string => toHex(block.toReversed());
