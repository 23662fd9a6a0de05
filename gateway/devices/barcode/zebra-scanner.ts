import { Fault } from '../../errors.ts';
import type { DeviceId } from '../device.ts';
import type { StartDevice } from '../driver.ts';
import { systemTiming } from '../timing.ts';
import type { Timing } from '../timing.ts';
import { RepeatFilter } from './repeats.ts';
import { HOST_TRIGGER, SSI } from './ssi-frames.ts';
import { SsiLine } from './ssi-line.ts';
import type { SsiLineOptions } from './ssi-line.ts';
import { SsiScans } from './ssi-scans.ts';

export interface ZebraSettings extends SsiLineOptions {
  /** The gateway presses the trigger, again and again, for scanners that lie fixed and have no button. */
  readonly hostTrigger?: boolean;
  /** Rest between two presses: what was read ends the scanner's session, and so do some three seconds without a code. */
  readonly sessionMs?: number;
  readonly timing?: Timing;
}

const SESSION_MS = 1000;

/** A Zebra scanner that speaks SSI. It is asked for its version first, so that a wrong speed is noticed. */
export const zebraScanner =
  (device: DeviceId, settings: ZebraSettings = {}): StartDevice =>
  async (port, host) => {
    const timing = settings.timing ?? systemTiming;
    const scans = new SsiScans();
    const repeats = new RepeatFilter();
    const line = new SsiLine(
      port,
      (packet) => {
        const read = scans.take(packet);
        if (read?.kind === 'unreadable') {
          host.emit({ kind: 'scan-unreadable', device, reason: read.reason });
        } else if (read && !repeats.isRepeat(read.scan.text, timing.now())) {
          host.emit({ kind: 'scanned', device, scan: read.scan });
        }
      },
      host.fail,
      settings,
    );
    await line.request(SSI.requestRevision, undefined, SSI.replyRevision);
    const stop = new AbortController();
    const triggering = settings.hostTrigger
      ? pressAgainAndAgain(line, settings.sessionMs ?? SESSION_MS, timing, stop.signal).catch(
          (error: unknown) => host.fail(asFault(error)),
        )
      : Promise.resolve();
    return {
      close: async () => {
        stop.abort();
        line.close();
        await triggering;
      },
    };
  };

async function pressAgainAndAgain(
  line: SsiLine,
  sessionMs: number,
  timing: Timing,
  signal: AbortSignal,
): Promise<void> {
  await line.request(SSI.paramSend, HOST_TRIGGER);
  while (!signal.aborted) {
    await line.request(SSI.startSession);
    await timing.sleep(sessionMs, signal);
  }
}

const asFault = (error: unknown): Fault =>
  error instanceof Fault ? error : new Fault('malformed', String(error), { cause: error });
