/** How the machine under the gateway is: room on its disk, memory, warmth. For staff, before it fails. */
import { readdirSync, readFileSync, statfsSync } from 'node:fs';
import { freemem, totalmem, uptime } from 'node:os';
import { join } from 'node:path';
import type { TerminalState } from './ils/central/link.ts';
import type { Part, Terminal } from './part.ts';

/** Linux tells each thermal zone in thousandths of a degree (Documentation/driver-api/thermal/sysfs-api.rst). */
const ZONES = '/sys/class/thermal';

type Facts = NonNullable<TerminalState['machine']>;

export class MachineFacts implements Part {
  readonly #dataFolder: string;
  readonly #clock: Pick<Terminal['clock'], 'monotonic' | 'timeAt'>;
  readonly #started: number;

  constructor({ clock, config }: Pick<Terminal, 'clock' | 'config'>) {
    this.#dataFolder = config.dataFolder;
    this.#clock = clock;
    this.#started = clock.monotonic();
  }

  state(): { readonly machine: Facts } {
    const celsius = warmth();
    return {
      machine: {
        startedAt: this.#clock.timeAt(this.#started),
        bootedAt: this.#clock.timeAt(this.#clock.monotonic() - uptime() * 1_000),
        ...roomOn(this.#dataFolder),
        ...{ memoryFreeBytes: freemem(), memoryBytes: totalmem() },
        ...(celsius !== undefined && { celsius }),
      },
    };
  }
}

/** A disk that says nothing of itself is told of by the outbox, when it fails. */
function roomOn(folder: string): Pick<Facts, 'diskBytes' | 'diskFreeBytes'> {
  try {
    const { bavail, blocks, bsize } = statfsSync(folder);
    return { diskFreeBytes: bavail * bsize, diskBytes: blocks * bsize };
  } catch {
    return {};
  }
}

/** The warmest zone; undefined on a machine that measures none. */
function warmth(): number | undefined {
  try {
    const zones = readdirSync(ZONES).filter((name) => name.startsWith('thermal_zone'));
    const degrees = zones.map((zone) => Number(readFileSync(join(ZONES, zone, 'temp'), 'utf8')));
    const sane = degrees.map((milli) => Math.round(milli / 1_000)).filter((one) => one > 0);
    return sane.length > 0 ? Math.max(...sane) : undefined;
  } catch {
    return undefined;
  }
}
