import { Fault } from '../../errors.ts';
import { BANK, NO_PASSWORD, readWords, UHF_COMMAND, writeWords } from './uhf-command-frames.ts';
import type { UhfPlace, UhfTarget } from './uhf-command-frames.ts';
import type { UhfLine } from './uhf-line.ts';
import type { UhfResponse } from './uhf-reader18-frames.ts';
import { accept, isBeyondEnd, isLocked } from './uhf-status.ts';

/** Bytes */
export const WORD = 2;
/** Of the EPC bank, behind CRC and PC word. */
export const UII: UhfPlace = { bank: BANK.epc, word: 2 };
/** §8.2.2: at most 120 words in one reading; half of it keeps an answer short enough to be asked for again. */
const MAX_READ_WORDS = 60;

/** Words in the banks of a tag, over the line to the reader. */
export class UhfMemory {
  readonly #line: UhfLine;
  readonly #password: Uint8Array;

  constructor(line: UhfLine, password: Uint8Array) {
    this.#line = line;
    this.#password = password;
  }

  async read(target: UhfTarget, place: UhfPlace, words: number): Promise<Uint8Array> {
    if (words === 0) return new Uint8Array();
    return wordsIn(await this.#tryRead(target, place, words), words);
  }

  /** Many chips have room for 96 bits only. One that finds out while it is written has taken the new length by then. */
  async requireRoom(target: UhfTarget, words: number): Promise<void> {
    if (words === 0) return;
    const last = { bank: BANK.epc, word: UII.word + words - 1 };
    const answer = await this.#tryRead(target, last, 1);
    if (isBeyondEnd(answer)) throw new Fault('tag-refused', 'the EPC bank of the tag is too short');
    accept(answer);
  }

  /** Tags do not say how long their user bank is: a reading beyond its end fails as a whole, and is halved. */
  async userBank(target: UhfTarget, wanted: number) {
    const parts: Uint8Array[] = [];
    let word = 0;
    let step = Math.min(wanted, MAX_READ_WORDS);
    while (word < wanted && step > 0) {
      const count = Math.min(step, wanted - word);
      const answer = await this.#tryRead(target, { bank: BANK.user, word }, count);
      if (isBeyondEnd(answer)) {
        // Where there is not one word, nothing needs to be halved: many tags have no user bank at all.
        step = word === 0 && count > 1 && (await this.#hasNoUserBank(target)) ? 0 : count >> 1;
        continue;
      }
      parts.push(wordsIn(answer, count));
      word += count;
    }
    return { memory: Uint8Array.from(parts.flatMap((part) => [...part])), whole: word < wanted };
  }

  async #hasNoUserBank(target: UhfTarget): Promise<boolean> {
    return isBeyondEnd(await this.#tryRead(target, { bank: BANK.user, word: 0 }, 1));
  }

  #tryRead(target: UhfTarget, place: UhfPlace, words: number): Promise<UhfResponse> {
    return this.#line.request(UHF_COMMAND.read, readWords(target, place, words));
  }

  /** The site's password is tried only where the tag is locked: a fresh one would refuse it. */
  async write(target: UhfTarget, place: UhfPlace, words: Uint8Array): Promise<void> {
    const request = writeWords(target, place, words, NO_PASSWORD);
    const answer = await this.#line.request(UHF_COMMAND.write, request);
    if (!isLocked(answer) || isZero(this.#password)) return void accept(answer);
    const unlocking = writeWords(target, place, words, this.#password);
    accept(await this.#line.request(UHF_COMMAND.write, unlocking));
  }
}

/** As many as were asked for: with one less, those of the next answer would move into its place. */
function wordsIn(answer: UhfResponse, count: number): Uint8Array {
  const { data } = accept(answer);
  if (data.length !== count * WORD) throw new Fault('malformed', 'not as many words as asked for');
  return data;
}

const isZero = (bytes: Uint8Array): boolean => bytes.every((byte) => byte === 0);
