/** The one thing the session asks of the pad: that the gate rings for a book, or does not. */
import type { Uid } from '../devices/device.ts';
import type { Wanted } from './transactions.ts';

export interface Security {
  /**
   * Writes and reads back; resolves only when the tag says what was wanted.
   * @throws Fault `tag-gone`, `tag-refused`, `not-verified`, or a line's fault
   */
  set(uid: Uid, wanted: Wanted): Promise<void>;
}
