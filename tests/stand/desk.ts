/** The hardware of one terminal, simulated at the far ends of serial lines, and the books and labels beside it. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { SimulatedBarcodeScanner } from '#tests/simulators/barcode-scanner.ts';
import type { BookTag } from '#tests/simulators/book-tag.ts';
import { SimulatedPn532 } from '#tests/simulators/pn532-reader.ts';
import { PtyLine } from '#tests/simulators/pty-line.ts';
import { SimulatedZebraScanner } from '#tests/simulators/zebra-scanner.ts';
import type { StandBook } from './books.ts';
import { StandDropBox } from './drop-box.ts';
import type { DropBoxKind } from './drop-box.ts';
import { StandPrinter } from './printer.ts';
import { looseLabels } from './labels.ts';
import { READER_MODELS } from './reader-models.ts';
import type { ReaderModelName, StandReader } from './reader-models.ts';
import { keepTags, recallTags } from './tag-memory.ts';
import { withUhfTags } from './uhf-books.ts';

/** What barcode scanners' setting sheets call the default. */
const SCANNER_LINE = { baudRate: 9600 } as const;
/** NXP PN532 user manual §6.2.2: HSU */
const CARD_LINE = { baudRate: 115_200 } as const;

export interface DeskOptions {
  /** Where the tags' memory is kept. */
  readonly folder: string;
  readonly books: readonly StandBook[];
  readonly readerModel?: ReaderModelName;
  /** Of the reader's line, where what a line takes is not what is looked at; as its maker sets it by default. */
  readonly padBaudRate?: number;
  /** A reader of contactless cards beside the scanner. */
  readonly cardReader?: boolean;
  /** A receipt printer. */
  readonly printer?: boolean;
  /** The reader stands in a drop box. */
  readonly dropBox?: DropBoxKind;
  /** How the scanner speaks; `serial-scanner` by default. */
  readonly scannerDriver?: ScannerDriver;
}

export type ScannerDriver = 'serial-scanner' | 'zebra-ssi';

/** What lies beside the pad, for readers of one air. */
interface Things {
  readonly books: readonly StandBook[];
  readonly labels: readonly StandBook[];
}

interface Pad {
  readonly model: ReaderModelName;
  readonly line: PtyLine;
  readonly reader: StandReader;
}

export class Desk {
  readonly scannerLine: PtyLine;
  readonly scannerDriver: ScannerDriver;
  /** Says what it is told to, whatever the gateway expects at its line. */
  readonly scanner: SimulatedBarcodeScanner;
  readonly cardLine: PtyLine | undefined;
  readonly cardReader: SimulatedPn532 | undefined;
  readonly #tagFile: string;
  readonly #things: Readonly<Record<'hf' | 'uhf', Things>>;
  /** Books without a tag that lie on the pad all the same: the reader knows nothing of them. */
  readonly #untagged = new Set<string>();
  readonly #zebra: SimulatedZebraScanner | undefined;
  #pad: Pad;
  #dropBox: StandDropBox | undefined;
  #printer: StandPrinter | undefined;

  private constructor(
    pad: Pad,
    scannerLine: PtyLine,
    cardLine: PtyLine | undefined,
    options: DeskOptions,
  ) {
    const { books, scannerDriver = 'serial-scanner' } = options;
    this.scannerDriver = scannerDriver;
    this.scannerLine = scannerLine;
    this.scanner = SimulatedBarcodeScanner.on(scannerLine);
    if (scannerDriver === 'zebra-ssi') this.#zebra = SimulatedZebraScanner.on(scannerLine);
    this.cardLine = cardLine;
    this.cardReader = cardLine && SimulatedPn532.on(cardLine);
    this.#things = {
      hf: { books, labels: looseLabels('hf') },
      uhf: { books: books.map(withUhfTags), labels: looseLabels('uhf') },
    };
    this.#tagFile = join(options.folder, 'tags.json');
    recallTags(this.#tagFile, this.#tags);
    this.#pad = pad;
    this.#keepWhatIsWritten();
  }

  static async open(options: DeskOptions): Promise<Desk> {
    mkdirSync(options.folder, { recursive: true });
    const pad = await padOf(options.readerModel ?? 'CPR40', options.padBaudRate);
    const scannerLine = await PtyLine.open(SCANNER_LINE);
    const cardLine = options.cardReader === true ? await PtyLine.open(CARD_LINE) : undefined;
    const desk = new Desk(pad, scannerLine, cardLine, options);
    if (options.dropBox) desk.#dropBox = await StandDropBox.open(options.dropBox, desk.#field);
    if (options.printer === true) desk.#printer = await StandPrinter.open();
    return desk;
  }

