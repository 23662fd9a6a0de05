import { Fault } from '../../errors.ts';
import { decodeScan } from '../barcode/aim.ts';
import { ScanFramer } from '../barcode/scan-frames.ts';
import type { Port, Scan } from '../device.ts';
import { QuietTimer } from '../quiet-timer.ts';
import { lineInWords } from './detect.ts';
import type { OpenAt } from './detect.ts';
import type { LineSettings } from './probe.ts';
import { withPort } from './with-port.ts';

export interface ListenOptions {
  readonly lines: readonly LineSettings[];
  /** Milliseconds of patience with the person who scans, at each setting. */
  readonly patienceMs?: number;
  readonly say?: (words: string) => void;
  readonly signal?: AbortSignal;
}

export interface HeardScanner {
  readonly line: LineSettings;
  readonly scan: Scan;
}

/** Long enough for the pauses inside a scan at 9600 baud. */
const SILENCE_MS = 150;
/** One scan of a full QR code. */
const MAX_HEARD = 4096;

/**
 * A scanner answers no question: somebody must scan a label with it. What makes no sense at one setting is asked
 * for again at the next.
 * @returns undefined when nothing came, or nothing that could be read
 * @throws Fault `port-missing`, `port-busy`, `port-lost`
 */
export async function listenForScan(
  openAt: OpenAt,
  { lines, patienceMs = 20_000, say = () => {}, signal }: ListenOptions,
): Promise<HeardScanner | undefined> {
  for (const line of lines) {
    const open = () => openAt(line);
    const bytes = await withPort(open, signal, (port) => {
      const hearing = hear(port, patienceMs);
      say(`If it is a barcode scanner, scan a label now (${lineInWords(line)}) …`);
      return hearing;
    });
    const heard = scannerBy(bytes, line);
    if (heard || bytes.length === 0) return heard;
    say('Something came, but it is no text at this setting.');
  }
  return undefined;
}

/** What comes until the line is quiet again, or patience ends. */
async function hear(port: Port, patienceMs: number): Promise<Uint8Array> {
  const { promise, resolve, reject } = Promise.withResolvers<undefined>();
  let heard = new Uint8Array();
  const quiet = new QuietTimer(SILENCE_MS, () => resolve(undefined));
  const timer = setTimeout(() => resolve(undefined), patienceMs);
  port.onData((bytes) => {
    heard = Uint8Array.of(...heard, ...bytes).subarray(0, MAX_HEARD);
    quiet.restart();
  });
  port.onClose(() => reject(new Fault('port-lost', 'the line is gone')));
  try {
    await promise;
    return heard;
  } finally {
    clearTimeout(timer);
    quiet.stop();
  }
}

function scannerBy(bytes: Uint8Array, line: LineSettings): HeardScanner | undefined {
  const scan = scanIn(bytes);
  if (scan) return { line, scan };
  const parity = parityIn(bytes);
  const behindParity = parity && scanIn(bytes.map((byte) => byte & 0x7f));
  return behindParity && { line: { ...line, dataBits: 7, parity }, scan: behindParity };
}

/** Text that had to be guessed is what a wrong speed makes of a label. */
function scanIn(bytes: Uint8Array): Scan | undefined {
  const framer = new ScanFramer();
  for (const piece of [...framer.push(bytes), ...framer.silence()]) {
    const scan = piece.kind === 'frame' ? decodeScan(piece.bytes) : undefined;
    if (scan && !scan.guessed) return scan;
  }
  return undefined;
}

/** Seven bits and a parity bit take as long as eight bits: the parity then stands where the eighth bit is. */
function parityIn(bytes: Uint8Array): 'even' | 'odd' | undefined {
  const parities = new Set(Array.from(bytes, (byte) => ones(byte) % 2));
  if (parities.size !== 1) return undefined;
  return parities.has(0) ? 'even' : 'odd';
}

const ones = (byte: number): number => byte.toString(2).replaceAll('0', '').length;
