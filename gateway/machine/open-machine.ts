/** What this terminal has to do with the machine it runs on; only where something watches over it. */
import type { Part, Terminal } from '../part.ts';
import { LifeSign, tellSystemd } from './life-sign.ts';
import { ScreenLight } from './screen-light.ts';

export function openMachine(terminal: Terminal): readonly Part[] {
  const { runtimeFolder, supervisor } = terminal.config;
  const { watchdogMs } = supervisor ?? {};
  return [
    ...(runtimeFolder === undefined ? [] : [new ScreenLight(terminal, runtimeFolder)]),
    ...(supervisor ? [new LifeSign(terminal, { watchdogMs, tell: tellSystemd })] : []),
  ];
}
