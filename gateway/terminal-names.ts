/** What the terminal is called, and where it stands, before anybody has answered. */
import type { Config } from './config.ts';
import type { TerminalNames } from './terminal-memory.ts';

/** What the settings say of a place counts; our server's word is remembered from the last time. */
export function namesOf(
  { system, terminal }: Config,
  remembered: TerminalNames | undefined,
): TerminalNames {
  const unknown = { name: terminal.id ?? '', library: '', timeZone: 'Asia/Ho_Chi_Minh' };
  const known = { ...unknown, ...remembered };
  if (system.kind === 'server') return known;
  const { library = known.library, location = known.name, timeZone } = system.ils;
  return { name: location, library, timeZone };
}
