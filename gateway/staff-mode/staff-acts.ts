/** Carries out what staff do at the machine; each act is on disk before it is done (SM8). */
import type { DropBoxPart } from '../drop-box/drop-box.ts';
import { Fault } from '../errors.ts';
import type { Order } from '../ils/central/answers.ts';
import type { Part, Terminal } from '../part.ts';
import type { Obeyed } from '../remote/rules/obeyed.ts';
import type { StaffAct, StaffNote } from '../staff-messages.ts';
import type { House } from './house.ts';
import { pauseMessage } from './pause-words.ts';
import { correctionOf } from './rules/touch-correction.ts';
import { nameOf } from './rules/told-act.ts';
import type { Who } from './rules/who.ts';

export interface StaffActsOptions {
  readonly terminal: Terminal;
  readonly box: DropBoxPart | undefined;
  readonly house: House;
  /** Any of which may take what is an order from afar too. */
  readonly parts: () => readonly Pick<Part, 'obey'>[];
  readonly newId: () => string;
}

export class StaffActs {
  readonly #options: StaffActsOptions;

  constructor(options: StaffActsOptions) {
    this.#options = options;
  }

  /** Nothing is thrown: what went wrong is in the note, for whoever stands there. */
  async carryOut(act: StaffAct, who: Who): Promise<StaffNote> {
    const { what } = act;
    try {
      const code = await this.#do(act, who);
      return code === undefined ? { kind: 'done', what } : { kind: 'failed', what, code };
    } catch (error) {
      this.#options.terminal.log.warn({ err: error, what }, 'an act of staff has failed');
      return { kind: 'failed', what, code: error instanceof Fault ? error.code : 'disk-failed' };
    }
  }

  /** @returns why not; undefined: done */
  async #do(act: StaffAct, who: Who): Promise<string | undefined> {
    switch (act.what) {
      case 'restart-device':
        return this.#obeyed({ kind: 'restart-device', device: act.device });
      case 'restart-gateway':
        return this.#obeyed({ kind: 'restart-gateway' });
      case 'test-print':
        return this.#testPrint();
      case 'try-shutter':
        return this.#tried('shutter');
      case 'try-bin':
        return this.#tried({ bin: act.bin });
      case 'bin-emptied':
        return this.#options.box?.binEmptied(act.bin) === true ? undefined : 'no-such-bin';
      case 'box-cleared':
        return void this.#options.box?.cleared();
      case 'decide':
        return this.#decided(act.transaction, act.done, who);
      case 'ask-again':
        return this.#askedAgain(act.transaction);
      default:
        return this.#set(act);
    }
  }

  #set(act: Setting): string | undefined {
    const { house, terminal } = this.#options;
    switch (act.what) {
      case 'pause':
        return this.#pause(act.reason);
      case 'resume':
        return void terminal.pause.resume();
      case 'paper-changed':
        return void house.set({ paperChangedAt: terminal.clock.now() });
      case 'volume':
        return this.#volume(act.percent);
      case 'large-text':
        terminal.runner.setLargeText(act.large);
        return void house.set({ largeText: act.large });
      case 'touch':
        return this.#calibrate(act.felt);
      case 'touch-reset':
        return void house.set({ touch: undefined });
    }
  }

  /** As an order from afar: whichever part it belongs to. */
  async #obeyed(order: Order): Promise<string | undefined> {
    const { newId, parts } = this.#options;
    for (const part of parts()) {
      const obeyed = part.obey?.(order, newId());
      if (obeyed) return whyNot(await obeyed);
    }
    return 'not-supported';
  }

  async #testPrint(): Promise<undefined> {
    await this.#options.terminal.receipts.printTest();
  }

  async #tried(what: 'shutter' | { readonly bin: string }): Promise<string | undefined> {
    const { box } = this.#options;
    if (!box) return 'not-supported';
    return (await box.tryPart(what)) ? undefined : 'box-not-free';
  }

  #decided(transaction: string, done: boolean, who: Who): undefined {
    const { desk, journal } = this.#options.terminal;
    journal.decide(transaction, done, nameOf(who));
    desk?.checkDoubts();
  }

  async #askedAgain(transaction: string): Promise<string | undefined> {
    const { desk, journal } = this.#options.terminal;
    await journal.askAgain(transaction);
    desk?.checkDoubts();
    const isStill = journal.toCheck().some(({ id }) => id === transaction);
    return isStill ? 'still-unclear' : undefined;
  }

  #pause(reason: Extract<StaffAct, { what: 'pause' }>['reason']): undefined {
    const { clock, config, pause } = this.#options.terminal;
    const message = pauseMessage(reason, config.terminal.language);
    pause.pause({ since: clock.now(), by: 'here', ...(message !== undefined && { message }) });
  }

  #volume(volume: number): undefined {
    const { house, terminal } = this.#options;
    const over = terminal.settings.current.volume;
    house.set({ volume: { volume, ...(over !== undefined && { over }) } });
  }

  #calibrate(felt: Extract<StaffAct, { what: 'touch' }>['felt']): string | undefined {
    const touch = correctionOf(felt);
    if (!touch) return 'touch-too-far';
    this.#options.house.set({ touch });
    return undefined;
  }
}

type Setting = Extract<
  StaffAct,
  {
    what: 'pause' | 'resume' | 'paper-changed' | 'volume' | 'large-text' | 'touch' | 'touch-reset';
  }
>;

const whyNot = ({ code, outcome }: Obeyed): string | undefined =>
  outcome === 'done' ? undefined : (code ?? outcome);
