/** Serves the built pages: staff now, the reader site later. The touchscreen’s own pages come from the gateway. */
import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { serveStatic } from '@hono/node-server/serve-static';
import { Hono } from 'hono';
import type { Context } from 'hono';
import { ApiProblem } from './api.ts';

/** File names under it change with their content (SvelteKit), so a browser need never ask again. */
const IMMUTABLE = 'public, max-age=31536000, immutable';

export function pages(folder: string): Hono {
  const shell = join(folder, 'app.html');
  const app = new Hono();
  app.get('/', (c) => c.redirect('/staff'));
  if (!existsSync(shell)) return app.all('/staff/*', notBuilt);
  // Read once: its policy goes by its very text, and the files it names are of the same build.
  const html = readFileSync(shell, 'utf8');
  const headers = { 'Cache-Control': 'no-cache', 'Content-Security-Policy': policyFor(html) };
  app.get('/staff', (c) => c.html(html, 200, headers));
  app.get('/staff/*', (c) => c.html(html, 200, headers));
  const onFound = (path: string, c: Context) =>
    c.header('Cache-Control', path.includes('/_app/immutable/') ? IMMUTABLE : 'no-cache');
  app.use('/*', serveStatic({ root: folder, onFound }));
  return app;
}

function notBuilt(): never {
  throw new ApiProblem(503, 'pages-missing', 'the pages have not been built: run “npm run build”');
}

/** SvelteKit starts a page by one inline script; only what stands in this very file may run (CSP 3 §2.3.1). */
export function policyFor(html: string): string {
  const scripts = [...html.matchAll(/<script>([\s\S]*?)<\/script>/g)].map(([, text = '']) => text);
  const hashes = scripts.map(
    (text) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`,
  );
  return [
    "default-src 'self'",
    `script-src 'self' ${hashes.join(' ')}`,
    // Svelte sets styles of single elements for its transitions.
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data: blob:",
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ].join('; ');
}
