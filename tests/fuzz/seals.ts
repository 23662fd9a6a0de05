import { encodeCommand } from '#gateway/devices/cards/pn532-frames.ts';
import { D5, encodeFrame } from '#gateway/devices/rfid/d6-frames.ts';
import { encodeRequest, encodeResponse } from '#gateway/devices/rfid/feig-frames.ts';
import { encodeR2000 } from '#gateway/devices/rfid/r2000-frames.ts';
import { encodeUhfRequest } from '#gateway/devices/rfid/uhf-reader18-frames.ts';
import { crcOfTag } from '#gateway/tags/crc.ts';
import type { Random } from './random.ts';

/**
 * Bytes with their check sum put right. A decoder that is only given wrong ones is hardly tested: it stops there.
 */
export type Seal = (bytes: Uint8Array, random: Random) => Uint8Array;

/** What goes between the head of a frame and its check sum; short enough for every maker's length byte. */
const body = (bytes: Uint8Array, from: number): Uint8Array => bytes.slice(from, from + 240);

const command = (commands: readonly number[], random: Random): number =>
  random.below(4) === 0 ? random.byte() : random.one(commands);

const FEIG = [0x65, 0x66, 0xb0, 0xb0, 0xb0, 0xb1];
const FEIG_STATUS = [0x00, 0x00, 0x01, 0x03, 0x94, 0x95];
const UHF = [0x01, 0x02, 0x21];
const R2000 = [0x72, 0x74, 0x89];
const PN532 = [0x02, 0x03, 0x4a, 0x4b];

const feigRequest: Seal = (bytes, random) =>
  encodeRequest(
    { address: random.byte(), command: command(FEIG, random), data: body(bytes, 3) },
    random.one(['standard', 'advanced']),
  );

const feigResponse: Seal = (bytes, random) =>
  encodeResponse(
    {
      address: random.byte(),
      command: command(FEIG, random),
      status: command(FEIG_STATUS, random),
      data: body(bytes, 4),
    },
    random.one(['standard', 'advanced']),
  );

const threeM: Seal = (bytes, random) =>
  random.below(8) === 0 ? encodeFrame(body(bytes, 3), D5) : encodeFrame(body(bytes, 3));

const uhf: Seal = (bytes, random) =>
  encodeUhfRequest({ address: 0, command: command(UHF, random), data: body(bytes, 3) });

const r2000: Seal = (bytes, random) =>
  encodeR2000({ address: 1, command: command(R2000, random), data: body(bytes, 4) });

/** Frames from the chip have another TFI, which the sum must make up for. */
const pn532: Seal = (bytes, random) => {
  const frame = encodeCommand(command(PN532, random), body(bytes, 7));
  if (random.below(2) === 0 || frame[3] === 0xff) return frame;
  frame[5] = 0xd5;
  frame[frame.length - 2] = (frame[frame.length - 2] ?? 0) - 1;
  return frame;
};

const iso28560Part3: Seal = (bytes) => {
  const sealed = Uint8Array.from({ length: Math.max(34, bytes.length) }, (_, at) => bytes[at] ?? 0);
  const crc = crcOfTag(Uint8Array.of(...sealed.subarray(0, 19), ...sealed.subarray(21, 34)));
  sealed.set([crc & 0xff, crc >> 8], 19);
  return sealed;
};

/** PC says as many words as there are. */
const epc: Seal = (bytes) => {
  const words = Math.min(31, Math.max(0, (bytes.length - 2) >> 1));
  const sealed = Uint8Array.from({ length: 2 + 2 * words }, (_, at) => bytes[at] ?? 0);
  sealed[0] = (words << 3) | ((sealed[0] ?? 0) & 0x06) | 0x01;
  return sealed;
};

const userBank: Seal = (bytes) => Uint8Array.of(0x06, ...bytes.subarray(1));

/** By kind of input; a kind that has no check sum has none here. */
export const SEALS: Readonly<Record<string, Seal | undefined>> = {
  'model-detect': iso28560Part3,
  'iso28560-3': iso28560Part3,
  'iso28560-4-epc': epc,
  'iso28560-4-user': userBank,
  feig: feigRequest,
  'feig-response': feigResponse,
  '3m810': threeM,
  '3m810-response': threeM,
  uhfreader18: uhf,
  'uhfreader18-response': uhf,
  r2000,
  'r2000-response': r2000,
  pn532,
};
