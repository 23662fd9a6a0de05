/** A school, and a van that is none of its business: whatever belongs to the van has CANARY in its words. */
import { randomUUID } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import type { z } from 'zod';
import type { ItemInput } from '#server/catalogue/input.ts';
import { TitleInput } from '#server/catalogue/input.ts';
import { PolicyInput } from '#server/circulation/input.ts';
import { hashSecret } from '#server/secrets/argon2id.ts';
import type { Role } from '#server/staff/tables.ts';
import type { TestEngine } from '#tests/databases.ts';
import { item, patron, TITLE } from '#tests/fixtures/small-network.ts';
import { startTestServer } from '#tests/test-server.ts';
import type { TestServer, TestTerminal } from '#tests/test-server.ts';

export const CANARY = 'Chim yến';
const PASSWORD = 'một mật khẩu dài';
export const PIN = '2580';

/** By the name of the field that asks for one. */
export type Things = Readonly<Record<string, string>>;

export interface TwoLibraries {
  readonly server: TestServer;
  readonly admin: string;
  /** Cookies of staff of the school, and of the van. */
  readonly staff: Readonly<Record<`${'school' | 'van'}-${Role}`, string>>;
  readonly vans: Things;
  readonly terminals: Readonly<Record<'school' | 'van', TestTerminal>>;
}

export async function twoLibraries(
  engine: Pick<TestEngine, 'place' | 'after'>,
): Promise<TwoLibraries> {
  const server = await startTestServer(engine);
  await stock(server);
  const admin = await server.signIn();
  const terminals = {
    school: await server.addTerminal('school'),
    van: await server.addTerminal('van'),
  };
  const vans = await vansThings(server, admin, terminals.van);
  const staff = {
    'school-librarian': await account(server, 'school', 'librarian'),
    'school-administrator': await account(server, 'school', 'administrator'),
    'van-librarian': await account(server, 'van', 'librarian'),
    'van-administrator': await account(server, 'van', 'administrator'),
  };
  return { server, admin, staff, vans, terminals };
}

async function stock({ db }: TestServer): Promise<void> {
  const policy = { libraryId: 'central', loanDays: 14, renewals: 1, requiresPin: false };
  await db.write('lending-rules-put', {
    patronClasses: [{ id: 'adult', name: 'Người lớn' }],
    itemClasses: [{ id: 'book', name: 'Sách', loanable: true }],
    policies: [PolicyInput.parse({ ...policy, id: 'any', maxLoans: 9 })],
  });
  await db.write('titles-put', { titles: [TitleInput.parse(TITLE)], now: Date.now() });
  const book = (id: string, homeLibraryId: string): z.output<typeof ItemInput> =>
    item(id, id.toUpperCase(), { homeLibraryId, callNumber: CANARY });
  await db.write('items-put', { items: [book('van-1', 'van'), book('van-2', 'van')] });
  const pinHash = await hashSecret(PIN);
  const vans = { libraryId: 'van', familyName: CANARY, givenName: CANARY, pinHash };
  await db.write('patrons-put', {
    patrons: [
      patron('van-patron', 'V-1', { ...vans, expiresOn: '2020-01-01' }),
      patron('van-reader', 'V-2', vans),
    ],
    now: Date.now(),
  });
}

async function account(server: TestServer, libraryId: string, role: Role): Promise<string> {
  const name = `${libraryId}-${role}`;
  const passwordHash = await hashSecret(PASSWORD);
  const grants = [{ libraryId, role }];
  await server.db.write('staff-add', { id: name, name, passwordHash, grants, now: Date.now() });
  return server.signIn(name, PASSWORD);
}

/** One of everything, made as staff and terminals make it. */
async function vansThings(server: TestServer, cookie: string, van: TestTerminal): Promise<Things> {
  const id = () => randomUUID();
  const staff = async (method: string, path: string, body: object) => {
    const answer = await server.ask(method, `/staff${path}`, { cookie, body });
    if (answer.body.outcome === 'accepted') return answer.body;
    throw new Error(`${path}: ${JSON.stringify(answer.body)}`);
  };
  const library = 'van';
  const at = () => ({ id: id(), library });
  const [transaction, order, manifest, subscription] = [id(), id(), id(), id()];
  const register = { act: id(), name: CANARY, profile: 'drop-box', library };
  await staff('PUT', `/terminal-register/${van.id}`, register);
  const token = await van.token();
  const body = { act: 'checkout', mode: 'promise', card: 'V-1', item: { identifier: 'VAN-1' } };
  const promise = { ...body, occurredAt: Date.now() - 3_600_000 };
  const { receiptCode } = (
    await server.ask('PUT', `/transactions/${transaction}`, { token, body: promise })
  ).body;
  await staff('POST', `/terminals/${van.id}/orders`, { id: order, what: { kind: 'diagnose' } });
  await handIn(server, token, order);
  const bin = { bin: 'A', since: 1, until: 2, by: 'door' };
  const entry = { intake: '1', at: 1, bin: 'A', uids: [], why: 'home', ils: 'accepted' };
  const entries = [{ ...entry, armed: 'done', item: { identifier: CANARY } }];
  await server.ask('POST', '/terminals/manifests', {
    token,
    body: { id: manifest, ...bin, entries },
  });
  const what = {
    library,
    severities: ['now'],
    kind: 'webhook',
    url: 'https://hooks.example/chim-yen',
  };
  await staff('PUT', `/subscriptions/${subscription}`, { act: id(), what });
  const patron = 'van-patron';
  const block = { ...at(), reason: 'staff', note: CANARY };
  await staff('POST', `/patrons/${patron}/blocks`, block);
  const fee = { ...at(), kind: 'other', amount: 1000, note: CANARY };
  await staff('POST', `/patrons/${patron}/fees`, fee);
  const hold = { ...at(), patron: 'van-reader', item: 'van-2', pickup: library };
  await staff('POST', '/holds', hold);
  await staff('PUT', '/rules/vans-own', { library, loanDays: 3, renewals: 0 });
  await staff('PUT', '/settings', {
    ...{ ...at(), place: { kind: 'library', id: library }, base: 0 },
    settings: { elsewhere: CANARY },
  });
  return {
    ...{ library, patron, item: 'van-1', terminal: van.id, transaction, order, manifest },
    ...{ subscription, kind: 'card-expired', code: String(receiptCode), policy: 'vans-own' },
    ...{ blockId: block.id, fee: fee.id, hold: hold.id, pickup: library },
    ...{ card: 'V-1', label: 'VAN-1', text: CANARY, list: 'waiting' },
  };
}

const handIn = (server: TestServer, token: string, order: string): Promise<Response> =>
  fetch(`${server.url}/api/terminals/bundles/${order}`, {
    method: 'POST',
    headers: { Authorization: `Bearer ${token}`, 'Content-Type': 'application/gzip' },
    body: gzipSync(JSON.stringify({ kind: 'bundle', name: CANARY })),
  });
