import { encode } from '#server/sip2/protocol/encode.ts';
import { checksum } from '#server/sip2/protocol/checksum.ts';
import type { Outgoing } from '#server/sip2/protocol/message.ts';
import { loginRequest } from './connection.ts';
import type { Sip2Settings } from './connection.ts';
import { RawLine } from './raw.ts';
import type { Heard } from './raw.ts';

/** How a question is put: with AY and AZ, with a wrong AZ, without. */
export type Manner = 'sealed' | 'wrong' | 'plain';

/** What the doctor speaks through: it goes on with the next sequence number, and keeps all that was heard. */
export class DoctorLine {
  readonly #line: RawLine;
  readonly #settings: Sip2Settings;
  #sequence = 0;

  private constructor(line: RawLine, settings: Sip2Settings) {
    this.#line = line;
    this.#settings = settings;
  }

  /** @throws Error in words, when there is no line */
  static open = async (settings: Sip2Settings): Promise<DoctorLine> =>
    new DoctorLine(await RawLine.open(settings), settings);

  /** The number of the last question. */
  get sequence(): string {
    return String((this.#sequence + 9) % 10);
  }

  get isOpen(): boolean {
    return this.#line.isOpen;
  }

  get endsWithLf(): boolean {
    return this.#line.endsWithLf;
  }

  ask(request: Outgoing, manner: Manner, patienceMs: number): Promise<Heard> {
    const sequence = String(this.#sequence);
    this.#sequence = (this.#sequence + 1) % 10;
    const { charset, checksumMode } = this.#settings.dialect;
    const bytes = encode(request, {
      ...{ charset, checksumMode, sequence, errorDetection: manner !== 'plain' },
    });
    return this.#line.say(manner === 'wrong' ? withWrongSum(bytes) : bytes, patienceMs);
  }

  say(bytes: Uint8Array, patienceMs: number): Promise<Heard> {
    return this.#line.say(bytes, patienceMs);
  }

  /** @returns undefined when there is nothing to log in with */
  async logIn(manner: Manner, patienceMs: number): Promise<Heard | undefined> {
    const { login, dialect } = this.#settings;
    return login && this.ask(loginRequest(login, dialect), manner, patienceMs);
  }

  close(): void {
    this.#line.close();
  }
}

const DIGITS_AND_CR = 5;

/** Any sum but the right one. */
function withWrongSum(bytes: Uint8Array): Uint8Array {
  const head = bytes.subarray(0, -DIGITS_AND_CR);
  const right = checksum('bytes', '', head);
  const wrong = right === '0000' ? '0001' : '0000';
  return Uint8Array.from([...head, ...new TextEncoder().encode(`${wrong}\r`)]);
}
