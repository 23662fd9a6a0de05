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
import type { DeskSnapshot } from './desk-messages.ts';
import type { DeviceWatch } from './device-watch.ts';
import type { Hardware } from './hardware.ts';
import type { LibrarySystem } from './library-system.ts';
import type { SessionRunner } from './session/session-runner.ts';
import type { SiteScansInForce } from './site-scans.ts';
import type { TerminalClock } from './terminal-clock.ts';
import type { TerminalMemory } from './terminal-memory.ts';
import { namesOf } from './terminal-names.ts';

export interface OpenDesk {
  readonly pin: DeskPin | undefined;
  readonly config: Config;
  readonly hardware: Pick<Hardware, 'pad' | 'site'>;
  readonly system: LibrarySystem;
  readonly clock: TerminalClock;
  readonly log: Logger;
  readonly memory: TerminalMemory;
  readonly scans: SiteScansInForce;
  readonly journal: Pick<Journal, 'toCheck' | 'decide' | 'askAgain'>;
  readonly runner: Pick<SessionRunner, 'setDesk' | 'setScanRules'>;
}

/** Of the terminal, for staff at its desk and before it; one that cannot be read is not taken for “no PIN”. */
export function openPin({
  clock,
  config,
  log,
}: Pick<OpenDesk, 'clock' | 'config' | 'log'>): DeskPin | undefined {
  const { dataFolder, deskPin } = config;
  try {
    const pin = new DeskPin(join(dataFolder, 'desk-pin.json'), clock.monotonic);
    if (deskPin !== undefined) provide(pin, deskPin, log);
    return pin;
  } catch (error) {
    log.error({ err: error }, 'the PIN of the terminal cannot be used');
    return undefined;
  }
}

/** A desk that cannot keep what it writes is none; the terminal serves visitors all the same. */
export function openDesk(options: OpenDesk): DeskRunner | undefined {
  const { config, log, pin } = options;
  const { dataFolder } = config;
  if (!pin) return undefined;
  try {
    const store = new DeskStore(join(dataFolder, 'desk.db'));
    const desk = new DeskRunner({ ...runnerOptions(options), pin, store });
    desk.checkDoubts();
    return desk;
  } catch (error) {
    log.error({ err: error }, 'the desk cannot be used');
    return undefined;
  }
}

function runnerOptions({
  config,
  hardware,
  journal,
  pin: _pin,
  runner,
  scans,
  system,
  ...given
}: OpenDesk): Omit<DeskRunnerOptions, 'pin' | 'store'> {
  const { memory } = given;
  const { tags, terminal } = config;
  return {
    ...{ ...given, pad: hardware.pad, site: hardware.site, uiiProfile: tags.uiiProfile },
    ...{ api: system.staff, ils: system.ils, online: system.online, language: terminal.language },
    terminal: namesOf(config, memory.terminal),
    ownsDevices: isTaggingStation(config),
    judge: () => judgeByRules(scans.current),
    learnRules: (samples) => {
      void memory.keepLearnedRules(scans.learnFrom(samples));
      runner.setScanRules(scans.current.rules);
    },
    checkList: checkListOf(journal),
    onOpen: (open) => runner.setDesk(open),
  };
}

/** Its devices are the desk's whoever is there, and its page is the desk. */
export const isTaggingStation = ({ terminal }: Pick<Config, 'terminal'>): boolean =>
  terminal.profile === 'tagging';

/** The devices as the desk's page shows them. */
export const deskDevices = (
  devices: Pick<DeviceWatch, 'list'>,
  { pad }: Pick<Hardware, 'pad'>,
): DeskSnapshot['devices'] =>
  devices.list().map(({ code, id, kind, state }) => ({
    ...{ id, kind, state },
    ...(code !== undefined && { code }),
    ...(kind === 'rfid-reader' && pad?.model && { model: pad.model.name }),
  }));

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
