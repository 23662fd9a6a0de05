import { constants } from 'node:fs';
import { open } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { Fault } from '../errors.ts';
import type { Port } from './device.ts';
import { PortListeners } from './port-listeners.ts';

/** A device that the system shows as a file: a USB printer at `/dev/usb/lp0` (Linux, usblp). */
export interface FileAddress {
  readonly file: string;
}

/**
 * How often it is looked whether something has come, and whether it takes more. Waiting in the system instead would
 * hold one of the four threads that all files of this process share.
 */
const LOOK_MS = 15;
const MOST_AT_ONCE = 4096;

/** @throws Fault `port-missing`, `port-busy` */
export async function openFile({ file }: FileAddress): Promise<Port> {
  const { O_NOCTTY, O_NONBLOCK, O_RDWR } = constants;
  try {
    return new FilePort(await open(file, O_RDWR | O_NONBLOCK | O_NOCTTY), file);
  } catch (cause) {
    const code = codeOf(cause) === 'EBUSY' ? 'port-busy' : 'port-missing';
    throw new Fault(code, `${file}: ${cause instanceof Error ? cause.message : ''}`, { cause });
  }
}

class FilePort implements Port {
  readonly #handle: FileHandle;
  readonly #name: string;
  readonly #listeners = new PortListeners();
  readonly #reading: Promise<void>;
  #writing: Promise<void> = Promise.resolve();

  constructor(handle: FileHandle, name: string) {
    this.#handle = handle;
    this.#name = name;
    this.#reading = this.#read();
  }

  write(bytes: Uint8Array): Promise<void> {
    const written = this.#writing.then(() => this.#writeAll(bytes));
    this.#writing = written.catch(() => undefined);
    return written;
  }

  onData(listener: (bytes: Uint8Array) => void): void {
    this.#listeners.setData(listener);
  }

  onClose(listener: () => void): void {
    this.#listeners.addClose(listener);
  }

  async close(): Promise<void> {
    this.#listeners.close();
    await Promise.all([this.#reading, this.#writing]);
  }

  async #read(): Promise<void> {
    const buffer = new Uint8Array(MOST_AT_ONCE);
    while (!this.#listeners.closed) {
      const length = await this.#try(() => this.#handle.read(buffer, 0, buffer.length, null));
      if (length) this.#listeners.data(buffer.slice(0, length));
      else await sleep(LOOK_MS);
    }
    await this.#writing;
    await this.#handle.close();
  }

  /** @throws Fault `port-lost` */
  async #writeAll(bytes: Uint8Array): Promise<void> {
    for (let at = 0; at < bytes.length;) {
      const length = await this.#try(() => this.#handle.write(bytes, at, bytes.length - at, null));
      if (this.#listeners.closed) throw new Fault('port-lost', `${this.#name} is gone`);
      if (length) at += length;
      else await sleep(LOOK_MS);
    }
  }

  /** @returns bytes read or written; undefined: not now, or never again */
  async #try(
    act: () => Promise<{ readonly bytesRead: number } | { readonly bytesWritten: number }>,
  ): Promise<number | undefined> {
    if (this.#listeners.closed) return undefined;
    try {
      const done = await act();
      return 'bytesRead' in done ? done.bytesRead : done.bytesWritten;
    } catch (error) {
      if (codeOf(error) !== 'EAGAIN') this.#listeners.close();
      return undefined;
    }
  }
}

const codeOf = (error: unknown): unknown =>
  error instanceof Error && 'code' in error ? error.code : undefined;
