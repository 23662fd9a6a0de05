import type { MiddlewareHandler } from 'hono';
import { ApiProblem } from './api.ts';

const READING = ['GET', 'HEAD', 'OPTIONS'];

/**
 * Refuses what another site makes a signed-in browser send. A browser names the page's origin in every request that
 * may change something (Fetch §3.2); its host must be the one that was asked, or one that the configuration names.
 */
export const sameOrigin =
  (alsoAllowed: readonly string[]): MiddlewareHandler =>
  async (c, next) => {
    const origin = c.req.header('Origin');
    if (!READING.includes(c.req.method) && !isOwn(origin, c.req.header('Host'), alsoAllowed))
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
  alsoAllowed: readonly string[],
): boolean {
  if (origin === undefined || !URL.canParse(origin)) return false;
  return new URL(origin).host === host || alsoAllowed.includes(origin);
}
