/** What may be lent while the server does not answer: the permit on disk, and whether it may be used now. */
import { join } from 'node:path';
import type { Logger } from 'pino';
import type { Config } from './config.ts';
import type { Identity } from './identity.ts';
import type { PermitApi } from './permit/permit-api.ts';
import { PermitKeeper } from './permit/permit-keeper.ts';
import { PermitWatch } from './permit-watch.ts';
import type { TerminalClock } from './terminal-clock.ts';

export interface OpenPermits {
  /** Undefined: the system behind this terminal gives none. */
  readonly api: PermitApi | undefined;
  readonly config: Pick<Config, 'dataFolder'>;
  readonly identity: Identity;
  readonly clock: TerminalClock;
  readonly log: Logger;
  readonly timeKnown: () => boolean;
  /** What is in force, or what is wrong, has changed. */
  readonly onChange: () => void;
  /** Something may be lent now, or no longer; each change once. */
  readonly onLends: (lends: boolean) => void;
}

export interface Permits {
  readonly keeper: PermitKeeper;
  readonly watch: PermitWatch;
}

export function openPermits(options: OpenPermits): Permits | undefined {
  const { api, clock, config, identity, log, onChange, onLends, timeKnown } = options;
  if (!api) return undefined;
  const keeper = new PermitKeeper({
    ...{ api, identity, clock, log },
    folder: join(config.dataFolder, 'permit'),
    random: Math.random,
    onChange: () => {
      watch.check();
      onChange();
    },
  });
  const watch = new PermitWatch({ permits: keeper, clock, timeKnown, onChange: onLends });
  return { keeper, watch };
}
