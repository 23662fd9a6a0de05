/** What the terminal says of its printer to the server, for whoever has to bring paper. */
import type { Part, Terminal } from '../part.ts';

/** None where there is no printer. */
export function printerState({
  clock,
  hardware,
}: Pick<Terminal, 'clock' | 'hardware'>): readonly Part[] {
  const { printer } = hardware;
  if (!printer) return [];
  let since = clock.now();
  const part: Part = {
    deviceEvent: ({ kind }) => {
      if (kind === 'printer-changed') since = clock.now();
    },
    state: () => (printer.condition ? { printer: { ...printer.condition, since } } : {}),
  };
  return [part];
}
