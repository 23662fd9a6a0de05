/** Says in a file whether the screen is to be lit; whoever owns the display switches it (install/files/screen/light). */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { DeviceEvent } from '../devices/device.ts';
import type { Part, Terminal } from '../part.ts';
import { isLit, localTime } from './rules/screen-hours.ts';

const LOOK_MS = 15_000;
const FILE = 'light';

interface Given {
  readonly log: Terminal['log'];
  readonly clock: Pick<Terminal['clock'], 'at' | 'monotonic' | 'now'>;
  readonly time: Pick<Terminal['time'], 'known'>;
  readonly settings: Pick<Terminal['settings'], 'current' | 'subscribe'>;
  readonly runner: {
    readonly serving: boolean;
    readonly snapshot: { readonly terminal: { readonly timeZone: string } };
    subscribe(listener: () => void): () => unknown;
  };
}

export class ScreenLight implements Part {
  readonly #terminal: Given;
  readonly #file: string;
  #cancel: () => void = () => undefined;
  #unsubscribe: readonly (() => unknown)[] = [];
  #lifeAt: number;
  #told: boolean | undefined;

  /** @param folder which goes when the machine is switched off */
  constructor(terminal: Given, folder: string) {
    this.#terminal = terminal;
    this.#file = join(folder, FILE);
    this.#lifeAt = terminal.clock.monotonic();
  }

  start(): void {
    const { runner, settings } = this.#terminal;
    this.#unsubscribe = [runner.subscribe(this.#tell), settings.subscribe(this.#tell)];
    this.#look();
  }

  deviceEvent({ kind }: DeviceEvent): void {
    // Of somebody, not of a machine.
    if (!SIGNS.includes(kind)) return;
    this.#lifeAt = this.#terminal.clock.monotonic();
    this.#tell();
  }

  close(): void {
    this.#cancel();
    for (const stop of this.#unsubscribe) stop();
  }

  #look(): void {
    this.#tell();
    this.#cancel = this.#terminal.clock.at(LOOK_MS, () => this.#look());
  }

  #tell = (): void => {
    const { clock, runner, settings, time } = this.#terminal;
    const { timeZone } = runner.snapshot.terminal;
    const lit = isLit({
      local: time.known ? localTime(clock.now(), timeZone) : undefined,
      hours: settings.current.screenHours,
      serving: runner.serving,
      quietMs: clock.monotonic() - this.#lifeAt,
    });
    if (lit !== this.#told) this.#write(lit);
  };

  #write(lit: boolean): void {
    // What was not written is to be written at the next look.
    this.#told = undefined;
    try {
      writeFileSync(this.#file, lit ? 'on\n' : 'off\n');
      this.#told = lit;
    } catch (err) {
      this.#terminal.log.warn({ err }, 'nobody could be told whether the screen is to be lit');
    }
  }
}

const SIGNS: readonly DeviceEvent['kind'][] = [
  ...(['scanned', 'scan-unreadable', 'card-read', 'tag-entered', 'tag-left'] as const),
];
