/**
 * While the server does not know this terminal: gets a code, has it shown, and signs in again and again until staff
 * have let it in (docs/rules/pairing.md, PA20–PA24). That they have, it learns by signing in and by nothing else.
 */
import type { PairingView } from '../messages.ts';
import type { PairingAnswer } from './pairing-api.ts';

export interface PairingOptions {
  readonly ask: () => Promise<PairingAnswer>;
  /** Six digits of this terminal's own key: never what the server says of it. */
  readonly check: string;
  /** What is remembered, read when it starts: let in, turned away since, or never let in. */
  readonly before: () => Before;
  /** Epoch milliseconds. */
  readonly now: () => number;
  /** @returns cancels */
  readonly at: (delayMs: number, run: () => void) => () => void;
  /** Signs in now. */
  readonly hurry: () => void;
  /** Undefined: it is let in, or may take itself to be. */
  readonly onChange: (view: PairingView | undefined) => void;
  readonly onTurnedAway: () => void;
}

export type Before = 'let-in' | 'turned-away' | 'never';

/** Somebody stands before the screen and waits for it to turn. */
const SIGN_IN_MS = 3_000;

type State = Omit<PairingView, 'turnedAway' | 'check'>;

export class Pairing {
  readonly #options: PairingOptions;
  #isKnown = false;
  #turnedAway = false;
  #state: State | undefined;
  #isAsking = false;
  #isClosed = false;
  #cancelSignIn: () => void = () => undefined;
  #cancelNext: () => void = () => undefined;

  constructor(options: PairingOptions) {
    this.#options = options;
  }

  /** One that was never let in has nothing to do until it is. */
  start(): void {
    const before = this.#options.before();
    this.#isKnown = before === 'let-in';
    this.#turnedAway = before === 'turned-away';
    if (!this.#isKnown) this.#show({ state: 'asking', reached: true });
  }

  /** The server does not know this terminal. @param saidSo else it was something that stands before it */
  stranger(saidSo: boolean): void {
    if (!saidSo) return this.unreached();
    if (this.#isKnown) this.#options.onTurnedAway();
    this.#turnedAway ||= this.#isKnown;
    this.#isKnown = false;
    this.#show({ ...(this.#state ?? { state: 'asking' }), reached: true });
    if (this.#state?.state === 'asking' || this.#state?.state === 'unreached') void this.#ask();
  }

  /** Nobody knows whether it is let in; a code that still lasts is shown on. */
  unreached(): void {
    if (!this.#state) return;
    const { state } = this.#state;
    this.#show(
      state === 'code'
        ? { ...this.#state, reached: false }
        : { state: 'unreached', reached: false },
    );
  }

  /** The server has said what it calls this terminal. */
  letIn(): void {
    this.#isKnown = true;
    this.#turnedAway = false;
    this.#cancel();
    if (this.#state) this.#show(undefined);
  }

  close(): void {
    this.#isClosed = true;
    this.#cancel();
  }

  async #ask(): Promise<void> {
    if (this.#isAsking) return;
    this.#isAsking = true;
    const answer = await this.#options.ask().finally(() => (this.#isAsking = false));
    // It may have been let in meanwhile.
    if (!this.#isClosed && this.#state) this.#take(answer);
  }

  #take(answer: PairingAnswer): void {
    switch (answer.outcome) {
      case 'code':
        return this.#showCode(answer.code, answer.lifeMs);
      case 'known':
        return this.#options.hurry();
      case 'later':
        this.#show({ state: 'later', reached: true });
        return this.#askIn(answer.waitMs);
      case 'unreached':
        return this.unreached();
    }
  }

  #showCode(code: string, lifeMs: number): void {
    const printed = `${code.slice(0, 4)} ${code.slice(4)}`;
    const endsAt = this.#options.now() + lifeMs;
    this.#show({ state: 'code', code: printed, endsAt, reached: true });
    this.#askIn(lifeMs);
    this.#signInAgain();
  }

  /** A code that has ended is not shown while the next one is on its way. */
  #askIn(delayMs: number): void {
    this.#cancelNext();
    this.#cancelNext = this.#options.at(delayMs, () => {
      this.#cancelSignIn();
      this.#show({ state: 'asking', reached: true });
      void this.#ask();
    });
  }

  #signInAgain(): void {
    this.#cancelSignIn();
    this.#cancelSignIn = this.#options.at(SIGN_IN_MS, () => {
      this.#options.hurry();
      this.#signInAgain();
    });
  }

  #cancel(): void {
    this.#cancelSignIn();
    this.#cancelNext();
  }

  #show(state: State | undefined): void {
    if (this.#isClosed) return;
    const isSame = JSON.stringify(state) === JSON.stringify(this.#state);
    this.#state = state;
    const { check, onChange } = this.#options;
    if (!isSame) onChange(state && { ...state, check, turnedAway: this.#turnedAway });
  }
}
