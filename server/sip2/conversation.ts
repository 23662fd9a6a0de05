/** What one terminal says and is answered: login, error detection, repeats. It knows nothing of sockets. */
import { messageOf } from '../db/fault.ts';
import type { Counters } from './counters.ts';
import { handlerOf } from './handlers/handlers.ts';
import { statusReply } from './handlers/status.ts';
import type { Libraries } from './libraries.ts';
import type { LoginDesk } from './login-desk.ts';
import { PinMemory } from './pin-memory.ts';
import type { Charset } from './protocol/charset.ts';
import { isBelievable } from './protocol/checksum.ts';
import { decodeBytes } from './protocol/decode.ts';
import { encode } from './protocol/encode.ts';
import type { Message, Outgoing } from './protocol/message.ts';
import { isReadable, message, valueOf } from './protocol/message.ts';
import { shapeOf } from './protocol/messages.ts';
import type { Sip2Deps } from './request.ts';
import type { Account } from './rules/account.ts';
import type { LibraryFacts } from './store.ts';

/** What all conversations share. */
export interface Room {
  readonly deps: Sip2Deps;
  readonly desk: LoginDesk;
  readonly libraries: Libraries;
  readonly counters: Counters;
  readonly statusBeforeLogin: boolean;
}

export interface Answer {
  /** Undefined: nothing is said. */
  readonly bytes?: Uint8Array | undefined;
  readonly close?: boolean;
}

interface Said {
  readonly reply: Outgoing;
  readonly sequence?: string | undefined;
  readonly isSealed: boolean;
}

const NOTHING: Answer = {};
const CLOSE: Answer = { close: true };

/** Wrong passwords, or messages before the login, until the connection is closed. */
const MOST_TRIES = 3;
/** A message that is told again is not longer; lists of 64 come in replies. */
const LONGEST_REMEMBERED = 1024;

export class Conversation {
  readonly #room: Room;
  readonly #address: string;
  #account: Account | undefined;
  #pins: PinMemory | undefined;
  #tries = 0;
  #last: Said | undefined;
  /** The last message that had AY and AZ. */
  #lastHeard: Uint8Array | undefined;

  constructor(room: Room, address: string) {
    this.#room = room;
    this.#address = address;
  }

  get isLoggedIn(): boolean {
    return this.#account !== undefined;
  }

  /** To a message that was longer than any. */
  tooLong(): Answer {
    this.#room.counters.tooLong += 1;
    return CLOSE;
  }

  /** @param bytes one message without its end */
  async answer(bytes: Uint8Array): Promise<Answer> {
    const heard = decodeBytes(bytes, this.#charset);
    if (!isReadable(heard)) return this.#unreadable(heard.error);
    this.#room.counters.messages += 1;
    if (heard.code === '97') return this.#again();
    if (!this.#mayBelieve(heard)) return this.#askAgain();
    if (this.#isRepeat(heard, bytes)) return this.#repeat();
    this.#remember(heard, bytes);
    try {
      return await this.#reply(heard);
    } catch (error) {
      return this.#fault(heard, error);
    }
  }

  #unreadable(error: 'empty' | 'nul' | 'no-code'): Answer {
    // An empty line is the end of one that ends with CR and more.
    if (error === 'empty') return NOTHING;
    this.#room.counters[error === 'nul' ? 'nul' : 'garbage'] += 1;
    return CLOSE;
  }

  async #reply(heard: Message): Promise<Answer> {
    if (heard.code === '93') return this.#logIn(heard);
    const account = this.#account;
    const library = account && (await this.#room.libraries.of(account.library));
    if (heard.code === '99' && (account || this.#room.statusBeforeLogin)) {
      const known = account && library ? { account, library } : undefined;
      return this.#say(heard, statusReply(known, this.#room.deps.now()));
    }
    if (shapeOf(heard.code)?.from !== 'terminal') return this.#unknown();
    if (!account || !library) return this.#notYet();
    return this.#handle(heard, account, library);
  }

  async #handle(heard: Message, account: Account, library: LibraryFacts): Promise<Answer> {
    const handler = handlerOf(heard.code);
    if (!handler) return this.#unknown();
    const { deps } = this.#room;
    const pins = (this.#pins ??= new PinMemory());
    const now = deps.now();
    return this.#say(heard, await handler({ message: heard, account, library, pins, now, deps }));
  }

  /** Ignored (SIP 2.00): a terminal that knows more than we do goes on without. */
  #unknown(): Answer {
    this.#room.counters.unknownMessages += 1;
    this.#lastHeard = undefined;
    return NOTHING;
  }

  #notYet(): Answer {
    this.#room.counters.notLoggedIn += 1;
    this.#lastHeard = undefined;
    return this.#tried() ? NOTHING : CLOSE;
  }

  /** @returns whether it may be tried again */
  #tried(): boolean {
    this.#tries += 1;
    return this.#tries < MOST_TRIES;
  }

