/**
 * A PIN that came in clear with an import is sealed at once (AES-256-GCM) and hashed later: a hundred thousand of them keep a processor
 * busy for an hour. The key lies in the data folder, not in the database, so a copy of the database alone tells no PIN.
 */
import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { readOrMakeKey } from '../../secrets/key-file.ts';

const NONCE_BYTES = 12;
const TAG_BYTES = 16;

export interface PinSeal {
  /** @returns base64url: nonce, tag, sealed text; of use for this patron only */
  seal(patronId: string, pin: string): string;
  /** @returns undefined when it was sealed with another key, or for somebody else */
  open(patronId: string, sealed: string): string | undefined;
}

const IF_LOST = 'put it back from the backup, or remove it if no PIN is sealed with it';

/** With the key of this data folder, made when there is none. */
export function openPinSeal(dataFolder: string): PinSeal {
  const key = readOrMakeKey(dataFolder, 'pin-seal.key', IF_LOST);
  return {
    seal: (patronId, pin) => {
      const nonce = randomBytes(NONCE_BYTES);
      const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(Buffer.from(patronId));
      const text = Buffer.concat([cipher.update(pin.normalize('NFC'), 'utf8'), cipher.final()]);
      return Buffer.concat([nonce, cipher.getAuthTag(), text]).toString('base64url');
    },
    open: (patronId, sealed) => {
      const bytes = Buffer.from(sealed, 'base64url');
      if (bytes.length < NONCE_BYTES + TAG_BYTES) return undefined;
      const nonce = bytes.subarray(0, NONCE_BYTES);
      const decipher = createDecipheriv('aes-256-gcm', key, nonce, { authTagLength: TAG_BYTES })
        .setAAD(Buffer.from(patronId))
        .setAuthTag(bytes.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES));
      const text = decipher.update(bytes.subarray(NONCE_BYTES + TAG_BYTES));
      return isWhole(decipher) ? text.toString('utf8') : undefined;
    },
  };
}

/** `final` is where GCM tells whether the tag fits. */
function isWhole(decipher: { final(): Buffer }): boolean {
  try {
    decipher.final();
    return true;
  } catch {
    return false;
  }
}
