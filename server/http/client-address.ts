import { getConnInfo } from '@hono/node-server/conninfo';
import type { Context } from 'hono';

/**
 * Whose request it is, for limits. Behind a proxy that we know of it is the last address in X-Forwarded-For, which
 * that proxy has added; the earlier ones are whatever the client has written.
 */
export function clientAddress(c: Context, behindProxy: boolean): string {
  const forwarded = behindProxy
    ? c.req.header('X-Forwarded-For')?.split(',').at(-1)?.trim()
    : undefined;
  return (forwarded ?? getConnInfo(c).remote.address ?? 'unknown').slice(0, 64);
}
