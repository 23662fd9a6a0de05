import type { Uid } from '../device.ts';

/** Eight bytes, most significant first, as FEIG readers send them. */
export const uidFrom = (bytes: Uint8Array): Uid =>
  Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0'))
    .join('')
    .toUpperCase();

export const uidBytes = (uid: Uid): Uint8Array =>
  Uint8Array.from({ length: 8 }, (_, index) => parseInt(uid.slice(index * 2, index * 2 + 2), 16));

/** ISO/IEC 15693-3 §4.1: every UID begins with E0. Anything else was misread, or is another kind of chip. */
export const isTagUid = (uid: Uid): boolean => /^E0[0-9A-F]{14}$/.test(uid);
