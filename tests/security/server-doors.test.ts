/** Every door of the API, walked from its own document: who is let in, and what nobody else changes or sees. */
import { once } from 'node:events';
import { request } from 'node:http';
import type { IncomingMessage } from 'node:http';
import { beforeAll, describe, expect, test } from 'vitest';
import type { DatabasePlace } from '#server/db/open.ts';
import { onSqlite } from '#tests/databases.ts';
import { apiDoors, knock } from './api-doors.ts';
import type { ApiDoor, Asked, Pick } from './api-doors.ts';
import { openBooks } from './rows.ts';
import type { Books } from './rows.ts';
import { CANARY, twoLibraries } from './two-libraries.ts';
import type { TwoLibraries } from './two-libraries.ts';

const engine = onSqlite();
let world: TwoLibraries;
let doors: readonly ApiDoor[];
let books: Books;

beforeAll(async () => {
  const place: DatabasePlace = await engine.place();
  world = await twoLibraries({ place: () => Promise.resolve(place), after: engine.after });
  doors = await apiDoors(world.server.url);
  books = await openBooks(place);
  engine.after(() => books.close());
});

/** Fields that no schema tells how to fill. */
const SETTINGS = { elsewhere: 'ở quầy' };
const inOrder: Pick = (name, where) =>
  where === 'body' && name === 'settings' ? SETTINGS : undefined;

const ask = (
  door: ApiDoor,
  headers: Record<string, string>,
  asked: Asked = door.example(inOrder),
  { server }: TwoLibraries = world,
) => knock(server.url, { method: door.method, ...asked, headers });

const codeIn = (text: string): unknown => {
  const { code, refusal } = JSON.parse(text) as { code?: string; refusal?: { code: string } };
  return refusal?.code ?? code;
};

describe('SE1 what a browser is made to send by another site is refused at every door of staff', () => {
  test('SE1 whatever that site says it is', async () => {
    const { admin, server } = world;
    const { host, port } = new URL(server.url);
    const before = await books.rows();
    const foreign = [
      undefined,
      'null',
      '',
      'https://evil.example',
      `http://${host}.evil.example`,
      `http://${host}@evil.example`,
      `http://evil.example:${port}`,
      'http://localhost:1',
    ];
    const changing = doors.filter((door) => door.path.startsWith('/staff/') && door.changes);
    expect(changing.length).toBeGreaterThan(25);
    for (const door of changing) {
      for (const origin of foreign) {
        const headers = { Cookie: admin, ...(origin !== undefined && { Origin: origin }) };
        const { status, text } = await ask(door, headers);
        expect([status, codeIn(text)], `${door.name} from ${origin}`).toEqual([
          403,
          'foreign-origin',
        ]);
      }
    }
    expect(await books.rows()).toEqual(before);
  });
});

describe('SE2 no door opens to somebody else’s key', () => {
  test('SE2 not to nobody, not to a made-up one, not to a terminal’s at a door of staff, nor the other way', async () => {
    const { admin, server, terminals } = world;
    const token = await terminals.school.token();
    const session = admin.split('=')[1] ?? '';
    const before = await books.rows();
    const Origin = server.url;
    const wrong: Record<ApiDoor['opensTo'], readonly Record<string, string>[]> = {
      anybody: [],
      staff: [
        {},
        { Cookie: 'nhipcau-staff=' },
        { Cookie: `nhipcau-staff=${'A'.repeat(43)}` },
        { Cookie: `nhipcau-staff=${token}` },
        { Authorization: `Bearer ${token}` },
        { Authorization: `Bearer ${session}` },
      ],
      terminal: [
        {},
        { Authorization: 'Bearer ' },
        { Authorization: `Bearer ${'A'.repeat(43)}` },
        { Authorization: `Bearer ${session}` },
        { Authorization: token },
        { Cookie: admin },
        { Cookie: `nhipcau-staff=${token}` },
      ],
    };
    for (const door of doors) {
      for (const headers of wrong[door.opensTo]) {
        const { status } = await ask(door, { Origin, ...headers });
        expect(status, `${door.name} with ${Object.keys(headers).join()}`).toBe(401);
      }
    }
    expect(await books.rows()).toEqual(before);
  });

  test('SE2 what opens to anybody is named here, and is little', () => {
    const open = doors.filter(({ opensTo }) => opensTo === 'anybody').map(({ name }) => name);
    expect(open.toSorted()).toEqual([
      'get /staff/session',
      'post /staff/sign-in',
      'post /staff/sign-out',
      'post /terminals/challenge',
      'post /terminals/pairing',
      'post /terminals/token',
    ]);
  });
});

