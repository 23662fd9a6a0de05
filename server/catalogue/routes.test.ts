import { beforeAll, expect, test } from 'vitest';
import { eachDatabase } from '#tests/databases.ts';
import { stockDesk } from '#tests/fixtures/small-desk.ts';
import { item, TITLE } from '#tests/fixtures/small-network.ts';
import { startTestServer } from '#tests/test-server.ts';
import type { TestServer } from '#tests/test-server.ts';
import { TitleInput } from './input.ts';

eachDatabase((engine) => {
  let server: TestServer;
  let token: string;
  let cookie: string;

  beforeAll(async () => {
    server = await startTestServer(engine);
    await stockDesk(server.db);
    token = await (await server.addTerminal('central')).token();
    cookie = await server.signIn();
  });

  const identify = async (identifier: string) =>
    (await server.ask('POST', '/items/identify', { token, body: { identifier } })).body;
  const search = async (q: string) =>
    (await server.ask('GET', `/staff/catalogue/search?q=${encodeURIComponent(q)}`, { cookie })).body
      .titles;

  const putTitle = async (id: string, name: string) => {
    const [author] = TITLE.record.fields;
    const named = { '245': { ind1: '1', ind2: '0', subfields: [{ a: name }] } };
    const record = { ...TITLE.record, fields: [author, named] };
    await server.db.write('titles-put', { titles: [TitleInput.parse({ id, record })], now: 2 });
  };
  const newTitle = async (id: string, name: string, ...books: string[]) => {
    await putTitle(id, name);
    const items = books.map((book) => item(book, book, { titleId: id }));
    await server.db.write('items-put', { items });
  };

  test('a number is an item, or is not', async () => {
    expect(await identify('B-1')).toEqual({
      outcome: 'accepted',
      item: { title: 'Dế mèn phiêu lưu ký', author: 'Tô Hoài' },
    });
    expect(await identify('9786042134583')).toMatchObject({ refusal: { code: 'item-unknown' } });
  });

  test.each(['dế mèn', 'de men', 'DE MEN', 'to hoai phieu luu', 'dê mèn'])(
    '“%s” finds the title',
    async (q) => {
      expect(await search(q)).toEqual([
        { id: 'de-men', title: 'Dế mèn phiêu lưu ký', author: 'Tô Hoài', items: 2, available: 2 },
      ]);
    },
  );

  test.each(['dế mèn du ký', '%', '_', '…'])('“%s” finds nothing', async (q) => {
    expect(await search(q)).toEqual([]);
  });

  test('what is on loan is not available', async () => {
    await newTitle('tat-den', 'Tắt đèn', 'T-1', 'T-2');
    await server.db.write('transact', {
      id: 'loan',
      act: 'checkout',
      mode: 'attempt',
      card: 'C-AN',
      item: { identifier: 'T-1' },
      occurredAt: 1,
      now: 1,
      terminalId: 'kiosk-1',
      libraryId: 'central',
      fingerprint: '',
      receiptCode: 'R',
    });
    expect(await search('tat den')).toMatchObject([{ items: 2, available: 1 }]);
  });

  test('staff only may search', async () => {
    expect((await server.ask('GET', '/staff/catalogue/search?q=a', { token })).status).toBe(401);
  });

  test('a new record of a title is what is found from then on', async () => {
    await newTitle('dat-rung', 'Rừng phương Nam', 'R-1');
    expect(await search('phuong nam')).toHaveLength(1);
    await putTitle('dat-rung', 'Đất rừng');
    expect(await search('dat rung')).toHaveLength(1);
    expect(await search('phuong nam')).toEqual([]);
  });
});
