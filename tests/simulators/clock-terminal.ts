/**
 * What a terminal has of time, in a process of its own whose wall clock a test sets: its clock, its watch and its line to the server.
 * `node --import …/preload/clock.ts clock-terminal.ts FOLDER URL PIN`; says when it is ready, and answers each message `{ ask }` with what it takes the time to be.
 */
import { generateKeyPairSync } from 'node:crypto';
import { join } from 'node:path';
import { z } from 'zod';
import { Central } from '#gateway/central.ts';
import { ClockFile } from '#gateway/clock-file.ts';
import { createIdentity } from '#gateway/identity.ts';
import { TerminalClock } from '#gateway/terminal-clock.ts';
import { TimeWatch } from '#gateway/time-watch.ts';

export interface ToldOfTime {
  readonly now: number;
  readonly known: boolean;
  readonly fault?: string;
  readonly online: boolean;
}

const [folder = '', url = '', tlsPin = ''] = process.argv.slice(2);
const clock = new TerminalClock();
const file = new ClockFile(join(folder, 'clock.json'), (error) => console.error(error));
const watch = new TimeWatch({ clock, file, lastRow: undefined, onChange: () => undefined });
const central = new Central({
  ...{ server: { url, tlsPin }, clock, random: () => 0 },
  identity: createIdentity('k1', generateKeyPairSync('ed25519').privateKey),
  state: () => ({ kind: 'state', version: '1', stage: 'idle', devices: [], queued: 0 }),
  onServerTime: () => watch.check(),
  onOnline: () => undefined,
  onUnreached: () => undefined,
  onNames: () => undefined,
  onRegistered: () => undefined,
  onIntroduced: () => undefined,
  onBeat: () => undefined,
  onOrder: () => undefined,
  onSettings: () => undefined,
  onStranger: () => undefined,
});
central.start();

const Ask = z.object({ ask: z.literal(true) });
process.on('message', (message) => {
  if (!Ask.safeParse(message).success) return;
  const told: ToldOfTime = { ...clock.state, now: clock.now(), online: central.online };
  process.send?.(told);
});
process.send?.({ ready: true });
