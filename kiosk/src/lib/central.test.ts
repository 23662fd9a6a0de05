import { hc } from 'hono/client';
import { expect, test } from 'vitest';
import type { Api } from '#server/app.ts';
import { CentralFault, told } from './central.ts';

/** The client of the server, whose answers are given here as they come over the wire. */
const answering = (answer: () => Promise<Response>) =>
  hc<Api>('/api', { fetch: answer }).staff.libraries.$get();
const json = (status: number, body: object) => () =>
  Promise.resolve(Response.json(body, { status }));

test('a good answer is its body', async () => {
  expect(await told(answering(json(200, { libraries: [] })))).toEqual({ libraries: [] });
});

test('a refused request tells its code, and which fields do not fit, without where they stood', async () => {
  const body = {
    code: 'does-not-fit',
    message: '…',
    issues: [{ path: 'json.amount', message: '…' }],
  };
  await expect(told(answering(json(400, body)))).rejects.toMatchObject({
    status: 400,
    code: 'does-not-fit',
    fields: ['amount'],
  });
});

test('an answer that is not the server’s own is a fault all the same', async () => {
  const proxy = () => Promise.resolve(new Response('<h1>Bad gateway</h1>', { status: 502 }));
  await expect(told(answering(proxy))).rejects.toMatchObject({ status: 502, code: 'failed' });
});

test('silence has no status', async () => {
  const fault: unknown = await told(answering(() => fetch('http://127.0.0.1:1/'))).catch(
    (error: unknown) => error,
  );
  expect(fault).toBeInstanceOf(CentralFault);
  expect(fault).toMatchObject({ status: undefined, code: 'no-server' });
});
