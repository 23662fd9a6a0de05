import { Fault } from '../../errors.ts';
import type { Inventory, Uid } from '../device.ts';
import { COMMAND, decodeInventory, ERROR, INVENTORY_FIELDS } from './d6-commands.ts';
import type { ThreeMLine } from './three-m-line.ts';
import { accept } from './three-m-status.ts';
import { isTagUid } from './uid.ts';

/** Passes of inventory → quiet → inventory on a reader that cannot hold all tags. */
const MAX_PASSES = 16;
/**
 * Looks in a row without a quiet tag before it is no longer asked for. Noise silences a tag for a moment, and one that
 * keeps its power stays quiet: once given up it would not be found before it is lifted.
 */
const ABSENCES_BEFORE_GONE = 10;

/** An inventory that did not come to its end; what it found all the same is believed, what it did not is not. */
const INVENTORY_ERRORS: ReadonlySet<number> = new Set([
  ERROR.ok,
  ERROR.noMemory,
  ERROR.unknown,
  ERROR.notRead,
]);

/** Who lies on a 3M pad, and who of them was told to be quiet. */
export class ThreeMInventory {
  readonly #line: ThreeMLine;
  /**
   * Tags told to be quiet, with the looks in a row in which they did not answer: they are asked for by their number,
   * because they answer no inventory.
   */
  readonly #quiet = new Map<Uid, number>();

  constructor(line: ThreeMLine) {
    this.#line = line;
  }

  /**
   * One inventory tells of all tags, because the reader polls twice by itself. Only where it has no memory for them
   * all, those found are told to be quiet and it looks again.
   */
  async take(): Promise<Inventory> {
    const found = new Set(await this.#stillQuiet());
    for (let pass = 0; pass < MAX_PASSES; pass++) {
      const { uids, complete } = await this.#pass();
      const fresh = uids.filter((uid) => !found.has(uid));
      for (const uid of uids) found.add(uid);
      if (complete) return { uids: [...found], complete: true };
      if (fresh.length === 0) break;
      for (const uid of fresh) await this.#silence(uid);
    }
    return { uids: [...found], complete: false };
  }

  async #pass(): Promise<Inventory> {
    const answer = await this.#line.request({
      command: COMMAND.inventory,
      fields: INVENTORY_FIELDS,
    });
    if (answer.error === ERROR.noTransponder) return { uids: [], complete: true };
    const list = decodeInventory(answer.data);
    if (!INVENTORY_ERRORS.has(answer.error)) accept(answer);
    if (!list && answer.error === ERROR.ok) {
      throw new Fault('malformed', 'an inventory that does not fit its count');
    }
    const uids = [...new Set(list?.uids.filter(isTagUid))];
    for (const uid of uids) this.#quiet.delete(uid); // it has left the field, and is back
    return { uids, complete: answer.error === ERROR.ok };
  }

  async #stillQuiet(): Promise<readonly Uid[]> {
    const there: Uid[] = [];
    for (const [uid, before] of this.#quiet) {
      const { error } = await this.#line.request({ command: COMMAND.readAfi, uid });
      const missed = error === ERROR.noTransponder ? before + 1 : 0;
      if (missed === 0) there.push(uid);
      if (missed < ABSENCES_BEFORE_GONE) this.#quiet.set(uid, missed);
      else this.#quiet.delete(uid);
    }
    return there;
  }

  async #silence(uid: Uid): Promise<void> {
    const { error } = await this.#line.request({ command: COMMAND.quiet, uid });
    if (error === ERROR.ok) this.#quiet.set(uid, 0);
  }
}
