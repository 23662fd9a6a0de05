/** A permit from the real server to a terminal: fetched, looked up, followed by what changes, and taken away again. */
import { generateKeyPairSync, randomUUID } from 'node:crypto';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { createIdentity, type Identity } from '#gateway/identity.ts';
import { v7 as newId } from 'uuid';
import { onSqlite } from '../databases.ts';
import { emptyFolder, startPermitTerminal } from '../fixtures/permit-terminal.ts';
import { foundNetwork, item, patron } from '../fixtures/small-network.ts';
import { startTestServer, type TestServer } from '../test-server.ts';

const MINUTE = 60_000;
const engine = onSqlite();

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer(engine);
  await foundNetwork(server.db);
  const patrons = [
    patron('anh', 'TV-1'),
    patron('binh', 'TV-2', { blocks: ['Mất thẻ'] }),
    patron('dung', 'TV-5'),
    patron('chi', 'TV-3', { expiresOn: '2020-01-01' }),
  ];
  await server.db.write('patrons-put', { patrons, now: now() });
  const items = [
    item('i1', '1001'),
    item('i2', '1002', { itemClass: 'reference' }),
    item('i5', '1003'),
    item('i3', '7', { homeLibraryId: 'school-a' }),
    item('i4', '7', { homeLibraryId: 'school-b', itemClass: 'disc' }),
  ];
  await server.db.write('items-put', { items });
});

const now = () => Date.now() + server.clock.ahead;

async function register(libraryId: string): Promise<Identity> {
  const identity = createIdentity(randomUUID(), generateKeyPairSync('ed25519').privateKey);
  const { publicKeyText: publicKey, terminalId: id } = identity;
  await server.db.write('terminal-add', { id, name: 'Máy 1', libraryId, publicKey, now: now() });
  return identity;
}

async function terminalAt(libraryId: string) {
  const identity = await register(libraryId);
  const folder = emptyFolder();
  const terminal = await startPermitTerminal({ url: server.url, folder, identity, now: now() });
  await terminal.keeper.fetch();
  const permit = () => {
    const current = terminal.keeper.current({ now: now(), timeKnown: true });
    if (!current) throw new Error(`no permit: ${terminal.keeper.state.fault}`);
    return current;
  };
  const chunks = () => readdirSync(join(folder, 'chunks'));
  return { ...terminal, identity, permit, chunks };
}

/** Somebody borrows at another terminal. */
async function lendElsewhere(card: string, identifier: string): Promise<void> {
  const token = await (await server.addTerminal('central')).token();
  const body = {
    ...{ act: 'checkout', mode: 'attempt', card, occurredAt: now() },
    item: { identifier },
  };
  const answer = await server.ask('PUT', `/transactions/${newId()}`, { token, body });
  expect(answer.body).toMatchObject({ outcome: 'accepted' });
}

test('PM2 PM3 PM4 cards and items stand in it as at the library', async () => {
  const permit = (await terminalAt('central')).permit();
  const card = permit.card('TV-1');
  expect(card).toMatchObject({ state: 'listed', loansLeft: 3 });
  expect(permit.card('TV-2')).toMatchObject({ refusal: 'patron-blocked' });
  expect(permit.card('TV-3')).toMatchObject({ refusal: 'card-expired' });
  expect(permit.card('TV-4')).toEqual({ state: 'unknown' });
  const patronClass = card.state === 'listed' ? card.patronClass : NaN;
  const book = permit.item({ identifier: '1001' });
  expect(book.refusal).toBeUndefined();
  expect(permit.dueAt(patronClass, book.itemClass, now())).toBeGreaterThan(now());
  expect(permit.item({ identifier: '1002' }).refusal).toBe('not-for-loan');
});

test('PM2 a number of two libraries is told apart by the owner on the tag', async () => {
  const permit = (await terminalAt('central')).permit();
  expect(permit.item({ identifier: '7' }).refusal).toBe('several-matches');
  expect(permit.item({ identifier: '7', owner: 'VN-SA' }).refusal).toBeUndefined();
  const disc = permit.item({ identifier: '7', owner: 'VN-SB' });
  expect(disc.refusal).toBeUndefined();
  expect(disc.itemClass).not.toBe(permit.item({ identifier: '1001' }).itemClass);
});

test('PM6 what changes elsewhere comes as one chunk more, of the same epoch', async () => {
  const terminal = await terminalAt('central');
  const [before, chunks] = [terminal.permit(), terminal.chunks()];
  await lendElsewhere('TV-5', '1003');
  server.clock.ahead += 31 * MINUTE;
  await terminal.keeper.fetch();
  const after = terminal.permit();
  expect([after.version > before.version, after.epoch]).toEqual([true, before.epoch]);
  expect([before, after].map((each) => each.card('TV-5'))).toMatchObject([
    { loansLeft: 3 },
    { loansLeft: 2 },
  ]);
  expect(terminal.chunks()).toHaveLength(chunks.length + 1);
  expect(terminal.chunks()).toEqual(expect.arrayContaining(chunks));
});

test('PM1 when a terminal is removed, the others get a new epoch, whose rows nobody with the old key can read', async () => {
  const [stolen, kept] = [await terminalAt('central'), await terminalAt('central')];
  const [before, chunks] = [kept.permit(), kept.chunks()];
  await server.db.write('terminal-remove', { id: stolen.identity.terminalId, now: now() });
  // The server believes a terminal's token for a few seconds more.
  server.clock.ahead += 6_000;

  await kept.keeper.fetch();
  expect(kept.permit().epoch).not.toBe(before.epoch);
  expect(kept.permit().card('TV-1')).toMatchObject({ state: 'listed' });
  expect(kept.chunks().filter((chunk) => chunks.includes(chunk))).toEqual([]);

  await stolen.keeper.fetch();
  expect(stolen.keeper.state).toMatchObject({ fault: 'not-known', version: before.version });
  expect(stolen.permit).toThrow('not-known');
});

test('PM54 a library that lends nothing offline gives no permit, and takes back the one it gave', async () => {
  const terminal = await terminalAt('school-a');
  expect(terminal.permit().libraryId).toBe('school-a');
  const body = { library: 'school-a', rules: { lend: false, pinNeeded: 'returns-only' } };
  const cookie = await server.signIn();
  const answer = await server.ask('PUT', '/staff/offline-rules', { cookie, body });
  expect(answer.body).toMatchObject({ outcome: 'accepted' });
  await terminal.keeper.fetch();
  expect(terminal.permit).toThrow('no-permit');
  expect(terminal.chunks()).toEqual([]);
});
