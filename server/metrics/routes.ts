/** `GET /metrics`: for Prometheus on this machine, or whoever knows the token of the settings. */
import { createHash, timingSafeEqual } from 'node:crypto';
import { getConnInfo } from '@hono/node-server/conninfo';
import { Hono } from 'hono';
import type { Context } from 'hono';
import type { AppDatabase } from '../db/registry.ts';
import { ApiProblem } from '../http/api.ts';
import { isLoopback } from '../loopback.ts';
import type { Metrics } from './metrics.ts';

export interface MetricsDeps {
  readonly db: AppDatabase;
  readonly now: () => number;
  readonly metrics: Metrics;
  readonly metricsToken: string | undefined;
}

export function routes({ db, now, metrics, metricsToken }: MetricsDeps): Hono {
  const app = new Hono();
  app.get('/metrics', async (c) => {
    if (!isFromHere(c) && !hasToken(c, metricsToken))
      throw new ApiProblem(401, 'metrics-closed', 'this needs the token of the settings', {
        'WWW-Authenticate': 'Bearer realm="metrics"',
      });
    const own = await metrics.text();
    const text = own + (await db.read('metrics-text', { now: now() }));
    return c.body(text, 200, { 'Content-Type': 'text/plain; version=0.0.4; charset=utf-8' });
  });
  return app;
}

/** What a proxy on this machine hands on comes from here, too, but says for whom. */
function isFromHere(c: Context): boolean {
  const isHandedOn = ['X-Forwarded-For', 'X-Real-IP', 'Forwarded', 'Via'].some(
    (name) => c.req.header(name) !== undefined,
  );
  const address = getConnInfo(c).remote.address?.replace(/^::ffff:/u, '') ?? '';
  return !isHandedOn && isLoopback(address);
}

const digest = (text: string): Buffer => createHash('sha256').update(text).digest();

function hasToken(c: Context, token: string | undefined): boolean {
  const [, given] = /^Bearer (\S{1,256})$/u.exec(c.req.header('Authorization') ?? '') ?? [];
  if (token === undefined || given === undefined) return false;
  return timingSafeEqual(digest(given), digest(token));
}
