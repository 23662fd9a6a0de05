/**
 * A disk whose power goes at a chosen step, or that is full from then on. What was not flushed before the power went is lost or is
 * not, as the test says: a disk may do either.
 */
import { rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { type Disk, nodeDisk } from '#gateway/permit/disk.ts';

export interface Failure {
  /** Steps that change something are counted from 0; this one does not come to its end. */
  readonly step: number;
  readonly how:
    | 'full'
    /** The power goes, and the disk had already written what nobody had asked it to flush. */
    | 'power-cut'
    /** The power goes, and names that were not flushed are as before. */
    | 'forgetful-power-cut';
}

export class FailingDisk implements Disk {
  readonly #failure: Failure;
  #steps = 0;
  /** Files as they were when their folder was last flushed, by path. */
  readonly #before = new Map<string, Buffer | undefined>();
  #isDead = false;

  constructor(failure: Failure) {
    this.#failure = failure;
  }

  /** That something was changed, or would have been. */
  get steps(): number {
    return this.#steps;
  }

  /** It was asked for the step that fails. */
  get hasFailed(): boolean {
    return this.#steps > this.#failure.step;
  }

  makeFolder = nodeDisk.makeFolder;
  list = (folder: string): Promise<string[]> => this.#alive(() => nodeDisk.list(folder));
  read = (path: string): Promise<Buffer | undefined> => this.#alive(() => nodeDisk.read(path));

  write = (path: string, bytes: Uint8Array): Promise<void> =>
    this.#step(
      [path],
      () => nodeDisk.write(path, bytes),
      // The name is there, and half of what it should hold.
      () => writeFile(path, bytes.subarray(0, bytes.length >> 1)),
    );

  rename = (from: string, to: string): Promise<void> =>
    this.#step([from, to], () => nodeDisk.rename(from, to));

  remove = (path: string): Promise<void> => this.#step([path], () => nodeDisk.remove(path));

  syncFolder = (path: string): Promise<void> =>
    this.#step([], async () => {
      await nodeDisk.syncFolder(path);
      for (const file of this.#before.keys()) if (dirname(file) === path) this.#before.delete(file);
    });

  /** The power goes, between two steps. */
  async cutPower(): Promise<void> {
    this.#isDead = true;
    if (this.#failure.how !== 'forgetful-power-cut') return;
    for (const [path, bytes] of this.#before)
      await (bytes ? writeFile(path, bytes) : rm(path, { force: true }));
  }

  async #alive<T>(step: () => Promise<T>): Promise<T> {
    if (this.#isDead) throw new Error('there is no power');
    return step();
  }

  async #step(
    paths: readonly string[],
    whole: () => Promise<void>,
    torn: () => Promise<void> = () => Promise.resolve(),
  ): Promise<void> {
    return this.#alive(async () => {
      for (const path of paths)
        if (!this.#before.has(path)) this.#before.set(path, await nodeDisk.read(path));
      if (this.#steps++ < this.#failure.step) return whole();
      await torn();
      if (this.#failure.how === 'full') throw new Error('ENOSPC: no space left on device');
      await this.cutPower();
      throw new Error('the power is gone');
    });
  }
}
