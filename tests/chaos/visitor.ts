/**
 * Somebody at a terminal: card, books one after the other, whatever the screens ask, and home. What the screen said of each book is
 * kept, from every snapshot that reached it.
 */
import type { KioskCommand } from '#gateway/kiosk-command.ts';
import type { ItemLine, ScreenName, Snapshot } from '#gateway/messages.ts';
import type { BookTag } from '#tests/simulators/book-tag.ts';
import type { Deed } from './deed.ts';
import { ChaosScreen, Dark, Stuck } from './screen.ts';
import type { Visit } from './script.ts';
import { ARMED, DISARMED } from './tags.ts';
import type { ChaosTerminal } from './terminal.ts';
import {
  answerTo,
  isNext,
  isReadyFor,
  isSettled,
  isSummary,
  saysNothingIsKept,
  wayOut,
} from './ways.ts';
import { saidBy, stands, wordOf } from './words.ts';

/** So long somebody waits for a terminal to serve them, before they go away. */
const TURNED_AWAY_AFTER_MS = 4_000;
/** A visit has fewer steps than this, or it does not end. */
const MOST_STEPS = 40;

/** One book of the visit. */
interface Laid {
  readonly book: number;
  readonly at: number;
  /** So its tag said. */
  readonly wasArmed: boolean;
  line?: string;
}

export interface VisitOptions {
  readonly terminal: ChaosTerminal;
  readonly visit: Visit;
  readonly round: number;
  readonly tagOf: (book: number) => BookTag;
  /** Something that no screen may do. */
  readonly complain: (text: string) => void;
}

export interface VisitResult {
  readonly deeds: readonly Deed[];
  /** Why it ended, where it was not in the ordinary way. */
  readonly ended?: 'turned-away' | 'dark' | 'stuck';
}

export async function visit(options: VisitOptions): Promise<VisitResult> {
  const visitor = new Visitor(options);
  return visitor.go();
}

class Visitor {
  readonly #options: VisitOptions;
  readonly #laid: Laid[] = [];
  /** Everything each line has ever said, the last word at its end. */
  readonly #words = new Map<string, ItemLine[]>();
  /** Loans in doubt that the person did not wait for. */
  readonly #left = new Set<string>();
  #screen: ChaosScreen | undefined;
  #session: string | undefined;

  constructor(options: VisitOptions) {
    this.#options = options;
  }

