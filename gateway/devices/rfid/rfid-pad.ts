import { Fault } from '../../errors.ts';
import type { SecurityReading, SecurityState, SiteSecurity } from '../../tags/security.ts';
import { needsMore } from '../../tags/tag.ts';
import type { BlockRun } from '../../tags/write-plan.ts';
import type {
  DeviceId,
  Port,
  ReaderCapabilities,
  ReaderModel,
  RfidReader,
  TagMemory,
  Uid,
} from '../device.ts';
import type { DeviceHost, RunningDevice, StartDevice } from '../driver.ts';
import { systemTiming } from '../timing.ts';
import type { Timing } from '../timing.ts';
import { emptyPad, isInField, observe } from './pad.ts';
import { PAD_SETTINGS } from './pad-settings.ts';
import type { PadSettings } from './pad-settings.ts';
import { WHOLE_MEMORY, writeImage } from './verified-image.ts';
import type { TagRegisters } from './verified-image.ts';
import { readSecurity, secureTag } from './verified-security.ts';

/** The largest library tags have 80 blocks of 4 bytes; what is longer is not read in passing. */
const LARGE_TAG = 320;

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
    // Whoever heard that the reader was lost takes the pad for one that can be seen whole.
    if (this.#pad.crowding.crowded) this.#emitCrowded(true, host);
    const watching = this.#watch(reader, host, stop.signal);
    return this.#running(reader, stop, watching);
  };

  /** Tags that were announced and have not left. */
  get uids(): readonly Uid[] {
    return [...this.#announced];
  }

  /** How many tags it keeps anything of; for watching that this does not grow. */
  get remembered(): number {
    const { missed, crowding } = this.#pad;
    return missed.size + crowding.left.size + this.#announced.size + this.#unread.size;
  }

  /** Of the reader at the line; undefined while there is none. */
  get capabilities(): ReaderCapabilities | undefined {
    return this.#reader?.capabilities;
  }

  get model(): ReaderModel | undefined {
    return this.#reader?.model;
  }

  /**
   * What the tag says to a gate. With a site, only what its gates look at; what is `known` already is not asked again.
   * @throws Fault `tag-gone`, or that of the line: `port-lost`, `no-answer`
   */
  readSecurity(uid: Uid, site?: SiteSecurity, known?: SecurityReading): Promise<SecurityReading> {
    const looksAt = { afi: !site || site.afi !== undefined, eas: !site || site.eas };
    return this.#command((reader) => readSecurity(reader, uid, looksAt, known));
  }

  /**
   * Has the gate ring for the tag, or not; what is written is read back, between two looks, and tried again within
   * the limits of the settings. `seen`: what the tag said just now; what of it is as wanted is not written.
   * @throws Fault `tag-gone`, `tag-refused`, `not-verified`, `not-supported`, or that of the line
   */
  secure(
    uid: Uid,
    wanted: SecurityState,
    site: SiteSecurity,
    seen?: SecurityReading,
  ): Promise<void> {
    const options = { rules: this.#settings, timing: this.#timing, seen };
    return this.#command((reader) => secureTag(reader, uid, wanted, site, options));
  }

  /** All of its memory. @throws Fault `tag-gone`, `tag-refused`, or that of the line */
  readWhole(uid: Uid): Promise<TagMemory> {
    return this.#command((reader) => reader.readTag(uid, WHOLE_MEMORY));
  }

  /** For each block of the tag whether it is locked. @throws Fault `not-supported`, and as `readWhole` */
  readLocks(uid: Uid): Promise<readonly boolean[]> {
    return this.#command(async (reader) => {
      const { blockCount } = await reader.readTag(uid, 0);
      if (blockCount !== undefined) return reader.readLocks(uid, 0, blockCount);
      const { blockSize, memory } = await reader.readTag(uid, WHOLE_MEMORY);
      return reader.readLocks(uid, 0, memory.length / blockSize);
    });
  }

  /**
   * Writes blocks, then EPC bank, DSFID and AFI, and reads everything back; tries again within the limits.
   * @returns what the tag says in the end
   * @throws TornWrite, which names the blocks; Fault as `secure`
   */
  writeImage(
    uid: Uid,
    runs: readonly BlockRun[],
    registers: TagRegisters = {},
  ): Promise<TagMemory> {
    const { attempts, imageWithinMs: withinMs } = this.#settings;
    const rules = { attempts, withinMs };
    return this.#command((reader) => writeImage(reader, uid, runs, registers, rules, this.#timing));
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
    if (change.crowded !== undefined) this.#emitCrowded(change.crowded, host);
    for (const uid of [...this.#unread.keys()]) {
      if (!signal.aborted && isInField(this.#pad, uid)) await this.#read(reader, uid, host);
    }
  }

  #emitCrowded(crowded: boolean, host: DeviceHost): void {
    host.emit({ kind: 'pad-crowded', device: this.#device, crowded });
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
      const isSilence = error instanceof Fault && error.code === 'no-answer';
      if (!isTagFault(error) && !isSilence) throw error;
      const failures = (this.#unread.get(uid) ?? 0) + 1;
      this.#unread.set(uid, failures);
      if (failures >= this.#settings.readAttempts) this.#announce(unreadable(uid), host);
      // The count outlives the reader: a tag that strikes it dumb each time must not keep it so for ever.
      if (isSilence) throw error;
    }
  }

  async #memoryOf(reader: RfidReader, uid: Uid): Promise<TagMemory> {
    const tag = await reader.readTag(uid, this.#settings.bytes);
    return needsMore(tag) ? reader.readTag(uid, LARGE_TAG) : tag;
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
  error instanceof Fault &&
  ['tag-gone', 'tag-refused', 'malformed', 'not-supported'].includes(error.code);

/** It lies there and cannot be read: somebody has to be told, or the person waits for ever. */
const unreadable = (uid: Uid): TagMemory => ({
  uid,
  afi: undefined,
  dsfid: undefined,
  blockSize: 4,
  memory: new Uint8Array(),
});
