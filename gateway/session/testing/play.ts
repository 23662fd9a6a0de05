/** Plays a visit against the pure session in a test's own time: sends inputs, holds the effects to be answered. */
import type { Outcome, PatronView, Transaction } from '../../ils/ils.ts';
import type { VisitCommand } from '../../kiosk-command.ts';
import type { ItemLine, Snapshot } from '../../messages.ts';
import { RETURNS_ONLY } from '../../offline-policy.ts';
import type { OfflineLending } from '../../offline-policy.ts';
import type { SeenTag } from '../rules/label.ts';
import type { WriteResult } from '../rules/parts.ts';
import {
  DEFAULT_GROUPS,
  DEFAULT_RECEIPTS,
  DEFAULT_SETS,
  DEFAULT_TIMES,
} from '../rules/settings.ts';
import type { SessionSettings } from '../rules/settings.ts';
import { decide, evolve, firstSession, nextDeadline } from '../session.ts';
import type { Effect, Input, Session, SessionEvent } from '../session.ts';
import { snapshotOf } from '../snapshot.ts';

export const MORNING = Date.UTC(2026, 10, 23, 2);
export const CARD = '29780000000123';
export const OTHER_CARD = '29780000000456';
export const THIRD_CARD = '29780000000789';
export const PIN = '4711';
/** An invented person's. */
export const CITIZEN_NUMBER = '001090123456';
export const CITIZEN = `${CITIZEN_NUMBER}||NGUYỄN VĂN A|01011990|Nam|Số 1 Tràng Tiền, Hà Nội|15042021`;
export const DUE = Date.UTC(2026, 11, 18, 10);

export const SETTINGS: SessionSettings = {
  language: 'vi',
  devices: { pad: 'pad', scanner: 'scanner' },
  places: { pad: 'below', scanner: 'right' },
  scans: {
    rules: [
      { pattern: '^2\\d{13}$', kind: 'patron' },
      { pattern: '.', kind: 'item' },
    ],
    ...{ strictCheckDigits: false, identityCard: 'decline', tryOtherKind: false },
  },
  ifPatronLeaves: 'undo',
  wedge: false,
  sets: DEFAULT_SETS,
  groups: DEFAULT_GROUPS,
  receipts: DEFAULT_RECEIPTS,
  tags: { acceptWrongCrc: false },
  times: DEFAULT_TIMES,
};

export const MAI: PatronView = { initial: 'M', child: false, hasPin: true, pinVerified: false };

/** A book with a tag: its label is `VV.00000n`, its chip `E00401000000000n`. */
export const book = (n: number): SeenTag => ({
  uid: `E0040100000000${String(n).padStart(2, '0')}`,
  label: { kind: 'item', item: { identifier: labelOf(n) }, part: { number: 1, of: 1 } },
});
/** One tag of a set: the item is `VV.00000n` like that of `book(n)`, its chips are `E0040200000n00pp`. */
export const part = (n: number, number: number, of = 3): SeenTag => ({
  uid: `E0040200000${n}00${String(number).padStart(2, '0')}`,
  label: { kind: 'item', item: { identifier: labelOf(n) }, part: { number, of } },
});
export const labelOf = (n: number): string => `VV.${String(n).padStart(6, '0')}`;

type Of<K extends Effect['kind']> = Extract<Effect, { kind: K }>;

export class Play {
  settings: SessionSettings;
  readonly events: SessionEvent[] = [];
  /** What was asked for and not answered yet. */
  effects: Effect[] = [];
  now = MORNING;
  session: Session;
  /** Who signs in and what is lent without an answer. */
  offline: OfflineLending = RETURNS_ONLY;
  #ids = 0;

