/** A world around the pure session, for walks at random: who has which loan, and what each tag says. */
import { expect } from 'vitest';
import type { Outcome, Transaction } from '../../ils/ils.ts';
import type { VisitCommand } from '../../kiosk-command.ts';
import type { SeenTag } from '../rules/label.ts';
import { missingNumbers } from '../rules/parts.ts';
import type { WriteResult } from '../rules/parts.ts';
import { DEFAULT_SETS } from '../rules/settings.ts';
import type { Effect } from '../session.ts';
import { CARD, CITIZEN_NUMBER, MAI, PIN, Play, SETTINGS, labelOf } from './play.ts';
import { isGathering } from '../rules/line.ts';
import { personOf } from '../rules/people.ts';

/** What the world may do next, whatever has gone before. */
export type Move =
  | { readonly kind: 'lay' | 'lift'; readonly tags: readonly SeenTag[] }
  /** “Finish”, and “leave it” where something is left. */
  | { readonly kind: 'leave' }
  | { readonly kind: 'scan-label'; readonly n: number }
  | { readonly kind: 'scan'; readonly text: string }
  | { readonly kind: 'tap'; readonly command: VisitCommand }
  | { readonly kind: 'answer'; readonly outcome: Outcome; readonly late: boolean }
  | { readonly kind: 'identify'; readonly answer: 'accepted' | 'pin-required' | 'card-expired' }
  | { readonly kind: 'account' }
  | { readonly kind: 'write'; readonly result: WriteResult }
  | { readonly kind: 'online'; readonly online: boolean }
  | { readonly kind: 'pad'; readonly ready: boolean }
  | { readonly kind: 'crowded'; readonly crowded: boolean }
  | { readonly kind: 'later'; readonly ms: number };

export const ITEM = { title: 'Đất rừng phương Nam', author: 'Đoàn Giỏi' };
type Secure = Extract<Effect, { kind: 'secure' }>;

const SUMMARY: ReadonlySet<string> = new Set([
  'done',
  'recorded-here',
  'printer-busy',
  'paper-out',
]);

export class World {
  readonly play: Play;
  /** What each tag says, and on whose account. */
  readonly tags = new Map<string, Pick<Secure, 'wanted' | 'transaction'>>();
  readonly accepted = new Map<string, 'checkout' | 'checkin' | 'renew'>();
  /** Loans that were taken back, or will be. */
  readonly takenBack = new Set<string>();
  /** Acts on sets without a part, allowed and asked for. */
  incomplete = 0;
  rolledBack = 0;
  /** Loans asked for while others were there. */
  shared = 0;
  /** Whom the screen showed when an item was laid down or scanned; undefined: nobody. */
  readonly #shown = new Map<string, string | undefined>();
  readonly #open: Extract<Effect, { kind: 'transact' }>['transaction'][] = [];

  constructor(sets = DEFAULT_SETS) {
    const scans = { ...SETTINGS.scans, identityCard: 'ask-library' } as const;
    this.play = Play.ready({ sets, scans });
  }

  move(move: Move): void {
    const { play } = this;
    this.#collect();
    switch (move.kind) {
      case 'lay':
        return this.#lay(move.tags);
      case 'lift':
        return void play.lift(...move.tags);
      case 'leave':
        return void play.tap({ kind: 'finish' }).tap({ kind: 'not-finished', choice: 'leave-it' });
      case 'crowded':
        return void play.send({ kind: 'pad-crowded', crowded: move.crowded });
      case 'scan':
        return void play.scan(move.text);
      case 'scan-label':
        this.#noteShown(labelOf(move.n));
        return void play.scan(labelOf(move.n));
      case 'tap':
        return void play.tap(move.command);
      case 'answer':
        return this.#answer(move.outcome, move.late);
      case 'identify':
        return this.#identify(move.answer);
      case 'account':
        return this.#account();
      case 'write':
        return this.#write(move.result);
      case 'online':
        return void play.send({ kind: 'online', online: move.online });
      case 'pad':
        return void play.send({ kind: 'device', device: 'pad', ready: move.ready });
      case 'later':
        return void play.later(move.ms);
    }
  }

  openAccount(): void {
    this.play.tap({ kind: 'show-account' }).tap({ kind: 'enter-pin', pin: PIN });
    this.#account();
  }

