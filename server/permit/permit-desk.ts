/** Gives terminals the permit of their library, and makes it when it has grown old (docs/rules/permit.md). */
import { setTimeout as after } from 'node:timers/promises';
import { v7 as newId } from 'uuid';
import type { DatabasePlace } from '../db/open.ts';
import type { Deps } from '../deps.ts';
import { dayIn } from '../libraries/rules/day.ts';
import type { PermitAnswer, PermitKeyAnswer, PermitKeyRequest } from './format/answers.ts';
import { Manifest } from './format/manifest.ts';
import type { PermitKeys } from './permit-keys.ts';
import type { PermitLibrary } from './offline-store.ts';
import type { MadePermit } from './permit-maker.ts';
import { hoursAt } from './rules/offline-rules.ts';
import { isItsSealingKey, sealedTo } from './seal-to-terminal.ts';
import type { PermitSettings } from './settings.ts';
import { Workshop } from './workshop.ts';
import type { Epoch, KeptPermit } from './store.ts';

/** A terminal that has nobody waiting still has better things to do; what it gets then is the last one. */
const PATIENCE_MS = 20_000;
const MINUTE_MS = 60_000;

export interface PermitDeps extends Pick<Deps, 'db' | 'now' | 'log'> {
  readonly keys: PermitKeys;
  readonly settings: PermitSettings;
  /** Of `db`: permits are made in a thread that reads for itself. */
  readonly place: DatabasePlace;
  /** How long a terminal waits for a new permit before it gets the last one. */
  readonly patienceMs?: number;
}

type Found = Pick<KeptPermit, 'manifest' | 'signature'>;

export class PermitDesk {
  /** Ed25519, 32 bytes, base64url. */
  readonly publicKey: string;
  readonly #deps: Pick<Deps, 'db' | 'now' | 'log'>;
  readonly #keys: PermitKeys;
  readonly #settings: PermitSettings;
  readonly #workshop: Workshop;
  readonly #patienceMs: number;
  readonly #making = new Map<string, Promise<Found>>();
  /** One after the other: together they take no less time. */
  #line: Promise<unknown> = Promise.resolve();

  constructor({ keys, patienceMs = PATIENCE_MS, place, settings, ...deps }: PermitDeps) {
    this.#deps = deps;
    this.#keys = keys;
    this.#settings = settings;
    this.#workshop = new Workshop(place);
    this.#patienceMs = patienceMs;
    this.publicKey = keys.publicKey;
  }

