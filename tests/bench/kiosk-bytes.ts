/** What a browser fetches before the touchscreen's first paint, raw and as gzip sends it. */
import { createServer } from 'node:http';
import type { Server } from 'node:http';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { extname, resolve } from 'node:path';
import { gzipSync } from 'node:zlib';
import { chromium } from 'playwright';
import { z } from 'zod';
import { chromiumLaunch } from '../../scripts/browser.ts';
import { buildKiosk } from '../../scripts/build-kiosk.ts';
import type { Table } from './table.ts';
import { number } from './table.ts';

const FOLDER = resolve(import.meta.dirname, '../../build/kiosk');
const TYPES: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.woff2': 'font/woff2',
  '.svg': 'image/svg+xml',
  '.json': 'application/json',
};

export async function kioskBytes(): Promise<Table> {
  await buildKiosk();
  const server = createServer((request, response) => {
    const path = new URL(request.url ?? '/', 'http://localhost').pathname;
    fileFor(path).then(
      (bytes) => response.setHeader('content-type', typeOf(path)).end(bytes),
      () => response.writeHead(404).end(),
    );
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  try {
    return tableOf(await fetchedBeforePaint(originOf(server)));
  } finally {
    server.close();
    server.closeAllConnections();
  }
}

const originOf = (server: Server): string =>
  `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
const typeOf = (path: string): string => TYPES[extname(path)] ?? 'text/html; charset=utf-8';
const fileFor = (path: string): Promise<Buffer> =>
  readFile(resolve(FOLDER, extname(path) === '' ? 'app.html' : `.${path}`));

const Timings = z.object({
  paint: z.number(),
  resources: z.array(z.object({ url: z.string(), end: z.number() })),
});

/** Paths whose last byte had arrived when the first content was painted. */
async function fetchedBeforePaint(origin: string): Promise<string[]> {
  const browser = await chromium.launch(chromiumLaunch());
  try {
    const page = await browser.newPage({ viewport: { width: 1080, height: 1920 } });
    await page.goto(`${origin}/`);
    await page.waitForFunction('performance.getEntriesByName("first-contentful-paint").length > 0');
    const { paint, resources } = Timings.parse(await page.evaluate(READ_TIMINGS));
    const early = resources.filter(({ end }) => end > 0 && end <= paint);
    return ['/', ...early.map(({ url }) => new URL(url).pathname)];
  } finally {
    await browser.close();
  }
}

/** Runs in the page. */
const READ_TIMINGS = `({
  paint: performance.getEntriesByName('first-contentful-paint')[0].startTime,
  resources: performance.getEntriesByType('resource').map((entry) => ({ url: entry.name, end: entry.responseEnd })),
})`;

const KINDS: Record<string, string> = { '.js': 'script', '.css': 'style', '.woff2': 'type face' };

async function tableOf(paths: readonly string[]): Promise<Table> {
  const files = await Promise.all(
    [...new Set(paths)].map(async (path) => ({
      path,
      bytes: await fileFor(path).catch(() => Buffer.alloc(0)),
    })),
  );
  const kinds = Map.groupBy(files, ({ path }) => KINDS[extname(path)] ?? 'page and others');
  const row = (name: string, group: readonly { bytes: Buffer }[]): string[] => {
    const raw = group.reduce((sum, { bytes }) => sum + bytes.length, 0);
    const zipped = group.reduce(
      (sum, { bytes }) => sum + Math.min(bytes.length, gzipSync(bytes).length),
      0,
    );
    return [name, String(group.length), `${number(raw / 1000)} kB`, `${number(zipped / 1000)} kB`];
  };
  return {
    title: 'Kiosk: bytes before the first paint',
    about:
      'What Chromium has fetched when the start page first shows content; each file as it lies on the disk and as gzip sends it.',
    head: ['', 'files', 'raw', 'gzip'],
    rows: [...[...kinds].map(([name, group]) => row(name, group)), row('all', files)],
  };
}
