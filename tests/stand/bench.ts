/** The bench: what hands can do at the desk, and the state of the simulators as the page shows it. */
import { DEMO_CARDS } from '#server/sample/sample.ts';
import type { BookTag } from '#tests/simulators/book-tag.ts';
import type { FiredFault } from '#tests/simulators/simulated-reader.ts';
import { ArmedFaults } from './armed-faults.ts';
import { BenchLog } from './bench-log.ts';
import type {
  BenchAction,
  BenchBook,
  BenchLogEntry,
  BenchMessage,
  BenchState,
  LineFault,
} from './bench-messages.ts';
import { labelView, viewOf } from './bench-view.ts';
import { chipOf } from './chip-cards.ts';
import { dropBoxView, handleDropBox, placeInBox } from './drop-box-bench.ts';
import type { DropBoxAction } from './drop-box-messages.ts';
import { isPrinterAction } from './printer-messages.ts';
import type { PrinterAction } from './printer-messages.ts';
import type { StaffAccount } from './demo.ts';
import type { Way } from './settings.ts';
import type { Desk } from './desk.ts';
import { READER_MODEL_NAMES, READER_MODELS } from './reader-models.ts';
import type { ReaderModelName } from './reader-models.ts';

/** Not the speed of any reader here: nothing gets through. */
const WRONG_SPEED = 9600;
/** Longer than any driver lets a frame rest in the middle. */
const GAP_MS = 400;
/** Longer than any driver waits for an answer. */
const LATE_MS = 2500;
/** More than a driver asks again: the gateway gives the reader up and opens it anew. */
const SILENT_ANSWERS = 6;

/** Paper that comes out is shown so often. */
const PAPER_MS = 100;
/** So that the page hears why its line will break before it does. */
const FAREWELL_MS = 200;

/** The line between gateway and server. */
export interface CuttableNetwork {
  simulateCut(): void;
  heal(): void;
}

/** What is more than hands at the desk can do. */
export interface AroundTheBench {
  changeReader(model: ReaderModelName): Promise<void>;
  account(): StaffAccount | undefined;
  readonly way: Way;
}

type Listener = (message: BenchMessage) => void;
type ActionOf<Kind extends BenchAction['kind']> = Extract<BenchAction, { kind: Kind }>;

export class Bench {
  readonly #desk: Desk;
  readonly #network: CuttableNetwork;
  readonly #around: AroundTheBench;
  readonly #listeners = new Set<Listener>();
  readonly #log = new BenchLog((entries) => this.#tell({ kind: 'log', entries }));
  readonly #stopBox: (() => void) | undefined;
  readonly #stopSignals: (() => void) | undefined;
  readonly #stopPrinter: readonly ((() => void) | undefined)[];
  #stops: (() => void)[] = [];
  #faults = new ArmedFaults();
  #faultsSeen = 0;
  #rightSpeed = true;
  #networkUp = true;
  #changing = false;
  #farewell: NodeJS.Timeout | undefined;
  #soon: NodeJS.Timeout | undefined;

  constructor(desk: Desk, network: CuttableNetwork, around: AroundTheBench) {
    this.#desk = desk;
    this.#network = network;
    this.#around = around;
    this.#stopBox = desk.dropBox?.box.onChange(() => this.#tellState());
    this.#stopSignals = desk.dropBox?.board.onOutput(() => this.#tellState());
    const printer = desk.printer?.simulator;
    this.#stopPrinter = [
      printer?.onChange(() => this.#tellSoon()),
      printer && this.#log.followPrinter(printer),
    ];
    this.followReader();
  }

