import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { v7 as uuidv7 } from 'uuid';
import { eachDatabase } from '#tests/databases.ts';
import { startTestServer } from '#tests/test-server.ts';
import type { TestServer } from '#tests/test-server.ts';
import { createLog } from '../logging.ts';
import { openPinSeal } from '../patrons/sealed-pins/pin-seal.ts';
import { hashSecret } from '../secrets/argon2id.ts';
import { ImportDesk } from './import-desk.ts';

const PASSWORD = 'một mật khẩu dài';

/** Of four pupils, two of whom may not go in. @param name what their card numbers begin with */
const listOf = (name: string) =>
  [
    'Số thẻ;Họ và tên;Ngày sinh;Lớp;Đối tượng;Mã PIN;Thư viện',
    `${name}1;Trần Văn Bình;05/09/2014;4A;child;2580;school`,
    `${name}2;Lê Thị Cúc;06/10/2014;4A;child;;school`,
    `${name}3;Vũ Minh;31/02/2014;4A;child;;school`,
    `${name}4;Phan An;07/11/2014;4A;child;;van`,
    '',
  ].join('\r\n');
const LIST = listOf('HS000');

eachDatabase((engine) => {
  let server: TestServer;
  let school = '';
  beforeAll(async () => {
    server = await startTestServer(engine);
    await server.db.write('lending-rules-put', {
      patronClasses: [{ id: 'child', name: 'Thiếu nhi' }],
      itemClasses: [],
      policies: [],
    });
    school = await account('ward', 'administrator');
  });

  async function account(libraryId: string, role: 'administrator' | 'librarian'): Promise<string> {
    const name = uuidv7();
    const passwordHash = await hashSecret(PASSWORD);
    const grants = [{ libraryId, role }];
    await server.db.write('staff-add', {
      id: uuidv7(),
      name,
      passwordHash,
      grants,
      now: Date.now(),
    });
    return server.signIn(name, PASSWORD);
  }

  const upload = (cookie: string, text: string, name = 'hoc-sinh.csv') =>
    fetch(`${server.url}/api/staff/imports?name=${name}`, {
      method: 'POST',
      headers: { Cookie: cookie, Origin: server.url, 'Content-Type': 'text/csv' },
      body: text,
    });
  const idOf = async (answer: Response) => String((await answer.json()).id);
  const batch = async (cookie: string, id: string) =>
    (await server.ask('GET', `/staff/imports/${id}`, { cookie })).body;
  const settled = (cookie: string, id: string) =>
    expect.poll(() => batch(cookie, id)).toMatchObject({ busy: false });
  const act = async (cookie: string, id: string, what: string) => {
    const origin = { Origin: server.url };
    const { status } = await server.ask('POST', `/staff/imports/${id}/${what}`, {
      cookie,
      headers: origin,
    });
    if (status === 202) await settled(cookie, id);
    return status;
  };

  describe('an administrator of a ward', () => {
    test('sees first what would go in and what not, and why, then lets it in and takes it back', async () => {
      const id = await idOf(await upload(school, listOf('seen-')));
      await settled(school, id);
      expect(await batch(school, id)).toMatchObject({ state: 'checked', added: 2, refused: 2 });
      const { refusals } = (
        await server.ask('GET', `/staff/imports/${id}/refusals`, { cookie: school })
      ).body;
      expect(refusals).toMatchObject([
        { line: 4, field: 'birthDate', code: 'does-not-fit' },
        { line: 5, field: '', code: 'other-library', value: 'van' },
      ]);
      const now = Date.now();
      const known = (card: string) =>
        server.db.read('patron-by-card', { libraryId: 'school', card, now });
      expect(await known('seen-1')).toMatchObject({ kind: 'none' });

      expect(await act(school, id, 'apply')).toBe(202);
      expect(await batch(school, id)).toMatchObject({ state: 'applied', added: 2, undoable: true });
      expect(await known('seen-1')).toMatchObject({ kind: 'one', givenName: 'Bình' });

      expect(await act(school, id, 'undo')).toBe(202);
      expect(await batch(school, id)).toMatchObject({ state: 'undone', putBack: 2, kept: 0 });
      expect(await known('seen-1')).toMatchObject({ kind: 'none' });
      expect(await act(school, id, 'apply')).toBe(409);
    });

    test('gets the refusals for a spreadsheet, in which no value is worked out as a formula', async () => {
      const id = await idOf(await upload(school, LIST.replace('child;;school', '=1+1;;school')));
      await settled(school, id);
      const answer = await fetch(`${server.url}/api/staff/imports/${id}/refusals.csv`, {
        headers: { Cookie: school },
      });
      const text = await answer.text();
      expect(text).toContain(`3,patrons,patronClass,'=1+1,`);
    });

    test('sees no import of anybody else', async () => {
      const admin = await server.signIn();
      const id = await idOf(await upload(admin, LIST));
      await settled(admin, id);
      expect((await server.ask('GET', `/staff/imports/${id}`, { cookie: school })).status).toBe(
        404,
      );
      expect(await act(school, id, 'apply')).toBe(404);
      const { imports } = (await server.ask('GET', '/staff/imports', { cookie: school })).body;
      expect(imports.map((one: { id: string }) => one.id)).not.toContain(id);
    });
  });

  describe('a file, which may hold PINs in clear,', () => {
    const kept = () => readdirSync(join(server.dataFolder, 'imports'));

    test('is kept until it has gone in, and deleted then', async () => {
      const id = await idOf(await upload(school, listOf('kept-')));
      await settled(school, id);
      expect(kept()).toContain(id);
      await act(school, id, 'apply');
      expect(kept()).not.toContain(id);
    });

    test('is deleted when it cannot be read', async () => {
      const id = await idOf(await upload(school, 'nothing', 'list.json'));
      await settled(school, id);
      expect(kept()).not.toContain(id);
    });

    test('that a crash has left behind is deleted at the next start', async () => {
      const id = await idOf(await upload(school, LIST));
      await settled(school, id);
      const before = kept();
      const folder = join(server.dataFolder, 'imports');
      for (const name of [`${uuidv7()}.part`, uuidv7()]) writeFileSync(join(folder, name), LIST);
      const deps = { db: server.db, now: Date.now, log: createLog('silent') };
      const next = new ImportDesk(
        { ...deps, pinSeal: openPinSeal(server.dataFolder) },
        server.dataFolder,
      );
      await next.start();
      await next.close();
      expect(kept()).toEqual(before);
      expect(before).toContain(id);
    });
  });

  test('a file that cannot be read is told in words, and may not be applied', async () => {
    const id = await idOf(await upload(school, '{"patrons": [{"id": "p1"', 'list.json'));
    await settled(school, id);
    expect(await batch(school, id)).toMatchObject({
      state: 'failed',
      failure: 'line 1: the file ends in the middle: it is not whole',
    });
    expect(await act(school, id, 'apply')).toBe(409);
  });

  test('is for administrators only, and for names whose ending tells the format', async () => {
    expect((await upload(await account('ward', 'librarian'), LIST)).status).toBe(403);
    expect((await upload('', LIST)).status).toBe(401);
    expect((await upload(school, LIST, 'list.xlsx')).status).toBe(400);
    expect((await upload(school, LIST, '%00.csv')).status).toBe(400);
  });
});
