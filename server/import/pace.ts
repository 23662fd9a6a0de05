/** How fast an import goes, from what was done in the last while. */
export interface Pace {
  readonly rowsPerSecond: number;
  readonly secondsLeft: number;
}

interface Mark {
  readonly at: number;
  readonly rows: number;
  readonly bytes: number;
}

const WINDOW_MS = 20_000;

export class PaceMeter {
  #marks: Mark[] = [];

  /** @param at  milliseconds of a clock that is not set */
  add(mark: Mark, bytes: number): Pace | undefined {
    this.#marks = [...this.#marks.filter(({ at }) => mark.at - at < WINDOW_MS), mark];
    const [first] = this.#marks;
    if (!first || mark.at - first.at < 200) return undefined;
    const seconds = (mark.at - first.at) / 1000;
    const bytesPerSecond = (mark.bytes - first.bytes) / seconds;
    return {
      rowsPerSecond: Math.round((mark.rows - first.rows) / seconds),
      secondsLeft:
        bytesPerSecond > 0 ? Math.ceil(Math.max(0, bytes - mark.bytes) / bytesPerSecond) : 0,
    };
  }
}
