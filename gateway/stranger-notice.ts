/** Says once that the server does not know this terminal, with the key that it is to be registered by; again only after it was known. */
import type { Logger } from 'pino';
import type { Identity } from './identity.ts';

export interface StrangerNoticeOptions {
  readonly identity: Identity;
  readonly log: Logger;
  readonly onStranger?: (identity: Identity) => void;
}

export class StrangerNotice {
  readonly #options: StrangerNoticeOptions;
  #told = false;

  constructor(options: StrangerNoticeOptions) {
    this.#options = options;
  }

  tell(): void {
    if (this.#told) return;
    this.#told = true;
    const { identity, log, onStranger } = this.#options;
    const { publicKeyText, terminalId } = identity;
    log.info({ terminalId, publicKeyText }, 'this key is to be registered at the server');
    onStranger?.(identity);
  }

  /** The server has said the terminal's name. */
  known(): void {
    this.#told = false;
  }
}
