/**
 * Writes tags so that no crash, power cut or book pulled away leaves one half written for good: both images are on
 * disk before the first block, and whoever lays the tag down again has it finished, or put back (D12–D15).
 */
import type { Uid } from '../devices/device.ts';
import { Fault } from '../errors.ts';
import type { DeskPad } from './desk-pad.ts';
import type { DeskStore, KeptWrite } from './desk-store.ts';
import { imageOf, tornOf } from './rules/image.ts';
import type { TagImage } from './rules/image.ts';
import type { WriteJob } from './rules/inputs.ts';

export interface TagWriterOptions {
  readonly pad: DeskPad;
  readonly store: DeskStore;
  /** Epoch milliseconds. */
  readonly now: () => number;
}

export type Mended = { readonly job: WriteJob; readonly how: 'finished' | 'put-back' | 'left' };

export class TagWriter {
  readonly #pad: DeskPad;
  readonly #store: DeskStore;
  readonly #now: () => number;

  constructor({ now, pad, store }: TagWriterOptions) {
    this.#pad = pad;
    this.#store = store;
    this.#now = now;
  }

  /**
   * Resolves when the tag was read back and is noted for the server.
   * @throws Fault of the write. The tag is then as it was before, but for `tag-gone` and a line’s fault, where it is
   * mended when it is seen again; `disk-failed`: nothing was written
   */
  async write(uid: Uid, previous: TagImage, wanted: TagImage, job: WriteJob): Promise<void> {
    this.#store.begin({ uid, previous, wanted, job }, this.#now());
    try {
      await this.#pad.writeImage(uid, previous, wanted);
    } catch (error) {
      if (isFinal(error)) await this.#putBack(uid, previous);
      throw error;
    }
    this.#store.finish(uid, job);
  }

  /**
   * When a tag is seen: brings to an end what was torn off.
   * @returns undefined when there was nothing
   * @throws Fault `tag-gone` and a line’s faults: it stays to be mended
   */
  async mend(uid: Uid): Promise<Mended | undefined> {
    const write = this.#store.writeOf(uid);
    if (write?.state !== 'begun') return undefined;
    const { job, previous, wanted } = write;
    const current = imageOf(await this.#pad.readWhole(uid));
    switch (tornOf(previous, wanted, current)) {
      case 'done':
      case 'torn':
        return { job, how: await this.#finish(write, current) };
      case 'untouched':
        this.#store.forget(uid);
        return { job, how: 'put-back' };
      case 'foreign':
        this.#store.forget(uid);
        return { job, how: 'left' };
    }
  }

  /** The tag that was written last is again as it was before. @returns undefined when nothing is known of it */
  async restore(uid: Uid): Promise<KeptWrite | undefined> {
    const write = this.#store.writeOf(uid);
    if (!write) return undefined;
    await this.#putBack(uid, write.previous);
    return write;
  }

  /** A tag that will not take the rest shall not stay half written. */
  async #finish({ job, previous, uid, wanted }: KeptWrite, current: TagImage) {
    try {
      await this.#pad.writeImage(uid, current, wanted);
    } catch (error) {
      if (!isFinal(error)) throw error;
      await this.#putBack(uid, previous);
      return 'put-back' as const;
    }
    this.#store.finish(uid, job);
    return 'finished' as const;
  }

  async #putBack(uid: Uid, previous: TagImage): Promise<void> {
    const current = imageOf(await this.#pad.readWhole(uid));
    await this.#pad.writeImage(uid, current, previous);
    this.#store.forget(uid);
  }
}

/** The tag itself said no; every other failure leaves open what it holds. */
const isFinal = (error: unknown): boolean =>
  error instanceof Fault && ['tag-refused', 'not-verified', 'not-supported'].includes(error.code);
