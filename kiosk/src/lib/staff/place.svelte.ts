/** The library that somebody of the staff stands at: its rules count, its lists are shown, its name goes onto receipts. */
import { central, told } from '../central.ts';
import type { Library } from './answers.ts';
import { attempt } from './trouble.ts';
import type { Trouble } from './trouble.ts';

/** Milliseconds between two questions while none has been answered. */
const ASK_AGAIN_MS = 5000;
const KEY = 'staff-library';

export class StaffPlace {
  /** Where this account has rights; undefined until the server has said. */
  libraries = $state.raw<readonly Library[]>();
  trouble = $state.raw<Trouble>();
  #chosen = $state(localStorage.getItem(KEY));

  /** Undefined where there is none. */
  readonly here = $derived(
    this.libraries?.find(({ id }) => id === this.#chosen) ?? this.libraries?.at(0),
  );

  /** Asks now, and again until it has been answered. @returns what ends it */
  keep(): () => void {
    void this.load();
    const timer = setInterval(() => {
      if (this.trouble) void this.load();
    }, ASK_AGAIN_MS);
    return () => clearInterval(timer);
  }

  async load(): Promise<void> {
    const answer = await attempt(() => told(central.staff.libraries.$get()));
    this.trouble = answer.kind === 'trouble' ? answer.trouble : undefined;
    if (answer.kind === 'done') this.libraries = answer.value.libraries;
  }

  choose(id: string): void {
    this.#chosen = id;
    localStorage.setItem(KEY, id);
  }
}
