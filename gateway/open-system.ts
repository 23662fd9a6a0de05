/** Connects the terminal to what its settings name: our server, or the library's own system. */
import type { Logger } from 'pino';
import { Central } from './central.ts';
import type { CentralOptions } from './central.ts';
import type { Config } from './config.ts';
import type { UnreachedReason } from './ils/central/rules/unreached.ts';
import type { LibrarySystem } from './library-system.ts';
import { Sip2System } from './sip2-system.ts';
import type { Sip2SystemOptions } from './sip2-system.ts';

type FromCentral =
  | 'identity'
  | 'clock'
  | 'state'
  | 'onServerTime'
  | 'onNames'
  | 'onRegistered'
  | 'onIntroduced'
  | 'onStranger'
  | 'onBeat'
  | 'onOrder'
  | 'onSettings';
type FromSip2 = 'onAnswers' | 'onTimeHint' | 'onOffLine';

export interface SystemHooks
  extends Pick<CentralOptions, FromCentral>, Pick<Sip2SystemOptions, FromSip2> {
  readonly log: Logger;
  readonly onOnline: (online: boolean) => void;
  /** The server's certificate is refused because of its date. */
  readonly onCertificateDate: () => void;
  /** Why our server is not reached; each change of the reason once. */
  readonly onUnreached: (reason: UnreachedReason) => void;
}

export function openSystem({ system }: Config, hooks: SystemHooks): LibrarySystem {
  const { clock, log } = hooks;
  const onOnline = (online: boolean) => {
    log.info({ online }, online ? 'the library answers' : 'the library does not answer');
    hooks.onOnline(online);
  };
  const random = Math.random;
  if (system.kind === 'sip2') {
    const settings = system.ils;
    return new Sip2System({
      ...hooks,
      ...{ settings, terminalId: hooks.identity.terminalId, clock, random, onOnline },
    });
  }
  return new Central({
    ...hooks,
    ...{ server: system.server, random },
    onOnline: (online) => {
      onOnline(online);
      if (online) hooks.onAnswers();
    },
    onUnreached: ({ message, reason }) => {
      log.warn({ reason }, message);
      if (reason === 'clock') hooks.onCertificateDate();
      hooks.onUnreached(reason);
    },
  });
}