  constructor(settings: Partial<SessionSettings> = {}) {
    this.settings = { ...SETTINGS, ...settings };
    this.session = firstSession(this.#newId(), this.now, this.settings);
  }

  /** A terminal that has started, is online, and has nobody in front of it. */
  static ready(settings: Partial<SessionSettings> = {}): Play {
    const play = new Play(settings);
    play.send({ kind: 'terminal', name: 'Máy 1', library: 'Thư viện tỉnh', timeZone: 'UTC' });
    play.send({ kind: 'online', online: true }).send({ kind: 'time', known: true });
    play.send({ kind: 'started', recovered: false, uncured: [] });
    play.send({ kind: 'device', device: 'pad', ready: true });
    play.send({ kind: 'device', device: 'scanner', ready: true });
    return play.later(play.settings.times.start);
  }

  /** Mai has shown her card and may lay her books down. */
  static borrowing(settings: Partial<SessionSettings> = {}, patron: PatronView = MAI): Play {
    return Play.ready(settings).scan(CARD).welcome(patron);
  }

  static returning(settings: Partial<SessionSettings> = {}): Play {
    return Play.ready(settings).tap({ kind: 'start-return' });
  }

  send(input: Input): this {
    const before = this.session;
    const newId = (): string => this.#newId();
    const { now, offline, settings } = this;
    const decision = decide(before, input, { now, newId, offline, settings });
    this.session = decision.session;
    this.effects.push(...decision.effects);
    this.events.push(...decision.events);
    if (JSON.stringify(decision.events.reduce(evolve, before)) !== JSON.stringify(this.session)) {
      throw new Error('the events do not tell the whole story');
    }
    return this;
  }

  /** Staff have set something from afar. */
  set(settings: Partial<SessionSettings>): this {
    this.settings = { ...this.settings, ...settings };
    return this.send({ kind: 'settings' });
  }

  /** One second after what went before, so that it is no trembling finger. */
  tap(command: VisitCommand): this {
    this.now += 1000;
    return this.send({ kind: 'command', command });
  }

  scan(text: string): this {
    return this.send({ kind: 'scanned', scan: { text, symbology: undefined, guessed: false } });
  }

  lay(...tags: SeenTag[]): this {
    for (const tag of tags) this.send({ kind: 'tag-entered', tag });
    return this;
  }

  lift(...tags: SeenTag[]): this {
    for (const { uid } of tags) this.send({ kind: 'tag-left', uid });
    return this;
  }

  /** Lets time pass, with a tick at each deadline on the way. */
  later(milliseconds: number): this {
    const end = this.now + milliseconds;
    for (let due = this.#due(end); due !== undefined; due = this.#due(end)) {
      this.now = Math.max(this.now, due);
      const before = JSON.stringify(this.session);
      this.send({ kind: 'tick' });
      // Only the snapshot may be what changes, and then not again at the same time.
      if (due === this.#due(end) && before === JSON.stringify(this.session)) {
        throw new Error('a deadline that a tick does not use up: the runner would never rest');
      }
    }
    this.now = end;
    return this;
  }

  #due(end: number): number | undefined {
    const due = nextDeadline(this.session, this.settings, this.now);
    return due !== undefined && due <= end ? due : undefined;
  }

  welcome(patron: PatronView = MAI): this {
    const { ask } = this.take('identify');
    return this.send({ kind: 'patron', ask, answer: { outcome: 'accepted', patron } });
  }

  refuseCard(code: string, params: Record<string, string | number> = {}): this {
    const { ask } = this.take('identify');
    return this.send({
      kind: 'patron',
      ask,
      answer: { outcome: 'refused', refusal: { code, params } },
    });
  }

  /** Answers the oldest transaction that waits; returns it. */
  answer(outcome: Outcome): Transaction {
    const { transaction } = this.take('transact');
    this.send({ kind: 'outcome', transaction: transaction.id, outcome, late: false });
    return transaction;
  }

  accept(): Transaction {
    const next = this.effects.find((effect) => effect.kind === 'transact');
    const isLoan = next?.transaction.act !== 'checkin';
    return this.answer({
      outcome: 'accepted',
      item: { title: 'Dế Mèn phiêu lưu ký', author: 'Tô Hoài' },
      ...(isLoan ? { dueAt: DUE } : { destination: 'shelf' }),
    });
  }

  refuse(code: string): Transaction {
    return this.answer({ outcome: 'refused', refusal: { code, params: {} } });
  }

  /** The pad has written the oldest wish, or has not; returns it. */
  write(result: WriteResult): Of<'secure'> {
    const effect = this.take('secure');
    const { transaction, uid, wanted } = effect;
    this.send({ kind: 'security', transaction, uid, wanted, result });
    return effect;
  }

  /** Takes the oldest effect of a kind out of those that wait. */
  take<K extends Effect['kind']>(kind: K): Of<K> {
    const at = this.effects.findIndex((effect) => effect.kind === kind);
    const [effect] = at < 0 ? [] : this.effects.splice(at, 1);
    if (effect === undefined) throw new Error(`nothing of kind ${kind} was asked for`);
    return effect as Of<K>;
  }

  get asked(): readonly Effect['kind'][] {
    return this.effects.map(({ kind }) => kind);
  }

  get snapshot(): Snapshot {
    return snapshotOf(this.session, this.settings, this.now);
  }

  get screen(): Snapshot['screen'] {
    return this.snapshot.screen;
  }

  /** The newest line. */
  get line(): ItemLine {
    const [line] = this.snapshot.lines;
    if (line === undefined) throw new Error('there is no line');
    return line;
  }

  #newId(): string {
    this.#ids += 1;
    return `019ab000-0000-7000-8000-${String(this.#ids).padStart(12, '0')}`;
  }
}