  /** Another reader stands on the desk now. */
  followReader(): void {
    for (const stop of this.#stops) stop();
    const { reader } = this.#desk;
    const look = (uid: string | undefined) => this.#afterAct(uid);
    this.#faults = new ArmedFaults();
    this.#faultsSeen = 0;
    this.#rightSpeed = true;
    this.#stops = [
      this.#log.follow(reader),
      ...(['inventory', 'read', 'write-afi', 'write-eas', 'write-blocks', 'other'] as const).map(
        (act) => reader.onAct(act, look, 'after'),
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
    const desk = this.#desk;
    const account = this.#around.account();
    const { dropBox } = desk;
    const models = READER_MODEL_NAMES.map((model) => ({ model, name: READER_MODELS[model].name }));
    return {
      reader: { model: desk.model, models, changing: this.#changing },
      ...(account && { account }),
      readsChips: desk.cardReader !== undefined,
      books: desk.books.map((book) =>
        this.#located(viewOf(book, desk.isOnPad(book), this.#faults)),
      ),
      labels: desk.labels.map((label) =>
        this.#located(labelView(label, desk.isOnPad(label), this.#faults)),
      ),
      ...(dropBox && { dropBox: dropBoxView(dropBox) }),
      ...(desk.printer && { printer: desk.printer.view }),
      cards: DEMO_CARDS.map(({ patronId: _, ...card }) => card),
      pad: { plugged: desk.padLine.plugged, rightSpeed: this.#rightSpeed },
      scanner: { plugged: desk.scannerLine.plugged },
      network: { up: this.#networkUp, way: this.#around.way },
    };
  }

  /** A slip, or what hangs out, as a PNG; undefined where there is none. */
  paper(name: string): Uint8Array | undefined {
    return this.#desk.printer?.paper(name);
  }

  /** @throws Error in words when it cannot be done */
  async perform(action: BenchAction): Promise<void> {
    await this.#carryOut(action);
    this.#tellState();
  }

  close(): void {
    clearTimeout(this.#farewell);
    clearTimeout(this.#soon);
    const stops = [...this.#stops, this.#stopBox, this.#stopSignals, ...this.#stopPrinter];
    for (const stop of stops) stop?.();
    this.#listeners.clear();
  }

  async #carryOut(action: BenchAction): Promise<void> {
    const { scanner } = this.#desk;
    switch (action.kind) {
      case 'lay':
        this.#desk.lay(action.book);
        return this.#did('pad', 'lay-book', action.book);
      case 'take':
        this.#desk.take(action.book);
        return this.#did('pad', 'take-book', action.book);
      case 'clear-pad':
        return this.#desk.clearPad();
      case 'new-labels':
        return this.#desk.renewLabels();
      case 'scan-book':
        this.#did('scanner', 'scanned-book', action.book);
        return this.#desk.scan(this.#desk.book(action.book).barcode);
      case 'scan-card':
        this.#did('scanner', 'scanned-card');
        return this.#desk.scan(action.card);
      case 'scan-garbage':
        this.#did('scanner', 'scanned-garbage');
        return scanner.simulateGarbage();
      case 'hold-chip':
        return this.#holdChip(action.card);
      case 'pull-away':
      case 'write-failure':
      case 'flicker':
      case 'lock-block':
      case 'set-afi':
        for (const tag of this.#tags(action.book)) this.#spoil(tag, action);
        return;
      case 'line-fault':
        return this.#spoilLine(action.fault);
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
      case 'reader':
        return this.#changeReader(action.model);
      default:
        return isPrinterAction(action) ? this.#atPrinter(action) : this.#atDropBox(action);
    }
  }

  async #atDropBox(action: DropBoxAction): Promise<void> {
    const { dropBox } = this.#desk;
    if (!dropBox) throw new Error('There is no drop box on this bench.');
    await handleDropBox(dropBox, action, (barcode) => this.#desk.book(barcode));
    this.#did('box', action.kind);
  }

  async #atPrinter(action: PrinterAction): Promise<void> {
    const { printer } = this.#desk;
    if (!printer) throw new Error('There is no printer on this bench.');
    await printer.perform(action);
    this.#did('printer', action.kind);
  }

  #located(book: BenchBook): BenchBook {
    const { dropBox } = this.#desk;
    const inBox = dropBox && placeInBox(dropBox, book.barcode);
    return inBox === undefined ? book : { ...book, inBox };
  }

  #spoil(
    tag: BookTag,
    action: ActionOf<'pull-away' | 'write-failure' | 'flicker' | 'lock-block' | 'set-afi'>,
  ): void {
    const { uid } = tag;
    const { reader } = this.#desk;
    switch (action.kind) {
      case 'pull-away':
        reader.simulatePullAway(uid, action.at);
        this.#faults.pulls.set(uid, action.at);
        return;
      case 'write-failure':
        reader.simulateWriteFailure(uid, action.times, action.how);
        this.#faults.failures.set(uid, action.times);
        return;
      case 'flicker':
        reader.simulateFlicker(uid, action.oneIn);
        this.#faults.flicker(uid, action.oneIn);
        return;
      case 'lock-block':
        tag.locked.add(action.block);
        return this.#did('pad', 'block-locked', action.book);
      case 'set-afi':
        tag.afi = action.afi;
        return this.#did('pad', 'afi-set', action.book);
    }
  }

  #spoilLine(fault: LineFault): void {
    const { reader } = this.#desk;
    switch (fault) {
      case 'bit-error':
        return reader.simulateBitError();
      case 'gap':
        return reader.simulateGap(GAP_MS);
      case 'late':
        return reader.simulateLateAnswer(LATE_MS);
      case 'silence':
        return reader.simulateSilence(SILENT_ANSWERS);
      case 'misread':
        return reader.simulateMisread();
    }
  }

  /** The gateway that serves the page goes down meanwhile, so nobody can wait for it over the gateway. */
  #changeReader(model: ReaderModelName): void {
    if (this.#changing) throw new Error('The reader is being changed already.');
    this.#changing = true;
    this.#did('pad', 'reader-changed');
    const done = (): void => {
      this.#changing = false;
      this.#tellState();
    };
    const begin = (): void =>
      void this.#around.changeReader(model).then(done, (error: unknown) => {
        console.error(error);
        done();
      });
    this.#farewell = setTimeout(begin, FAREWELL_MS);
  }

  #holdChip(card: string): void {
    const { cardReader } = this.#desk;
    if (!cardReader) throw new Error('There is no reader of contactless cards on this desk.');
    cardReader.lay({ uid: chipOf(card) });
    this.#did('cards', 'held-chip');
    // A hand takes the card away when the reader has seen it.
    void cardReader.looks(2).then(() => cardReader.take());
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

  /** The simulator has just done something: a tag was written, or a fault that was set has fired. */
  #afterAct(uid: string | undefined): void {
    const fresh = this.#desk.reader.fired.slice(this.#faultsSeen);
    this.#faultsSeen += fresh.length;
    for (const { fault } of fresh) this.#fired(fault, uid);
    if (uid !== undefined || fresh.length > 0) this.#tellState();
  }

  #fired(fault: FiredFault['fault'], uid: string | undefined): void {
    if (!this.#faults.hasFired(fault, uid)) return;
    const all = [...this.#desk.books, ...this.#desk.labels];
    const book = all.find(({ tags }) => tags.some((tag) => tag.uid === uid));
    this.#log.add({
      where: 'pad',
      direction: 'fault',
      what: `fired-${fault}`,
      ...(book && { book: book.barcode }),
    });
  }

  #did(where: BenchLogEntry['where'], what: string, book?: string): void {
    this.#log.add({ where, direction: 'did', what, ...(book === undefined ? {} : { book }) });
  }

  /** A receipt comes out row by row, which nobody can follow. */
  #tellSoon(): void {
    this.#soon ??= setTimeout(() => {
      this.#soon = undefined;
      this.#tellState();
    }, PAPER_MS);
  }

  #tellState(): void {
    // Reads of a whole stack come by the dozen a second, and nobody may be looking.
    if (this.#listeners.size > 0) this.#tell({ kind: 'state', state: this.state });
  }

  #tell(message: BenchMessage): void {
    for (const listener of this.#listeners) listener(message);
  }
}