  async #logIn(heard: Message): Promise<Answer> {
    const isPlain =
      /^[0 ]?$/.test(heard.fixed['uid_algorithm'] ?? '') &&
      /^[0 ]?$/.test(heard.fixed['pwd_algorithm'] ?? '');
    const [login, password] = [valueOf(heard, 'CN') ?? '', valueOf(heard, 'CO') ?? ''];
    const { desk, deps, counters } = this.#room;
    this.#account = undefined;
    this.#pins = undefined;
    const account = isPlain
      ? await desk.logIn(login, password, this.#address, deps.now())
      : undefined;
    if (account && (await this.#standsSomewhere(account))) {
      this.#account = account;
      this.#tries = 0;
      return this.#say(heard, message('94', { ok: '1' }));
    }
    counters.failedLogins += 1;
    const answer = this.#say(heard, message('94', { ok: '0' }));
    return this.#tried() ? answer : { ...answer, close: true };
  }

  async #standsSomewhere({ login, library }: Account): Promise<boolean> {
    if (await this.#room.libraries.of(library)) return true;
    this.#room.deps.log.error(
      { login, library },
      'a SIP2 account stands in a library that there is not',
    );
    return false;
  }

  get #charset(): Charset {
    switch (this.#account?.charset) {
      case 'cp850':
        return 'cp850';
      case 'ASCII':
        return 'ascii';
      default:
        return 'utf-8';
    }
  }

  #mayBelieve(heard: Message): boolean {
    const { errorDetection = 'auto', checksum = 'tolerant' } = this.#account ?? {};
    if (errorDetection === 'off') return true;
    if (errorDetection === 'required' && heard.checksum === 'absent') return false;
    return isBelievable(heard, checksum);
  }

  /**
   * The same message with the same AY and AZ: it is not carried out again (SIP 2.00, error detection). 99 does nothing and has no date, so
   * of terminals whose AY stands still each one is the same; they would set their clocks by an old answer.
   */
  #isRepeat(heard: Message, bytes: Uint8Array): boolean {
    if (heard.code === '99' || !isSealed(heard) || !this.#lastHeard) return false;
    return Buffer.compare(this.#lastHeard, bytes) === 0;
  }

  #remember(heard: Message, bytes: Uint8Array): void {
    this.#lastHeard = isSealed(heard) && bytes.length <= LONGEST_REMEMBERED ? bytes : undefined;
  }

  #repeat(): Answer {
    this.#room.counters.repeated += 1;
    return this.#last ? { bytes: this.#encoded(this.#last) } : NOTHING;
  }

  /** 97: the last reply once more, without AY (SIP 2.00, request ACS resend). */
  #again(): Answer {
    if (!this.#last) return this.#askAgain();
    this.#room.counters.repeated += 1;
    return { bytes: this.#encoded({ ...this.#last, sequence: undefined }) };
  }

  /** 96, which has AZ and never AY. */
  #askAgain(): Answer {
    this.#room.counters.resendsAsked += 1;
    this.#lastHeard = undefined;
    this.#last = { reply: message('96', {}), isSealed: true };
    return { bytes: this.#encoded(this.#last) };
  }

  #say(heard: Message, reply: Outgoing): Answer {
    const { errorDetection = 'auto' } = this.#account ?? {};
    const isSealed = errorDetection !== 'off' && heard.checksum !== 'absent';
    this.#last = { reply, isSealed, sequence: heard.sequence };
    return { bytes: this.#encoded(this.#last) };
  }

  #encoded({ reply, sequence, isSealed }: Said): Uint8Array {
    return encode(reply, {
      charset: this.#charset,
      terminator: this.#account?.terminator === 'CRLF' ? '\r\n' : '\r',
      errorDetection: isSealed,
      ...(sequence !== undefined && { sequence }),
    });
  }

  /**
   * What became of it is not known, and nothing that could be said means that: the line ends, as for a terminal whose answer got lost, and
   * the terminal connects and asks again.
   */
  #fault({ code }: Message, error: unknown): Answer {
    const { counters, deps } = this.#room;
    counters.faults += 1;
    deps.log.error(
      { code, login: this.#account?.login, reason: messageOf(error) },
      'a SIP2 message was not answered',
    );
    return CLOSE;
  }
}

/** With AY and AZ. */
const isSealed = ({ sequence, checksum }: Message): boolean =>
  sequence !== undefined && checksum !== 'absent';
