/**
 * Releases side by side on this terminal, and the link that says which one runs (install/README.md). Every step may be
 * the last before the power goes: after each of them a whole version starts (docs/rules/updates.md, UP22).
 */
import {
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
} from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { Version } from '#server/updates/format/version.ts';
import { syncFolder, writeDurably } from '../durable-file.ts';
import type { Failure, Trial } from './rules/trial.ts';
import { failureLine, failuresIn, trialIn, trialText } from './rules/trial.ts';

const Settled = z.object({ version: Version, at: z.int() });
export type Settled = z.infer<typeof Settled>;

const VERSIONS = 'versions';
/** Of a release that is not whole, yet or any more. */
const BEGUN = '.unpacking-';

export class ReleaseFolder {
  readonly #root: string;
  readonly #notes: string;

  /** @param root `/opt/nhip-cau`. @throws Error of the disk */
  constructor(root: string) {
    this.#root = root;
    this.#notes = join(root, 'update');
    mkdirSync(join(this.#notes, 'broken'), { recursive: true });
  }

  /** Where archives are fetched to. */
  get downloads(): string {
    return this.#notes;
  }

  /** What starts next; undefined: the link leads elsewhere, and whoever laid it so knows why. */
  get current(): string | undefined {
    const target = orMissing(() => readlinkSync(this.#link)) ?? '';
    return Version.safeParse(target.replace(`${VERSIONS}/`, '')).data;
  }

  get trial(): Trial | undefined {
    return trialIn(this.#note('trial') ?? '');
  }

  /** Since when the version that runs has been known to be good. */
  get settled(): Settled | undefined {
    return settledIn(this.#note('settled.json') ?? '');
  }

  has(version: string): boolean {
    return statSync(this.pathOf(version), { throwIfNoEntry: false })?.isDirectory() ?? false;
  }

  pathOf = (version: string): string => join(this.#root, VERSIONS, version);

  /** Where it is unpacked, beside where it will lie; empty. */
  begin(version: string): string {
    const path = join(this.#root, VERSIONS, `${BEGUN}${version}`);
    rmSync(path, { recursive: true, force: true });
    mkdirSync(path, { recursive: true });
    return path;
  }

  /** It is whole, and its files are on the disk. */
  finish(version: string): void {
    renameSync(join(this.#root, VERSIONS, `${BEGUN}${version}`), this.pathOf(version));
    syncFolder(join(this.#root, VERSIONS));
  }

  failuresOf = (version: string): readonly Failure[] =>
    failuresIn(this.#note(join('broken', version)) ?? '');

  /** Of all that have failed here, the newest failure last. */
  get failures(): readonly (Failure & { readonly version: string })[] {
    return readdirSync(join(this.#notes, 'broken'))
      .filter((version) => Version.safeParse(version).success)
      .flatMap((version) => this.failuresOf(version).map((failure) => ({ version, ...failure })))
      .toSorted((one, other) => one.at - other.at);
  }

  /** From the next start on it is on trial. The note comes first: what starts without one would never be taken back. */
  tryOut(trial: Trial): void {
    this.#forget('starts');
    this.#write('trial', trialText(trial));
    this.#lead(trial.version);
  }

  /** It has proved good, and stays. */
  settle(settled: Settled): void {
    this.#write('settled.json', JSON.stringify(settled));
    this.#forget('trial');
    this.#forget('starts');
  }

  /** It has failed here. */
  fail(version: string, failure: Failure): void {
    const before = this.#note(join('broken', version)) ?? '';
    this.#write(join('broken', version), before + failureLine(failure));
  }

  /** Why is written down first: the version before must know that this one was tried. */
  goBack({ from, version }: Trial, failure: Failure): void {
    this.fail(version, failure);
    this.#lead(from);
    this.#forget('trial');
    this.#forget('starts');
  }

  /** A trial that never began: the power went before the link was changed. */
  forgetTrial(): void {
    this.#forget('trial');
    this.#forget('starts');
  }

  /** All but these, and what was begun. */
  sweep(keep: readonly string[]): void {
    this.sweepBegun();
    for (const name of readdirSync(join(this.#root, VERSIONS))) {
      if (!Version.safeParse(name).success || keep.includes(name) || name === this.current)
        continue;
      const going = join(this.#root, VERSIONS, `${BEGUN}${name}`);
      // Its name first: what is cut off in the middle must not look like a whole version.
      renameSync(this.pathOf(name), going);
      syncFolder(join(this.#root, VERSIONS));
      rmSync(going, { recursive: true, force: true });
    }
  }

  /** What was begun, to be unpacked or to be taken away, and not ended. */
  sweepBegun(): void {
    for (const name of readdirSync(join(this.#root, VERSIONS)))
      if (name.startsWith(BEGUN))
        rmSync(join(this.#root, VERSIONS, name), { recursive: true, force: true });
  }

  get #link(): string {
    return join(this.#root, 'current');
  }

  /** Relative, so that the whole may be moved. */
  #lead(version: string): void {
    const beside = join(this.#root, 'current.new');
    rmSync(beside, { force: true });
    symlinkSync(`${VERSIONS}/${version}`, beside);
    renameSync(beside, this.#link);
    syncFolder(this.#root);
  }

  #note = (name: string): string | undefined =>
    orMissing(() => readFileSync(join(this.#notes, name), 'utf8'));

  #write(name: string, text: string): void {
    writeDurably(join(this.#notes, name), text);
  }

  #forget(name: string): void {
    rmSync(join(this.#notes, name), { force: true });
    syncFolder(this.#notes);
  }
}

/** A cheap disk may leave an empty file after a power cut: that is no reason not to start. */
function settledIn(text: string): Settled | undefined {
  try {
    return Settled.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}

/** @throws Error of the disk, but that there is nothing */
function orMissing<T>(look: () => T): T | undefined {
  try {
    return look();
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
}
