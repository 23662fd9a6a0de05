import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { eachDatabase } from '#tests/databases.ts';
import { stockDesk } from '#tests/fixtures/small-desk.ts';
import { item } from '#tests/fixtures/small-network.ts';
import { startTestServer } from '#tests/test-server.ts';
import type { TestServer } from '#tests/test-server.ts';
import { ServerLine } from '../ils/central/server-line.ts';
import { StaffApi } from '../ils/central/staff-api.ts';
import { DeskStore } from './desk-store.ts';
import type { WriteJob } from './rules/inputs.ts';
import { TagRegistrar } from './tag-registrar.ts';

const ONE = 'E004010000000001';
const TWO = 'E004010000000002';

const job = (label: string, more: Partial<WriteJob> = {}): WriteJob => ({
  ...{ label, isil: '', part: 1, moved: false },
  ...more,
});

eachDatabase((engine) => {
  let server: TestServer;
  let line: ServerLine;
  let api: StaffApi;
  let token: string | undefined;
  let folder: string;
  let store: DeskStore;
  let registrar: TagRegistrar;
  let signedOut: number;

  beforeAll(async () => {
    server = await startTestServer(engine);
    await stockDesk(server.db);
    line = new ServerLine({ url: server.url });
    engine.after(() => line.close());
    api = new StaffApi(line);
  });

  beforeEach(async () => {
    for (const id of ['book-1', 'book-2', 'school-2']) {
      await server.db.write('items-put', { items: [item(id, `old-${id}`)] });
    }
    const school = { homeLibraryId: 'school' };
    const items = [item('book-1', 'B-1'), item('book-2', 'B-2'), item('school-2', 'B-2', school)];
    await server.db.write('items-put', { items });
    const { name = '', password = '' } = server.firstAccount ?? {};
    const answer = await api.signIn(name, password);
    token = answer.outcome === 'accepted' ? answer.token : undefined;
    signedOut = 0;
    folder = mkdtempSync(join(tmpdir(), 'desk-'));
    store = new DeskStore(join(folder, 'desk.db'));
    registrar = registrarOver(api);
  });
  afterEach(() => {
    store.close();
    rmSync(folder, { recursive: true });
  });

  const registrarOver = (over: StaffApi) =>
    new TagRegistrar({
      ...{ store, api: over, token: () => token, library: () => 'Thư viện tỉnh' },
      onChange: () => undefined,
      onSignedOut: () => signedOut++,
      onFault: (error) => {
        throw error;
      },
    });

  /** Told, as far as it can be told now. */
  const tellAll = async () => {
    registrar.wake();
    await registrar.settled();
  };
  const recorded = async (label: string) => {
    const answer = await api.itemsByLabel(token ?? '', label);
    return answer.outcome === 'accepted' ? answer.items.map(({ tags }) => tags) : answer;
  };

  test('D16 parts are added one by one, and a part that is written anew takes the old one’s place', async () => {
    store.register(ONE, job('B-1'));
    store.register(TWO, job('B-1', { part: 2 }));
    await tellAll();
    expect(await recorded('B-1')).toEqual([
      [
        { uid: ONE, part: 1 },
        { uid: TWO, part: 2 },
      ],
    ]);
    store.register('E004010000000003', job('B-1'));
    await tellAll();
    expect(await recorded('B-1')).toEqual([
      [
        { uid: 'E004010000000003', part: 1 },
        { uid: TWO, part: 2 },
      ],
    ]);
    expect([store.unsent(), store.refused()]).toEqual([0, []]);
  });

  test('D16 a tag on record for another item is taken from it only when that was accepted', async () => {
    store.register(ONE, job('B-1'));
    await tellAll();
    store.register(ONE, job('B-2'));
    await tellAll();
    expect(store.refused()).toMatchObject([
      { refusal: { code: 'desk.tag-elsewhere', params: { title: 'Dế mèn phiêu lưu ký' } } },
    ]);
    store.register(ONE, job('B-2', { moved: true }));
    await tellAll();
    expect(await recorded('B-1')).toEqual([[]]);
    expect([store.unsent(), store.refused()]).toEqual([0, []]);
  });

  test('D15 a tag that was put back is the item’s no longer, and its old one’s again', async () => {
    store.register(ONE, job('B-1'));
    await tellAll();
    const again = { label: 'B-2', isil: '', part: 1 };
    store.register(ONE, job('B-1', { off: true, again }));
    await tellAll();
    expect(await recorded('B-1')).toEqual([[]]);
    expect((await recorded('B-2')) as unknown[]).toContainEqual([{ uid: ONE, part: 1 }]);
  });

  test('a number of the library and of a school is the library’s own', async () => {
    store.register(ONE, job('B-2'));
    await tellAll();
    const token = await (await server.addTerminal('central')).token();
    const { body } = await server.ask('POST', '/items/identify', {
      token,
      body: { identifier: ONE },
    });
    expect(body).toMatchObject({ outcome: 'accepted' });
  });

  test('D16 what nobody knows stays, is told, and holds nothing up', async () => {
    store.register(ONE, job('B-404'));
    store.register(TWO, job('B-1'));
    await tellAll();
    expect(store.refused()).toMatchObject([{ uid: ONE, refusal: { code: 'desk.item-unknown' } }]);
    await server.db.write('items-put', { items: [item('book-1', 'B-404')] });
    registrar.tryAgain();
    await registrar.settled();
    expect([store.unsent(), store.refused()]).toEqual([0, []]);
  });

  test('D16 without anybody signed in, and without a server, it waits', async () => {
    store.register(ONE, job('B-1'));
    const nowhere = new ServerLine({ url: 'http://127.0.0.1:9' });
    registrar = registrarOver(new StaffApi(nowhere));
    await tellAll();
    await nowhere.close();
    registrar = registrarOver(api);
    token = undefined;
    await tellAll();
    expect(store.unsent()).toBe(1);
    expect(signedOut).toBe(0);
  });

  test('D16 a session that the server has forgotten is over here as well', async () => {
    store.register(ONE, job('B-1'));
    await api.signOut(token ?? '');
    await tellAll();
    expect(signedOut).toBe(1);
    expect(store.unsent()).toBe(1);
  });
});