  #lay(tags: readonly SeenTag[]): void {
    for (const tag of tags) {
      const lies = this.play.session.terminal.pad.some(({ uid }) => uid === tag.uid);
      if (tag.label.kind === 'item' && !lies) this.#noteShown(tag.label.item.identifier);
      this.play.lay(tag);
    }
  }

  /** A part of a set that is being gathered says nothing new of whose it is. */
  #noteShown(identifier: string): void {
    const { lines } = this.play.session.visit;
    const line = lines.find(({ item }) => item?.identifier === identifier);
    if (line && isGathering(line)) return;
    const { patron, screen } = this.play.snapshot;
    // The summary is of a visit that is over: what is laid down there begins the next one.
    this.#shown.set(identifier, SUMMARY.has(screen) ? undefined : patron?.id);
  }

  /** Of a citizen's number the library names the card; the first card is a teacher's. */
  #identify(answer: Extract<Move, { kind: 'identify' }>['answer']): void {
    const asked = this.play.effects.find(({ kind }) => kind === 'identify');
    if (asked?.kind !== 'identify') return;
    if (answer !== 'accepted') return void this.play.refuseCard(answer);
    const { card } = asked.query;
    const own = card === CITIZEN_NUMBER ? { card: CARD } : {};
    this.play.welcome({ ...MAI, ...own, mayLeadClass: card === CARD });
  }

  /** Transactions are answered later or never; promises go out by themselves. */
  #collect(): void {
    while (this.play.asked.includes('transact')) {
      const { transaction, tags } = this.play.take('transact');
      // S161: a citizen's number is asked about, and names nobody in a transaction.
      expect(transaction.card).not.toBe(CITIZEN_NUMBER);
      this.#open.push(transaction);
      const { mode, undoOf } = transaction;
      this.#checkWhole(transaction, tags.length);
      this.#checkOwner(transaction);
      if (mode !== 'promise' || undoOf === undefined) continue;
      this.takenBack.add(undoOf);
      // S57, S137: nobody loses the loan of a book of which anything passes the gate.
      for (const said of this.tags.values()) {
        if (said.transaction === undoOf) expect(said.wanted).toBe('armed');
      }
    }
  }

  /** S134: by its tags, a set is taken whole, unless the site lets it go on without. */
  #checkWhole({ act, id }: Transaction, tags: number): void {
    const begun = this.play.session.visit.lines.find((each) => each.transaction === id);
    if (!begun || act === 'renew' || tags === 0 || missingNumbers(begun).length === 0) return;
    expect(this.play.settings.sets.borrowIncomplete).toBe('ask');
    this.incomplete += 1;
  }

  /** S172: asked for by their card whom the screen showed; laid down for nobody, by the next one's. */
  #checkOwner({ act, card, id, item }: Transaction): void {
    const { lines, people } = this.play.session.visit;
    const line = lines.find(({ transaction }) => transaction === id);
    if (!line || act === 'checkin') return;
    expect(card).toBe(personOf(this.play.session.visit, line.person)?.query.card);
    if (act !== 'checkout') return;
    const shown = this.#shown.get(item.identifier);
    if (shown !== undefined) expect(line.person).toBe(shown);
    if (people.length > 1) this.shared += 1;
  }

  #answer(outcome: Outcome, late: boolean): void {
    const transaction = this.#open.shift();
    if (transaction === undefined) return;
    if (outcome.outcome === 'accepted') this.accepted.set(transaction.id, transaction.act);
    if (outcome.outcome !== 'refused') this.takenBack.add(transaction.undoOf ?? '');
    if (outcome.outcome === 'unknown') this.#open.push(transaction);
    this.play.send({ kind: 'outcome', transaction: transaction.id, outcome, late });
  }

  #account(): void {
    if (!this.play.asked.includes('account')) return;
    const { ask } = this.play.take('account');
    const loan = { item: ITEM, identifier: labelOf(1), dueAt: 1, overdue: true, renewable: true };
    this.play.send({
      kind: 'account',
      ask,
      answer: { outcome: 'accepted', account: { loans: [loan] } },
    });
  }

  /** `doubtful`: it was done, and could not be confirmed. */
  #write(wished: WriteResult): void {
    const effect = this.play.effects.find(({ kind }) => kind === 'secure');
    if (effect?.kind !== 'secure') return;
    this.checkWish(effect);
    if (effect.rollback) this.rolledBack += 1;
    // A tag that says already what it shall say reads back right, whatever became of the write.
    const isSo = this.tags.get(effect.uid)?.wanted === effect.wanted;
    const result = wished === 'failed' && isSo ? 'done' : wished;
    if (result === 'done' || result === 'doubtful') this.tags.set(effect.uid, effect);
    this.play.write(result);
  }

  checkWish({ wanted, transaction }: Secure): void {
    if (wanted === 'armed') return;
    expect(this.accepted.get(transaction)).toBe('checkout');
    expect(this.takenBack.has(transaction)).toBe(false);
  }
}
