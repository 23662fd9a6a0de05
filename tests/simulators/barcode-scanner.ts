import type { Line } from './line.ts';

export interface ScanOptions {
  /** AIM identifier to send before the text, such as `]C0`; none by default, as scanners leave the factory. */
  readonly aim?: string;
  /** What ends the scan; `''` for a scanner that was never given a suffix. */
  readonly suffix?: string;
}

/** A serial barcode scanner at the far end of a line. It talks and never listens. */
export class SimulatedBarcodeScanner {
  readonly line: Line;
  /** Scans sent so far. */
  scans = 0;

  private constructor(line: Line) {
    this.line = line;
  }

  static on(line: Line): SimulatedBarcodeScanner {
    return new SimulatedBarcodeScanner(line);
  }

  /** Holds a label before the scanner. Resolves when the last byte has left at the line's speed. */
  async scan(text: string, { aim = '', suffix = '\r\n' }: ScanOptions = {}): Promise<void> {
    this.scans += 1;
    await this.line.write(Buffer.from(aim + text + suffix, 'utf8'));
  }

  /** Any bytes: noise on the line, a label in an old character set, half a scan. */
  async simulateBytes(bytes: Uint8Array): Promise<void> {
    await this.line.write(bytes);
  }

  /** What an unterminated or mistuned line delivers: binary rubbish, then an end. */
  async simulateGarbage(length = 40): Promise<void> {
    const rubbish = Uint8Array.from({ length }, (_, index) => 0x80 + ((index * 37) % 32));
    await this.line.write(Buffer.concat([rubbish, Buffer.from('\r')]));
  }
}
