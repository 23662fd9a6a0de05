/** One turn of the session: the rules note what happens and what is to be done, and see the state move on. */
import type { Refusal } from '../../ils/ils.ts';
import type {
  OfflineAdmission,
  OfflineAnswer,
  OfflineLending,
  UnansweredCard,
  UnansweredLoan,
} from '../../offline-policy.ts';
import { evolve } from './events.ts';
import type { SessionEvent } from './events.ts';
import type { Effect } from './inputs.ts';
import type { Line } from './line.ts';
import type { Scene, Session, TerminalFacts, Visit } from './session-state.ts';
import type { SessionSettings } from './settings.ts';

/** What a turn needs of the world: the time, fresh ids (UUIDv7), and what the site has set. */
export interface Moment {
  /** Epoch milliseconds. */
  readonly now: number;
  readonly newId: () => string;
  readonly settings: SessionSettings;
  /** Who signs in and what is lent while nobody answers (S190, S200). */
  readonly offline: OfflineLending;
}

export class Turn {
  readonly events: SessionEvent[] = [];
  readonly effects: Effect[] = [];
  readonly #moment: Moment;
  #session: Session;

  constructor(session: Session, moment: Moment) {
    this.#session = session;
    this.#moment = moment;
  }

  get session(): Session {
    return this.#session;
  }

  get visit(): Visit {
    return this.#session.visit;
  }

  get scene(): Scene {
    return this.#session.visit.scene;
  }

  get terminal(): TerminalFacts {
    return this.#session.terminal;
  }

  get now(): number {
    return this.#moment.now;
  }

  get settings(): SessionSettings {
    return this.#moment.settings;
  }

  newId(): string {
    return this.#moment.newId();
  }

  admitUnanswered(card: Omit<UnansweredCard, 'now'>): OfflineAdmission {
    return this.#moment.offline.admit({ ...card, now: this.now });
  }

  lendUnanswered(loan: Omit<UnansweredLoan, 'now' | 'timeZone'>): OfflineAnswer {
    const { timeZone } = this.terminal;
    return this.#moment.offline.lend({ ...loan, timeZone, now: this.now });
  }

  note(event: SessionEvent): void {
    this.events.push(event);
    this.#session = evolve(this.#session, event);
  }

  ask(effect: Effect): void {
    this.effects.push(effect);
  }

  go(to: Scene): void {
    this.note({ kind: 'went', to });
  }

  tell(code: string, params: Refusal['params'] = {}): void {
    this.note({ kind: 'told', notice: { code, params } });
  }

  /** Notes the line as it is from now on. */
  line(line: Line): void {
    this.note({ kind: 'line-noted', line });
  }
}
