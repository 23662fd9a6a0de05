/** What the simulators saw and said, for the bench page. The pad is asked several times a second: only news is kept. */
import type { SimulatedPrinter } from '#tests/simulators/escpos-printer.ts';
import type { ReaderTraffic, SimulatedReader } from '#tests/simulators/simulated-reader.ts';
import type { BenchLogEntry } from './bench-messages.ts';

const KEPT = 200;
/** Polling: worth a line only when it is answered otherwise than the last time. */
const POLLING = new Set(['inventory', 'rf-reset', 'stay-quiet', 'quiet', 'rf-switch']);

type News = Omit<BenchLogEntry, 'id' | 'at'>;

export class BenchLog {
  readonly #onNews: (entries: readonly BenchLogEntry[]) => void;
  #entries: BenchLogEntry[] = [];
  #lastId = 0;
  #request: ReaderTraffic | undefined;
  readonly #lastAnswers = new Map<string, string>();

  constructor(onNews: (entries: readonly BenchLogEntry[]) => void) {
    this.#onNews = onNews;
  }

  get entries(): readonly BenchLogEntry[] {
    return this.#entries;
  }

  /** @returns stops following */
  follow(reader: SimulatedReader): () => void {
    return reader.onTraffic((traffic) => {
      if (traffic.direction === 'request') this.#request = traffic;
      else this.#answered(traffic);
    });
  }

  /** Status is asked for without end: what it says by itself is news. @returns stops following */
  followPrinter(printer: SimulatedPrinter): () => void {
    return printer.onTraffic(({ bytes, direction, name }) => {
      if (name !== 'pushed' && name !== 'recover') return;
      this.add({ where: 'printer', direction, what: `printer-${name}`, hex: inHex(bytes) });
    });
  }

  add(...news: News[]): void {
    const entries = news.map((each) => ({ ...each, id: ++this.#lastId, at: Date.now() }));
    this.#entries = [...this.#entries, ...entries].slice(-KEPT);
    this.#onNews(entries);
  }

  #answered(answer: ReaderTraffic): void {
    const hex = inHex(answer.bytes);
    const request = this.#request === undefined ? undefined : inHex(this.#request.bytes);
    // A UHF reader is asked for chips and for EPCs in turns.
    const question = `${answer.name} ${request}`;
    const isNews = !POLLING.has(answer.name) || this.#lastAnswers.get(question) !== hex;
    if (POLLING.has(answer.name)) this.#lastAnswers.set(question, hex);
    if (!isNews || answer.name === 'rf-reset') return;
    this.add(
      {
        where: 'pad',
        direction: 'heard',
        what: answer.name,
        ...(request === undefined ? {} : { hex: request }),
      },
      { where: 'pad', direction: 'said', what: 'answer', hex },
    );
  }
}

const inHex = (bytes: Uint8Array): string =>
  Array.from(bytes, (byte) => byte.toString(16).toUpperCase().padStart(2, '0')).join(' ');
