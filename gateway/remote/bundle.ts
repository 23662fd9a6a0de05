/** What a terminal hands in of itself for whoever mends it: JSON lines, nothing of them about a person (RH9). */
import { arch, platform, release } from 'node:os';
import { gzipSync } from 'node:zlib';
import type { Config } from '../config.ts';
import type { TerminalState } from '../ils/central/link.ts';
import { VERSION } from '../release.ts';
import { scrubbed, scrubbedText } from './rules/scrub.ts';

export interface Gathered {
  readonly config: Config;
  readonly state: TerminalState;
  /** Prometheus' text. */
  readonly metrics: string;
  /** The end of the log, one JSON object a line. */
  readonly log: readonly string[];
  /** Epoch milliseconds. */
  readonly now: number;
}

export const packed = (gathered: Gathered): Uint8Array =>
  gzipSync(bundleLines(gathered).join('\n') + '\n');

export function bundleLines({ config, log, metrics, now, state }: Gathered): readonly string[] {
  const machine = { node: process.version, platform: platform(), release: release(), arch: arch() };
  return [
    { kind: 'bundle', madeAt: now, version: VERSION, machine },
    { kind: 'state', state },
    { kind: 'config', config: scrubbed(config) },
    { kind: 'metrics', metrics: metrics.split('\n').filter((line) => !line.startsWith('#')) },
    ...log.map((line) => ({ kind: 'log', line: logLine(line) })),
  ].map((one) => JSON.stringify(one));
}

function logLine(line: string): unknown {
  try {
    return scrubbed(JSON.parse(line));
  } catch {
    return scrubbedText(line);
  }
}
