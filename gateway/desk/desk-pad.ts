/** What the desk asks of the pad. All throw the faults of the tag and of the line. */
import type { ReaderCapabilities, TagMemory, Uid } from '../devices/device.ts';
import type { SecurityReading, SecurityState, SiteSecurity } from '../tags/security.ts';
import type { TagImage } from './rules/image.ts';

export interface DeskPad {
  /** Undefined while no reader answers. */
  readonly capabilities: ReaderCapabilities | undefined;
  /** Tags that lie there now. */
  readonly uids: readonly Uid[];
  readWhole(uid: Uid): Promise<TagMemory>;
  readLocks(uid: Uid): Promise<readonly boolean[]>;
  readSecurity(uid: Uid): Promise<SecurityReading>;
  /** Writes what differs and reads it back. */
  writeImage(uid: Uid, from: TagImage, to: TagImage): Promise<void>;
  secure(uid: Uid, wanted: SecurityState, site: SiteSecurity): Promise<void>;
}
