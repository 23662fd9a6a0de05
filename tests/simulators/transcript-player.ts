/** The far end of a line that has one conversation only: the recorded one. */
import type { Line } from './line.ts';
import { until } from './serial-timing.ts';
import type { Transcript, TranscriptEntry } from './transcript.ts';

export interface TranscriptKnobs {
  /** How much slower than recorded; 0: answers leave at once. */
  readonly delayFactor?: number;
  /** Once, of the answer to this request (counted from 0) only so many bytes arrive. */
  readonly cut?: { readonly answer: number; readonly atByte: number };
  /** Answers come in pieces of so many bytes. */
  readonly piece?: number;
}

/** A request and what came before the next one. */
interface Exchange {
  readonly request: string;
  readonly answer: readonly TranscriptEntry[];
}

export class SimulatedTranscript {
  /** Requests that were never recorded, in hex; nothing is answered to them. */
  readonly unknown: string[] = [];
  /** Whether the cut has really happened. */
  wasCut = false;
  readonly #line: Line;
  readonly #exchanges: readonly Exchange[];
  readonly #knobs: TranscriptKnobs;
  #heard = '';
  /** The exchange that comes next. */
  #next = 0;
  /** The exchange that was played last; it may be an earlier one, asked for again. */
  #last = -1;
  #work: Promise<void> = Promise.resolve();

  private constructor(line: Line, transcript: Transcript, knobs: TranscriptKnobs) {
    this.#line = line;
    this.#exchanges = exchangesOf(transcript);
    this.#knobs = knobs;
    line.onData((bytes) => this.#hear(bytes));
  }

  static on(line: Line, transcript: Transcript, knobs: TranscriptKnobs = {}): SimulatedTranscript {
    return new SimulatedTranscript(line, transcript, knobs);
  }

  /** How many requests were answered so far or are being answered. */
  get position(): number {
    return this.#next;
  }

  #hear(bytes: Uint8Array): void {
    this.#heard += Buffer.from(bytes).toString('hex');
    const at = this.#find(this.#heard);
    if (at === undefined) {
      if (this.#exchanges.some(({ request }) => request.startsWith(this.#heard))) return;
      this.unknown.push(this.#heard);
      this.#heard = '';
      return;
    }
    this.#heard = '';
    this.#last = at;
    this.#next = Math.max(this.#next, at + 1);
    this.#work = this.#work.then(() => this.#answer(at));
  }

  /**
   * What comes next; else what followed when it was asked last time, as after an answer that was lost; else what was
   * answered last to this request; else what comes later. Time does not run backwards: what was written stays written.
   */
  #find(request: string): number | undefined {
    const places = [...this.#exchanges.keys()].filter(
      (at) => this.#exchanges[at]?.request === request,
    );
    for (const likely of [this.#next, this.#last + 1]) if (places.includes(likely)) return likely;
    return places.findLast((at) => at < this.#next) ?? places[0];
  }

  async #answer(at: number): Promise<void> {
    let left = this.#bytesOf(at);
    for (const { ms, hex } of this.#exchanges[at]?.answer ?? []) {
      const { delayFactor = 0 } = this.#knobs;
      if (delayFactor > 0) await until(performance.now() + ms * delayFactor);
      const bytes = Buffer.from(hex, 'hex').subarray(0, left);
      left -= bytes.length;
      for (const piece of this.#pieces(bytes)) await this.#line.write(piece);
    }
  }

  #bytesOf(at: number): number {
    const { cut } = this.#knobs;
    if (this.wasCut || cut?.answer !== at) return Infinity;
    this.wasCut = true;
    return cut.atByte;
  }

  #pieces(bytes: Buffer): Buffer[] {
    const { piece = Math.max(bytes.length, 1) } = this.#knobs;
    const count = Math.ceil(bytes.length / piece);
    return Array.from({ length: count }, (_, at) => bytes.subarray(at * piece, (at + 1) * piece));
  }
}

/** Bytes of one side that follow one another are one request, or one answer in its pieces. */
export function exchangesOf({ entries }: Transcript): Exchange[] {
  const exchanges: { request: string; answer: TranscriptEntry[] }[] = [];
  let isAsking = false;
  for (const entry of entries) {
    const last = exchanges.at(-1);
    if (entry.from === 'reader') last?.answer.push(entry);
    else if (last && isAsking) last.request += entry.hex;
    else exchanges.push({ request: entry.hex, answer: [] });
    isAsking = entry.from === 'gateway';
  }
  return exchanges;
}
