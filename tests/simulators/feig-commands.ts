/** The commands that the simulated FEIG reader knows, by name. */
import type { RequestOnWire } from './feig-wire.ts';
import type { TakenRequest } from './rfid-reader.ts';
import type { ReaderAct } from './simulated-reader.ts';

const ACTS = {
  'baud-detect': 'other',
  'software-version': 'other',
  'reader-info': 'other',
  'rf-reset': 'other',
  'rf-switch': 'other',
  'set-output': 'other',
  'set-numbered-output': 'other',
  'get-input': 'other',
  inventory: 'inventory',
  'stay-quiet': 'other',
  'read-blocks': 'read',
  'write-blocks': 'write-blocks',
  'write-afi': 'write-afi',
  'write-dsfid': 'write-blocks',
  'system-information': 'read',
  'block-security': 'read',
  'set-eas': 'write-eas',
  'reset-eas': 'write-eas',
  transparent: 'write-eas',
  unknown: 'other',
} as const satisfies Record<string, ReaderAct>;
export type FeigCommandName = keyof typeof ACTS;

const COMMANDS: Readonly<Record<number, FeigCommandName>> = {
  0x52: 'baud-detect',
  0x65: 'software-version',
  0x66: 'reader-info',
  0x69: 'rf-reset',
  0x6a: 'rf-switch',
  0x71: 'set-output',
  0x72: 'set-numbered-output',
  0x74: 'get-input',
  0xbf: 'transparent',
};
const ISO_COMMANDS: Readonly<Record<number, FeigCommandName>> = {
  0x01: 'inventory',
  0x02: 'stay-quiet',
  0x23: 'read-blocks',
  0x24: 'write-blocks',
  0x27: 'write-afi',
  0x29: 'write-dsfid',
  0x2b: 'system-information',
  0x2c: 'block-security',
};
/** Of manufacturer 04, NXP. */
const CUSTOM_COMMANDS: Readonly<Record<number, FeigCommandName>> = {
  0xa2: 'set-eas',
  0xa3: 'reset-eas',
};

export interface FeigCommand extends TakenRequest {
  readonly name: FeigCommandName;
  readonly request: RequestOnWire;
  /** What follows the UID. */
  readonly rest: Buffer;
}

export function commandOf(request: RequestOnWire): FeigCommand {
  const name = nameOf(request) ?? 'unknown';
  const { uid, rest } = addressee(request);
  return { act: ACTS[name], name, uid, rest, request, bytes: request.frame };
}

function nameOf({ command, data }: RequestOnWire): FeigCommandName | undefined {
  if (command === 0xb0) return ISO_COMMANDS[data[0] ?? 0];
  if (command === 0xb1) return data[0] === 0x04 ? CUSTOM_COMMANDS[data[1] ?? 0] : undefined;
  return COMMANDS[command];
}

/** MODE 01, addressed (09: with security status), then the UID: at the second byte of [B0], the third of [B1]. */
function addressee({ command, data }: RequestOnWire): Pick<FeigCommand, 'uid' | 'rest'> {
  if (command === 0xbf) return addresseeInside(data);
  const mode = command === 0xb1 ? 2 : 1;
  const start = mode + 1;
  const isAddressed = command >= 0xb0 && ((data[mode] ?? 0) & 0x07) === 1;
  if (!isAddressed || data.length < start + 8) return { uid: undefined, rest: data };
  const uid = data
    .subarray(start, start + 8)
    .toString('hex')
    .toUpperCase();
  return { uid, rest: data.subarray(start + 8) };
}

/** `MODE RSPLEN2 reserved2`, then a request of ISO/IEC 15693-3: flags, command, manufacturer, UID last byte first. */
function addresseeInside(data: Buffer): Pick<FeigCommand, 'uid' | 'rest'> {
  const rest = data.subarray(5);
  const isAddressed = rest.length >= 11 && ((rest[0] ?? 0) & 0x20) !== 0;
  if (!isAddressed) return { uid: undefined, rest };
  return { uid: Buffer.from(rest.subarray(3, 11)).reverse().toString('hex').toUpperCase(), rest };
}
