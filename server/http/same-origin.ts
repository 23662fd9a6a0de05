import type { MiddlewareHandler } from 'hono';
import { isLoopback } from '../loopback.ts';
import { ApiProblem } from './api.ts';

const READING = ['GET', 'HEAD', 'OPTIONS'];

export interface OwnOrigins {
  /** Beside the one that was asked. */
  readonly alsoAllowed: readonly string[];
  /** Browsers reach this server over TLS: a page that came without it may be anybody's on the way. */
  readonly overTls: boolean;
}

/**
 * Refuses what another site makes a signed-in browser send. A browser names the page's origin in every request that
 * may change something (Fetch §3.2); it must be the one that was asked, or one that the configuration names.
 */
export const sameOrigin =
  (own: OwnOrigins): MiddlewareHandler =>
  async (c, next) => {
    const origin = c.req.header('Origin');
    if (!READING.includes(c.req.method) && !isOwn(origin, c.req.header('Host'), own))
      throw new ApiProblem(
        403,
        'foreign-origin',
        'this may only be asked by the server’s own pages',
      );
    await next();
  };

function isOwn(
  origin: string | undefined,
  host: string | undefined,
  { alsoAllowed, overTls }: OwnOrigins,
): boolean {
  if (origin === undefined || host === undefined) return false;
  if (alsoAllowed.includes(origin) || origin === `https://${host}`) return true;
  // A terminal on this very machine need not go by way of the proxy.
  return origin === `http://${host}` && (!overTls || isLoopback(new URL(origin).hostname));
}
