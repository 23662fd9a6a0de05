/** The bench: what hands can do at the desk, and the state of the simulators as the page shows it. */
import { DEMO_CARDS } from '#server/sample/sample.ts';
import type { BookTag } from '#tests/simulators/book-tag.ts';
import { BenchLog } from './bench-log.ts';
import type {
  BenchAction,
  BenchBook,
  BenchLogEntry,
  BenchMessage,
  BenchState,
  PullAwayAt,
} from './bench-messages.ts';
import type { StandBook } from './books.ts';
import type { Desk } from './desk.ts';

/** A quarter of what the gateway sets: nothing gets through. */
const WRONG_SPEED = 9600;
const DISARMED = 0xc2;

/** The line between gateway and server. */
export interface CuttableNetwork {
  simulateCut(): void;
  heal(): void;
}

type Listener = (message: BenchMessage) => void;

export class Bench {
  readonly #desk: Desk;
  readonly #network: CuttableNetwork;
  readonly #listeners = new Set<Listener>();
  readonly #log = new BenchLog((entries) => this.#tell({ kind: 'log', entries }));
  readonly #stops: (() => void)[];
  readonly #pulls = new Map<string, PullAwayAt>();
  readonly #failures = new Map<string, number>();
  #faultsSeen = 0;
  #rightSpeed = true;
  #networkUp = true;

  constructor(desk: Desk, network: CuttableNetwork) {
    this.#desk = desk;
    this.#network = network;
    const look = (uid: string | undefined) => this.#afterAct(uid);
    this.#stops = [
      this.#log.follow(desk.reader),
      ...(['inventory', 'read', 'write-afi', 'write-eas', 'write-blocks'] as const).map((act) =>
        desk.reader.onAct(act, look, 'after'),
      ),
    ];
  }

  /** Begins with the whole state and what was logged so far. @returns unsubscribe */
  subscribe(listener: Listener): () => void {
    this.#listeners.add(listener);
    listener({ kind: 'state', state: this.state });
    listener({ kind: 'log', entries: this.#log.entries });
    return () => this.#listeners.delete(listener);
  }

  get state(): BenchState {
    const { padLine, scannerLine, books } = this.#desk;
    return {
      books: books.map((book) => this.#view(book)),
      cards: DEMO_CARDS.map(({ patronId: _, ...card }) => card),
      pad: { plugged: padLine.plugged, rightSpeed: this.#rightSpeed },
      scanner: { plugged: scannerLine.plugged },
      network: { up: this.#networkUp },
    };
  }

  /** @throws Error in words when it cannot be done */
  async perform(action: BenchAction): Promise<void> {
    await this.#carryOut(action);
    this.#tell({ kind: 'state', state: this.state });
  }

  close(): void {
    for (const stop of this.#stops) stop();
    this.#listeners.clear();
  }

  async #carryOut(action: BenchAction): Promise<void> {
    const { reader, scanner } = this.#desk;
    switch (action.kind) {
      case 'lay':
        this.#desk.lay(action.book);
        return this.#did('pad', 'lay-book', action.book);
      case 'take':
        this.#desk.take(action.book);
        return this.#did('pad', 'take-book', action.book);
      case 'clear-pad':
        return this.#desk.clearPad();
      case 'scan-book':
        this.#did('scanner', 'scanned-book', action.book);
        return scanner.scan(this.#desk.book(action.book).barcode);
      case 'scan-card':
        this.#did('scanner', 'scanned-card');
        return scanner.scan(action.card);
      case 'scan-garbage':
        this.#did('scanner', 'scanned-garbage');
        return scanner.simulateGarbage();
      case 'pull-away':
        for (const { uid } of this.#tags(action.book)) {
          reader.simulatePullAway(uid, action.at);
          this.#pulls.set(uid, action.at);
        }
        return;
      case 'write-failure':
        for (const { uid } of this.#tags(action.book)) {
          reader.simulateWriteFailure(uid, action.times);
          this.#failures.set(uid, action.times);
        }
        return;
      case 'plug':
        return this.#plug(action.device, action.plugged);
      case 'speed':
        this.#rightSpeed = action.right;
        this.#desk.padLine.simulateSpeed(action.right ? undefined : WRONG_SPEED);
        return this.#did('pad', action.right ? 'right-speed' : 'wrong-speed');
      case 'network':
        if (action.up) this.#network.heal();
        else this.#network.simulateCut();
        this.#networkUp = action.up;
        return this.#did('network', action.up ? 'healed' : 'cut');
    }
  }

  async #plug(device: 'pad' | 'scanner', plugged: boolean): Promise<void> {
    const line = device === 'pad' ? this.#desk.padLine : this.#desk.scannerLine;
    await (plugged ? line.plug() : line.unplug());
    this.#did(device, plugged ? 'plugged' : 'unplugged');
  }

  #tags(barcode: string): readonly BookTag[] {
    const { tags } = this.#desk.book(barcode);
    if (tags.length === 0) throw new Error(`${barcode} has no RFID tag.`);
    return tags;
  }

  #view(book: StandBook): BenchBook {
    const { barcode, title, author, note, tags } = book;
    const about = { barcode, title, author, onPad: this.#desk.isOnPad(book) };
    const noted = note === undefined ? about : { ...about, note };
    return tags.length === 0 ? noted : { ...noted, tag: this.#security(tags) };
  }

  /** A set rings at the gate as long as one of its tags does. */
  #security(tags: readonly BookTag[]): NonNullable<BenchBook['tag']> {
    const pull = tags.map(({ uid }) => this.#pulls.get(uid)).find((at) => at !== undefined);
    return {
      tags: tags.length,
      security: tags.every(({ afi }) => afi === DISARMED) ? 'disarmed' : 'armed',
      failingWrites: Math.max(...tags.map(({ uid }) => this.#failures.get(uid) ?? 0)),
      ...(pull === undefined ? {} : { pullAwayAt: pull }),
    };
  }

  /** The simulator has just done something: a tag was written, or a fault that was set has fired. */
  #afterAct(uid: string | undefined): void {
    const fresh = this.#desk.reader.fired.slice(this.#faultsSeen);
    this.#faultsSeen += fresh.length;
    for (const { fault } of fresh) this.#fired(fault, uid);
    if (uid !== undefined || fresh.length > 0) this.#tell({ kind: 'state', state: this.state });
  }

  #fired(fault: string, uid: string | undefined): void {
    if (uid === undefined) return;
    const book = this.#desk.books.find(({ tags }) => tags.some((tag) => tag.uid === uid));
    if (fault === 'write-failure') {
      this.#failures.set(uid, Math.max(0, (this.#failures.get(uid) ?? 0) - 1));
      this.#did('pad', 'write-failed', book?.barcode);
    }
    if (fault === 'pull-away') {
      this.#pulls.delete(uid);
      this.#did('pad', 'pulled-away', book?.barcode);
    }
  }

  #did(where: BenchLogEntry['where'], what: string, book?: string): void {
    this.#log.add({ where, direction: 'did', what, ...(book === undefined ? {} : { book }) });
  }

  #tell(message: BenchMessage): void {
    for (const listener of this.#listeners) listener(message);
  }
}
