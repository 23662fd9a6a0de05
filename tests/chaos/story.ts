/** What happened, in the order in which it did, so that a failure can be read. */
import type { Deed } from './deed.ts';
import type { Fact } from './verdict.ts';

export class Story {
  readonly #tell: (text: string) => void;
  readonly #rounds = new Map<number, string[]>();
  readonly #begun = performance.now();
  #round = -1;

  constructor(tell: (text: string) => void = () => undefined) {
    this.#tell = tell;
  }

  begin(round: number): void {
    this.#round = round;
  }

  add(text: string): void {
    const seconds = ((performance.now() - this.#begun) / 1_000).toFixed(2);
    const line = `${seconds} s, round ${this.#round}: ${text}`;
    const lines = this.#rounds.get(this.#round);
    if (lines) lines.push(line);
    else this.#rounds.set(this.#round, [line]);
    this.#tell(line);
  }

  /** One book's deeds, what the server made of them, and all that happened in the rounds in which it was used. */
  of(deeds: readonly Deed[], facts: readonly Fact[]): string[] {
    const rounds = new Set(deeds.map(({ round }) => round));
    return [
      ...deeds.map(
        ({ act, at, patron, round, said, terminal, word }) =>
          `${new Date(at).toISOString()} deed: round ${round}, terminal ${terminal}, ${act}${patron === undefined ? '' : ` by patron ${patron}`}: ${word} (${said})`,
      ),
      ...facts.map(
        ({ conflicts, id, kind, occurredAt, patron, terminal }) =>
          `${new Date(occurredAt).toISOString()} fact: terminal ${terminal}, ${kind}${patron === undefined ? '' : ` by patron ${patron}`}, transaction ${id}${conflicts.length === 0 ? '' : `, conflicts ${conflicts.join(', ')}`}`,
      ),
      ...[...rounds].flatMap((round) => this.#rounds.get(round) ?? []),
    ];
  }
}
