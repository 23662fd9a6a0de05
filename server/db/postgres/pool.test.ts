import { once } from 'node:events';
import { createServer, Socket } from 'node:net';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, test, vi } from 'vitest';
import { openPool } from './pool.ts';

afterEach(() => vi.restoreAllMocks());

test('a line is asked by the kernel whether somebody is still there: PostgreSQL may lose its power between question and answer', async () => {
  const asked = vi.spyOn(Socket.prototype, 'setKeepAlive');
  const server = createServer((line) => line.destroy()).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const pool = openPool(`postgresql://nobody@127.0.0.1:${port}/nothing`, 1);
  await expect(pool.connect()).rejects.toThrow();
  expect(asked).toHaveBeenCalledWith(
    true,
    expect.toSatisfy((ms: number) => ms > 0 && ms <= 30_000),
  );
  await pool.end();
  server.close();
});