/** Every thing of the van in turn where an address asks for one, its own name where a body does. */
function foreignRequests(door: ApiDoor, library: string, { vans } = world): Asked[] {
  const inBody: Record<string, unknown> = {
    ...vans,
    ...{ library, place: { kind: 'library', id: 'van' }, settings: SETTINGS, title: 'de-men' },
    ...{ kind: undefined, order: undefined, code: undefined },
  };
  const ids = door.path.includes('{id}') ? Object.values(vans) : [''];
  return ids.map((id) =>
    door.example((name, where) => {
      if (where === 'body') return inBody[name];
      if (name === 'id') return id;
      return name === 'library' ? library : vans[name];
    }),
  );
}

/** Doors that show, and that do, what the walk asks for, when somebody asks who may. */
const SHOWS = [
  'get /staff/terminals/{id}/bundles/{order}',
  'get /staff/terminals/{id}/manifests/{manifest}',
  'get /staff/terminals',
  'get /staff/terminals/events',
  'get /staff/terminals/{id}/history',
  'get /staff/monitoring/today',
  'post /staff/patrons/search',
  'get /staff/patrons/{id}',
  'get /staff/holds/pull',
  'get /staff/holds/{list}',
  'get /staff/items/{id}',
  'get /staff/conflicts',
  'get /staff/conflicts/{transaction}/{kind}/story',
  'get /staff/receipts/{code}',
  'get /staff/audit',
  'get /staff/settings',
  'get /staff/terminal-register',
];
const DOES = [
  'put /staff/settings',
  'post /staff/settings/restore',
  'post /staff/terminals/{id}/orders',
  'post /staff/subscriptions/{id}/test',
  'post /staff/patrons/{id}/blocks',
  'post /staff/patrons/{id}/fees',
  'post /staff/patrons/{id}/payments',
  'patch /staff/holds/{id}',
  'post /staff/items/{id}/marks',
  'put /staff/rules/{id}',
  'put /staff/patron-classes/{id}',
  'put /staff/item-classes/{id}',
  'put /staff/offline-rules',
  'post /staff/permit/end',
  'put /staff/terminal-register/{id}',
  'post /staff/terminal-register/{id}/revoke',
  'delete /staff/subscriptions/{id}',
  'delete /staff/patrons/{id}/blocks/{blockId}',
  'delete /staff/holds/{id}',
  'delete /staff/rules/{id}',
];

describe('SE3 staff of one library have no hand in another’s, whatever they ask', () => {
  test.each(['school-librarian', 'school-administrator'] as const)(
    'SE3 a %s changes nothing of the van’s, neither there nor from the school, and reads nothing of it',
    async (who) => {
      const { server, staff, vans } = world;
      const headers = { Origin: server.url, Cookie: staff[who] };
      const theirs = [CANARY, ...Object.values(vans).filter((id) => id.length > 10)];
      const before = await books.rows(theirs);
      for (const door of doors.filter(({ opensTo }) => opensTo === 'staff')) {
        for (const library of ['van', 'school']) {
          for (const asked of foreignRequests(door, library)) {
            const { status, text } = await ask(door, headers, asked);
            expect(text, `${door.name} ${asked.path} (${status})`).not.toContain(CANARY);
          }
        }
      }
      expect(await books.rows(theirs)).toEqual(before);
    },
  );

  test('SE3 the same requests are no empty words: who may do so changes and reads it', async () => {
    // What it does would be found by the tests beside it.
    const own = await twoLibraries(engine);
    const headers = { Origin: own.server.url, Cookie: own.admin };
    const read = new Set<string>();
    const done = new Set<string>();
    const last = ({ name }: ApiDoor) => /revoke|terminal-register|delete|sign-out/.test(name);
    const staffs = doors.filter(({ opensTo }) => opensTo === 'staff');
    for (const door of [...staffs.filter((one) => !last(one)), ...staffs.filter(last)]) {
      for (const asked of foreignRequests(door, 'van', own)) {
        const { status, text } = await ask(door, headers, asked, own);
        if (status < 300 && text.includes(CANARY)) read.add(door.name);
        if (door.changes && /"outcome":"accepted"/.test(text)) done.add(door.name);
      }
    }
    expect([...read]).toEqual(expect.arrayContaining(SHOWS));
    expect([...done]).toEqual(expect.arrayContaining(DOES));
  });
});

