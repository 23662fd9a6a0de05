/** The receipt printer of a stand, at the far end of a serial line; what hands do at it, and how the bench page sees it. */
import { createCanvas } from '@napi-rs/canvas';
import type { ConfigInput } from '#gateway/config.ts';
import type { Bitmap } from '#gateway/devices/device.ts';
import { isBlack } from '#gateway/receipt/rules/dots.ts';
import { SimulatedPrinter } from '#tests/simulators/escpos-printer.ts';
import { trimmed } from '#tests/simulators/paper.ts';
import { PtyLine } from '#tests/simulators/pty-line.ts';
import type { BenchPrinter, PrinterAction } from './printer-messages.ts';

/** As fast as printers on USB are. */
const LINE = { baudRate: 921_600 } as const;
/** Far enough into a receipt that something stands on the piece. */
const MIDDLE = 150;

export class StandPrinter {
  readonly line: PtyLine;
  /** Says and prints whatever the gateway sends; its faults are set here. */
  readonly simulator: SimulatedPrinter;
  #taken = 0;
  #isMute = false;

  private constructor(line: PtyLine) {
    this.line = line;
    this.simulator = SimulatedPrinter.on(line);
  }

  static async open(): Promise<StandPrinter> {
    return new StandPrinter(await PtyLine.open(LINE));
  }

  /** Receipts that came out, without the white around them, the newest last. */
  get receipts(): readonly Bitmap[] {
    return this.simulator.slips.map(({ image }) => trimmed(image));
  }

  /** What an installer would write of it. */
  get device(): ConfigInput['devices'][number] {
    const { serial, baudRate } = this.line.address;
    return { id: 'printer', driver: 'escpos', port: { serial, baudRate }, nearEnd: true };
  }

  get view(): BenchPrinter {
    const { hanging, slips, state } = this.simulator;
    return {
      ...{ ...state, plugged: this.line.plugged, mute: this.#isMute, hanging: hanging.height },
      slips: slips.map((_, index) => index).slice(this.#taken),
    };
  }

  /** @returns undefined where there is no such slip */
  paper(name: string): Uint8Array | undefined {
    const { hanging, slips } = this.simulator;
    const image = name === 'hanging' ? hanging : slips[Number(name)]?.image;
    return image && image.height > 0 ? pngOf(image) : undefined;
  }

  async perform(action: PrinterAction): Promise<void> {
    const { simulator } = this;
    switch (action.kind) {
      case 'printer-take':
        this.#taken = simulator.slips.length;
        return;
      case 'printer-roll':
        return simulator.changeRoll();
      case 'printer-paper-out':
        return simulator.simulatePaperOut(action.inTheMiddle ? MIDDLE : 0);
      case 'printer-near-end':
        return simulator.simulateNearEnd();
      case 'printer-cover':
        return simulator.simulateCover(action.open);
      case 'printer-fault':
        return simulator.simulateFault(action.fault, action.inTheMiddle ? MIDDLE : 0);
      case 'printer-clear':
        simulator.clearJam();
        return simulator.simulateCooled();
      case 'printer-power':
        return simulator.simulatePower(action.on);
      case 'printer-mute':
        this.#isMute = action.mute;
        return simulator.simulateMute(action.mute);
      case 'printer-plug':
        return action.plugged ? this.line.plug() : this.line.unplug();
    }
  }

  async close(): Promise<void> {
    await this.line.close();
  }
}

function pngOf(image: Bitmap): Uint8Array {
  const canvas = createCanvas(image.width, image.height);
  const context = canvas.getContext('2d');
  const pixels = context.createImageData(image.width, image.height);
  for (let y = 0, at = 3; y < image.height; y++) {
    for (let x = 0; x < image.width; x++, at += 4) {
      pixels.data[at] = isBlack(image, x, y) ? 255 : 0;
    }
  }
  context.putImageData(pixels, 0, 0);
  return canvas.toBuffer('image/png');
}
