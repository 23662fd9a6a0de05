/** What went over a line, byte for byte: kept as JSON lines, so that it can be read, compared and played again. */
import { z } from 'zod';
import type { Port } from '#gateway/devices/device.ts';

const About = z.strictObject({
  /** Driver of the settings file that had this conversation. */
  driver: z.string(),
  /** Of what hardware, or of which simulator; who recorded it. */
  source: z.string(),
  /** What the driver made of it. */
  result: z.unknown(),
});
const Entry = z.strictObject({
  from: z.enum(['gateway', 'reader']),
  /** Milliseconds since the entry before. */
  ms: z.number().min(0),
  hex: z.string().regex(/^(?:[0-9a-f]{2})+$/),
});

export type TranscriptAbout = z.infer<typeof About>;
export type TranscriptEntry = z.infer<typeof Entry>;

export interface Transcript {
  readonly about: TranscriptAbout;
  readonly entries: readonly TranscriptEntry[];
}

/** @throws ZodError, SyntaxError when it is none */
export function parseTranscript(text: string): Transcript {
  const [about, ...entries] = text
    .trim()
    .split('\n')
    .map((line): unknown => JSON.parse(line));
  return { about: About.parse(about), entries: z.array(Entry).parse(entries) };
}

export const writtenTranscript = ({ about, entries }: Transcript): string =>
  [about, ...entries].map((line) => `${JSON.stringify(line)}\n`).join('');

/** Keeps what goes over a line, whether a simulator or hardware is at its other end. */
export class TranscriptRecorder {
  readonly entries: TranscriptEntry[] = [];
  #last = performance.now();

  /** The same port; what goes through it is kept. */
  listenTo(port: Port): Port {
    return {
      write: (bytes) => (this.#keep('gateway', bytes), port.write(bytes)),
      onData: (listener) =>
        port.onData((bytes) => {
          this.#keep('reader', bytes);
          listener(bytes);
        }),
      onClose: (listener) => port.onClose(listener),
      close: () => port.close(),
    };
  }

  #keep(from: TranscriptEntry['from'], bytes: Uint8Array): void {
    const now = performance.now();
    const ms = Math.round((now - this.#last) * 10) / 10;
    this.#last = now;
    this.entries.push({ from, ms, hex: Buffer.from(bytes).toString('hex') });
  }
}
