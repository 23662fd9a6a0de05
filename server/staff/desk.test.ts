/** Staff’s desk over HTTP: what a page asks from a card to a receipt, and that a school sees and does nothing elsewhere. */
import { randomUUID } from 'node:crypto';
import { beforeAll, expect, test } from 'vitest';
import { eachDatabase } from '#tests/databases.ts';
import { stockDesk } from '#tests/fixtures/small-desk.ts';
import { item, patron, TITLE } from '#tests/fixtures/small-network.ts';
import { wish } from '#tests/fixtures/wish.ts';
import { startTestServer } from '#tests/test-server.ts';
import type { TestServer } from '#tests/test-server.ts';
import { TitleInput } from '../catalogue/input.ts';
import { hashSecret } from '../secrets/argon2id.ts';

eachDatabase((engine) => {
  let server: TestServer;
  let cookie: string;
  let atSchool: string;

  beforeAll(async () => {
    server = await startTestServer(engine);
    await stockDesk(server.db);
    const bình = patron('binh', 'C-BINH', {
      ...{ familyName: 'Đường Thị', givenName: 'Bình', birthDate: '2015-02-03', guardianId: 'an' },
      memberships: [{ libraryId: 'school', role: 'pupil', classGroup: '5A' }],
    });
    await server.db.write('patrons-put', { patrons: [bình], now: Date.now() });
    await server.db.write('staff-add', {
      ...{ id: 'teacher', name: 'teacher', passwordHash: await hashSecret('school password') },
      ...{ grants: [{ libraryId: 'school', role: 'librarian' }], now: 1 },
    });
    cookie = await server.signIn();
    atSchool = await server.signIn('teacher', 'school password');
  });

  const ask = async (method: string, path: string, body?: object, who = cookie) =>
    server.ask(method, `/staff${path}`, { cookie: who, ...(body && { body }) });
  const search = async (text: string, who = cookie) =>
    (await ask('POST', '/patrons/search', { text }, who)).body;
  const lend = async (card: string, book: string) => {
    const now = Date.now() + server.clock.ahead;
    const times = { occurredAt: now, now, libraryId: 'central' };
    await server.db.write('transact', { ...wish({ act: 'checkout', card, book }), ...times });
  };
  /** With one copy of it. */
  const newTitle = async (id: string, book: string) => {
    await server.db.write('titles-put', { titles: [TitleInput.parse({ ...TITLE, id })], now: 1 });
    await server.db.write('items-put', { items: [item(book, book, { titleId: id })] });
  };
  const at = (library = 'central') => ({ id: randomUUID(), library });

  test('a patron is found by the card exactly, or by words of the name without marks', async () => {
    expect(await search('C-BINH')).toMatchObject({
      ...{ by: 'card', more: false },
      patrons: [{ id: 'binh', name: 'Đường Thị Bình', classGroup: '5A' }],
    });
    expect(await search('duong binh')).toMatchObject({ by: 'name', patrons: [{ id: 'binh' }] });
    expect(await search('C-BIN')).toMatchObject({ patrons: [] });
    expect(await search('%')).toMatchObject({ patrons: [] });
  });

  test('a patron is shown with all that concerns the desk, cards masked', async () => {
    await lend('C-BINH', 'B-1');
    const { status, body } = await ask('GET', '/patrons/binh?library=central');
    expect(status).toBe(200);
    expect(body).toMatchObject({
      ...{ name: 'Đường Thị Bình', library: { id: 'central', name: 'Thư viện tỉnh' } },
      guardian: { id: 'an' },
      cards: [{ kind: 'barcode', masked: '••••BINH' }],
      memberships: [{ library: { id: 'school' }, role: 'pupil', classGroup: '5A' }],
      standing: { mayBorrow: true, reasons: [], loansLeft: 4 },
      loans: [{ item: { id: 'book-1', identifier: 'B-1' }, overdue: false, renewable: true }],
      ...{ blocks: [], holds: [], fees: [], owed: 0 },
    });
    expect(JSON.stringify(body)).not.toContain('C-BINH');
    expect((await ask('GET', '/patrons/an')).body.wards).toMatchObject([{ id: 'binh' }]);
  });

  test('who owes pays, and the page is told the number of the receipt', async () => {
    const before = (await ask('GET', '/patrons/debtor')).body;
    expect(before.standing).toMatchObject({ mayBorrow: false, reasons: [{ code: 'fee-owed' }] });
    const payment = { ...at(), how: 'paid', amount: 12_000 };
    const paid = (await ask('POST', '/patrons/debtor/payments', payment)).body;
    expect(paid).toMatchObject({ outcome: 'accepted', left: 0 });
    expect(paid.receiptNumber).toMatch(/^CENTRAL-\d{4}-0{5}\d$/);
    expect((await ask('POST', '/patrons/debtor/payments', payment)).body).toEqual(paid);
    const after = (await ask('GET', '/patrons/debtor')).body;
    expect(after.standing).toMatchObject({ mayBorrow: true });
    expect(after.fees[0].payments).toMatchObject([
      { receiptNumber: paid.receiptNumber, how: 'paid', amount: 12_000, by: { kind: 'staff' } },
    ]);
  });

  test('a block is put on and ended; the standing says so in between', async () => {
    const body = { ...at(), reason: 'card-lost', note: 'Mẹ báo mất' };
    const { blockId } = (await ask('POST', '/patrons/no-pin/blocks', body)).body;
    expect((await ask('GET', '/patrons/no-pin')).body.standing.reasons).toEqual([
      { code: 'patron-blocked', params: { reason: 'card-lost' } },
    ]);
    const ended = await ask('DELETE', `/patrons/no-pin/blocks/${blockId}?library=central`);
    expect(ended.body).toEqual({ outcome: 'accepted', ended: 1 });
  });

  test('an item tells where it is, and is marked; a hold goes from the wish to the list', async () => {
    await newTitle('wished', 'wished-1');
    const title = (await ask('GET', '/items/wished-1')).body.title.id;
    const wished = { ...at(), patron: 'an', title, pickup: 'central' };
    const placed = (await ask('POST', '/holds', wished)).body;
    expect(placed).toMatchObject({ outcome: 'accepted', hold: { position: 1, available: true } });
    expect((await ask('GET', '/holds/pull?library=central')).body.copies).toMatchObject([
      { item: { id: 'wished-1' }, hold: { id: placed.hold.id, patron: { id: 'an' } } },
    ]);
    const waiting = await ask('GET', '/holds/waiting?library=central');
    expect(waiting.body.holds).toMatchObject([{ id: placed.hold.id, state: 'waiting' }]);
    const changed = { library: 'central', expiresOn: '2099-01-01' };
    expect((await ask('PATCH', `/holds/${placed.hold.id}`, changed)).body).toEqual({
      outcome: 'accepted',
    });
    expect((await ask('GET', '/items/wished-1')).body).toMatchObject({
      ...{ state: { state: 'available' }, waiting: [{ position: 1, patron: { id: 'an' } }] },
    });
    const missing = await ask('POST', '/items/wished-1/marks', { ...at(), mark: 'missing' });
    expect(missing.body).toMatchObject({ outcome: 'accepted', condition: 'missing' });
    expect((await ask('GET', '/holds/pull?library=central')).body.copies).toEqual([]);
    await ask('POST', '/items/wished-1/marks', { ...at(), mark: 'found' });
    const cancelled = await ask('DELETE', `/holds/${placed.hold.id}?library=central`);
    expect(cancelled.body).toEqual({ outcome: 'accepted' });
    expect((await ask('GET', '/transits?library=central')).body).toEqual({
      ...{ incoming: [], outgoing: [] },
    });
  });

  test('rules are read, tried, and changed; the journal says who', async () => {
    const table = (await ask('GET', '/rules?library=school')).body;
    expect(table).toMatchObject({ mayChange: true, own: [], cells: [{ inherited: true }] });
    const rule = { library: 'school', loanDays: 5, renewals: 0 };
    expect((await ask('PUT', '/rules/five', rule)).body).toEqual({ outcome: 'accepted' });
    const trial = { patron: { class: 'adult' }, item: { class: 'book' }, library: 'school' };
    const tried = await ask('POST', '/rules/try', { ...trial, day: '2026-11-23' });
    expect(tried.body).toMatchObject({ outcome: 'accepted', dueOn: '2026-11-28' });
    const page = (await ask('GET', '/audit?subject=rule:five')).body;
    expect(page.changes).toMatchObject([{ action: 'rule-put', library: { id: 'school' } }]);
    expect((await ask('DELETE', '/rules/five?library=school')).body).toEqual({
      outcome: 'accepted',
    });
  });

  test('J5 a librarian of a school sees and does nothing elsewhere', async () => {
    const theirs = async (method: string, path: string, body?: object) =>
      ask(method, path, body, atSchool);
    expect((await theirs('GET', '/libraries')).body.libraries).toMatchObject([
      { id: 'school', administrator: false },
    ]);
    expect(await search('C-AN', atSchool)).toMatchObject({ patrons: [] });
    expect(await search('C-BINH', atSchool)).toMatchObject({ patrons: [{ id: 'binh' }] });
    expect((await theirs('GET', '/patrons/binh')).body).not.toHaveProperty('guardian');
    const refusedWith: [string, string, object | undefined, string][] = [
      ['POST', '/patrons/an/fees', { ...at('school'), kind: 'other', amount: 1 }, 'patron-unknown'],
      ['POST', '/patrons/binh/fees', { ...at(), kind: 'other', amount: 1 }, 'library-unknown'],
      [
        'POST',
        '/patrons/an/payments',
        { ...at('school'), how: 'paid', amount: 1 },
        'patron-unknown',
      ],
      ['POST', '/patrons/an/blocks', { ...at('school'), reason: 'misuse' }, 'patron-unknown'],
      ['POST', '/items/book-1/marks', { ...at('school'), mark: 'lost' }, 'item-unknown'],
      ['PUT', '/rules/mine', { library: 'school', loanDays: 1, renewals: 0 }, 'library-unknown'],
      ['DELETE', '/rules/any?library=school', undefined, 'library-unknown'],
      ['DELETE', '/holds/none?library=school', undefined, 'hold-unknown'],
    ];
    for (const [method, path, body, code] of refusedWith)
      expect((await theirs(method, path, body)).body, `${method} ${path}`).toMatchObject({
        refusal: { code },
      });
    const unseen = [
      '/patrons/an',
      '/items/book-1',
      '/rules?library=central',
      '/holds/shelf?library=central',
      '/holds/pull?library=central',
      '/transits?library=central',
    ];
    for (const path of unseen) expect((await theirs('GET', path)).status, path).toBe(404);
    const rule = { library: 'school', loanDays: 1, renewals: 0 };
    expect((await ask('PUT', '/rules/theirs', rule)).body).toEqual({ outcome: 'accepted' });
    await ask('DELETE', '/rules/theirs?library=school');
    const { changes } = (await theirs('GET', '/audit')).body;
    expect(changes.length).toBeGreaterThan(0);
    for (const change of changes) expect(change.library.id).toBe('school');
    expect((await theirs('GET', '/audit?library=central')).body.changes).toEqual([]);
  });

  test('nobody without an account gets anything', async () => {
    const paths: [string, string][] = [
      ['POST', '/patrons/search'],
      ['GET', '/patrons/an'],
      ['POST', '/patrons/an/payments'],
      ['DELETE', '/patrons/an/blocks/x?library=central'],
      ['GET', '/items/book-1'],
      ['POST', '/items/book-1/marks'],
      ['POST', '/holds'],
      ['PATCH', '/holds/x'],
      ['GET', '/holds/pull?library=central'],
      ['GET', '/transits?library=central'],
      ['GET', '/rules?library=central'],
      ['PUT', '/rules/x'],
      ['POST', '/rules/try'],
      ['PUT', '/item-classes/x?library=central'],
      ['PUT', '/patron-classes/x?library=central'],
      ['GET', '/libraries'],
      ['GET', '/audit'],
    ];
    for (const [method, path] of paths)
      expect((await server.ask(method, `/staff${path}`, {})).status, path).toBe(401);
  });
});
