/** Pairing as a part of the terminal; only where our own server lies behind it. */
import { createHash } from 'node:crypto';
import type { Part, Terminal } from '../part.ts';
import { VERSION } from '../release.ts';
import { type Before, Pairing } from './pairing.ts';
import type { Claims } from './pairing-api.ts';
import { fingerprintText, keyWords } from './rules/key-words.ts';

type Given = Pick<
  Terminal,
  'clock' | 'config' | 'identity' | 'log' | 'memory' | 'permits' | 'runner' | 'system'
>;

/** @returns no part, where another system lies behind the terminal */
export function openPairing(terminal: Given): readonly Part[] {
  const { clock, identity, log, memory, runner, system } = terminal;
  const { pairing: api } = system;
  if (!api) return [];
  const pairing = new Pairing({
    ask: () => api.ask(claimsOf(terminal)),
    check: checkOf(identity.publicKeyText),
    before: () => beforeOf(terminal),
    ...{ now: clock.now, at: clock.at },
    hurry: () => system.hurry?.(),
    onChange: (view) => {
      // A drop box may have no screen; whoever installs it reads the log.
      if (view?.reached && view.code !== undefined)
        log.info({ code: view.code, check: view.check }, 'to be paired by this code');
      runner.setPairing(view);
    },
    onTurnedAway: () => {
      log.warn('the server has turned this terminal away');
      void memory.keepStranger();
    },
  });
  return [
    {
      start: () => pairing.start(),
      stranger: (saidSo) => pairing.stranger(saidSo),
      unreached: () => pairing.unreached(),
      registered: (registered) => {
        void memory.keepRegistered(registered);
        pairing.letIn();
      },
      close: () => pairing.close(),
    },
  ];
}

function claimsOf({ config, memory }: Given): Claims {
  const { id = memory.registered?.id, profile } = config.terminal;
  return { profile, version: VERSION, ...(id !== undefined && { id }) };
}

/** Kept in two places: what happens to be lost of one with a power cut must not keep a library waiting for its network (PA24). */
function beforeOf({ memory, permits }: Given): Before {
  const isIntroduced = permits?.keeper.isIntroduced;
  if (memory.isKnown || isIntroduced === true) return 'let-in';
  return memory.terminal || isIntroduced === false ? 'turned-away' : 'never';
}

const checkOf = (publicKey: string): string =>
  keyWords(createHash('sha256').update(fingerprintText(publicKey), 'utf8').digest()).check;
