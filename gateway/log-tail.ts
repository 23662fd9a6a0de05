/** The last lines of the log, kept in memory for a bundle (RH9); they go to standard output all the same. */
import type { DestinationStream } from 'pino';

const MOST_LINES = 500;
const MOST_LINE_CHARACTERS = 4_000;

export class LogTail implements DestinationStream {
  readonly #out: DestinationStream;
  readonly #lines: string[] = [];

  constructor(out: DestinationStream) {
    this.#out = out;
  }

  write(line: string): void {
    this.#out.write(line);
    if (line.length > MOST_LINE_CHARACTERS) return;
    this.#lines.push(line);
    if (this.#lines.length > MOST_LINES) this.#lines.shift();
  }

  /** Oldest first, one JSON object each. */
  get lines(): readonly string[] {
    return this.#lines;
  }
}
