/** The kiosk's built pages, from disk; the screen works with the network down. */
import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { serveStatic } from '@hono/node-server/serve-static';
import { Hono } from 'hono';

/** Served for every path that is a route of the app and no file. */
const SHELL = 'app.html';
const YEAR_S = 31_536_000;

/** @param folder of the build; read when a page is asked for, so that a rebuilt kiosk is served without a restart */
export function pages(folder: string): Hono {
  const app = new Hono();
  app.use(async (context, next) => {
    await next();
    context.header('Content-Security-Policy', policy(folder));
    context.header('X-Content-Type-Options', 'nosniff');
    context.header('Referrer-Policy', 'no-referrer');
    context.header('Cache-Control', caching(context.req.path, context.res.status));
  });
  app.use(serveStatic({ root: folder }));
  const shell = serveStatic({ root: folder, path: SHELL });
  app.get('*', async (context, next) => {
    if (context.req.path.startsWith('/_app/')) return next();
    return shell(context, next);
  });
  app.get('/', (context) => context.text('The kiosk’s pages are not built: npm run build', 503));
  return app;
}

/** What the build names by its content never changes; all else is asked for again. */
const caching = (path: string, status: number): string =>
  path.startsWith('/_app/immutable/') && status === 200
    ? `public, max-age=${YEAR_S}, immutable`
    : 'no-cache';

/**
 * Only our own files, and the one inline script by which SvelteKit starts, named by its hash. Style attributes
 * are allowed, style elements are not: SvelteKit's shell has one attribute, and Svelte writes the rest by CSSOM.
 */
function policy(folder: string): string {
  return [
    `default-src 'self'`,
    `script-src 'self' ${inlineHashes(folder).join(' ')}`,
    `style-src 'self'`,
    `style-src-attr 'unsafe-inline'`,
    `img-src 'self' data:`,
    `object-src 'none'`,
    `base-uri 'none'`,
    `form-action 'none'`,
    `frame-ancestors 'self'`,
  ].join('; ');
}

function inlineHashes(folder: string): string[] {
  const shell = join(folder, SHELL);
  if (!existsSync(shell)) return [];
  const scripts = readFileSync(shell, 'utf8').matchAll(/<script>([\s\S]*?)<\/script>/g);
  return [...scripts].map(
    ([, script = '']) => `'sha256-${createHash('sha256').update(script).digest('base64')}'`,
  );
}
