import type { Inventory, Uid } from '../device.ts';
import type { FeigLine } from './feig-line.ts';
import { accept, statusFault } from './feig-status.ts';
import {
  COMMAND,
  decodeInventory,
  inventoryRequest,
  STATUS,
  stayQuietRequest,
} from './iso-host-frames.ts';
import type { InventoryRecord } from './iso-host-frames.ts';
import { isTagUid } from './uid.ts';

/** Passes of inventory → stay quiet → inventory; at four tags a pass, a stack of sixty. */
const MAX_PASSES = 16;
/** Sets of “more data” in one pass; a reader that never ends would hold the pad for ever. */
const MAX_SETS = 32;

/**
 * RF reset first: by factory default (CFG5.ONT) a tag that was reported once stays quiet while it is in the field.
 * Then passes, each sending what it found to sleep, until one ends without “overflow”: CPR readers hold four tags.
 */
export async function takeInventory(line: FeigLine): Promise<Inventory> {
  accept(await line.request(COMMAND.rfReset));
  const found = new Set<Uid>();
  let barren = 0;
  let complete = true;
  for (let pass = 0; pass < MAX_PASSES && barren < 2; pass++) {
    const { records, finished } = await onePass(line);
    const fresh = records.map(({ uid }) => uid).filter((uid) => !found.has(uid));
    for (const uid of fresh) found.add(uid);
    if (finished) return { uids: [...found].filter(isTagUid), complete };
    // Tags it had no room to tell of are quiet from now on, all the same.
    if (records.length === 0) complete = false;
    for (const uid of fresh) await line.request(COMMAND.isoHost, stayQuietRequest(uid));
    barren = fresh.length === 0 ? barren + 1 : 0;
  }
  return { uids: [...found].filter(isTagUid), complete: false };
}

async function onePass(
  line: FeigLine,
): Promise<{ records: readonly InventoryRecord[]; finished: boolean }> {
  const records: InventoryRecord[] = [];
  for (let set = 0; set < MAX_SETS; set++) {
    const more = set > 0;
    const answer = await line.request(COMMAND.isoHost, inventoryRequest(more), { retry: false });
    if (answer.status === STATUS.noTransponder) return { records, finished: true };
    if (!INVENTORY_STATUS.has(answer.status)) throw statusFault(answer);
    const decoded = decodeInventory(answer.data);
    records.push(...decoded.records);
    if (answer.status !== STATUS.moreData) {
      return { records, finished: answer.status === STATUS.ok && decoded.whole };
    }
  }
  return { records, finished: false };
}

/** Those that may come with tags, or say that there are none. */
const INVENTORY_STATUS: ReadonlySet<number> = new Set([
  STATUS.ok,
  STATUS.rfCommunication,
  STATUS.rfWarning,
  STATUS.dataFalse,
  STATUS.collision,
  STATUS.bufferOverflow,
  STATUS.moreData,
]);
