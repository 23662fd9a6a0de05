import type { TerminalWord } from './rules/terminal-word.ts';

/**
 * What a terminal said, as it was kept. It was checked whole when it came in (TerminalState), and later versions only add to it; the
 * schema itself would have to be loaded by each thread of the database. Undefined when it said nothing yet.
 */
export function wordIn(state: string | null | undefined): TerminalWord | undefined {
  if (state === null || state === undefined) return undefined;
  const said: unknown = JSON.parse(state);
  return isWord(said) ? said : undefined;
}

/** What every version has had. */
const isWord = (said: unknown): said is TerminalWord =>
  typeof said === 'object' &&
  said !== null &&
  'version' in said &&
  'stage' in said &&
  'queued' in said &&
  'devices' in said &&
  Array.isArray(said.devices);
