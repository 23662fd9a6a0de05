/** The one thing the session asks of the pad: that the gate rings for a book, or does not. */
import type { Uid } from '../devices/device.ts';
import type { SecurityReading } from '../tags/security.ts';
import type { Wanted } from './transactions.ts';

export interface Security {
  /**
   * What the tag says now, so that it can be noted before it is changed. `known`: what was read when it was laid
   * down; where that is all that the site looks at, it is the answer, and no air time is spent.
   * @throws Fault `tag-gone`, `tag-refused`, or a line's fault
   */
  read(uid: Uid, known?: SecurityReading): Promise<SecurityReading>;
  /**
   * Writes and reads back; resolves only when the tag says what was wanted. `seen`: what the tag said just now; what
   * of it is as wanted is not written again.
   * @throws Fault `tag-gone`, `tag-refused`, `not-verified`, `not-supported`, or a line's fault
   */
  set(uid: Uid, wanted: Wanted, seen?: SecurityReading): Promise<void>;
}