  /** Whichever reader is in it now. */
  readonly #field = {
    place: (...tags: readonly BookTag[]) => this.reader.place(...tags),
    remove: (...uids: readonly string[]) => this.reader.remove(...uids),
  };

  get printer(): StandPrinter | undefined {
    return this.#printer;
  }

  get dropBox(): StandDropBox | undefined {
    return this.#dropBox;
  }

  get model(): ReaderModelName {
    return this.#pad.model;
  }

  get padLine(): PtyLine {
    return this.#pad.line;
  }

  get reader(): StandReader {
    return this.#pad.reader;
  }

  /** With labels that the reader on the desk can read. */
  get books(): readonly StandBook[] {
    return this.#here.books;
  }

  get labels(): readonly StandBook[] {
    return this.#here.labels;
  }

  /** Puts another reader on the desk, on a line of its own; the gateway has to be told. The pad is empty then. */
  async changeReader(model: ReaderModelName): Promise<void> {
    const before = this.#pad;
    this.clearPad();
    this.#pad = await padOf(model);
    this.#keepWhatIsWritten();
    await before.line.close();
  }

  /** A new drawer: all labels as they were before anything was written to them. */
  renewLabels(): void {
    this.take(...this.labels.map(({ barcode }) => barcode));
    for (const air of ['hf', 'uhf'] as const) renew(this.#things[air].labels, looseLabels(air));
    keepTags(this.#tagFile, this.#tags);
  }

  /** @throws Error when there is no such book or label on this desk */
  book(barcode: string): StandBook {
    const found = this.#all.find((book) => book.barcode === barcode);
    if (!found) throw new Error(`There is no book ${barcode} on this desk.`);
    return found;
  }

  /** Holds a label to the scanner, which tells of it in its own way. */
  scan(text: string): Promise<void> {
    return (this.#zebra ?? this.scanner).scan(text);
  }

  isOnPad({ barcode, tags }: StandBook): boolean {
    const inField = new Set(this.reader.tags.map(({ uid }) => uid));
    return tags.length === 0
      ? this.#untagged.has(barcode)
      : tags.some(({ uid }) => inField.has(uid));
  }

  lay(...barcodes: string[]): void {
    for (const book of barcodes.map((barcode) => this.book(barcode))) {
      this.reader.place(...book.tags);
      if (book.tags.length === 0) this.#untagged.add(book.barcode);
    }
  }

  take(...barcodes: string[]): void {
    for (const book of barcodes.map((barcode) => this.book(barcode))) {
      this.reader.remove(...book.tags.map(({ uid }) => uid));
      this.#untagged.delete(book.barcode);
    }
  }

  clearPad(): void {
    this.take(...this.#all.filter((book) => this.isOnPad(book)).map(({ barcode }) => barcode));
  }

  async close(): Promise<void> {
    keepTags(this.#tagFile, this.#tags);
    const lines = [this.padLine, this.scannerLine, this.cardLine, this.dropBox, this.printer];
    await Promise.all(lines.map((line) => line?.close()));
  }

  #keepWhatIsWritten(): void {
    for (const act of ['write-afi', 'write-eas', 'write-blocks'] as const) {
      this.reader.onAct(act, () => keepTags(this.#tagFile, this.#tags), 'after');
    }
  }

  get #here(): Things {
    return this.#things[READER_MODELS[this.model].air];
  }

  get #all(): readonly StandBook[] {
    return [...this.books, ...this.labels];
  }

  get #tags(): readonly BookTag[] {
    const all = Object.values(this.#things).flatMap(({ books, labels }) => [...books, ...labels]);
    return all.flatMap(({ tags }) => tags);
  }
}

async function padOf(model: ReaderModelName, baudRate?: number): Promise<Pad> {
  const { line: settings, on } = READER_MODELS[model];
  const line = await PtyLine.open({ ...settings, ...(baudRate && { baudRate }) });
  return { model, line, reader: on(line) };
}

/** The labels stay the same things; what is on them changes. */
function renew(labels: readonly StandBook[], fresh: readonly StandBook[]): void {
  for (const [index, { tags }] of labels.entries()) {
    const [tag, like] = [tags[0], fresh[index]?.tags[0]];
    if (tag === undefined || like === undefined) continue;
    const { afi, dsfid, eas, epc } = like;
    tag.memory.set(like.memory);
    if (epc !== undefined) tag.epc = epc;
    Object.assign(tag, { afi, dsfid, eas });
    tag.locked.clear();
    for (const block of like.locked) tag.locked.add(block);
  }
}
