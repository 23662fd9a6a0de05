import { Fault } from '../../errors.ts';
import type { Port } from '../device.ts';
import type { Found, LineSettings } from './probe.ts';
import type { Try } from './tries.ts';

/** Opens the line as a row of the list wants it. @throws Fault `port-missing`, `port-busy` */
export type OpenAt = (line: LineSettings | undefined) => Promise<Port>;

export interface Detected {
  readonly found: Found;
  readonly line: LineSettings | undefined;
}

export interface DetectOptions {
  readonly tries: readonly Try[];
  /** What is being tried, in words. */
  readonly say?: (words: string) => void;
  /** Aborted: the line is closed, and nothing more is tried. */
  readonly signal?: AbortSignal;
}

export interface Detection {
  readonly detected: Detected | undefined;
  /** Settings at which something came that no probe understood: perhaps a device that sends by itself. */
  readonly noiseAt: readonly (LineSettings | undefined)[];
}

/**
 * Tries one setting of the line after the other until something answers in a protocol that is known. Takes some
 * half a second for each probe that stays unanswered.
 * @throws Fault `port-missing`, `port-busy`, `port-lost`; also `port-lost` when it is aborted
 */
export async function detectDevice(
  openAt: OpenAt,
  { tries, say = () => {}, signal }: DetectOptions,
): Promise<Detection> {
  const noiseAt: (LineSettings | undefined)[] = [];
  for (const { line, probes } of tries) {
    say(`trying ${lineInWords(line)} …`);
    const port = new OverheardPort(await openAt(line));
    const stop = () => void port.close();
    signal?.addEventListener('abort', stop, { once: true });
    try {
      for (const probe of probes) {
        if (signal?.aborted) throw new Fault('port-lost', 'stopped');
        const found = await probe(port);
        if (found) return { detected: { found, line }, noiseAt };
      }
    } finally {
      signal?.removeEventListener('abort', stop);
      await port.close();
    }
    if (port.heard > 0) noiseAt.push(line);
  }
  return { detected: undefined, noiseAt };
}

/** `38400 baud, 8 data bits, even parity` */
export function lineInWords(line: LineSettings | undefined): string {
  if (!line) return 'the network';
  const { baudRate, dataBits = 8, parity = 'none' } = line;
  return `${baudRate} baud, ${dataBits} data bits, ${parity === 'none' ? 'no' : parity} parity`;
}

/** Counts what comes, whoever listens. */
class OverheardPort implements Port {
  heard = 0;
  readonly #port: Port;

  constructor(port: Port) {
    this.#port = port;
    this.onData(() => {});
  }

  write(bytes: Uint8Array): Promise<void> {
    return this.#port.write(bytes);
  }

  onData(listener: (bytes: Uint8Array) => void): void {
    this.#port.onData((bytes) => {
      this.heard += bytes.length;
      listener(bytes);
    });
  }

  onClose(listener: () => void): void {
    this.#port.onClose(listener);
  }

  close(): Promise<void> {
    return this.#port.close();
  }
}
