import { idIsInExtension } from '../../tags/iso28560-3.ts';
import { Fault } from '../../errors.ts';
import type { DeviceId, Port, RfidReader, TagMemory, Uid } from '../device.ts';
import type { DeviceHost, RunningDevice, StartDevice } from '../driver.ts';
import { systemTiming } from '../timing.ts';
import type { Timing } from '../timing.ts';
import { emptyPad, isInField, observe } from './pad.ts';
import type { PadRules } from './pad.ts';
import { writeVerified } from './verified-write.ts';
import type { WriteRules } from './verified-write.ts';

export interface PadSettings extends PadRules, WriteRules {
  /** Rest between two looks, in ms. */
  readonly pauseMs: number;
  /** Bytes read of each new tag: the basic block is 34. */
  readonly bytes: number;
  /** Looks in which a tag was seen and could not be read before it is announced without its content. */
  readonly readAttempts: number;
}

export const PAD_SETTINGS: PadSettings = {
  absencesBeforeLeft: 3,
  attempts: 10,
  withinMs: 2000,
  pauseMs: 80,
  bytes: 34,
  readAttempts: 6,
};

/** The largest library tags have 80 blocks of 4 bytes; the reader stops at the end of smaller ones. */
const WHOLE_MEMORY = 320;

/**
 * The reading surface: looks again and again, reads each new tag, and says who entered and who left. It outlives
 * the reader: when the line is lost and comes back, the books that still lie there have not left.
 */
export class RfidPad {
  readonly #device: DeviceId;
  readonly #openReader: (port: Port) => Promise<RfidReader>;
  readonly #settings: PadSettings;
  readonly #timing: Timing;
  #reader: RfidReader | undefined;
  #pad = emptyPad;
  readonly #announced = new Set<Uid>();
  /** Tags that were seen and not yet read, with the readings that failed. */
  readonly #unread = new Map<Uid, number>();
  #commands: Promise<void> = Promise.resolve();

  constructor(
    device: DeviceId,
    openReader: (port: Port) => Promise<RfidReader>,
    settings: Partial<PadSettings> = {},
    timing: Timing = systemTiming,
  ) {
    this.#device = device;
    this.#openReader = openReader;
    this.#settings = { ...PAD_SETTINGS, ...settings };
    this.#timing = timing;
  }

  /** For the supervisor: called with each line that was opened. */
  readonly start: StartDevice = async (port, host) => {
    const reader = await this.#openReader(port);
    // In scan mode a reader says what it is and refuses all else: it is ready when it has looked once.
    await reader.inventory();
    const stop = new AbortController();
    this.#reader = reader;
    const watching = this.#watch(reader, host, stop.signal);
    return this.#running(reader, stop, watching);
  };

  /** Tags that were announced and have not left. */
  get uids(): readonly Uid[] {
    return [...this.#announced];
  }

  /**
   * Writes the AFI and reads it back, between two looks; tries again within the limits of the settings.
   * @throws Fault `tag-gone`, `tag-refused`, `not-verified`, and those of the line: `port-lost`, `no-answer`
   */
  writeAfiVerified(uid: Uid, afi: number): Promise<void> {
    return this.#command((reader) => writeVerified(reader, uid, afi, this.#settings, this.#timing));
  }

  /** @throws Fault `tag-gone`, `tag-refused`, `port-lost`, `no-answer` */
  readAfi(uid: Uid): Promise<number> {
    return this.#command((reader) => reader.readAfi(uid));
  }

  #running(reader: RfidReader, stop: AbortController, watching: Promise<void>): RunningDevice {
    return {
      close: async () => {
        this.#reader = undefined;
        stop.abort();
        await reader.close();
        await watching;
      },
    };
  }

  #command<T>(act: (reader: RfidReader) => Promise<T>): Promise<T> {
    const result = this.#commands.then(() => {
      if (!this.#reader) throw new Fault('port-lost', 'the pad has no reader just now');
      return act(this.#reader);
    });
    this.#commands = result.then(nothing, nothing);
    return result;
  }

  /** Whoever waits for a book to be disarmed goes before the next look. */
  async #commandsDone(): Promise<void> {
    let last: Promise<void>;
    do {
      last = this.#commands;
      await last;
    } while (last !== this.#commands);
  }

  async #watch(reader: RfidReader, host: DeviceHost, signal: AbortSignal): Promise<void> {
    try {
      while (!signal.aborted) {
        await this.#look(reader, host, signal);
        await this.#timing.sleep(this.#settings.pauseMs, signal);
      }
    } catch (error) {
      if (signal.aborted) return;
      const fault = error instanceof Fault ? error : undefined;
      host.fail(fault ?? new Fault('malformed', String(error), { cause: error }));
    }
  }

  async #look(reader: RfidReader, host: DeviceHost, signal: AbortSignal): Promise<void> {
    await this.#commandsDone();
    const change = observe(this.#pad, await reader.inventory(), this.#settings);
    if (signal.aborted) return;
    this.#pad = change.pad;
    for (const uid of change.left) this.#leave(uid, host);
    for (const uid of change.entered) this.#unread.set(uid, 0);
    for (const uid of [...this.#unread.keys()]) {
      if (!signal.aborted && isInField(this.#pad, uid)) await this.#read(reader, uid, host);
    }
  }

  #leave(uid: Uid, host: DeviceHost): void {
    this.#unread.delete(uid);
    if (this.#announced.delete(uid)) host.emit({ kind: 'tag-left', device: this.#device, uid });
  }

  /** A uid that radio noise made up is never read, hence never announced: it is gone in the next looks. */
  async #read(reader: RfidReader, uid: Uid, host: DeviceHost): Promise<void> {
    await this.#commandsDone();
    try {
      this.#announce(await this.#memoryOf(reader, uid), host);
    } catch (error) {
      if (!isTagFault(error)) throw error;
      const failures = (this.#unread.get(uid) ?? 0) + 1;
      this.#unread.set(uid, failures);
      if (failures >= this.#settings.readAttempts) this.#announce(unreadable(uid), host);
    }
  }

  async #memoryOf(reader: RfidReader, uid: Uid): Promise<TagMemory> {
    const tag = await reader.readTag(uid, this.#settings.bytes);
    return idIsInExtension(tag.memory) ? reader.readTag(uid, WHOLE_MEMORY) : tag;
  }

  #announce(tag: TagMemory, host: DeviceHost): void {
    this.#unread.delete(tag.uid);
    this.#announced.add(tag.uid);
    host.emit({ kind: 'tag-entered', device: this.#device, tag });
  }
}

const nothing = (): void => undefined;

/** One odd chip must not take the reader from all other books; a reader that is wrong itself fails at looking. */
const isTagFault = (error: unknown): boolean =>
  error instanceof Fault && ['tag-gone', 'tag-refused', 'malformed'].includes(error.code);

/** It lies there and cannot be read: somebody has to be told, or the person waits for ever. */
const unreadable = (uid: Uid): TagMemory => ({
  uid,
  afi: undefined,
  dsfid: undefined,
  blockSize: 4,
  memory: new Uint8Array(),
});
