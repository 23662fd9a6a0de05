/** Frames of the UHFReader18 family in words, for whoever looks at what goes over the line. */
import { decodeUhfInventory, decodeUhfReaderInfo, UHF_COMMAND } from './uhf-command-frames.ts';
import { decodeUhfRequest, decodeUhfResponse } from './uhf-reader18-frames.ts';

/** Numbers are numbers, codes and raw bytes lower-case hex. A frame with a wrong length or CRC says no more than that. */
export interface DescribedUhfFrame {
  readonly direction: 'request' | 'response';
  readonly crcOk: boolean;
  readonly address?: number;
  readonly command?: string;
  readonly status?: string;
  readonly data?: string;
  readonly epc?: string;
  readonly bank?: number;
  readonly wordPtr?: number;
  readonly wordCount?: number;
  readonly password?: string;
  readonly epcs?: readonly string[];
  readonly firmware?: string;
  readonly readerType?: string;
  readonly power?: number;
  readonly scanTime?: number;
}

export function describeUhfRequest(bytes: Uint8Array): DescribedUhfFrame {
  const direction = 'request';
  const request = decodeUhfRequest(bytes);
  if (!request) return { direction, crcOk: false };
  const { address, command, data } = request;
  const fields = (command === UHF_COMMAND.read && readFields(data)) || { data: hex(data) };
  return { direction, address, command: hex([command]), crcOk: true, ...fields };
}

export function describeUhfResponse(bytes: Uint8Array): DescribedUhfFrame {
  const direction = 'response';
  const response = decodeUhfResponse(bytes);
  if (!response) return { direction, crcOk: false };
  const { address, command, status, data } = response;
  const fields = answerFields(command, data) ?? { data: hex(data) };
  return {
    direction,
    address,
    command: hex([command]),
    status: hex([status]),
    crcOk: true,
    ...fields,
  };
}

/** ENum in words, EPC, bank, first word, words, password; undefined where a mask stands instead of the EPC. */
function readFields(data: Uint8Array): Partial<DescribedUhfFrame> | undefined {
  const [words = 0] = data;
  const rest = data.subarray(1 + words * 2);
  if (rest.length !== 7) return undefined;
  const [bank = 0, wordPtr = 0, wordCount = 0] = rest;
  const epc = hex(data.subarray(1, 1 + words * 2));
  return { epc, bank, wordPtr, wordCount, password: hex(rest.subarray(3)) };
}

function answerFields(command: number, data: Uint8Array): Partial<DescribedUhfFrame> | undefined {
  if (command === UHF_COMMAND.inventory) {
    const epcs = decodeUhfInventory(data, '18') ?? decodeUhfInventory(data, '288');
    return epcs && { epcs: epcs.map(hex) };
  }
  if (command !== UHF_COMMAND.readerInfo) return undefined;
  const info = decodeUhfReaderInfo(data);
  if (!info) return undefined;
  const { type, ...rest } = info;
  return { ...rest, readerType: hex([type]) };
}

const hex = (bytes: ArrayLike<number>): string =>
  Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
