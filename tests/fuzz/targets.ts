import { explainBytes } from '#gateway/decode/explain.ts';
import { decoderOf, KINDS } from '#gateway/decode/decoders.ts';
import type { Kind } from '#gateway/decode/decoders.ts';
import { answerLine } from '#gateway/decode/line.ts';
import { decodeScan } from '#gateway/devices/barcode/aim.ts';
import { encodeSsi, HOST_TRIGGER, SSI, SsiParser } from '#gateway/devices/barcode/ssi-frames.ts';
import { Pn532Parser } from '#gateway/devices/cards/pn532-frames.ts';
import { decodeBits, encodeModbus, ModbusParser } from '#gateway/devices/io/modbus-frames.ts';
import { D6Parser } from '#gateway/devices/rfid/d6-frames.ts';
import { FrameParser } from '#gateway/devices/rfid/feig-frames.ts';
import { UhfAnswerParser } from '#gateway/devices/rfid/uhf-reader18-frames.ts';
import { PRESETS, scanMeaning } from '#gateway/scans/scan-rules.ts';
import { DATA_MODELS } from '#gateway/tags/data-model.ts';
import { explain } from '#gateway/tags/explain.ts';
import { rewriteIso28560Part2 } from '#gateway/tags/iso28560-2-rewrite.ts';
import { rewriteUserBank } from '#gateway/tags/iso28560-4.ts';
import { contentOf, decodeTag } from '#gateway/tags/tag.ts';
import { planWrite } from '#gateway/tags/write-plan.ts';
import { decodeLine } from '#gateway/ils/sip2/rules/decode-line.ts';
import { hideSecrets } from '#gateway/ils/sip2/rules/hide-secrets.ts';
import { CHARSETS, readText } from '#server/sip2/protocol/charset.ts';
import { decodeBytes } from '#server/sip2/protocol/decode.ts';
import { FrameParser as Sip2Parser } from '#server/sip2/protocol/framing.ts';
import { sip2Messages } from '#tests/vectors/sip2.ts';
import { allVectors, vectorsOf } from '#tests/vectors/vectors.ts';
import { SEALS } from './seals.ts';
import type { Seal } from './seals.ts';
import type { Random } from './random.ts';

/** One decoder with what it is fed. */
export interface Target {
  readonly name: string;
  /** Real bytes, to be spoilt. */
  readonly seeds: readonly Uint8Array[];
  /** Puts a check sum right. */
  readonly seal?: Seal | undefined;
  /** Takes the bytes and gives what it made of them; must not throw. */
  readonly run: (bytes: Uint8Array, random: Random) => unknown;
}

const bytesOf = (...kinds: readonly string[]): Uint8Array[] =>
  kinds.flatMap((kind) => vectorsOf(kind)).map(({ bytes }) => bytes);

/** What decoders are told beside the bytes, true or not. */
const CONTEXTS = [
  {},
  ...['01', '23', '24', '2b', '2c'].map((subCommand) => ({ subCommand })),
  ...['old', 'new'].map((style) => ({ style })),
  ...['00', '06', '3e'].map((dsfid) => ({ dsfid })),
];

const COMPACTIONS = [
  ...['application-defined', 'integer', 'numeric', '5-bit', '6-bit', '7-bit'],
  ...['octet-string', 'utf-8', 'isil'],
].map((compaction) => ({ compaction }));

const byKind = (kind: Kind): Target => ({
  name: kind,
  seeds: OTHER_SEEDS[kind] ?? bytesOf(kind),
  seal: SEALS[kind],
  run: (bytes, random) => {
    const contexts = kind === 'iso15962-compaction' ? COMPACTIONS : CONTEXTS;
    return decoderOf(kind)(bytes, random.one(contexts));
  },
});

const TAGS = bytesOf('iso28560-3', 'iso28560-2', 'rfid501', 'model-detect');
const UHF_TAGS = bytesOf('iso28560-4-epc');
const USER_BANKS = bytesOf('iso28560-2').map((bytes) => Uint8Array.of(0x06, ...bytes));
/** Of kinds whose own vectors are few, or none. */
const OTHER_SEEDS: Partial<Record<Kind, readonly Uint8Array[]>> = {
  'model-detect': TAGS,
  'iso28560-4-user': USER_BANKS,
};
const FRAMES = ['feig', '3m810', 'uhfreader18'].flatMap((kind) =>
  bytesOf(kind, `${kind}-response`),
);

/** Eight inputs, twenty of them, a coil and a register that are confirmed, a refusal. */
const MODBUS_PDUS = ['020141', '0203cd6b05', '05000cff00', '0600010605', '8202'].map((hex) =>
  Uint8Array.from(Buffer.from(hex, 'hex')),
);
const MODBUS = MODBUS_PDUS.map((pdu) => encodeModbus({ unit: 1, pdu }, 'rtu'));
const MODBUS_TCP = MODBUS_PDUS.map((pdu) => encodeModbus({ unit: 1, pdu }, 'tcp'));

/** A stream comes in pieces; what a parser still holds must not grow with it. */
const stream = (
  name: string,
  seeds: readonly Uint8Array[],
  open: () => { push(chunk: Uint8Array): readonly unknown[]; abandon(): unknown },
): Target => ({
  name,
  seeds,
  run: (bytes, random) => {
    const parser = open();
    const pieces: unknown[] = [];
    for (let at = 0; at < bytes.length;) {
      const length = 1 + random.below(40);
      pieces.push(...parser.push(bytes.subarray(at, at + length)));
      at += length;
    }
    parser.abandon();
    return pieces.length;
  },
});

