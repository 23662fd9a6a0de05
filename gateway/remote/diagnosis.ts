/** Carries out the order to diagnose: gathers what the terminal knows of itself, and hands it in. */
import type { Order } from '../ils/central/answers.ts';
import type { LogTail } from '../log-tail.ts';
import type { Part, Terminal } from '../part.ts';
import { packed } from './bundle.ts';
import type { RemoteApi } from './remote-api.ts';
import { DONE, type Obeyed } from './rules/obeyed.ts';

export class Diagnosis implements Part {
  readonly #terminal: Pick<Terminal, 'clock' | 'config' | 'metrics' | 'state'>;
  readonly #api: Pick<RemoteApi, 'handIn'>;
  readonly #tail: Pick<LogTail, 'lines'>;

  constructor(
    terminal: Pick<Terminal, 'clock' | 'config' | 'metrics' | 'state'>,
    api: Pick<RemoteApi, 'handIn'>,
    tail: Pick<LogTail, 'lines'>,
  ) {
    this.#terminal = terminal;
    this.#api = api;
    this.#tail = tail;
  }

  obey(what: Order, id: string): Promise<Obeyed> | undefined {
    return what.kind === 'diagnose' ? this.#handIn(id) : undefined;
  }

  /** @throws Fault of the line */
  async #handIn(id: string): Promise<Obeyed> {
    const { clock, config, metrics, state } = this.#terminal;
    const gathered = { config, state: state(), metrics: await metrics(), now: clock.now() };
    await this.#api.handIn(id, packed({ ...gathered, log: this.#tail.lines }));
    return DONE;
  }
}
