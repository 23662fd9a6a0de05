/** Bundles come in, are looked at, and lie on this server's disk until a terminal fetches them. The server signs nothing. */
import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream, statSync } from 'node:fs';
import { mkdir, readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { v7 as uuidv7 } from 'uuid';
import type { Deps } from '../deps.ts';
import type { Manifest, Platform, SignedManifest } from './format/manifest.ts';
import { MOST_ARCHIVE_BYTES, MOST_HEAD_BYTES } from './format/manifest.ts';
import { manifestIn, ReleaseFault, signedIn } from './signature.ts';

/** Looked at, and on the disk under the name of its digest. */
export interface TakenBundle {
  readonly manifest: Manifest;
  readonly signed: SignedManifest;
}

export interface UpdateDeskOptions {
  readonly db: Deps['db'];
  /** Of the server. */
  readonly dataFolder: string;
  /** Whose releases are passed on; none: updates are not set up. */
  readonly releaseKeys: readonly string[];
}

/** Longest bundle taken, in bytes. */
export const MOST_BUNDLE_BYTES = MOST_ARCHIVE_BYTES + MOST_HEAD_BYTES + 1;
const LINE_FEED = 0x0a;
/** What the name of an archive ends with, after its digest. */
const ARCHIVE = '.tar.gz';
/** And of one that is just coming in. */
const PART = '.part';
/** No upload lasts so long: the power went before it could be cleared away. Milliseconds. */
const LEFT_BEHIND = 86_400_000;

export class UpdateDesk {
  readonly #options: UpdateDeskOptions;
  readonly #folder: string;

  constructor(options: UpdateDeskOptions) {
    this.#options = options;
    this.#folder = join(options.dataFolder, 'updates');
  }

  get isSetUp(): boolean {
    return this.#options.releaseKeys.length > 0;
  }

  /**
   * Kept only when it is signed, and whole.
   * @param keep writes down the release; an archive that none names afterwards goes
   * @throws ReleaseFault
   */
  async take<T>(
    body: AsyncIterable<Uint8Array>,
    keep: (bundle: TakenBundle) => Promise<T>,
  ): Promise<T> {
    await this.#makeFolder();
    const part = join(this.#folder, `${uuidv7()}${PART}`);
    try {
      const { head, rest } = await behead(body);
      const signed = signedIn(head);
      const manifest = manifestIn(signed, this.#options.releaseKeys);
      const { archive } = manifest;
      const hash = createHash('sha256');
      const measured = limited(rest, archive.bytes, hash);
      await pipeline(
        Readable.from(measured),
        createWriteStream(part, { mode: 0o600, flush: true }),
      );
      if (statSync(part).size !== archive.bytes || hash.digest('hex') !== archive.sha256)
        throw new ReleaseFault('does-not-fit', 'the archive is not the one that was signed');
      // Named first: nobody who sweeps meanwhile, be it another process, takes it for what nobody names.
      const kept = await keep({ manifest, signed });
      await rename(part, this.#fileOf(archive.sha256));
      await this.sweep();
      return kept;
    } finally {
      await rm(part, { force: true });
    }
  }

  /** @returns what this terminal may have and has not; undefined: nothing newer that this server can give */
  async offer(
    asked: Platform & { terminalId: string; version: string },
  ): Promise<SignedManifest | undefined> {
    const texts = await this.#options.db.read('releases-for', asked);
    return texts.map(signedIn).find((signed) => this.#isHere(signed));
  }

  /** A key that is trusted no more takes back what it has signed, and hides nothing that others have. */
  #isHere(signed: SignedManifest): boolean {
    try {
      const { archive } = manifestIn(signed, this.#options.releaseKeys);
      return this.sizeOf(archive.sha256) === archive.bytes;
    } catch (error) {
      if (error instanceof ReleaseFault) return false;
      throw error;
    }
  }

  /** In bytes; undefined: it is not on this server. */
  sizeOf(sha256: string): number | undefined {
    return statSync(this.#fileOf(sha256), { throwIfNoEntry: false })?.size;
  }

  /** @param first byte, and @param last, counted from 0, both within it */
  read(sha256: string, first: number, last: number): ReadableStream<Uint8Array> {
    const stream = createReadStream(this.#fileOf(sha256), { start: first, end: last });
    return Readable.toWeb(stream) as ReadableStream<Uint8Array>;
  }

  /** What no release names any more. The files are looked for first: what comes after is named by then. */
  async sweep(): Promise<void> {
    await this.#makeFolder();
    const files = await readdir(this.#folder);
    const named = new Set(await this.#options.db.read('release-digests', {}));
    const isUnnamed = (file: string) =>
      file.endsWith(ARCHIVE) && !named.has(file.slice(0, -ARCHIVE.length));
    for (const file of files)
      if (isUnnamed(file) || this.#isLeftBehind(file))
        await rm(join(this.#folder, file), { force: true });
  }

  #isLeftBehind(file: string): boolean {
    if (!file.endsWith(PART)) return false;
    const stat = statSync(join(this.#folder, file), { throwIfNoEntry: false });
    return stat !== undefined && stat.mtimeMs < Date.now() - LEFT_BEHIND;
  }

  #makeFolder = () => mkdir(this.#folder, { recursive: true, mode: 0o700 });

  #fileOf = (sha256: string): string => join(this.#folder, sha256 + ARCHIVE);
}

/** @throws ReleaseFault when the first line has no end within its limit */
async function behead(body: AsyncIterable<Uint8Array>) {
  const chunks = body[Symbol.asyncIterator]();
  let begun = Buffer.alloc(0);
  while (begun.length <= MOST_HEAD_BYTES) {
    const { done, value } = await chunks.next();
    if (done) break;
    begun = Buffer.concat([begun, value]);
    const end = begun.subarray(0, MOST_HEAD_BYTES + 1).indexOf(LINE_FEED);
    if (end < 0) continue;
    const rest = async function* () {
      yield begun.subarray(end + 1);
      yield* { [Symbol.asyncIterator]: () => chunks };
    };
    return { head: begun.subarray(0, end).toString(), rest: rest() };
  }
  throw new ReleaseFault('does-not-fit', 'this is no bundle of a release');
}

async function* limited(
  bytes: AsyncIterable<Uint8Array>,
  most: number,
  hash: ReturnType<typeof createHash>,
): AsyncGenerator<Uint8Array> {
  let taken = 0;
  for await (const chunk of bytes) {
    taken += chunk.length;
    if (taken > most)
      throw new ReleaseFault('does-not-fit', 'the archive is longer than the one that was signed');
    hash.update(chunk);
    yield chunk;
  }
}
