/** Staff's hand from afar as parts of the terminal; only where our own server lies behind it. */
import { join } from 'node:path';
import type { Part, Terminal } from '../part.ts';
import { Diagnosis } from './diagnosis.ts';
import { KnownOrders } from './known-orders.ts';
import { MachineOrders } from './machine-orders.ts';
import { PauseSwitch } from './pause.ts';
import { RemoteHand } from './remote-hand.ts';
import { SettingsOrders } from './settings-orders.ts';

/** @param parts all of the terminal's, any of which may take an order */
export function openRemote(terminal: Terminal, parts: () => readonly Part[]): readonly Part[] {
  const { log, logTail, pause, settings, system } = terminal;
  const machine = new MachineOrders(terminal, pause);
  const { remote: api } = system;
  if (!api) return [machine];
  const known = new KnownOrders(join(terminal.config.dataFolder, 'orders.json'), (err) =>
    log.warn({ err }, 'which orders were carried out is lost'),
  );
  return [
    new RemoteHand({ api, known, log, parts }),
    machine,
    new SettingsOrders(settings),
    ...(logTail ? [new Diagnosis(terminal, api, logTail)] : []),
  ];
}

/** Of the terminal, whoever pauses it: from afar, or at the machine. */
export const openPause = ({
  config,
  log,
  report,
  runner,
}: Pick<Terminal, 'config' | 'log' | 'report' | 'runner'>): PauseSwitch =>
  new PauseSwitch({
    path: join(config.dataFolder, 'pause.json'),
    runner,
    onChange: report,
    onFault: (err) => log.warn({ err }, 'whether the terminal was paused is lost'),
  });
