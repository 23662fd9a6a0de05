/** What a terminal says of itself: to the server over its link, and to whoever asks on this machine. Nothing of it is about a person. */
import type { Config } from './config.ts';
import type { Counters } from './counters.ts';
import type { DeviceWatch } from './device-watch.ts';
import type { TerminalState } from './ils/central/link.ts';
import type { LibrarySystem } from './library-system.ts';
import type { Journal } from './outbox/journal.ts';
import type { Part } from './part.ts';
import type { PermitWatch } from './permit-watch.ts';
import { VERSION } from './release.ts';
import type { SessionRunner } from './session/session-runner.ts';
import type { TimeWatch } from './time-watch.ts';
import type { Health } from './web/metrics.ts';

export interface Told {
  readonly config: Pick<Config, 'terminal'>;
  readonly counters: Pick<Counters, 'state'>;
  readonly parts: readonly Pick<Part, 'state'>[];
  readonly devices: Pick<DeviceWatch, 'list'>;
  readonly journal: Pick<
    Journal,
    'lastSettledAt' | 'oldestQueuedAt' | 'queued' | 'salvaged' | 'state' | 'toCheck'
  >;
  readonly permitWatch: Pick<PermitWatch, 'health'> | undefined;
  readonly runner: Pick<SessionRunner, 'snapshot' | 'uncured'>;
  readonly system: Pick<LibrarySystem, 'online'>;
  readonly time: Pick<TimeWatch, 'state'>;
}

export function stateOf(told: Told): TerminalState {
  const { config, counters, devices, journal, permitWatch, runner, time } = told;
  const lastTransactionAt = journal.lastSettledAt();
  const { stage, staffCalled } = runner.snapshot;
  return {
    ...{ kind: 'state', version: VERSION, profile: config.terminal.profile, stage, staffCalled },
    ...{ uncured: runner.uncured, devices: devices.list(), queued: journal.queued() },
    ...(lastTransactionAt !== undefined && { lastTransactionAt }),
    ...{ clock: time.state, outbox: outboxOf(journal) },
    ...(permitWatch && { permit: permitOf(permitWatch) }),
    counters: counters.state,
    ...wordsOf(told.parts),
  };
}

/** What only its parts know of: its printer, its bins, what staff have ordered. */
const wordsOf = (parts: Told['parts']): Partial<TerminalState> =>
  Object.assign({}, ...parts.map((part) => part.state?.()));

export function healthOf(told: Told): Health {
  const { devices, journal, permitWatch, system, time } = told;
  const { keptAs } = journal.state;
  return {
    ...{ online: system.online, queued: journal.queued(), toCheck: journal.toCheck().length },
    outbox: { ...outboxOf(journal), ...(keptAs !== undefined && { keptAs }) },
    ...(permitWatch && { permit: permitWatch.health }),
    ...{ clock: time.state, devices: devices.list() },
  };
}

function outboxOf(journal: Told['journal']) {
  const { keptAs: _name, ...state } = journal.state;
  const oldestAt = journal.oldestQueuedAt();
  const { at: recoveredAt } = journal.salvaged() ?? {};
  return {
    ...state,
    ...(oldestAt !== undefined && { oldestAt }),
    ...(recoveredAt !== undefined && { recoveredAt }),
  };
}

/** When it was last fetched is left out: it would be news each half hour. */
function permitOf({ health }: Pick<PermitWatch, 'health'>) {
  const { fetchedAt: _at, ...permit } = health;
  return permit;
}
