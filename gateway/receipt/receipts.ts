/** Paper for visitors and staff, where the terminal has a printer: one after the other, each drawn where nobody waits for it. */
import type { ReceiptPrinter } from '../devices/device.ts';
import { Fault } from '../errors.ts';
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
  /** What a test slip says of this terminal. */
  readonly about: () => Omit<TestReceipt, 'dots'>;
  /** A visitor's receipt has come out. */
  readonly onPrinted: () => void;
}

export class Receipts {
  readonly #options: ReceiptsOptions;
  readonly #press = new ReceiptPress();
  #template: ReceiptTemplate;

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
    await this.printBlocks(receiptBlocks(receipt, this.#template));
    this.#options.onPrinted();
  }

  /** A slip by which staff judge the printer. @throws as `print` */
  async printTest(): Promise<void> {
    const { dots } = this.#there;
    await this.printBlocks(testReceipt({ ...this.#options.about(), dots }, this.#template));
  }

  /** @throws as `print` */
  async printBlocks(blocks: readonly Block[]): Promise<void> {
    const printer = this.#there;
    await printer.print(await this.#press.render(blocks, printer.dots));
  }

  /** What is being drawn then is not. */
  close(): Promise<void> {
    return this.#press.close();
  }

  get #there(): ReceiptPrinter {
    const { printer } = this.#options;
    if (!printer) throw new Fault('not-supported', 'there is no printer at this terminal');
    return printer;
  }
}
