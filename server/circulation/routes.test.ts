import { randomUUID } from 'node:crypto';
import { beforeAll, expect, test } from 'vitest';
import { eachDatabase } from '#tests/databases.ts';
import { stockDesk } from '#tests/fixtures/small-desk.ts';
import { startTestServer } from '#tests/test-server.ts';
import type { TestServer } from '#tests/test-server.ts';

eachDatabase((engine) => {
  let server: TestServer;
  let token: string;

  beforeAll(async () => {
    server = await startTestServer(engine);
    await stockDesk(server.db);
    token = await (await server.addTerminal('central')).token();
  });

  const request = (act: string, identifier: string, more: object = {}) => ({
    act,
    mode: 'attempt',
    item: { identifier },
    occurredAt: Date.now() + server.clock.ahead,
    ...(act === 'checkin' ? {} : { card: 'C-AN' }),
    ...more,
  });
  const put = (id: string, body: object) =>
    server.ask('PUT', `/transactions/${id}`, { token, body });
  const get = (id: string, act: string) =>
    server.ask('GET', `/transactions/${id}?act=${act}`, { token });

  test('a loan and its return, with codes a person can read out', async () => {
    const lent = await put(randomUUID(), request('checkout', 'B-1'));
    expect(lent.status).toBe(200);
    expect(lent.body).toMatchObject({
      outcome: 'accepted',
      item: { title: 'Dế mèn phiêu lưu ký', author: 'Tô Hoài' },
      receiptCode: expect.stringMatching(/^[34679CDFGHJKMNPQRTVWXY]{8}$/),
    });
    const back = await put(randomUUID(), request('checkin', 'B-1'));
    expect(back.body).toMatchObject({ outcome: 'accepted', destination: 'shelf' });
    expect(back.body.receiptCode).not.toBe(lent.body.receiptCode);
  });

  test('a refusal is an answer, not an error', async () => {
    const answer = await put(randomUUID(), request('checkout', 'no-such-book'));
    expect(answer).toMatchObject({
      status: 200,
      body: { refusal: { code: 'item-unknown', params: {} } },
    });
  });

  test('X1 sixteen requests with one id at once are one loan and one answer', async () => {
    const [id, body] = [randomUUID(), request('checkout', 'B-2')];
    const answers = await Promise.all(Array.from({ length: 16 }, () => put(id, body)));
    expect(new Set(answers.map((answer) => JSON.stringify(answer.body))).size).toBe(1);
    expect(answers[0]?.body.outcome).toBe('accepted');
    expect((await get(id, 'checkout')).body).toEqual(answers[0]?.body);
  });

  test('X2 another request under the same id is 409', async () => {
    const id = randomUUID();
    await put(id, request('checkin', 'B-1'));
    expect(await put(id, request('checkin', 'B-2'))).toMatchObject({
      status: 409,
      body: { code: 'another-request' },
    });
    // A terminal that has learnt the time meanwhile corrects it: the same request.
    expect((await put(id, request('checkin', 'B-1', { occurredAt: 5 }))).status).toBe(200);
  });

  test('X6 what never arrived is said so, by no ordinary 404', async () => {
    expect(await get(randomUUID(), 'checkout')).toMatchObject({
      status: 404,
      body: { outcome: 'never-arrived' },
    });
  });

  test.each([
    ['an act that does not exist', { act: 'steal' }, 'json.act'],
    ['a time that is none', { occurredAt: 'yesterday' }, 'json.occurredAt'],
    ['an endless number', { item: { identifier: 'x'.repeat(65) } }, 'json.item.identifier'],
  ])('%s is 400 and named', async (_, more, path) => {
    const answer = await put(randomUUID(), { ...request('checkin', 'B-1'), ...more });
    expect(answer.status).toBe(400);
    expect(JSON.stringify(answer.body)).toContain(path);
  });

  test('without a token nothing is done', async () => {
    const id = randomUUID();
    const answer = await server.ask('PUT', `/transactions/${id}`, {
      body: request('checkin', 'B-1'),
    });
    expect(answer.status).toBe(401);
    expect((await get(id, 'checkin')).status).toBe(404);
  });
});
