/** Carries out the order to look for settings now: what was taken back is tried again as well (ST12). */
import type { Order } from '../ils/central/answers.ts';
import type { Part } from '../part.ts';
import type { SettingsKeeper } from '../settings/settings-keeper.ts';
import { DONE, type Obeyed } from './rules/obeyed.ts';

export class SettingsOrders implements Part {
  readonly #settings: Pick<SettingsKeeper, 'look'>;

  constructor(settings: Pick<SettingsKeeper, 'look'>) {
    this.#settings = settings;
  }

  obey(what: Order): Promise<Obeyed> | undefined {
    return what.kind === 'look-for-settings' ? this.#look() : undefined;
  }

  async #look(): Promise<Obeyed> {
    await this.#settings.look('asked');
    return DONE;
  }
}
