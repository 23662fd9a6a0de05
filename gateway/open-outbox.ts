/** The outbox of this terminal, as its settings say. */
import { join } from 'node:path';
import type { Logger } from 'pino';
import type { Config } from './config.ts';
import { Journal, type JournalOptions } from './outbox/journal.ts';
import { VERSION } from './release.ts';
import type { TerminalClock } from './terminal-clock.ts';

export interface OpenOutbox {
  readonly config: Pick<Config, 'credentialsFolder' | 'dataFolder'>;
  readonly clock: TerminalClock;
  readonly log: Logger;
  readonly permit: NonNullable<JournalOptions['permit']>;
}

export const openOutbox = ({ clock, config, log, permit }: OpenOutbox): Journal =>
  new Journal({
    path: join(config.dataFolder, 'outbox.db'),
    version: VERSION,
    readClocks: clock.read,
    timer: { now: clock.steady, at: clock.at },
    random: Math.random,
    permit,
    ...(config.credentialsFolder !== undefined && {
      credentialsFolder: config.credentialsFolder,
    }),
    onFault: (error) => log.error({ err: error }, 'the outbox failed'),
    onSalvaged: (salvaged) =>
      log.warn(salvaged, 'the outbox was damaged: what could be read goes on'),
  });
