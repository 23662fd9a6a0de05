/** The library's own system behind the terminal: its line, what it says of itself, and the questions to it. */
import type { Logger } from 'pino';
import type { Sip2Config } from './config.ts';
import type { Ils } from './ils/ils.ts';
import { Sip2Connection } from './ils/sip2/connection.ts';
import type { Sip2Settings } from './ils/sip2/connection.ts';
import { dialectOf } from './ils/sip2/rules/dialects.ts';
import { toldBy } from './ils/sip2/rules/told-by-status.ts';
import type { ToldByStatus } from './ils/sip2/rules/told-by-status.ts';
import { Sip2Ils } from './ils/sip2-ils.ts';
import type { LibrarySystem } from './library-system.ts';
import { ReachWatch } from './reach-watch.ts';
import type { TerminalClock } from './terminal-clock.ts';
import type { TerminalNames } from './terminal-memory.ts';

export interface Sip2SystemOptions {
  readonly settings: Sip2Config;
  readonly terminalId: string;
  readonly log: Logger;
  readonly clock: Pick<TerminalClock, 'now' | 'monotonic' | 'at'>;
  readonly random: () => number;
  /** It answers and lends, or not; each change once. */
  readonly onOnline: (online: boolean) => void;
  /** The line is up: whatever waits may be sent. */
  readonly onAnswers: () => void;
  /** Epoch milliseconds by its clock, as a hint: nothing rests on it. */
  readonly onTimeHint: (time: number) => void;
  readonly onNames: (names: TerminalNames) => void;
  /** Whether loans may be told afterwards; each time it says so. */
  readonly onOffLine: (isOk: boolean) => void;
}

/** An answer that needs a second question, for a title or for why not, comes a moment later. Milliseconds. */
const BEYOND_LIMIT_MS = 2_000;

export class Sip2System implements LibrarySystem {
  readonly staff = undefined;
  readonly permits = undefined;
  readonly patienceMs: number;
  /** One line, one conversation: what is queued must not stand before the patron's turn. */
  readonly lanes = 1;
  readonly ils: Ils;
  readonly #options: Sip2SystemOptions;
  readonly #connection: Sip2Connection;
  #told: ToldByStatus | undefined;
  readonly #reach: ReachWatch;
  #ready = false;

  constructor(options: Sip2SystemOptions) {
    const { clock, log, onOnline, random, settings } = options;
    const { at, monotonic, now } = clock;
    this.#options = options;
    const line = lineOf(settings);
    this.patienceMs = line.dialect.timeoutSeconds * 1_000 + BEYOND_LIMIT_MS;
    this.#reach = new ReachWatch({ at, monotonic, onOnline, probe: () => this.#changed() });
    this.#connection = new Sip2Connection(line, {
      ...{ log, random },
      onReady: () => this.#changed(),
      onStatus: (status) => this.#hear(status),
    });
    this.ils = new Sip2Ils({ connection: this.#connection, site: siteOf(settings), now });
  }

  get online(): boolean {
    return this.#reach.online;
  }

  start = (): void => this.#connection.keepConnected();

  /** Nobody there watches over terminals. */
  report = (): void => undefined;

  async close(): Promise<void> {
    this.#reach.close();
    await this.ils.close();
  }

  #hear(status: Parameters<typeof toldBy>[0]): void {
    const { onNames, onOffLine, onTimeHint, settings, terminalId } = this.#options;
    const told = toldBy(status, settings.timeZone);
    this.#told = told;
    onOffLine(told.offLine && told.lends);
    if (told.time !== undefined) onTimeHint(told.time);
    onNames({
      name: settings.location ?? told.location ?? terminalId,
      library: settings.library ?? told.library ?? '',
      timeZone: settings.timeZone,
    });
    this.#changed();
  }

  #changed(): void {
    const { isReady } = this.#connection;
    const wasReady = this.#ready;
    this.#ready = isReady;
    this.#reach.see({ kind: 'link', up: isReady && this.#told?.lends !== false });
    if (isReady && !wasReady) this.#options.onAnswers();
  }
}

const lineOf = (settings: Sip2Config): Sip2Settings => {
  const { dialect, host, institution, location, login, overrides, password, port, tls } = settings;
  return {
    ...{ host, port, dialect: dialectOf(dialect, overrides) },
    ...(tls && { tls }),
    ...(institution !== undefined && { institution }),
    ...(login !== undefined &&
      password !== undefined && {
        login: { user: login, password, ...(location !== undefined && { location }) },
      }),
  };
};

const siteOf = (settings: Sip2Config) => {
  const { givenName, location, patronPins, terminalPassword, timeZone } = settings;
  return {
    ...{ givenName, patronPins, timeZone },
    ...(location !== undefined && { location }),
    ...(terminalPassword !== undefined && { terminalPassword }),
  };
};
