/** Tells a request that is sent again from another one under the same id. */
import { createHash } from 'node:crypto';
import type { z } from '@hono/zod-openapi';
import type { TransactionRequest } from './schema.ts';

/**
 * Digest of what is asked. Not of the time, because a terminal that has learnt the server's clock meanwhile corrects it, and not of the
 * mode: the promise of an attempt has the same id.
 */
export function fingerprintOf(request: z.infer<typeof TransactionRequest>): string {
  const { act, card = '', item, undoOf = '' } = request;
  const asked = [act, card, item.identifier, item.owner ?? '', undoOf];
  return createHash('sha256').update(JSON.stringify(asked)).digest('base64url');
}
