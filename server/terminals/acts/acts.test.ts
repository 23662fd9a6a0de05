import { randomUUID } from 'node:crypto';
import { beforeAll, expect, test } from 'vitest';
import { eachDatabase } from '#tests/databases.ts';
import { startTestServer } from '#tests/test-server.ts';
import type { TestServer, TestTerminal } from '#tests/test-server.ts';

const act = (change: object = {}) => ({
  ...{ id: randomUUID(), at: Date.now() - 60_000, what: 'bin-emptied' },
  ...{ by: {}, details: { bin: 'shelf' } },
  ...change,
});

eachDatabase((engine) => {
  let server: TestServer;
  let terminal: TestTerminal;
  let cookie: string;
  beforeAll(async () => {
    server = await startTestServer(engine);
    terminal = await server.addTerminal('ward');
    cookie = await server.signIn();
  });

  const tell = async (acts: readonly object[], from = terminal) =>
    server.ask('POST', '/terminals/acts', { body: { acts }, token: await from.token() });
  const journal = async (of: TestTerminal) =>
    (await server.ask('GET', `/staff/audit?subject=terminal:${of.id}`, { cookie })).body.changes;
  const account = async () =>
    (await server.db.read('staff-accounts', {})).find(({ name }) => name === 'admin')?.id ?? '';
  const asked = async (card: string, of = terminal) =>
    server.ask('POST', '/terminals/staff-card', { body: { card }, token: await of.token() });

  test('SM8 an act is in the journal of the library where the terminal stands', async () => {
    const of = await server.addTerminal('ward');
    const told = act();
    expect((await tell([told], of)).status).toBe(204);
    expect(await journal(of)).toMatchObject([
      {
        ...{ id: told.id, at: told.at, action: 'here-bin-emptied', library: { id: 'ward' } },
        ...{ by: { kind: 'terminal', id: of.id }, details: { bin: 'shelf' } },
      },
    ]);
  });

  test('SM8 told twice it is one; the id of another’s act is not taken', async () => {
    const of = await server.addTerminal('ward');
    const [one, other] = [act(), act()];
    expect((await tell([one], of)).status).toBe(204);
    expect((await tell([one, other], of)).status).toBe(204);
    expect(await journal(of)).toHaveLength(2);
    expect((await tell([one])).status).toBe(409);
    expect((await tell([other, other], of)).status).toBe(400);
  });

  test('SM8 nothing was done that is yet to come, whatever the terminal’s clock says', async () => {
    const of = await server.addTerminal('ward');
    await tell([act({ at: Date.now() + 86_400_000 })], of);
    const [row] = await journal(of);
    expect(row.at).toBeLessThanOrEqual(Date.now() + server.clock.ahead);
  });

  test('SM8 by a card it is its owner’s, who has a role there; else it is the terminal’s', async () => {
    const of = await server.addTerminal('ward');
    const owner = await account();
    const [known, stranger] = [
      act({ by: { account: owner, cardEnd: '0042' } }),
      act({ by: { account: randomUUID(), cardEnd: '0043' } }),
    ];
    await tell([known, stranger], of);
    const rows = await journal(of);
    expect(rows.find(({ id }: { id: string }) => id === known.id)).toMatchObject({
      ...{ by: { kind: 'staff', id: owner, name: 'admin' }, details: { cardEnd: '0042' } },
    });
    expect(rows.find(({ id }: { id: string }) => id === stranger.id)).toMatchObject({
      by: { kind: 'terminal', id: of.id },
    });
  });

  test('SM8 only a terminal tells of itself', async () => {
    const body = { acts: [act()] };
    expect((await server.ask('POST', '/terminals/acts', { body })).status).toBe(401);
    expect((await server.ask('POST', '/terminals/acts', { body, cookie })).status).toBe(401);
    const card = { body: { card: 'ST-1' } };
    expect((await server.ask('POST', '/terminals/staff-card', card)).status).toBe(401);
  });

  test.each([
    ['no word', { what: 'Rm -rf /' }],
    ['a nested detail', { details: { bin: { id: 'x' } } }],
    ['a whole card number', { by: { cardEnd: '29780000000042' } }],
    ['a time before all time', { at: -1 }],
  ])('SM8 %s is not taken', async (_what, change) => {
    expect((await tell([act(change)])).status).toBe(400);
  });

  test('SM3 the server says whose a card of staff is, of those who have a role there', async () => {
    const card = `ST-${randomUUID()}`;
    expect((await asked(card)).status).toBe(404);
    expect(await server.db.write('staff-card-put', { card, name: 'admin', now: 1 })).toBe(true);
    expect((await asked(card)).body).toEqual({ account: await account() });
    expect(await server.db.write('staff-card-end', { card })).toBe(true);
    expect((await asked(card)).status).toBe(404);
    expect(await server.db.write('staff-card-end', { card })).toBe(false);
    const name = 'nobody';
    expect(await server.db.write('staff-card-put', { card, name, now: 1 })).toBe(false);
  });

  test('SE35 a terminal asks for thirty cards in a quarter of an hour, and no more', async () => {
    const of = await server.addTerminal('ward');
    for (let i = 0; i < 30; i += 1) expect((await asked(`G-${i}`, of)).status).toBe(404);
    expect(await asked('G-30', of)).toMatchObject({
      ...{ status: 429, body: { code: 'too-many-cards' } },
    });
    expect((await asked('G-30')).status).toBe(404);
    server.clock.ahead += 900_000;
    expect((await asked('G-30', of)).status).toBe(404);
  });

  test('SM3 who has no role where the terminal stands has no card there', async () => {
    const [card, name] = [`ST-${randomUUID()}`, `van-${randomUUID().slice(0, 8)}`];
    const grants = [{ libraryId: 'van', role: 'librarian' } as const];
    const id = randomUUID();
    await server.db.write('staff-add', { id, name, passwordHash: 'x', grants, now: 1 });
    await server.db.write('staff-card-put', { card, name, now: 1 });
    expect((await asked(card)).status).toBe(404);
    expect((await asked(card, await server.addTerminal('van'))).body).toEqual({ account: id });
  });
});
