/** What a row says of people and books, as it is written: sealed, and a digest beside it where it is searched for. */
import { z } from 'zod';
import type { Uid } from '../devices/device.ts';
import type { ItemRef, TransactionId } from '../ils/ils.ts';
import type { FinalOutcome } from './rules/row.ts';
import type { Sealing } from './sealing.ts';

export class SealedValues {
  readonly #sealing: Sealing;

  constructor(sealing: Sealing) {
    this.#sealing = sealing;
  }

  card(id: TransactionId, card: string | undefined) {
    if (card === undefined) return { card: null, card_key: null };
    return { card: this.#seal(id, 'card', card), card_key: this.cardKey(card) };
  }

  item(id: TransactionId, item: ItemRef) {
    return {
      item: this.#seal(id, 'item', JSON.stringify(item)),
      item_key: this.itemKey(item.identifier),
    };
  }

  /** In clear is only what kind of answer it is. */
  outcome(id: TransactionId, outcome: FinalOutcome) {
    const keepArmed = outcome.outcome === 'accepted' && outcome.keepArmed === true;
    return {
      answer: outcome.outcome,
      outcome: this.#seal(id, 'outcome', JSON.stringify(outcome)),
      keep_armed: Number(keepArmed),
    };
  }

  uid(id: TransactionId, uid: Uid) {
    return { uid: this.#seal(id, 'uid', uid), uid_key: this.uidKey(uid) };
  }

  cardKey = (card: string): Uint8Array => this.#sealing.digest('card', card);
  itemKey = (identifier: string): Uint8Array => this.#sealing.digest('item', identifier);
  uidKey = (uid: Uid): Uint8Array => this.#sealing.digest('uid', uid);

  /** @throws Damage, as do all that follow */
  cardIn(id: TransactionId, sealed: Uint8Array | null): string | undefined {
    return sealed === null ? undefined : this.#unseal(id, 'card', sealed);
  }

  itemIn(id: TransactionId, sealed: Uint8Array): ItemRef {
    return Item.parse(JSON.parse(this.#unseal(id, 'item', sealed)));
  }

  /** Sealed by nobody but `outcome`. */
  outcomeIn(id: TransactionId, sealed: Uint8Array | null): FinalOutcome | undefined {
    return sealed === null ? undefined : outcomeFrom(this.#unseal(id, 'outcome', sealed));
  }

  uidIn = (id: TransactionId, sealed: Uint8Array): Uid => this.#unseal(id, 'uid', sealed);

  #seal = (id: TransactionId, column: string, text: string): Uint8Array =>
    this.#sealing.seal(text, `${id} ${column}`);

  #unseal = (id: TransactionId, column: string, sealed: Uint8Array): string =>
    this.#sealing.unseal(sealed, `${id} ${column}`);
}

const Item = z.object({ identifier: z.string(), owner: z.string().exactOptional() });

export const outcomeFrom = (json: string) => JSON.parse(json) as FinalOutcome;
