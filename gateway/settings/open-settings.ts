/** What is set from afar as a part of the terminal: what holds is applied to the session and to the line. */
import { join } from 'node:path';
import type { Logger } from 'pino';
import type { TerminalSettings } from '#server/settings/format/terminal-settings.ts';
import type { Config } from '../config.ts';
import { missingBins } from '../config/drop-box-config.ts';
import type { Part, Terminal } from '../part.ts';
import { templateOf } from '../receipt/open-receipts.ts';
import { settingsOf } from '../session-settings.ts';
import type { TerminalClock } from '../terminal-clock.ts';
import { overruled } from './overlay.ts';
import { SettingsFile } from './settings-file.ts';
import { SettingsKeeper } from './settings-keeper.ts';

/** Before anything else is opened: the address of the server is one of them. */
export const openSettings = (
  { dataFolder }: Pick<Config, 'dataFolder'>,
  clock: TerminalClock,
  log: Logger,
): SettingsKeeper => {
  const file = new SettingsFile(join(dataFolder, 'settings.json'), (err) =>
    log.warn({ err }, 'what was set from afar is lost until the server is asked'),
  );
  return new SettingsKeeper({ file, log, clock });
};

/** Only where our own server lies behind the terminal. */
export function settingsPart(terminal: Terminal): readonly Part[] {
  const { report, runner, settings, system } = terminal;
  const { remote } = system;
  if (!remote) return [];
  return [
    {
      start: () => {
        settings.start({
          fetch: remote.settings.bind(remote),
          serving: () => runner.serving,
          fits: (wanted) => fits(terminal.config, wanted),
          apply: (now, before) => apply(terminal, now, before),
          onChange: report,
        });
        runner.subscribe(() => settings.visitEnded());
      },
      state: () => ({ settings: settings.state }),
      close: () => settings.close(),
    },
  ];
}

/** Bins have the names that the machine's own file gives them. */
function fits({ dropBox }: Config, { sorting }: TerminalSettings): boolean {
  return !dropBox || !sorting || missingBins({ ...dropBox, sorting }).length === 0;
}

/** What the terminal's own file says is the last resort, and stays as it is. */
function apply(
  { config, hardware, receipts, runner, scans, system }: Terminal,
  now: TerminalSettings,
  before: TerminalSettings,
): void {
  const inForce = overruled(config, now);
  runner.setSettings(settingsOf(inForce, hardware.devices, scans(), now.elsewhere));
  receipts.setTemplate(templateOf(inForce.receipt));
  const was = overruled(config, before).system;
  const is = inForce.system;
  if (is.kind === 'server' && JSON.stringify(is) !== JSON.stringify(was))
    system.remote?.moveTo(is.server);
}
