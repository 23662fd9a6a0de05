import { Fault } from '../../errors.ts';
import type { Port } from '../device.ts';
import type { Found, LineSettings, Probe } from './probe.ts';
import type { Try } from './tries.ts';
import { withPort } from './with-port.ts';

/** Opens the line as a row of the list wants it. @throws Fault `port-missing`, `port-busy` */
export type OpenAt = (line: LineSettings | undefined) => Promise<Port>;

export interface DetectOptions {
  readonly tries: readonly Try[];
  /** What is being tried, in words. */
  readonly say?: (words: string) => void;
  /** Milliseconds of patience with each question. */
  readonly waitMs?: number;
  /** Aborted: the line is closed, and nothing more is tried. */
  readonly signal?: AbortSignal;
}

export interface Detected {
  readonly found: Found;
  readonly line: LineSettings | undefined;
}

export interface Detection {
  readonly detected: Detected | undefined;
  /** Settings at which something came that no probe understood: perhaps a device that sends by itself. */
  readonly noiseAt: readonly (LineSettings | undefined)[];
}

/**
 * Tries one setting of the line after the other until something answers in a protocol that is known; each probe that
 * stays unanswered takes about half a second. A setting that the adapter does not know is left out.
 * @throws Fault `port-missing` when the line cannot be opened at all, `port-busy`, `port-lost`
 */
export async function detectDevice(
  openAt: OpenAt,
  { tries, say = () => {}, signal, waitMs }: DetectOptions,
): Promise<Detection> {
  const noiseAt: (LineSettings | undefined)[] = [];
  const refusals: Fault[] = [];
  for (const { line, probes } of tries) {
    say(`trying ${lineInWords(line)} …`);
    const outcome = await tryLine(
      () => openAt(line),
      signal,
      (port) => tryProbes(new OverheardPort(port), probes, waitMs),
    );
    if ('found' in outcome) return { detected: { found: outcome.found, line }, noiseAt };
    if ('refusal' in outcome) refusals.push(outcome.refusal);
    else if (outcome.heard > 0) noiseAt.push(line);
  }
  const [refusal] = refusals;
  if (refusal && refusals.length === tries.length) throw refusal;
  return { detected: undefined, noiseAt };
}

type Outcome =
  | { readonly found: Found }
  | { readonly heard: number }
  /** The system would not open the line in this way. */
  | { readonly refusal: Fault };

async function tryLine(
  open: () => Promise<Port>,
  signal: AbortSignal | undefined,
  probe: (port: Port) => Promise<Outcome>,
): Promise<Outcome> {
  try {
    return await withPort(open, signal, probe);
  } catch (error) {
    if (error instanceof Fault && error.code === 'port-missing') return { refusal: error };
    throw error;
  }
}

async function tryProbes(
  port: OverheardPort,
  probes: readonly Probe[],
  waitMs: number | undefined,
): Promise<Outcome> {
  for (const probe of probes) {
    const found = await probe(port, waitMs);
    if (found) return { found };
  }
  return { heard: port.heard };
}

/** `38400 baud, 8 data bits, even parity` */
export function lineInWords(line: LineSettings | undefined): string {
  if (!line) return 'over the network';
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
