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

/**
 * Chips of NXP: manufacturer code 04 of ISO/IEC 7816-6 on HF, mask designer 006 in the TID on UHF (EPC Tag Data
 * Standard §16.2.1; the three bits before it say what else the TID holds). Only they may have an alarm (EAS).
 */
export const isNxp = (uid: Uid): boolean => /^E004|^E2[02468ACE]06/.test(uid);