  async go(): Promise<VisitResult> {
    const { terminal } = this.#options;
    await terminal.whenUp;
    try {
      this.#screen = await ChaosScreen.open(terminal.url, (snapshot) => this.#see(snapshot));
      if (!(await this.#begin())) return { deeds: [], ended: 'turned-away' };
      await this.#layBooks();
      await this.#leave();
      return { deeds: this.#deeds(true) };
    } catch (error) {
      if (error instanceof Dark) return { deeds: this.#deeds(false), ended: 'dark' };
      if (!(error instanceof Stuck)) throw error;
      this.#options.complain(error.message);
      return { deeds: this.#deeds(false), ended: 'stuck' };
    } finally {
      this.#screen?.close();
      terminal.clearPad();
    }
  }

  /** @returns false when nobody is served, or not for this */
  async #begin(): Promise<boolean> {
    const { terminal, visit } = this.#options;
    const ready = await this.#until(TURNED_AWAY_AFTER_MS, (shown) => isReadyFor(visit.act, shown));
    if (!ready) return false;
    if (visit.act === 'return') this.#tap({ kind: 'start-return' });
    else await terminal.scanCard(visit.patron);
    await this.#until(TURNED_AWAY_AFTER_MS, ({ stage }) => stage !== 'idle');
    const answered = await this.#until(
      2 * TURNED_AWAY_AFTER_MS,
      ({ screen, stage }) => screen === visit.act || stage === 'idle',
    );
    if (answered?.screen !== visit.act) return false;
    this.#session = answered.sessionId;
    return true;
  }

  async #layBooks(): Promise<void> {
    const { tagOf, terminal, visit } = this.#options;
    for (const book of visit.books) {
      const tag = tagOf(book);
      const laid: Laid = { book, at: Date.now(), wasArmed: tag.afi === ARMED };
      this.#laid.push(laid);
      const known = new Set(this.#words.keys());
      terminal.lay(tag);
      const shown = await this.#askedUntil(
        `book ${book}`,
        ({ lines, sessionId }) =>
          sessionId !== this.#session || lines.some(({ id }) => !known.has(id) || this.#isNew(id)),
      );
      if (shown.sessionId !== this.#session) return;
      const line = shown.lines.find(({ id }) => this.#isNew(id));
      if (line) laid.line = line.id;
      terminal.events.emit('line');
    }
  }

  /** It stands for no book yet. */
  #isNew = (id: string): boolean => !this.#laid.some(({ line }) => line === id);

  /** As the screens offer it, to a clear start screen. */
  async #leave(): Promise<void> {
    const seen: ScreenName[] = [];
    await this.#askedUntil('an answer to each book', isSettled);
    for (let step = 0; step < MOST_STEPS; step++) {
      const shown = await this.#need('a screen', ({ screen }) => screen !== 'waiting');
      if (shown.sessionId !== this.#session) return;
      const { screen } = shown;
      if (screen === 'done' || screen === 'recorded-here') this.#checkSummary(shown);
      const way = wayOut(shown, !seen.includes(screen));
      seen.push(screen);
      if (way) this.#tap(way);
      if (way?.kind === 'not-finished' && way.choice === 'leave-it') this.#noteLeft(shown);
      if (isSummary(screen)) this.#options.terminal.clearPad();
      const next = await this.#need(
        `what follows ${screen}`,
        (after) => after.screen !== screen || after.sessionId !== this.#session,
      );
      if (saysNothingIsKept(next)) this.#left.clear();
    }
    throw new Stuck(`the visit does not end: ${seen.join(', ')}`);
  }

  /** The receipt says what the screen has said, and the gate says it too. */
  #checkSummary({ lines, receipt }: Snapshot): void {
    const { complain, tagOf } = this.#options;
    const standing = lines.filter(stands);
    if (receipt?.lines.length !== standing.length) {
      complain(`the receipt has ${receipt?.lines.length} lines, the screen ${standing.length}`);
    }
    const here = receipt?.lines.filter(({ recordedHere }) => recordedHere).length;
    const queued = standing.filter(({ ils }) => ils === 'queued').length;
    if (here !== queued) complain(`${here} recorded here on the receipt, ${queued} on the screen`);
    for (const { act, id, security } of standing) {
      const book = this.#laid.find(({ line }) => line === id)?.book;
      if (book === undefined || security !== 'done') continue;
      const wanted = act === 'checkout' ? DISARMED : ARMED;
      if (tagOf(book).afi !== wanted)
        complain(`book ${book} is shown as ${act} and done, its tag is not`);
    }
  }

  /** The screen need not show it any more. */
  #noteLeft({ lines }: Snapshot): void {
    for (const { act, id, ils } of lines) {
      if (act === 'checkout' && ils === 'unknown') this.#left.add(id);
    }
  }

  #see({ lines, sessionId }: Snapshot): void {
    if (sessionId !== this.#session) return;
    for (const line of lines) {
      const words = this.#words.get(line.id);
      if (words) words.push(line);
      else this.#words.set(line.id, [line]);
    }
  }

  #deeds(isOver: boolean): Deed[] {
    const { round, terminal, visit } = this.#options;
    const act = visit.act === 'borrow' ? 'checkout' : 'checkin';
    return this.#laid.map(({ at, book, line, wasArmed }) => {
      const words = this.#words.get(line ?? '') ?? [];
      return {
        ...{ round, terminal: terminal.number, act, book, at, wasArmed },
        ...(act === 'checkout' && { patron: visit.patron }),
        word: wordOf(words, isOver && this.#left.has(line ?? '')),
        recordedHere: words.some(({ ils }) => ils === 'queued'),
        said: saidBy(words),
      };
    });
  }

  #until = (limitMs: number, wish: (shown: Snapshot) => boolean) =>
    this.#seeing.within(limitMs, wish);

  #need = (what: string, wish: (shown: Snapshot) => boolean) => this.#seeing.until(what, wish);

  /** Questions that come between are answered. */
  async #askedUntil(what: string, wish: (shown: Snapshot) => boolean): Promise<Snapshot> {
    for (let step = 0; step < MOST_STEPS; step++) {
      const shown = await this.#need(what, (next) => wish(next) || answerTo(next) !== undefined);
      if (wish(shown)) return shown;
      const answer = answerTo(shown);
      if (answer) this.#tap(answer);
      await this.#need(`the end of ${shown.screen}`, (next) => wish(next) || isNext(shown, next));
    }
    throw new Stuck(`asked without end, waiting for ${what}`);
  }

  #tap(command: KioskCommand): void {
    this.#seeing.tap(command);
  }

  get #seeing(): ChaosScreen {
    if (!this.#screen) throw new Error('there is no screen yet');
    return this.#screen;
  }
}
