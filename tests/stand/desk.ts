/** The hardware of one terminal, simulated at the far ends of two serial lines, and the books beside it. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { SimulatedBarcodeScanner } from '#tests/simulators/barcode-scanner.ts';
import { SimulatedFeigReader } from '#tests/simulators/feig-reader.ts';
import { PtyLine } from '#tests/simulators/pty-line.ts';
import type { StandBook } from './books.ts';
import { keepTags, recallTags } from './tag-memory.ts';

/** As the makers ship them: FEIG H20800-16e §3, and what barcode scanners' setting sheets call the default. */
const PAD_LINE = { baudRate: 38_400, parity: 'even' } as const;
const SCANNER_LINE = { baudRate: 9600 } as const;

export interface DeskOptions {
  /** Where the tags' memory is kept. */
  readonly folder: string;
  readonly books: readonly StandBook[];
  readonly readerModel?: 'CPR40' | 'MR102';
}

export class Desk {
  readonly padLine: PtyLine;
  readonly scannerLine: PtyLine;
  readonly reader: SimulatedFeigReader;
  readonly scanner: SimulatedBarcodeScanner;
  readonly books: readonly StandBook[];
  readonly #tagFile: string;
  /** Books without a tag that lie on the pad all the same: the reader knows nothing of them. */
  readonly #untagged = new Set<string>();

  private constructor(padLine: PtyLine, scannerLine: PtyLine, options: DeskOptions) {
    this.padLine = padLine;
    this.scannerLine = scannerLine;
    this.reader = SimulatedFeigReader.on(padLine, { model: options.readerModel ?? 'CPR40' });
    this.scanner = SimulatedBarcodeScanner.on(scannerLine);
    this.books = options.books;
    this.#tagFile = join(options.folder, 'tags.json');
    recallTags(this.#tagFile, this.#tags);
    for (const act of ['write-afi', 'write-eas', 'write-blocks'] as const) {
      this.reader.onAct(act, () => keepTags(this.#tagFile, this.#tags), 'after');
    }
  }

  static async open(options: DeskOptions): Promise<Desk> {
    mkdirSync(options.folder, { recursive: true });
    const padLine = await PtyLine.open(PAD_LINE);
    const scannerLine = await PtyLine.open(SCANNER_LINE);
    return new Desk(padLine, scannerLine, options);
  }

  /** @throws Error when there is no such book on this desk */
  book(barcode: string): StandBook {
    const found = this.books.find((book) => book.barcode === barcode);
    if (!found) throw new Error(`There is no book ${barcode} on this desk.`);
    return found;
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
    this.take(...this.books.filter((book) => this.isOnPad(book)).map(({ barcode }) => barcode));
  }

  async close(): Promise<void> {
    keepTags(this.#tagFile, this.#tags);
    await Promise.all([this.padLine.close(), this.scannerLine.close()]);
  }

  get #tags() {
    return this.books.flatMap(({ tags }) => tags);
  }
}