describe('SE4 what is for administrators is not for librarians', () => {
  const isForAdministrators = ({ summary, path }: ApiDoor) =>
    /administrators/.test(summary) || path.startsWith('/staff/imports');

  test('SE4 wherever a door says so, in their own library too', async () => {
    const { server, staff } = world;
    const theirs = doors.filter((door) => door.changes && isForAdministrators(door));
    expect(theirs.length).toBeGreaterThan(10);
    const headers = { Origin: server.url, Cookie: staff['van-librarian'] };
    for (const door of theirs) {
      for (const asked of foreignRequests(door, 'van')) {
        const { status, text } = await ask(door, headers, asked);
        expect(text, door.name).not.toContain('"outcome":"accepted"');
        expect([200, 400, 403, 404], `${door.name}: ${text}`).toContain(status);
      }
    }
  });

  test('SE4 and what only the whole network’s may change is not for those of a library', async () => {
    const { server, staff } = world;
    const headers = { Origin: server.url, Cookie: staff['van-administrator'] };
    const theirs = doors.filter(({ summary }) => /of the whole network$/.test(summary));
    expect(theirs.length).toBeGreaterThan(1);
    for (const door of theirs.filter(({ changes }) => changes)) {
      const { text } = await ask(door, headers);
      expect(text, door.name).not.toContain('"outcome":"accepted"');
    }
  });
});

test('SE5 a name that belongs to every object of the language is only a name too many', async () => {
  const { admin, server } = world;
  const token = await world.terminals.school.token();
  const keys = {
    staff: { Cookie: admin },
    terminal: { Authorization: `Bearer ${token}` },
    anybody: {},
  };
  const poison = '{"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}}}';
  for (const door of doors) {
    const asked = door.example(inOrder);
    if (asked.type !== 'application/json') continue;
    const { status } = await ask(
      door,
      { Origin: server.url, ...keys[door.opensTo] },
      { ...asked, body: poison },
    );
    expect(status, door.name).toBe(400);
  }
  expect({}).not.toHaveProperty('polluted');
});

test('SE24 no door takes more than it needs', async () => {
  const { admin, server } = world;
  const token = await world.terminals.school.token();
  const keys = {
    staff: { Cookie: admin },
    terminal: { Authorization: `Bearer ${token}` },
    anybody: {},
  };
  for (const door of doors) {
    const asked = door.example(inOrder);
    if (asked.type !== 'application/json') continue;
    const headers = { Origin: server.url, ...keys[door.opensTo], 'Content-Type': asked.type };
    const announced = { ...headers, 'Content-Length': 2 * 1024 * 1024 };
    expect(await answerTo(door.method, asked.path, announced), door.name).toBe(413);
  }
});

/** What is said to the head of a request whose body is not sent. */
async function answerTo(
  method: string,
  path: string,
  headers: Record<string, string | number>,
): Promise<number | undefined> {
  const asked = request(`${world.server.url}/api${path}`, { method, headers });
  asked.flushHeaders();
  const [answer] = (await once(asked, 'response')) as [IncomingMessage];
  asked.on('error', () => undefined).destroy();
  return answer.statusCode;
}
