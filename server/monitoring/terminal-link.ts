/** One open link: takes in what the terminal says, and hands on what staff want of it (docs/rules/remote-hand.md). */
import { setTimeout as delay } from 'node:timers/promises';
import type { WSContext } from 'hono/ws';
import { z } from 'zod';
import type { GuardedDeps } from '../deps.ts';
import type { LinkAnswer, OrderAnswer, TerminalState } from '../terminals/schema.ts';
import { LinkWord } from '../terminals/schema.ts';
import type { KnownTerminal } from '../terminals/store.ts';
import type { OpenLink } from './open-links.ts';
import { SILENCE_MS } from './rules/presence.ts';
import { WordPace } from './rules/word-pace.ts';

/** Why the server ends a link. 1008 is RFC 6455's; those from 4000 on are ours. */
export const LINK_CLOSED = {
  doesNotFit: 1008,
  replaced: 4000,
  notKnown: 4001,
  silent: 4002,
  /** It signs in again, and hears what it is called now and where it stands (PA34). */
  changed: 4003,
} as const;

type Deps = Pick<GuardedDeps, 'db' | 'now' | 'news' | 'terminals' | 'links' | 'log' | 'underWay'>;

export interface Socket extends Pick<WSContext, 'send' | 'close'> {
  /** Bytes that the terminal has not taken yet. */
  unread(): number;
  /** Without a word. */
  cut(): void;
}

/** A terminal says the next when it has been heard, beside a few answers: who has so many waiting is none of ours. */
const MOST_WAITING = 64;
/** Who does not take what it is told for so long that this much lies about is not there any more. */
const MOST_UNREAD_BYTES = 1024 * 1024;

export class TerminalLink implements OpenLink {
  readonly #deps: Deps;
  readonly #terminal: KnownTerminal;
  readonly #socket: Socket;
  #silence: NodeJS.Timeout | undefined;
  readonly #pace = new WordPace();
  #waiting = 0;

  constructor(deps: Deps, terminal: KnownTerminal, socket: Socket) {
    this.#deps = deps;
    this.#terminal = terminal;
    this.#socket = socket;
    this.#expectWord();
  }

  hear(data: unknown): void {
    this.#expectWord();
    if (this.#waiting >= MOST_WAITING) {
      this.close(LINK_CLOSED.doesNotFit, 'too much is said at once');
      return;
    }
    this.#waiting += 1;
    this.#queue(async () => {
      this.#waiting -= 1;
      const wait = this.#pace.take(performance.now());
      if (wait > 0) await delay(wait);
      await this.#take(data);
    });
  }

  look(): void {
    this.#queue(async () => {
      if (await this.#isItself()) await this.#tellNews('now');
    });
  }

  close(code: number, reason: string): void {
    this.#socket.close(code, reason);
  }

  ended(): void {
    clearTimeout(this.#silence);
  }

  #expectWord(): void {
    clearTimeout(this.#silence);
    // A line that is dead answers no closing handshake; `ws` then cuts it by itself.
    this.#silence = setTimeout(
      () => this.close(LINK_CLOSED.silent, 'nothing was heard for too long'),
      SILENCE_MS,
    );
  }

  #queue(step: () => Promise<void>): void {
    const { links, log, underWay } = this.#deps;
    const { id } = this.#terminal;
    const safely = () =>
      step().catch((error: unknown) =>
        log.error({ err: error, terminal: id }, 'a terminal’s word was not kept'),
      );
    underWay.add(links.inTurn(id, safely));
  }

  async #take(data: unknown): Promise<void> {
    const word = FromText.safeParse(data);
    if (!word.success) {
      const issues = z.flattenError(word.error);
      this.#deps.log.warn(
        { terminal: this.#terminal.id, issues },
        'a terminal’s word does not fit',
      );
      return this.close(LINK_CLOSED.doesNotFit, 'the word does not fit its schema');
    }
    if (!(await this.#isItself())) return;
    if (word.data.kind === 'state') await this.#keepState(word.data);
    else await this.#keepAnswer(word.data);
  }

  async #isItself(): Promise<boolean> {
    const { terminals } = this.#deps;
    const known = await terminals.find(this.#terminal.id);
    if (known?.publicKey !== this.#terminal.publicKey) {
      this.close(LINK_CLOSED.notKnown, 'this terminal has been removed');
      return false;
    }
    if (JSON.stringify(known) !== JSON.stringify(this.#terminal)) {
      this.close(LINK_CLOSED.changed, 'staff have changed this terminal');
      return false;
    }
    return true;
  }

  async #keepState(state: z.infer<typeof TerminalState>): Promise<void> {
    const { db, news, now } = this.#deps;
    const terminalId = this.#terminal.id;
    await db.write('terminal-heard', { terminalId, state: JSON.stringify(state), now: now() });
    news.announce();
    await this.#tellNews('with heard');
  }

  async #keepAnswer(answer: OrderAnswer): Promise<void> {
    const { db, news, now } = this.#deps;
    const kept = { terminalId: this.#terminal.id, answer, now: now() };
    if (await db.write('order-answered', kept)) news.announce();
  }

  /** Orders are told again with each word of the terminal, until it has answered (RH2). */
  async #tellNews(when: 'now' | 'with heard'): Promise<void> {
    const { db, now } = this.#deps;
    const asked = { terminalId: this.#terminal.id, now: now() };
    const { orders, settings } = await db.read('link-news', asked);
    this.#say(
      when === 'now'
        ? { kind: 'settings', settings }
        : { kind: 'heard', serverTime: now(), settings },
    );
    for (const { id, what } of orders) this.#say({ kind: 'order', order: id, what });
    const ids = orders.filter(({ isTold }) => !isTold).map(({ id }) => id);
    if (ids.length > 0) await db.write('orders-told', { ids, now: now() });
  }

  #say(word: z.infer<typeof LinkAnswer>): void {
    if (this.#socket.unread() > MOST_UNREAD_BYTES) this.#socket.cut();
    else this.#socket.send(JSON.stringify(word));
  }
}

const FromText = z
  .string()
  .transform((text, context) => {
    try {
      return JSON.parse(text) as unknown;
    } catch {
      context.addIssue({ code: 'custom', message: 'not JSON' });
      return z.NEVER;
    }
  })
  .pipe(LinkWord);
