/** What the desk asks of the pad. All throw the faults of the tag and of the line. */
import type { RfidPad } from '../devices/rfid/rfid-pad.ts';

export type DeskPad = Pick<
  RfidPad,
  'capabilities' | 'uids' | 'readWhole' | 'readLocks' | 'readSecurity' | 'writeImage' | 'secure'
>;

/** Where the reader cannot ask, nothing is known to be locked; a locked block refuses when it is written. */
export async function locksOf(pad: DeskPad, uid: string): Promise<readonly boolean[] | undefined> {
  return pad.capabilities?.locks === true ? pad.readLocks(uid) : undefined;
}
