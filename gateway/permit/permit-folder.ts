/**
 * What the terminal keeps of permits: chunks by their SHA-256, one small file that says which permit is current, another
 * that says whom it believes. Each file is there whole or not at all, wherever the power goes (PM50).
 */
import { createHash } from 'node:crypto';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import { PermitAnswer, PermitKeyAnswer } from '#server/permit/format/answers.ts';
import type { Disk } from './disk.ts';
import { PermitFault } from './permit-fault.ts';

/** A permit as it came: only this, and its chunks, are written down; nothing of it is opened on the disk. */
const StoredPermit = z.object({
  offer: PermitAnswer,
  /** The epoch's key, sealed to this terminal. */
  sealed: PermitKeyAnswer,
});
export type StoredPermit = z.infer<typeof StoredPermit>;

const Trust = z.object({
  /** The terminal's library, as the server said with a token. */
  libraryId: z.string(),
  /** Ed25519, base64url: whose signature counts. */
  permitKey: z.string(),
  /** By library: a terminal may be moved, and come back. */
  highest: z.record(z.string(), z.number()),
  /** The server has said since that it does not know this terminal. */
  isStranger: z.literal(true).exactOptional(),
});
/** What the server has told this terminal of itself, and the highest version it ever gave. */
export type Trust = z.infer<typeof Trust>;

const CHUNK_NAME = /^[0-9a-f]{64}$/;

export class PermitFolder {
  readonly #path: string;
  readonly #chunks: string;
  readonly #disk: Disk;

  constructor(path: string, disk: Disk) {
    this.#path = path;
    this.#chunks = join(path, 'chunks');
    this.#disk = disk;
  }

  /** @throws PermitFault `disk` */
  make = (): Promise<void> =>
    onDisk(async () => {
      await this.#disk.makeFolder(this.#chunks);
      await this.#disk.syncFolder(this.#path);
      await this.#disk.syncFolder(dirname(this.#path));
    });

  /** @throws PermitFault `damaged`, `disk` */
  current = (): Promise<StoredPermit | undefined> => this.#read('current.json', StoredPermit);

  /** @throws PermitFault `damaged`, `disk` */
  trust = (): Promise<Trust | undefined> => this.#read('trust.json', Trust);

  /** Its chunks must lie here before. @throws PermitFault `disk` */
  async keepCurrent(permit: StoredPermit): Promise<void> {
    await onDisk(() => this.#disk.syncFolder(this.#chunks));
    await this.#write(this.#path, 'current.json', Buffer.from(JSON.stringify(permit)));
    await onDisk(() => this.#disk.syncFolder(this.#path));
  }

  /** @throws PermitFault `disk` */
  async dropCurrent(): Promise<void> {
    await onDisk(async () => {
      await this.#disk.remove(join(this.#path, 'current.json'));
      await this.#disk.syncFolder(this.#path);
    });
  }

  /** @throws PermitFault `disk` */
  async keepTrust(trust: Trust): Promise<void> {
    await this.#write(this.#path, 'trust.json', Buffer.from(JSON.stringify(trust)));
    await onDisk(() => this.#disk.syncFolder(this.#path));
  }

  /** @returns undefined where it is not here, or no longer what it was. @throws PermitFault `disk` */
  async chunk(sha256: string): Promise<Buffer | undefined> {
    const bytes = await onDisk(() => this.#disk.read(join(this.#chunks, sha256)));
    return bytes && sha256Of(bytes) === sha256 ? bytes : undefined;
  }

  /** @throws PermitFault `disk` */
  putChunk = (sha256: string, bytes: Uint8Array): Promise<void> =>
    this.#write(this.#chunks, sha256, bytes);

  /** Removes every other chunk, and what a power cut left half written. @throws PermitFault `disk` */
  async keepOnly(wanted: ReadonlySet<string>): Promise<void> {
    const names = await onDisk(() => this.#disk.list(this.#chunks));
    for (const name of names) {
      if (CHUNK_NAME.test(name) && wanted.has(name)) continue;
      await onDisk(() => this.#disk.remove(join(this.#chunks, name)));
    }
  }

  async #read<T>(name: string, form: z.ZodType<T>): Promise<T | undefined> {
    const bytes = await onDisk(() => this.#disk.read(join(this.#path, name)));
    if (!bytes) return undefined;
    try {
      return form.parse(JSON.parse(bytes.toString()));
    } catch (cause) {
      throw new PermitFault('damaged', `${name} cannot be read`, { cause });
    }
  }

  async #write(folder: string, name: string, bytes: Uint8Array): Promise<void> {
    const path = join(folder, name);
    await onDisk(async () => {
      await this.#disk.write(`${path}.new`, bytes);
      await this.#disk.rename(`${path}.new`, path);
    });
  }
}

export const sha256Of = (bytes: Uint8Array): string =>
  createHash('sha256').update(bytes).digest('hex');

async function onDisk<T>(step: () => Promise<T>): Promise<T> {
  try {
    return await step();
  } catch (cause) {
    throw new PermitFault('disk', 'the disk does not do it', { cause });
  }
}
