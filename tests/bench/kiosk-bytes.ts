/** What a browser fetches for the touchscreen, before the first paint and in all, raw and as gzip sends it. */
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
    return await tableOf(await firstLoad(originOf(server)));
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

interface Load {
  /** Paths whose last byte had arrived when the first content was painted. */
  readonly early: readonly string[];
  readonly all: readonly string[];
}

async function firstLoad(origin: string): Promise<Load> {
  const browser = await chromium.launch(chromiumLaunch());
  try {
    const page = await browser.newPage({ viewport: { width: 1080, height: 1920 } });
    await page.goto(`${origin}/`, { waitUntil: 'networkidle' });
    await page.waitForFunction('performance.getEntriesByName("first-contentful-paint").length > 0');
    const { paint, resources } = Timings.parse(await page.evaluate(READ_TIMINGS));
    const early = resources.filter(({ end }) => end > 0 && end <= paint);
    return { early: paths(early), all: paths(resources) };
  } finally {
    await browser.close();
  }
}

const paths = (resources: readonly { url: string }[]): string[] => [
  ...new Set(['/', ...resources.map(({ url }) => new URL(url).pathname)]),
];

/** Runs in the page. */
const READ_TIMINGS = `({
  paint: performance.getEntriesByName('first-contentful-paint')[0].startTime,
  resources: performance.getEntriesByType('resource').map((entry) => ({ url: entry.name, end: entry.responseEnd })),
})`;

const KINDS: Record<string, string> = { '.js': 'script', '.css': 'style', '.woff2': 'type face' };

async function tableOf({ early, all }: Load): Promise<Table> {
  const kinds = Map.groupBy(early, (path) => KINDS[extname(path)] ?? 'page and others');
  return {
    title: 'Kiosk: bytes of the first load',
    about:
      'What Chromium has fetched when the start page first shows content, and when it rests; each file as it lies on the disk and as gzip sends it.',
    head: ['before the first paint', 'files', 'raw', 'gzip'],
    rows: await Promise.all([
      ...[...kinds].map(([name, group]) => row(name, group)),
      row('all before the first paint', early),
      row('all of the first load', all),
    ]),
  };
}

async function row(name: string, group: readonly string[]): Promise<string[]> {
  const found = await Promise.allSettled(group.map(fileFor));
  const files = found.flatMap((file) => (file.status === 'fulfilled' ? [file.value] : []));
  const sum = (size: (bytes: Buffer) => number): string =>
    `${number(files.reduce((total, bytes) => total + size(bytes), 0) / 1000)} kB`;
  const zipped = (bytes: Buffer): number => Math.min(bytes.length, gzipSync(bytes).length);
  return [name, String(files.length), sum(({ length }) => length), sum(zipped)];
}