/** Whatever a tag says, it is recognised and explained, and its content can be written again or refused. */
function wholeTag(bytes: Uint8Array, random: Random): unknown {
  const epc = random.below(2) === 0 ? undefined : bytes.subarray(0, 2 + random.below(64));
  const dsfid = random.below(4) === 0 ? undefined : random.one([0x00, 0x06, 0x3e]);
  const tag = { memory: bytes, blockSize: random.one([4, 8]), dsfid, epc };
  const decoded = decodeTag(tag);
  return [decoded.kind, contentOf(decoded), explain(tag, decoded)];
}

const BOOK = { itemId: '1000000136', isil: 'VN-TVT', part: 1, partsInItem: 2, usage: 1 };

/** Onto whatever is there a book is planned, or refused in a sentence; what would be lost is said. */
function plannedOnto(bytes: Uint8Array, random: Random): unknown {
  const blockSize = random.one([4, 8]);
  const memory = new Uint8Array(Math.ceil(bytes.length / blockSize) * blockSize);
  memory.set(bytes);
  const epc = random.below(2) === 0 ? undefined : bytes.subarray(0, 2 + random.below(64));
  const locks = Array.from({ length: memory.length / blockSize }, () => random.below(8) === 0);
  const tag = { memory, blockSize, dsfid: random.one([0x00, 0x06, 0x3e]), afi: 0x07, epc };
  const plan = planWrite(random.one(DATA_MODELS), BOOK, { tag, locks });
  return plan.kind === 'plan' ? plan.losses : plan.why;
}

/** A tag is rewritten, or refused with a RangeError; anything else is a fault. */
const rewriting =
  (rewrite: (bytes: Uint8Array) => Uint8Array): Target['run'] =>
  (bytes) => {
    try {
      return rewrite(bytes).length;
    } catch (error) {
      if (error instanceof RangeError) return error.message;
      throw error;
    }
  };

// An invented person.
const SCANS = [
  '001090123456||NGUYỄN VĂN A|01011990|Nam|Số 1 Tràng Tiền, Hà Nội|15042021',
  'GD4010123456789|4e677579e1bb856e|01/01/1990|1|48c3a0|01 - 001|01/01/2026',
  '00020101021253037046304ABCD',
  ']C0VV.012345',
  '33191000105864',
].map((text) => new TextEncoder().encode(text));
const SSI_PACKETS = [encodeSsi(SSI.startSession), encodeSsi(SSI.paramSend, HOST_TRIGGER)];

/** The frame of a scanner, what it says, and what that means to a site. */
function whatIsScanned(bytes: Uint8Array): unknown {
  const scan = decodeScan(bytes);
  return scan && scanMeaning(scan, { rules: PRESETS['fourteen-digit'], strictCheckDigits: true });
}

const LINES = allVectors().map((vector) => new TextEncoder().encode(JSON.stringify(vector)));

const SIP2 = sip2Messages().map((text) => new TextEncoder().encode(`${text}\r`));

/** A message of SIP2 in any charset, as the line of a capture, and with its passwords hidden. */
function sip2Message(bytes: Uint8Array, random: Random): unknown {
  const charset = random.one(CHARSETS);
  const { text } = readText(bytes, charset);
  return [decodeBytes(bytes, charset), decodeLine(bytes, true), hideSecrets(text).length];
}

export const TARGETS: readonly Target[] = [
  ...KINDS.map(byKind),
  { name: 'tag', seeds: [...TAGS, ...UHF_TAGS], seal: SEALS['iso28560-3'], run: wholeTag },
  { name: 'write-plan', seeds: [...TAGS, ...UHF_TAGS], run: plannedOnto },
  {
    name: 'iso28560-2-rewrite',
    seeds: bytesOf('iso28560-2'),
    run: rewriting((bytes) => rewriteIso28560Part2(bytes, BOOK, 4)),
  },
  {
    name: 'iso28560-4-user-rewrite',
    seeds: USER_BANKS,
    run: rewriting((bytes) => rewriteUserBank(bytes, BOOK)),
  },
  { name: 'barcode', seeds: SCANS, run: whatIsScanned },
  stream('zebra-stream', SSI_PACKETS, () => new SsiParser()),
  stream('feig-stream', FRAMES, () => new FrameParser()),
  stream('3m810-stream', FRAMES, () => new D6Parser()),
  stream('uhfreader18-stream', FRAMES, () => new UhfAnswerParser()),
  stream('pn532-stream', bytesOf('pn532'), () => new Pn532Parser()),
  stream('modbus-stream', MODBUS, () => new ModbusParser('rtu')),
  stream('modbus-tcp-stream', MODBUS_TCP, () => new ModbusParser('tcp')),
  {
    name: 'modbus-bits',
    seeds: MODBUS_PDUS,
    run: (bytes, random) => decodeBits(bytes, 1 + random.below(2000)),
  },
  { name: 'sip2', seeds: SIP2, run: sip2Message },
  stream('sip2-stream', SIP2, () => new Sip2Parser(300)),
  { name: 'line', seeds: LINES, run: (bytes) => answerLine(new TextDecoder().decode(bytes)) },
  {
    name: 'explain',
    seeds: [...TAGS, ...FRAMES],
    run: (bytes) => explainBytes(bytes.subarray(0, 120)),
  },
];
