/**
 * The floor of the watching rows, in a process of its own: a bare WebSocket server that answers each word, keeps nothing,
 * asks nobody who they are, and hands the word on to whoever watches.
 */
import { createServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { WebSocketServer } from 'ws';
import { z } from 'zod';
import { CPU_ORDER, cpuResult } from '../cpu.ts';
import { memoryResult } from '../process-memory.ts';

const watchers = new Set<ServerResponse>();
const Body = z.object({ terminalId: z.string() });

const server = createServer((request, response) => void answer(request, response));

async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  if (request.url?.endsWith('/challenge'))
    return say(response, { challenge: 'none', serverTime: Date.now() });
  if (request.url?.endsWith('/token')) return say(response, tokenFor(await bodyOf(request)));
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  response.write('event: still\ndata: {}\n\n');
  watchers.add(response);
  response.on('close', () => watchers.delete(response));
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(z.instanceof(Buffer).parse(chunk));
  return Body.parse(JSON.parse(Buffer.concat(chunks).toString())).terminalId;
}

/** The token is who it is. */
const tokenFor = (id: string) => ({
  ...{ token: id, expiresAt: Date.now() + 900_000, serverTime: Date.now() },
  terminal: {
    id,
    name: id,
    profile: 'kiosk',
    library: { id: 'bench', name: 'Bench', timeZone: 'UTC' },
  },
});

function say(response: ServerResponse, body: object): void {
  response.setHeader('content-type', 'application/json');
  response.end(JSON.stringify(body));
}

const links = new WebSocketServer({ server });
links.on('connection', (socket, request) => {
  const id = request.headers.authorization?.slice('Bearer '.length);
  socket.on('message', (data) => {
    const state = JSON.parse(z.instanceof(Buffer).parse(data).toString()) as unknown;
    socket.send(JSON.stringify({ kind: 'heard', serverTime: Date.now() }));
    const event = `data: ${JSON.stringify({ serverTime: Date.now(), changed: [{ id, state }] })}\n\n`;
    for (const watcher of watchers) watcher.write(event);
  });
});

server.listen(0, '127.0.0.1', () => {
  const { port } = server.address() as AddressInfo;
  process.on('message', (order) =>
    process.send?.(order === CPU_ORDER ? cpuResult() : memoryResult()),
  );
  process.on('disconnect', () => process.exit());
  process.send?.({ origin: `http://127.0.0.1:${port}` });
});
