import { beforeAll, beforeEach, expect, test } from 'vitest';
import { eachDatabase } from '#tests/databases.ts';
import { stockDesk } from '#tests/fixtures/small-desk.ts';
import { item } from '#tests/fixtures/small-network.ts';
import { startTestServer } from '#tests/test-server.ts';
import type { TestServer } from '#tests/test-server.ts';
import { hashSecret } from '../secrets/argon2id.ts';

const ONE = 'E004010000000001';
const TWO = 'E004010000000002';
const UHF = 'E280110520005A1B2C3D4E5F';

eachDatabase((engine) => {
  let server: TestServer;
  let cookie: string;
  let atSchool: string;

  beforeAll(async () => {
    server = await startTestServer(engine);
    await stockDesk(server.db);
    await server.db.write('staff-add', {
      id: 'teacher',
      name: 'teacher',
      passwordHash: await hashSecret('school password'),
      grants: [{ libraryId: 'school', role: 'librarian' }],
      now: 1,
    });
    cookie = await server.signIn();
    atSchool = await server.signIn('teacher', 'school password');
  });

  beforeEach(async () => {
    const school = { homeLibraryId: 'school' };
    const items = [
      item('book-1', 'B-1'),
      item('book-2', 'B-2'),
      item('school-1', 'S-1', school),
      item('school-b1', 'B-1', school),
    ];
    for (const { id } of items)
      await server.db.write('items-put', { items: [item(id, `old-${id}`)] });
    await server.db.write('items-put', { items });
  });

  const look = async (label: string, who = cookie, library?: string) => {
    const query = new URLSearchParams({ label, ...(library && { library }) });
    return (await server.ask('GET', `/staff/items/by-label?${query.toString()}`, { cookie: who }))
      .body.items;
  };
  const put = (id: string, body: object, who = cookie) =>
    server.ask('PUT', `/staff/items/${id}/tags`, { cookie: who, body });

  test('a label is looked up with title, owner and tags', async () => {
    await put('book-2', { identifier: 'B-2', tags: [{ uid: ONE, part: 1 }] });
    expect(await look('B-2')).toEqual([
      {
        id: 'book-2',
        title: 'Dế mèn phiêu lưu ký',
        author: 'Tô Hoài',
        library: { id: 'central', name: 'Thư viện tỉnh' },
        tags: [{ uid: ONE, part: 1 }],
      },
    ]);
  });

  test('the same number in two libraries is two items, until the library is named', async () => {
    expect(await look('B-1')).toHaveLength(2);
    expect(await look('B-1', cookie, 'school')).toMatchObject([{ id: 'school-b1' }]);
  });

  test('a school is told of another library’s item that lies there, when it asks for what is at hand', async () => {
    const lying = item('book-2', 'B-2', { currentLibraryId: 'school' });
    await server.db.write('items-put', { items: [lying] });
    expect(await look('B-2', atSchool)).toEqual([]);
    const options = { cookie: atSchool };
    const here = await server.ask('GET', '/staff/items/by-label?label=B-2&of=at-hand', options);
    expect(here.body.items).toMatchObject([{ id: 'book-2', library: { id: 'central' } }]);
    await server.db.write('items-put', {
      items: [{ ...lying, currentLibraryId: 'central' }],
    });
  });

  test('a school sees its own items only, and may change no others', async () => {
    expect(await look('B-1', atSchool)).toMatchObject([{ id: 'school-b1' }]);
    const body = { identifier: 'B-2', tags: [{ uid: ONE, part: 1 }] };
    expect(await put('book-2', body, atSchool)).toMatchObject({
      status: 404,
      body: { code: 'item-unknown' },
    });
    expect((await put('school-1', { ...body, identifier: 'S-1' }, atSchool)).status).toBe(200);
  });

  test('nobody without an account sees or changes anything', async () => {
    const body = { identifier: 'B-1', tags: [] };
    expect((await server.ask('PUT', '/staff/items/book-1/tags', { body })).status).toBe(401);
    expect((await server.ask('GET', '/staff/items/by-label?label=B-1')).status).toBe(401);
  });

  test('another site’s page changes nothing', async () => {
    const options = { cookie, headers: { Origin: 'https://evil.example' } };
    const body = { identifier: 'B-1', tags: [] };
    const answer = await server.ask('PUT', '/staff/items/book-1/tags', { ...options, body });
    expect(answer).toMatchObject({ status: 403, body: { code: 'foreign-origin' } });
  });

  test('the tags become those given, and each change is on record once', async () => {
    const changes = await server.db.read('item-tag-changes', { itemId: 'book-1' });
    const tags = [
      { uid: ONE, part: 1 },
      { uid: UHF, part: 2 },
    ];
    const answer = await put('book-1', { identifier: 'B-1', tags });
    expect(answer).toMatchObject({ status: 200, body: { tags } });
    await put('book-1', { identifier: 'B-1', tags });
    const since = await server.db.read('item-tag-changes', { itemId: 'book-1' });
    expect(since.slice(changes.length)).toMatchObject([
      { before: [], after: tags, accountName: 'admin' },
    ]);
    const { body } = await server.ask('POST', '/items/identify', {
      token: await (await server.addTerminal('central')).token(),
      body: { identifier: UHF },
    });
    expect(body).toMatchObject({ outcome: 'accepted' });
  });

  test('a tag on record that the caller has not seen is never dropped', async () => {
    await put('book-1', { identifier: 'B-1', tags: [{ uid: ONE, part: 1 }] });
    const unseen = await put('book-1', { identifier: 'B-1', tags: [{ uid: TWO, part: 1 }] });
    expect(unseen).toMatchObject({ status: 409, body: { code: 'tags-changed' } });
    const seen = { identifier: 'B-1', tags: [{ uid: TWO, part: 1 }], replaced: [ONE] };
    expect(await put('book-1', seen)).toMatchObject({ status: 200 });
  });

  test('a tag of another item is a conflict that says whose, until it is said to be moved', async () => {
    await put('book-1', { identifier: 'B-1', tags: [{ uid: ONE, part: 1 }] });
    const body = {
      identifier: 'B-2',
      tags: [
        { uid: TWO, part: 1 },
        { uid: ONE, part: 2 },
      ],
    };
    expect(await put('book-2', body)).toMatchObject({
      status: 409,
      body: { code: 'tag-elsewhere', uid: ONE, item: { id: 'book-1' } },
    });
    expect(await look('B-2')).toMatchObject([{ tags: [] }]);
    expect(await put('book-2', { ...body, moved: true })).toMatchObject({ status: 200 });
    expect(await look('B-1', cookie, 'central')).toMatchObject([{ tags: [] }]);
  });

  test('a tag of a library that is not the caller’s stays there', async () => {
    await put('book-1', { identifier: 'B-1', tags: [{ uid: ONE, part: 1 }] });
    const body = { identifier: 'S-1', tags: [{ uid: ONE, part: 1 }], moved: true };
    const answer = await put('school-1', body, atSchool);
    expect(answer.body).toMatchObject({ code: 'tag-elsewhere', uid: ONE });
    expect(answer.body).not.toHaveProperty('item');
  });

  test('a number that is not the item’s is not written on its tags', async () => {
    const answer = await put('book-1', { identifier: 'B-2', tags: [{ uid: ONE, part: 1 }] });
    expect(answer).toMatchObject({ status: 400, body: { code: 'identifier-unknown' } });
  });

  test.each([
    {
      tags: [
        { uid: ONE, part: 1 },
        { uid: ONE, part: 2 },
      ],
    },
    {
      tags: [
        { uid: ONE, part: 1 },
        { uid: TWO, part: 1 },
      ],
    },
    { tags: [{ uid: 'e004', part: 1 }] },
    { tags: [{ uid: ONE, part: 100 }] },
  ])('%j is refused', async ({ tags }) => {
    expect((await put('book-1', { identifier: 'B-1', tags })).status).toBe(400);
  });
});
