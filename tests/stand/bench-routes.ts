/** Serves the bench page and its line to the stand; mounted into the gateway's app beside the kiosk. */
import { readFile } from 'node:fs/promises';
import { extname, resolve, sep } from 'node:path';
import { Hono } from 'hono';
import type { Context } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { streamSSE } from 'hono/streaming';
import { BenchAction } from './bench-messages.ts';
import type { BenchMessage } from './bench-messages.ts';
import type { Bench } from './bench.ts';

const PAGE = resolve(import.meta.dirname, '../bench-page');
const FONTS = resolve(import.meta.dirname, '../../node_modules/@fontsource/be-vietnam-pro');
const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.woff': 'font/woff',
  '.woff2': 'font/woff2',
};
/** Its own files alone, and the terminal’s screen in a frame. */
const POLICY = "default-src 'self'; img-src 'self' data:; frame-ancestors 'none'";
const MAX_ACTION_BYTES = 4096;
/** Comments on a silent line, so that a page notices when the stand is gone. */
const KEEP_ALIVE_MS = 15_000;

export interface BenchRoutesOptions {
  readonly bench: Bench;
  /** Where the page finds the staff pages. */
  readonly staffUrl: string;
}

/** Paths below `/bench`. */
export function benchRoutes({ bench, staffUrl }: BenchRoutesOptions): Hono {
  const app = new Hono();
  app.use(async (c, next) => {
    await next();
    c.header('Content-Security-Policy', POLICY);
  });
  app.get('/', (c) => file(c, PAGE, 'index.html'));
  app.get('/staff', (c) => c.redirect(staffUrl));
  app.get('/fonts/*', (c) => file(c, FONTS, c.req.path.split('/fonts/')[1] ?? ''));
  app.get('/events', (c) => events(c, bench));
  app.get('/paper/:name', (c) => paper(c, bench));
  app.post('/act', bodyLimit({ maxSize: MAX_ACTION_BYTES }), (c) => act(c, bench));
  app.get('/:name', (c) => file(c, PAGE, c.req.param('name')));
  return app;
}

async function file(c: Context, folder: string, name: string): Promise<Response> {
  const path = resolve(folder, name);
  const type = TYPES[extname(path)];
  if (type === undefined || !path.startsWith(folder + sep)) return c.notFound();
  try {
    return c.body(await readFile(path), 200, { 'content-type': type, 'cache-control': 'no-cache' });
  } catch {
    return c.notFound();
  }
}

/** What has come out of the printer. */
async function paper(c: Context, bench: Bench): Promise<Response> {
  const png = bench.paper(c.req.param('name') ?? '');
  if (!png) return c.notFound();
  return c.body(new Uint8Array(png), 200, {
    'content-type': 'image/png',
    'cache-control': 'no-cache',
  });
}

async function act(c: Context, bench: Bench): Promise<Response> {
  // A page from elsewhere can send such a request but not with this type, unless it asks first.
  if (c.req.header('content-type') !== 'application/json') return c.body(null, 415);
  const action = BenchAction.safeParse(await c.req.json().catch(() => undefined));
  if (!action.success) return c.json({ message: 'That is nothing one can do at the bench.' }, 400);
  try {
    await bench.perform(action.data);
    return c.json({});
  } catch (error) {
    return c.json({ message: error instanceof Error ? error.message : String(error) }, 409);
  }
}

function events(c: Context, bench: Bench): Response {
  return streamSSE(c, async (stream) => {
    const send = (message: BenchMessage) => void stream.writeSSE({ data: JSON.stringify(message) });
    const stop = bench.subscribe(send);
    const alive = setInterval(() => void stream.write(': here\n\n'), KEEP_ALIVE_MS);
    await new Promise<void>((resolve) => stream.onAbort(resolve));
    clearInterval(alive);
    stop();
  });
}
