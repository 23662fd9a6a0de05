/** What the system behind the terminal says, to whom it matters. */
import type { SystemHooks } from './open-system.ts';
import type { Part, Terminal } from './part.ts';
import type { StrangerNotice } from './stranger-notice.ts';

export interface Heard {
  readonly terminal: Terminal;
  readonly parts: readonly Part[];
  readonly stranger: StrangerNotice;
}

/** @param heard read when something is said: the system is made before all else, and speaks after it was started */
export const hooksOf = (
  heard: () => Heard,
): Omit<SystemHooks, 'identity' | 'clock' | 'log' | 'state'> => ({
  onOnline: (online) => {
    const { parts, terminal } = heard();
    terminal.runner.setOnline(online);
    terminal.permits?.keeper.setOnline(online);
    terminal.desk?.setOnline(online);
    for (const part of parts) part.setOnline?.(online);
  },
  onAnswers: () => heard().terminal.journal.wake(),
  onServerTime: () => {
    const { permits, time } = heard().terminal;
    time.heard();
    permits?.watch.check();
  },
  onUnreached: (reason) => {
    // That it does not know this terminal is its own word.
    if (reason === 'not-known') return;
    for (const part of heard().parts) part.unreached?.();
  },
  onCertificateDate: () => heard().terminal.time.refused(),
  onTimeHint: (hint) => heard().terminal.time.hint(hint),
  onOffLine: (isOk) => {
    const { memory, runner } = heard().terminal;
    runner.setOfflineLoans(isOk);
    void memory.keepOffLine(isOk);
  },
  onNames: (names) => {
    const { stranger, terminal } = heard();
    stranger.known();
    terminal.runner.setTerminal(names);
    terminal.desk?.setTerminal(names);
    void terminal.memory.keepTerminal(names);
  },
  onRegistered: (registered) => {
    for (const part of heard().parts) part.registered?.(registered);
  },
  onBeat: () => heard().terminal.settings.heard(),
  onOrder: (given) => {
    for (const part of heard().parts) part.order?.(given);
  },
  onSettings: (generation) => heard().terminal.settings.changed(generation),
  onIntroduced: (introduction) => heard().terminal.permits?.keeper.introduce(introduction),
  onStranger: (saidSo) => {
    const { parts, stranger, terminal } = heard();
    if (saidSo) terminal.permits?.keeper.disown();
    stranger.tell();
    for (const part of parts) part.stranger?.(saidSo);
  },
});
