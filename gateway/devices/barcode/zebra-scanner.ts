import { Fault } from '../../errors.ts';
import type { DeviceId } from '../device.ts';
import type { DeviceHost, StartDevice } from '../driver.ts';
import { QuietTimer } from '../quiet-timer.ts';
import { systemTiming } from '../timing.ts';
import type { Timing } from '../timing.ts';
import { RepeatFilter } from './repeats.ts';
import { HOST_TRIGGER, SSI } from './ssi-frames.ts';
import type { SsiPacket } from './ssi-frames.ts';
import { SsiLine } from './ssi-line.ts';
import type { SsiLineOptions } from './ssi-line.ts';
import { SsiScans } from './ssi-scans.ts';

export interface ZebraSettings extends SsiLineOptions {
  /** The gateway presses the trigger, again and again, for scanners that lie fixed and have no button. */
  readonly hostTrigger?: boolean;
  /** Rest between two presses: what was read ends the scanner's session, and so do some three seconds without a code. */
  readonly sessionMs?: number;
  /** Silence after which the rest of a code of several packets will not come; a scanner repeats itself after two seconds. */
  readonly restMs?: number;
  readonly timing?: Timing;
}

const SESSION_MS = 1000;
const REST_MS = 3000;

/** A Zebra scanner that speaks SSI. It is asked for its version first, so that a wrong speed is noticed. */
export const zebraScanner =
  (device: DeviceId, settings: ZebraSettings = {}): StartDevice =>
  async (port, host) => {
    const timing = settings.timing ?? systemTiming;
    const reading = readingFor(device, host, settings.restMs ?? REST_MS, timing);
    const line = new SsiLine(port, reading.take, host.fail, settings);
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
        reading.stop();
        line.close();
        await triggering;
      },
    };
  };

/** Makes events of the packets of what was scanned. */
function readingFor(device: DeviceId, host: DeviceHost, restMs: number, timing: Timing) {
  const scans = new SsiScans();
  const repeats = new RepeatFilter();
  const unreadable = (reason: 'too-long' | 'not-text') =>
    host.emit({ kind: 'scan-unreadable', device, reason });
  const rest = new QuietTimer(restMs, () => {
    scans.abandon();
    unreadable('not-text');
  });
  const take = (packet: SsiPacket) => {
    const read = scans.take(packet);
    if (scans.isUnfinished) rest.restart();
    else rest.stop();
    if (read?.kind === 'unreadable') unreadable(read.reason);
    else if (read && !repeats.isRepeat(read.scan.text, timing.now())) {
      host.emit({ kind: 'scanned', device, scan: read.scan });
    }
  };
  return { take, stop: () => rest.stop() };
}

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
