/** Serves the built pages: staff now, the reader site later. The touchscreen’s own pages come from the gateway. */
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, realpathSync } from 'node:fs';
import { join, sep } from 'node:path';
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
  const rewriteRequestPath = withoutLeavingLinks(folder);
  app.use('/*', serveStatic({ root: folder, onFound, rewriteRequestPath }));
  return app;
}

/** Names no file. */
const NOWHERE = '/.nowhere/';

/** A link in the folder that leads out of it leads nowhere; the folder itself may be one. @param path as asked, decoded */
function withoutLeavingLinks(folder: string): (path: string) => string {
  return (path) => {
    const file = realPathOf(join(folder, path));
    if (file === undefined) return path;
    return `${file}${sep}`.startsWith(`${realPathOf(folder)}${sep}`) ? path : NOWHERE;
  };
}

/** @returns undefined when there is none, or none that can be had */
function realPathOf(path: string): string | undefined {
  try {
    return realpathSync(path);
  } catch {
    return undefined;
  }
}

function notBuilt(): never {
  throw new ApiProblem(503, 'pages-missing', 'the pages have not been built: run “npm run build”');
}

/**
 * SvelteKit starts a page by one inline script, and its shell has a style attribute; only what stands in this very
 * file may run or hold (CSP 3 §2.3.1). All other styles are set by scripts, over the CSSOM, which no policy counts.
 */
export function policyFor(html: string): string {
  const scripts = digestsOf(html, /<script>([\s\S]*?)<\/script>/g);
  const styles = [...digestsOf(html, / style="([^"]*)"/g), digestOf(ANNOUNCER)];
  return [
    "default-src 'self'",
    `script-src 'self' ${scripts.join(' ')}`,
    "style-src 'self'",
    `style-src-attr 'unsafe-hashes' ${styles.join(' ')}`,
    "img-src 'self' data:",
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ].join('; ');
}

/** The style attribute of SvelteKit’s live region, by which screen readers are told of a new page; it is hidden by it. */
const ANNOUNCER =
  'position: absolute; left: 0; top: 0; clip: rect(0 0 0 0); clip-path: inset(50%); overflow: hidden; white-space: nowrap; width: 1px; height: 1px';

const digestOf = (text: string): string =>
  `'sha256-${createHash('sha256').update(text).digest('base64')}'`;

const digestsOf = (html: string, what: RegExp): string[] =>
  [...html.matchAll(what)].map(([, text = '']) => digestOf(text));
