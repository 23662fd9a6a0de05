import { createSecretKey } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { readOrMakeKey } from '../secrets/key-file.ts';

const IF_LOST =
  'put it back from the backup, or remove it: then what terminals repeat over this start of the server is taken for new';

/**
 * Of which ids of acts are made. An id is kept for 400 days without the patron (Z4); from a plain digest of card, item and date anybody who
 * has the database would find out by trying whose it was.
 */
export const openActKey = (dataFolder: string): KeyObject =>
  createSecretKey(readOrMakeKey(dataFolder, 'sip2-acts.key', IF_LOST));
