/** The kiosk's built pages, from disk; the screen works with the network down. */
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, realpathSync } from 'node:fs';
import { join, sep } from 'node:path';
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
    context.header('Cache-Control', caching(context.req.path, context.res.status));
  });
  app.use(serveStatic({ root: folder, rewriteRequestPath: withoutLeavingLinks(folder) }));
  const shell = serveStatic({ root: folder, path: SHELL });
  app.get('*', async (context, next) => {
    if (context.req.path.startsWith('/_app/')) return next();
    return shell(context, next);
  });
  app.get('/', (context) => context.text('The kiosk’s pages are not built: npm run build', 503));
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

/** What the build names by its content never changes; all else is asked for again. */
const caching = (path: string, status: number): string =>
  path.startsWith('/_app/immutable/') && status === 200
    ? `public, max-age=${YEAR_S}, immutable`
    : 'no-cache';

/**
 * Only our own files, and of what stands inline the one script by which SvelteKit starts and the style attributes of
 * its shell and of its live region, each named by its hash (CSP 3 §2.3.1). Svelte writes all other styles by CSSOM.
 */
function policy(folder: string): string {
  const html = shellIn(folder);
  const styles = [...digestsOf(html, / style="([^"]*)"/g), digestOf(ANNOUNCER)];
  return [
    `default-src 'self'`,
    `script-src 'self' ${digestsOf(html, /<script>([\s\S]*?)<\/script>/g).join(' ')}`,
    `style-src 'self'`,
    `style-src-attr 'unsafe-hashes' ${styles.join(' ')}`,
    `img-src 'self' data:`,
    `object-src 'none'`,
    `base-uri 'none'`,
    `form-action 'none'`,
    `frame-ancestors 'self'`,
  ].join('; ');
}

/** The style attribute of SvelteKit’s live region, by which screen readers are told of a new page; it is hidden by it. */
const ANNOUNCER =
  'position: absolute; left: 0; top: 0; clip: rect(0 0 0 0); clip-path: inset(50%); overflow: hidden; white-space: nowrap; width: 1px; height: 1px';

function shellIn(folder: string): string {
  const shell = join(folder, SHELL);
  return existsSync(shell) ? readFileSync(shell, 'utf8') : '';
}

const digestOf = (text: string): string =>
  `'sha256-${createHash('sha256').update(text).digest('base64')}'`;

const digestsOf = (html: string, what: RegExp): string[] =>
  [...html.matchAll(what)].map(([, text = '']) => digestOf(text));
