/** The gateway's end of the kiosk's WebSocket, as commands that a browser test gives to the Node side. */
import { WebSocketServer } from 'ws';
import { freePort } from '../stand/ports.ts';

interface Line {
  readonly server: WebSocketServer;
  readonly heard: string[];
  /** Connections so far. */
  opened: number;
}

const lines = new Map<number, Line>();

/** @param again where a gateway has been; without it, on a port that is nobody else's while it is gone */
export async function gatewayListen(_context: unknown, again?: number): Promise<number> {
  const port = again ?? (await freePort());
  const server = new WebSocketServer({ host: '127.0.0.1', port });
  await new Promise<void>((resolve, reject) => {
    server.once('listening', resolve).once('error', reject);
  });
  const line: Line = { server, heard: [], opened: 0 };
  server.on('connection', (socket) => {
    line.opened += 1;
    socket.on('message', (data) => line.heard.push(String(data)));
  });
  lines.set(port, line);
  return port;
}

export function gatewaySay(_context: unknown, port: number, message: string): void {
  for (const socket of lines.get(port)?.server.clients ?? []) socket.send(message);
}

export function gatewayHeard(
  _context: unknown,
  port: number,
): { readonly opened: number; readonly heard: readonly string[] } {
  const line = lines.get(port);
  return { opened: line?.opened ?? 0, heard: line?.heard ?? [] };
}

/** As when the gateway ends the line with a reason (RFC 6455 §7.4), and goes on listening. */
export function gatewayHangUp(_context: unknown, port: number, code: number): void {
  for (const socket of lines.get(port)?.server.clients ?? []) socket.close(code);
}

/** As when the gateway is killed: every connection breaks, and the port no longer answers. */
export async function gatewayGone(_context: unknown, port: number): Promise<void> {
  const line = lines.get(port);
  if (line === undefined) return;
  lines.delete(port);
  for (const socket of line.server.clients) socket.terminate();
  await new Promise((resolve) => line.server.close(resolve));
}
