/** What the desk asks of the pad. All throw the faults of the tag and of the line. */
import type { Uid } from '../devices/device.ts';
import type { RfidPad } from '../devices/rfid/rfid-pad.ts';
import type { WholeTag } from './rules/inputs.ts';

export type DeskPad = Pick<
  RfidPad,
  'capabilities' | 'uids' | 'readWhole' | 'readLocks' | 'readSecurity' | 'writeImage' | 'secure'
>;

/** Where the reader cannot ask, nothing is known to be locked; a locked block refuses when it is written. */
export async function wholeTag(pad: DeskPad, uid: Uid): Promise<WholeTag> {
  const tag = await pad.readWhole(uid);
  if (pad.capabilities?.locks !== true) return { tag };
  return { tag, locks: await pad.readLocks(uid) };
}
