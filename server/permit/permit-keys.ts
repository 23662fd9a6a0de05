/** The keys of permits, which lie in the data folder and not in the database: what signs them, and what the keys of epochs are sealed with. */
import {
  createCipheriv,
  createDecipheriv,
  createPrivateKey,
  createPublicKey,
  randomBytes,
  sign,
} from 'node:crypto';
import { KEY_BYTES, readOrMakeKey } from '../secrets/key-file.ts';

const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const SEALED_BYTES = NONCE_BYTES + TAG_BYTES + KEY_BYTES;

/** PKCS #8 of an Ed25519 key, up to its 32 bytes (RFC 8410 §7). */
const PKCS8_HEAD = Buffer.from('302e020100300506032b657004220420', 'hex');

export interface PermitKeys {
  /** Ed25519, 32 bytes, base64url: terminals pin it. */
  readonly publicKey: string;
  /** @returns the signature, base64url */
  sign(bytes: Uint8Array): string;
  /** A new key of an epoch. @returns base64url: nonce, tag, sealed key; of use for this epoch only */
  sealNew(epoch: string): string;
  /** @returns the epoch's 32 bytes; undefined when they were sealed with another key, or for another epoch */
  open(epoch: string, sealed: string): Buffer | undefined;
}

const IF_SIGNING_LOST =
  'put it back from the backup, or remove it: terminals learn of a new one when they next sign in';
const IF_EPOCHS_LOST =
  'put it back from the backup, or remove it: the permits of all libraries then begin anew';

/** With the keys of this data folder, made when there are none. */
export function openPermitKeys(dataFolder: string): PermitKeys {
  const seed = readOrMakeKey(dataFolder, 'permit-signing.key', IF_SIGNING_LOST);
  const sealing = readOrMakeKey(dataFolder, 'permit-epochs.key', IF_EPOCHS_LOST);
  const der = Buffer.concat([PKCS8_HEAD, seed]);
  const privateKey = createPrivateKey({ key: der, format: 'der', type: 'pkcs8' });
  return {
    publicKey: createPublicKey(privateKey).export({ format: 'jwk' }).x ?? '',
    sign: (bytes) => sign(null, bytes, privateKey).toString('base64url'),
    sealNew: (epoch) => seal(sealing, epoch, randomBytes(KEY_BYTES)),
    open: (epoch, sealed) => open(sealing, epoch, sealed),
  };
}

function seal(sealing: Buffer, epoch: string, key: Buffer): string {
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv('aes-256-gcm', sealing, nonce).setAAD(Buffer.from(epoch));
  const bytes = Buffer.concat([cipher.update(key), cipher.final()]);
  return Buffer.concat([nonce, cipher.getAuthTag(), bytes]).toString('base64url');
}

function open(sealing: Buffer, epoch: string, sealed: string): Buffer | undefined {
  const bytes = Buffer.from(sealed, 'base64url');
  if (bytes.length !== SEALED_BYTES) return undefined;
  const options = { authTagLength: TAG_BYTES };
  const decipher = createDecipheriv('aes-256-gcm', sealing, bytes.subarray(0, NONCE_BYTES), options)
    .setAAD(Buffer.from(epoch))
    .setAuthTag(bytes.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES));
  const key = decipher.update(bytes.subarray(NONCE_BYTES + TAG_BYTES));
  try {
    return Buffer.concat([key, decipher.final()]);
  } catch {
    // GCM's tag does not fit.
    return undefined;
  }
}
