/** Keeping up to date as a part of the terminal; only where the settings say where releases lie, and our server offers them. */
import type { Part, Terminal } from '../part.ts';
import { VERSION } from '../release.ts';
import { ReleaseFolder } from './release-folder.ts';
import { trustedKeys } from './signed-manifest.ts';
import { Updater } from './updater.ts';

export function openUpdates(terminal: Terminal): readonly Part[] {
  const { clock, config, log, report, restart, runner, settings, system } = terminal;
  const { updates } = config;
  const { updates: api } = system;
  if (!updates || !api) return [];
  const releases = folderOr(log, updates.folder);
  if (!releases) return [];
  // Started by hand from elsewhere: what it would change is not what runs.
  if (releases.current !== VERSION) {
    log.warn(
      { current: releases.current, version: VERSION },
      'updates: another version is current',
    );
    return [];
  }
  const updater = new Updater({
    ...{ releases, api, clock, log, restart, proveMs: updates.proveMs },
    keys: keysOr(log),
    here: { version: VERSION, platform: process.platform, arch: process.arch },
    seen: () => {
      const { devices, outbox } = terminal.state();
      const ready = devices.filter(({ state }) => state === 'ready').map(({ id }) => id);
      return { devices: ready, outbox: outbox?.open === true, server: system.online };
    },
    moment: () => ({
      isBusy: isBusy(terminal),
      isTimeKnown: terminal.time.known,
      timeZone: terminal.memory.terminal?.timeZone ?? 'Asia/Ho_Chi_Minh',
      hours: settings.current.updateHours,
    }),
    onChange: report,
  });
  runner.subscribe(() => updater.look());
  return [updater];
}

/** A terminal that cannot be updated serves people all the same; one on trial is taken back by the launcher. */
function folderOr(log: Terminal['log'], folder: string): ReleaseFolder | undefined {
  try {
    return new ReleaseFolder(folder);
  } catch (err) {
    log.error({ err }, 'updates: the folder of releases cannot be used');
    return undefined;
  }
}

/** Without keys no release is taken, and one on trial proves itself all the same. */
function keysOr(log: Terminal['log']): readonly string[] {
  try {
    return trustedKeys();
  } catch (err) {
    log.error({ err }, 'the keys of releases cannot be read: no release will be taken');
    return [];
  }
}

/** Where nothing lies in the mouth of a drop box. */
const FREE = ['open', 'closed', 'waiting-card'];

function isBusy({ desk, runner, state }: Terminal): boolean {
  const { dropBox } = state();
  return (
    runner.serving ||
    desk?.snapshot !== undefined ||
    (dropBox !== undefined && !FREE.includes(dropBox.state))
  );
}