  /** @returns undefined where the library lends nothing while nobody answers */
  async permitOf(libraryId: string): Promise<PermitAnswer | undefined> {
    const { db } = this.#deps;
    const library = await db.read('permit-library', { libraryId });
    if (!library.rules.lend) return undefined;
    const last = await db.read('permit-latest', { libraryId });
    if (last && this.#isFresh(library, last)) return answerOf(last);
    const made = this.#made(library);
    return answerOf(await (last?.isOpen === true ? soonOr(made, last, this.#patienceMs) : made));
  }

  /** @returns undefined when the epoch is over, the terminal is not its library's, or this is not its key */
  async keyFor(
    terminalId: string,
    request: PermitKeyRequest,
  ): Promise<PermitKeyAnswer | undefined> {
    const { epoch, sealingKey } = request;
    const found = await this.#deps.db.read('permit-key', { terminalId, epoch });
    if (!found || !isItsSealingKey(found.publicKey, { ...request, terminalId })) return undefined;
    const key = this.#keys.open(epoch, found.sealedKey);
    const { libraryId } = found;
    return key && sealedTo(sealingKey, key, { terminalId, libraryId, epoch });
  }

  /** Nobody asks any more. */
  close = (): Promise<void> => this.#workshop.close();

  chunkOf = (libraryId: string, sha256: string): Promise<Uint8Array | undefined> =>
    this.#deps.db.read('permit-chunk', { libraryId, sha256 });

  #isFresh(library: PermitLibrary, last: KeptPermit): boolean {
    const now = this.#deps.now();
    const age = now - last.madeAt;
    const isYoung = age >= 0 && age < this.#settings.everyMinutes * MINUTE_MS;
    return isYoung && last.isOpen && last.month === monthAt(library, now);
  }

  /** Whoever asks while it is being made waits for the same one. */
  #made(library: PermitLibrary): Promise<Found> {
    const known = this.#making.get(library.id);
    if (known) return known;
    const made = this.#line.then(() => this.#make(library));
    this.#making.set(library.id, made);
    // The next in the line begins whatever became of this one; whoever asked for it hears of that.
    this.#line = made.catch(() => undefined).then(() => this.#making.delete(library.id));
    return made;
  }

  /** Again when the epoch was ended meanwhile: a terminal that is none any more may have its key. */
  async #make(library: PermitLibrary): Promise<Found> {
    for (;;) {
      const made = await this.#tryToMake(library);
      if (made) return made;
    }
  }

  async #tryToMake(library: PermitLibrary): Promise<Found | undefined> {
    const { db } = this.#deps;
    const began = performance.now();
    const now = this.#deps.now();
    const { epoch, key } = await this.#epochOf(library, now);
    const last = await db.read('permit-latest', { libraryId: library.id });
    const before = last && beforeOf(last);
    // By the clock too: a database that was put back from its backup would make versions that terminals are past, and take none of (PM10).
    const version = Math.max((last?.version ?? 0) + 1, Math.floor(now / MINUTE_MS));
    const hours = hoursAt(library.rules, library.kind, this.#settings);
    const order = { library, hours, epoch: epoch.id, key, version, now, before };
    const made = await this.#workshop.make(order);
    const found = await this.#keep(library.id, made, before?.manifest.chunks ?? []);
    if (found) this.#tell(made, performance.now() - began);
    return found;
  }

  /** @returns undefined when the epoch has ended meanwhile */
  async #keep(
    libraryId: string,
    { manifest, plan }: MadePermit,
    before: Manifest['chunks'],
  ): Promise<Found | undefined> {
    const { db } = this.#deps;
    for (const { sha256, bytes } of plan.made)
      await db.write('permit-chunk-put', { libraryId, sha256, bytes });
    const text = JSON.stringify(manifest);
    const found = { manifest: text, signature: this.#keys.sign(Buffer.from(text, 'utf8')) };
    const { epoch, madeAt, version } = manifest;
    const put = await db.write('permit-put', {
      ...{ libraryId, version, epochId: epoch, madeAt, fullChunks: plan.full, ...found },
      keep: [...plan.named, ...before].map(({ sha256 }) => sha256),
    });
    return put === 'made' ? found : undefined;
  }

  #tell({ manifest, plan }: MadePermit, took: number): void {
    const newBytes = plan.made.reduce((sum, { bytes }) => sum + bytes.length, 0);
    const { library, version } = manifest;
    this.#deps.log.info({ library, version, newBytes, ms: Math.round(took) }, 'a permit was made');
  }

  /** One that cannot be opened is given up: the key of the data folder was lost, or is another's. */
  async #epochOf(library: PermitLibrary, now: number): Promise<{ epoch: Epoch; key: Buffer }> {
    const month = monthAt(library, now);
    let broken: string | undefined;
    for (;;) {
      const id = newId();
      const fresh = { id, sealedKey: this.#keys.sealNew(id) };
      const wanted = { libraryId: library.id, month, fresh, broken, now };
      const epoch = await this.#deps.db.write('permit-epoch-open', wanted);
      const key = this.#keys.open(epoch.id, epoch.sealedKey);
      if (key) return { epoch, key };
      broken = epoch.id;
      this.#deps.log.warn({ library: library.id }, 'the key of an epoch cannot be opened');
    }
  }
}

/** @returns undefined when an earlier release wrote it in another form: then all is told anew */
const beforeOf = ({ fullChunks, manifest }: KeptPermit) => {
  const known = Manifest.safeParse(JSON.parse(manifest));
  return known.success ? { manifest: known.data, full: fullChunks } : undefined;
};

/** YYYY-MM */
const monthAt = ({ timeZone }: PermitLibrary, now: number): string =>
  dayIn(timeZone, now).slice(0, 'YYYY-MM'.length);

/** @returns the last one where the new one is long in coming */
const soonOr = async (made: Promise<Found>, last: Found, patienceMs: number): Promise<Found> => {
  const stop = new AbortController();
  const late = after(patienceMs, last, { signal: stop.signal, ref: false });
  try {
    return await Promise.race([made, late]);
  } finally {
    stop.abort();
    late.catch(() => undefined);
  }
};

const answerOf = ({ manifest, signature }: Found): PermitAnswer => ({
  manifest: Buffer.from(manifest, 'utf8').toString('base64url'),
  signature,
});
