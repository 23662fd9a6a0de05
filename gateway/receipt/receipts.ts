/** Paper for visitors and staff, where the terminal has a printer: one after the other, each drawn where nobody waits for it. */
import type { Bitmap, ReceiptPrinter } from '../devices/device.ts';
import { Fault } from '../errors.ts';
import type { SessionLog } from '../session/effects.ts';
import { ReceiptPress } from './press.ts';
import type { Block } from './rules/block.ts';
import { receiptBlocks } from './rules/receipt-blocks.ts';
import type { PrintedReceipt } from './rules/receipt-blocks.ts';
import { PLAIN_TEMPLATE } from './rules/template.ts';
import type { ReceiptTemplate } from './rules/template.ts';
import { testReceipt } from './rules/test-receipt.ts';
import type { TestReceipt } from './rules/test-receipt.ts';

export interface ReceiptsOptions {
  readonly printer: ReceiptPrinter | undefined;
  readonly template?: ReceiptTemplate;
  readonly log: Pick<SessionLog, 'warn'>;
  /** What a test slip says of this terminal. */
  readonly about: () => Omit<TestReceipt, 'dots'>;
  /** A visitor's receipt has come out. */
  readonly onPrinted: () => void;
}

export class Receipts {
  readonly #options: ReceiptsOptions;
  readonly #press = new ReceiptPress();
  #template: ReceiptTemplate;
  #isClosed = false;

  constructor(options: ReceiptsOptions) {
    this.#options = options;
    this.#template = options.template ?? PLAIN_TEMPLATE;
  }

  /** From the next receipt on. */
  setTemplate(template: ReceiptTemplate): void {
    this.#template = template;
  }

  /**
   * Resolves when a visitor's receipt has come out and is cut off.
   * @throws Fault as `ReceiptPrinter.print`, `not-supported` without a printer; Error when it cannot be drawn
   */
  async print(receipt: PrintedReceipt): Promise<void> {
    await this.#print((template) => receiptBlocks(receipt, template));
    this.#options.onPrinted();
  }

  /** A slip by which staff judge the printer. @throws as `print` */
  async printTest(): Promise<void> {
    const { dots } = this.#there;
    const about = { ...this.#options.about(), dots };
    await this.#print((template) => testReceipt(about, template));
  }

  /** Something of staff's, as it is: without the library's own look. @throws as `print` */
  async printSlip(blocks: readonly Block[]): Promise<void> {
    const printer = this.#there;
    await printer.print(await this.#press.render(blocks, printer.dots));
  }

  async #print(compose: (template: ReceiptTemplate) => readonly Block[]): Promise<void> {
    const printer = this.#there;
    await printer.print(await this.#drawn(compose, printer.dots));
  }

  /** A logo that cannot be drawn keeps nobody from their receipt. */
  async #drawn(
    compose: (template: ReceiptTemplate) => readonly Block[],
    dots: number,
  ): Promise<Bitmap> {
    const { logo, ...plain } = this.#template;
    if (!logo) return this.#press.render(compose(plain), dots);
    try {
      return await this.#press.render(compose(this.#template), dots);
    } catch (err) {
      // Else the drawing would be begun anew behind the terminal's end.
      if (this.#isClosed) throw err;
      this.#options.log.warn({ err }, 'the receipt is drawn without its logo');
      return this.#press.render(compose(plain), dots);
    }
  }

  /** What is being drawn then is not. */
  close(): Promise<void> {
    this.#isClosed = true;
    return this.#press.close();
  }

  get #there(): ReceiptPrinter {
    const { printer } = this.#options;
    if (!printer) throw new Fault('not-supported', 'there is no printer at this terminal');
    if (this.#isClosed) throw new Fault('port-lost', 'the terminal is being closed');
    return printer;
  }
}
