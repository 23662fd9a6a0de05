import type { DeviceEvent, DeviceId } from '../device.ts';
import type { StartDevice } from '../driver.ts';
import { QuietTimer } from '../quiet-timer.ts';
import { systemTiming } from '../timing.ts';
import { decodeScan } from './aim.ts';
import { RepeatFilter } from './repeats.ts';
import { ScanFramer } from './scan-frames.ts';
import type { ScanPiece } from './scan-frames.ts';

export interface ScannerSettings {
  /** Silence that ends a scan sent without CR or LF. 50 ms does at 115200 baud, 100 ms at 9600. */
  readonly silenceMs: number;
}

/** A serial barcode scanner that sends text (RS-232 or USB in virtual COM mode). It only talks, so it is ready at once. */
export const serialScanner =
  (
    device: DeviceId,
    { silenceMs = 100 }: Partial<ScannerSettings> = {},
    now: () => number = systemTiming.now,
  ): StartDevice =>
  async (port, host) => {
    const framer = new ScanFramer();
    const repeats = new RepeatFilter();

    const take = (pieces: readonly ScanPiece[]) => {
      for (const piece of pieces) {
        const event = eventOf(piece, device);
        if (event.kind === 'scanned' && repeats.isRepeat(event.scan.text, now())) continue;
        host.emit(event);
      }
    };
    const silence = new QuietTimer(silenceMs, () => take(framer.silence()));
    port.onData((bytes) => {
      silence.stop();
      take(framer.push(bytes));
      if (framer.pending) silence.restart();
    });
    return { close: async () => silence.stop() };
  };

function eventOf(
  piece: ScanPiece,
  device: DeviceId,
): Extract<DeviceEvent, { kind: 'scanned' | 'scan-unreadable' }> {
  if (piece.kind === 'too-long') return { kind: 'scan-unreadable', device, reason: 'too-long' };
  const scan = decodeScan(piece.bytes);
  if (!scan) return { kind: 'scan-unreadable', device, reason: 'not-text' };
  return { kind: 'scanned', device, scan };
}
