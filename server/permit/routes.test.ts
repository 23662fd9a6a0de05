import { randomUUID } from 'node:crypto';
import { beforeAll, expect, test } from 'vitest';
import { onSqlite } from '#tests/databases.ts';
import { keyRequest, readPermit } from '#tests/fixtures/permit-reader.ts';
import type { PermitDoor } from '#tests/fixtures/permit-reader.ts';
import { signatureOf, startTestServer } from '#tests/test-server.ts';
import type { TestServer, TestTerminal } from '#tests/test-server.ts';

const NOBODYS_CHUNK = '0'.repeat(64);
const SOME_KEY = Buffer.concat([Buffer.from([9]), Buffer.alloc(31)]).toString('base64url');

const engine = onSqlite();
let server: TestServer;
let terminal: TestTerminal;
let cookie: string;
beforeAll(async () => {
  server = await startTestServer(engine);
  terminal = await server.addTerminal('ward');
  cookie = await server.signIn();
  // Before any permit is made: what is known of the network is shared for a minute.
  await stockNetwork();
});

const get = (path: string, token?: string) =>
  server.ask('GET', path, token === undefined ? {} : { token });
const chunkAt = (sha256: string, token: string) =>
  fetch(`${server.url}/api/permit/chunks/${sha256}`, {
    headers: { Authorization: `Bearer ${token}` },
  });

/** Over HTTP, with the server's key as the token tells it. */
async function door(who: TestTerminal): Promise<PermitDoor> {
  const token = await who.token();
  return {
    permitKey: await permitKeyOf(who),
    offer: async () => (await get('/permit', token)).body,
    key: async (body) => (await server.ask('POST', '/permit/key', { token, body })).body,
    chunk: async (sha256) => new Uint8Array(await (await chunkAt(sha256, token)).arrayBuffer()),
  };
}

test('PM5 PM7 a terminal takes its permit: signed, its key sealed, its chunks fetched', async () => {
  const asker = { ...terminal, libraryId: 'ward' };
  const permit = await readPermit(await door(terminal), asker);
  expect(permit.manifest).toMatchObject({ library: 'ward', format: 1 });
  expect(permit.card('card-1')?.standing).toBe('no-policy');
  const [{ sha256 } = { sha256: '' }] = permit.manifest.chunks;
  const bytes = await chunkAt(sha256, await terminal.token());
  expect(bytes.headers.get('Cache-Control')).toContain('immutable');
  const elsewhere = await server.addTerminal('van');
  expect((await chunkAt(sha256, await elsewhere.token())).status).toBe(404);
});

test('PM7 who has no token learns nothing, nor who asks for what there is not', async () => {
  expect((await get('/permit')).status).toBe(401);
  expect((await get(`/permit/chunks/${NOBODYS_CHUNK}`)).status).toBe(401);
  const token = await terminal.token();
  expect((await get(`/permit/chunks/${NOBODYS_CHUNK}`, token)).body.code).toBe('no-chunk');
  expect((await get('/permit/chunks/..%2Fkey', token)).status).toBe(400);
  const body = keyRequest(terminal, 'another epoch', SOME_KEY);
  const asked = await server.ask('POST', '/permit/key', { token, body });
  expect(asked).toMatchObject({ status: 404, body: { code: 'no-key' } });
});

test('PM1 a removed terminal is given no key, even while it is still believed', async () => {
  const stolen = await server.addTerminal('school');
  const token = await stolen.token();
  expect((await get('/permit', token)).status).toBe(200);
  await server.db.write('terminal-remove', { id: stolen.id, now: Date.now() });
  // Its token is good for some seconds more.
  const offer = await get('/permit', token);
  const manifest = Buffer.from(offer.body.manifest, 'base64url').toString();
  const { epoch } = JSON.parse(manifest) as { epoch: string };
  const body = keyRequest(stolen, epoch, SOME_KEY);
  expect((await server.ask('POST', '/permit/key', { token, body })).status).toBe(404);
  server.clock.ahead += 5001;
  expect((await get('/permit', token)).status).toBe(401);
});

test('PM20 administrators say what their library lends while nobody answers', async () => {
  const path = '/staff/offline-rules';
  const view = async () => (await server.ask('GET', `${path}?library=van`, { cookie })).body;
  expect(await view()).toMatchObject({
    library: { id: 'van' },
    mayChange: true,
    inForce: { lend: true, unknownCard: { loans: 2, days: 7 }, pinNeeded: 'returns-only' },
  });
  const put = (body: object) => server.ask('PUT', path, { cookie, body });
  const rules = { lend: false, pinNeeded: { loans: 1, days: 3 } };
  expect((await put({ library: 'van', rules })).body).toEqual({ outcome: 'accepted' });
  expect(await view()).toMatchObject({ from: { id: 'van' }, own: rules, inForce: rules });
  const van = await server.addTerminal('van');
  expect(await get('/permit', await van.token())).toMatchObject({
    ...{ status: 404, body: { code: 'no-permit' } },
  });
  expect((await put({ library: 'van' })).body).toEqual({ outcome: 'accepted' });
  expect((await get('/permit', await van.token())).status).toBe(200);
  expect((await put({ library: 'van', rules: { lend: true } })).status).toBe(400);
});

test('PM1 administrators end the permit of their library over the API', async () => {
  const van = await server.addTerminal('van');
  const epoch = async () => {
    const offer = await get('/permit', await van.token());
    return JSON.parse(Buffer.from(offer.body.manifest, 'base64url').toString()).epoch as string;
  };
  const end = (body: object, more: object = { cookie }) =>
    server.ask('POST', '/staff/permit/end', { body, ...more });
  const before = await epoch();
  const id = randomUUID();
  expect((await end({ id, library: 'van' }, {})).status).toBe(401);
  expect((await end({ library: 'van' })).status).toBe(400);
  expect(await epoch()).toBe(before);
  expect((await end({ id, library: 'van' })).body).toEqual({
    ...{ outcome: 'accepted', ended: true },
  });
  expect(await epoch()).not.toBe(before);
});

async function stockNetwork(): Promise<void> {
  const patron = { patronClass: 'adult', familyName: 'Trần', givenName: 'An' };
  await server.db.write('lending-rules-put', {
    ...{ itemClasses: [], policies: [], patronClasses: [{ id: 'adult', name: 'Người lớn' }] },
  });
  await server.db.write('patrons-put', {
    patrons: [
      {
        ...{ id: 'an', libraryId: 'ward', language: 'vi', ...patron },
        ...{ cards: [{ value: 'card-1', kind: 'barcode' }], memberships: [], blocks: [] },
      },
    ],
    now: 0,
  });
}

async function permitKeyOf(who: TestTerminal): Promise<string> {
  const { challenge } = (
    await server.ask('POST', '/terminals/challenge', { body: { terminalId: who.id } })
  ).body;
  const signature = signatureOf(who.privateKey, who.id, challenge);
  const body = { terminalId: who.id, challenge, signature };
  return (await server.ask('POST', '/terminals/token', { body })).body.permitKey;
}
