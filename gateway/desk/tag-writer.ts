/**
 * Writes tags so that no crash, power cut or book pulled away leaves one half written for good: both images are on
 * disk before the first block, and whoever lays the tag down again has it finished, or put back (D12–D15).
 */
import type { TagMemory, Uid } from '../devices/device.ts';
import { Fault } from '../errors.ts';
import { withAfiOf } from '../tags/iso28560-4-epc.ts';
import { planRestore } from '../tags/write-plan.ts';
import type { DecodeOptions } from '../tags/tag.ts';
import type { WritePlan } from '../tags/write-plan.ts';
import type { Sentence } from '../tags/sentence.ts';
import { wholeTag } from './desk-pad.ts';
import type { DeskPad } from './desk-pad.ts';
import type { DeskStore, KeptWrite } from './desk-store.ts';
import { imageOf, tornOf } from './rules/image.ts';
import type { TagImage } from './rules/image.ts';
import type { WholeTag, WriteJob } from './rules/inputs.ts';
import { jobAfterRestore } from './rules/restoring.ts';

export interface TagWriterOptions {
  readonly pad: DeskPad;
  readonly store: DeskStore;
  /** Epoch milliseconds. */
  readonly now: () => number;
  /** How tags are read at this site. */
  readonly reading?: DecodeOptions | undefined;
}

export interface Mended {
  readonly job: WriteJob;
  readonly how: 'finished' | 'put-back' | 'left';
}

/** The tag cannot hold it, and says why before a block is touched. */
export class Unwritable extends Fault {
  readonly why: Sentence;

  constructor(why: Sentence) {
    super('tag-refused', why.code);
    this.why = why;
  }
}

export class TagWriter {
  readonly #pad: DeskPad;
  readonly #store: DeskStore;
  readonly #now: () => number;
  readonly #reading: DecodeOptions | undefined;
  #last: Promise<void> = Promise.resolve();

  constructor({ now, pad, reading, store }: TagWriterOptions) {
    this.#pad = pad;
    this.#store = store;
    this.#now = now;
    this.#reading = reading;
  }

  /**
   * Resolves when the tag was read back and is noted for the server.
   * @param before as it was looked at since it lies there
   * @throws Fault of the write. The tag is then as it was before, but for `tag-gone` and a line’s fault, where it is
   * mended when it is seen again; `disk-failed`: nothing was written
   */
  write(uid: Uid, before: WholeTag, wanted: TagImage, job: WriteJob): Promise<void> {
    return this.#inTurn(() => this.#write(uid, before, wanted, job));
  }

  /**
   * When a tag is seen: brings to an end what was torn off.
   * @returns undefined when there was nothing
   * @throws Fault `tag-gone` and a line’s faults: it stays to be mended
   */
  mend(uid: Uid): Promise<Mended | undefined> {
    return this.#inTurn(() => this.#mend(uid));
  }

  /**
   * The tag that was written last is again as it was before; a write like any other, so it can be taken back too.
   * @returns false when nothing is known of it
   * @throws as `write`
   */
  restore(uid: Uid): Promise<boolean> {
    return this.#inTurn(() => this.#restore(uid));
  }

  /** A tag that comes back while its write is still being tried is not a torn one: nobody mends it meanwhile. */
  #inTurn<T>(act: () => Promise<T>): Promise<T> {
    const result = this.#last.then(act);
    this.#last = result.then(nothing, nothing);
    return result;
  }

  async #write(uid: Uid, before: WholeTag, wanted: TagImage, job: WriteJob): Promise<void> {
    const previous = imageOf(before.tag);
    this.#store.begin({ uid, previous, wanted, job }, this.#now());
    try {
      await this.#bring(uid, wanted, before);
    } catch (error) {
      if (isFinal(error)) await this.#putBack(uid, previous);
      throw error;
    }
    this.#store.finish(uid, job);
  }

  async #mend(uid: Uid): Promise<Mended | undefined> {
    const write = this.#store.writeOf(uid);
    if (write?.state !== 'begun') return undefined;
    const { job, previous, wanted } = write;
    const now = await wholeTag(this.#pad, uid);
    switch (tornOf(previous, wanted, imageOf(now.tag))) {
      case 'done':
      case 'torn':
        return { job, how: await this.#finish(write, now) };
      case 'untouched':
        this.#store.forget(uid);
        return { job, how: 'put-back' };
      case 'foreign':
        this.#store.forget(uid);
        return { job, how: 'left' };
    }
  }

  async #restore(uid: Uid): Promise<boolean> {
    const write = this.#store.writeOf(uid);
    if (write?.state !== 'done') return false;
    const job = jobAfterRestore(write.previous, write.job, this.#reading);
    const before = await wholeTag(this.#pad, uid);
    await this.#write(uid, before, keepingAfi(write.previous, before.tag), job);
    return true;
  }

  /** A tag that will not take the rest shall not stay half written. */
  async #finish({ job, previous, uid, wanted }: KeptWrite, now: WholeTag): Promise<Mended['how']> {
    try {
      await this.#bring(uid, wanted, now);
    } catch (error) {
      if (!isFinal(error)) throw error;
      await this.#putBack(uid, previous);
      return 'put-back';
    }
    this.#store.finish(uid, job);
    return 'finished';
  }

  async #putBack(uid: Uid, previous: TagImage): Promise<void> {
    await this.#bring(uid, previous, await wholeTag(this.#pad, uid));
    this.#store.forget(uid);
  }

  /** @throws Unwritable, and the faults of the tag and the line */
  async #bring(uid: Uid, image: TagImage, { locks = [], tag }: WholeTag): Promise<void> {
    const plan = planRestore(image, { tag, locks }, this.#reading);
    if (plan.kind === 'refused') throw new Unwritable(plan.why);
    await this.#pad.writeImage(uid, plan.runs, registersOf(plan, tag));
  }
}

/** On UHF the AFI is part of the image; a loan or a return may have changed it since, and that stays. */
const keepingAfi = (image: TagImage, { epc }: TagMemory): TagImage =>
  image.epc && epc ? { ...image, epc: withAfiOf(image.epc, epc) } : image;

const nothing = (): void => undefined;

const registersOf = ({ afi, dsfid, epc }: WritePlan, tag: TagMemory) => ({
  ...(afi !== undefined && tag.afi !== undefined && { afi }),
  ...(dsfid !== undefined && { dsfid }),
  ...(epc && { epc }),
});

/** The tag itself said no; every other failure leaves open what it holds. */
const isFinal = (error: unknown): boolean =>
  error instanceof Fault && ['tag-refused', 'not-verified', 'not-supported'].includes(error.code);
