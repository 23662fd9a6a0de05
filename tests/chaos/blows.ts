/** When the blows of a round land, and how. */
import { setTimeout as delay } from 'node:timers/promises';
import type { Blow, Trigger } from './script.ts';
import type { ChaosServer } from './server.ts';
import type { ChaosTerminal } from './terminal.ts';

export interface Target {
  readonly terminals: readonly ChaosTerminal[];
  readonly server: ChaosServer;
  /** Called as it lands. */
  readonly landed: () => void;
}

/** Waits for its moment; one whose moment has not come when the round is `over` does not land. */
export function strike(blow: Blow, target: Target) {
  const { promise, resolve: over } = Promise.withResolvers<false>();
  const moment = momentOf(at(target, blow.at.terminal), blow.at).then(() => true as const);
  const done = Promise.race([moment, promise]).then(async (isMoment) => {
    if (!isMoment) return;
    target.landed();
    await land(blow, target);
  });
  return { done, over: () => over(false) };
}

async function land(blow: Blow, target: Target): Promise<void> {
  if (blow.kind === 'kill-server') return target.server.kill(blow.forMs);
  const terminal = at(target, blow.terminal);
  switch (blow.kind) {
    case 'kill-gateway':
      return terminal.kill(blow.forMs);
    case 'set-clock':
      return terminal.setClock(blow.offMs);
    case 'partition': {
      const { network } = terminal;
      if (blow.how === 'refused') network.refuse();
      else network.silence();
      await delay(blow.forMs);
      return network.heal();
    }
    case 'disk-full':
      await terminal.fillDisk();
      await delay(blow.forMs);
      return terminal.freeDisk();
  }
}

function at({ terminals }: Target, number: number): ChaosTerminal {
  const terminal = terminals[number];
  if (!terminal) throw new RangeError(`there is no terminal ${number}`);
  return terminal;
}

function momentOf(terminal: ChaosTerminal, { nth, on, thenMs }: Trigger): Promise<void> {
  return new Promise((resolve) => {
    let count = 0;
    const listen = () => {
      if (++count < nth) return;
      stop();
      void delay(thenMs).then(resolve);
    };
    const stop = () => {
      if (on === 'line') terminal.events.off('line', listen);
      else terminal.network.events.off('request', listen);
    };
    if (on === 'line') terminal.events.on('line', listen);
    else terminal.network.events.on('request', listen);
  });
}
