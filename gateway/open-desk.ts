/** The staff's desk of the terminal, as its settings say. */
import { join } from 'node:path';
import type { Logger } from 'pino';
import type { Config } from './config.ts';
import type { CheckList } from './desk/check-list.ts';
import type { Doubt } from './desk/rules/desk-state.ts';
import type { Journal } from './outbox/journal.ts';
import type { Doubt as OutboxDoubt } from './outbox/to-check.ts';
import { DeskPin } from './desk/desk-pin.ts';
import { DeskRunner } from './desk/desk-runner.ts';
import type { DeskRunnerOptions } from './desk/desk-runner.ts';
import { DeskStore } from './desk/desk-store.ts';
import { judgeByRules } from './desk/scan-rules-judge.ts';
import type { LibrarySystem } from './library-system.ts';
import type { SiteScansInForce } from './site-scans.ts';
import type { TerminalClock } from './terminal-clock.ts';

type Given = 'pad' | 'site' | 'memory' | 'learnRules' | 'terminal' | 'ownsDevices' | 'onOpen';

export interface OpenDesk extends Pick<DeskRunnerOptions, Given> {
  readonly config: Config;
  readonly system: LibrarySystem;
  readonly clock: TerminalClock;
  readonly log: Logger;
  readonly scans: SiteScansInForce;
  readonly journal: Pick<Journal, 'toCheck' | 'decide' | 'askAgain'>;
}

/** A desk that cannot keep what it writes is none; the terminal serves visitors all the same. */
export function openDesk({
  config,
  journal,
  scans,
  system,
  ...given
}: OpenDesk): DeskRunner | undefined {
  const { clock, log } = given;
  const { dataFolder, deskPin, tags, terminal } = config;
  try {
    const pin = new DeskPin(join(dataFolder, 'desk-pin.json'), clock.monotonic);
    if (deskPin !== undefined) provide(pin, deskPin, log);
    return new DeskRunner({
      ...given,
      uiiProfile: tags.uiiProfile,
      ...{ api: system.staff, ils: system.ils, online: system.online, language: terminal.language },
      ...{ pin, store: new DeskStore(join(dataFolder, 'desk.db')) },
      judge: () => judgeByRules(scans.current),
      checkList: checkListOf(journal),
    });
  } catch (error) {
    log.error({ err: error }, 'the desk cannot be used');
    return undefined;
  }
}

const checkListOf = (journal: OpenDesk['journal']): CheckList => ({
  list: () => journal.toCheck().map(deskDoubt),
  decide: (id, done, by) => journal.decide(id, done, by),
  askAgain: (id) => journal.askAgain(id),
});

const deskDoubt = ({ askedAt, cardEnd, occurredAt, ...doubt }: OutboxDoubt): Doubt => ({
  ...doubt,
  at: occurredAt,
  ...(cardEnd !== undefined && { cardEnd }),
  ...(askedAt !== undefined && { askedAt }),
});

function provide(pin: DeskPin, deskPin: string, log: Logger): void {
  pin
    .provide(deskPin)
    .catch((error: unknown) => log.error({ err: error }, 'the PIN of the desk could not be kept'));
}
