import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, test } from 'vitest';
import type { Config } from '#server/config.ts';
import { DatabaseFault } from '#server/db/fault.ts';
import type { AppDatabase } from '#server/db/registry.ts';
import { createLog } from '#server/logging.ts';
import { openMailer } from '#server/mail/mailer.ts';
import { eachDatabase } from '#tests/databases.ts';
import { stockDesk } from '#tests/fixtures/small-desk.ts';
import { item, NOW, patron } from '#tests/fixtures/small-network.ts';
import { SimulatedSmtpServer } from '#tests/simulators/smtp-server.ts';
import { startTestServer } from '#tests/test-server.ts';
import type { TestServer, TestTerminal } from '#tests/test-server.ts';
import { ReceiptPost } from './receipt-post.ts';
import { letterOf } from './rules/letter.ts';
import { masked } from './rules/receipt-to-mail.ts';

const MOST = 3;
const PLACE = { library: 'Thư viện tỉnh', timeZone: 'Asia/Ho_Chi_Minh', terminal: 'Máy 1' };
const HOUR = 3_600_000;

eachDatabase((engine) => {
  let server: TestServer;
  let terminal: TestTerminal;
  let mailbox: SimulatedSmtpServer;
  let made = 0;

  beforeAll(async () => {
    mailbox = await SimulatedSmtpServer.start();
    engine.after(() => mailbox.close());
    const mail: Config['mail'] = {
      ...{ host: '127.0.0.1', port: mailbox.port, security: 'none', mostPerHour: MOST },
      from: 'may@thuvien.example',
    };
    server = await startTestServer(engine, { mail });
    await stockDesk(server.db);
    terminal = await server.addTerminal('central');
  });

  /** Each test has readers of its own, and mailboxes. */
  async function reader(more: object = {}): Promise<{ card: string; email: string }> {
    made += 1;
    const [card, email] = [`C-LAN-${made}`, `lan.${made}@thu.example`];
    const patrons = [patron(`lan-${made}`, card, { email, ...more })];
    await server.db.write('patrons-put', { now: NOW, patrons });
    return { card, email };
  }
  async function newBook(): Promise<string> {
    made += 1;
    await server.db.write('items-put', { items: [item(`new-${made}`, `N-${made}`)] });
    return `N-${made}`;
  }

  async function act(kind: 'checkout' | 'checkin', identifier: string, card?: string) {
    const id = randomUUID();
    const occurredAt = Date.now() + server.clock.ahead;
    const body = { act: kind, mode: 'attempt', item: { identifier }, occurredAt };
    const answer = await server.ask('PUT', `/transactions/${id}`, {
      token: await terminal.token(),
      body: { ...body, ...(card !== undefined && { card }) },
    });
    expect(answer.body).toMatchObject({ outcome: 'accepted' });
    return id;
  }
  const lend = async (card: string) => act('checkout', await newBook(), card);
  async function ask(transactions: readonly string[], more: object = {}, by = terminal) {
    const body = { id: randomUUID(), transactions, language: 'vi', ...more };
    const token = await by.token();
    return (await server.ask('POST', '/terminals/receipts/mail', { token, body })).body;
  }
  const sentTo = (email: string) => mailbox.mails.filter(({ to }) => to === email);
  const unknown = { outcome: 'refused', code: 'receipt-unknown' };

  test('S223 a visit’s receipt goes to the address on file; the terminal is shown one letter of it', async () => {
    const { card, email } = await reader();
    expect(await ask([await lend(card), await lend(card)])).toEqual({
      ...{ outcome: 'accepted', to: 'l…@…' },
    });
    const [mail, ...others] = sentTo(email);
    expect(others).toEqual([]);
    expect(mail?.subject).toBe('Phiếu mượn trả – Thư viện tỉnh');
    expect(mail?.text.match(/Dế mèn phiêu lưu ký – hạn trả/g)).toHaveLength(2);
    expect(mail?.text).not.toContain(card);
    expect(mail?.headers.get('content-language')).toBe('vi');
  });

  test('S223 whether there is an address is said with the card, and only where mail is sent', async () => {
    const identify = async (at: TestServer, by: TestTerminal, card: string) => {
      const body = { card, entry: 'scanned' };
      return (await at.ask('POST', '/patrons/identify', { token: await by.token(), body })).body;
    };
    const { card } = await reader();
    expect(await identify(server, terminal, card)).toMatchObject({ patron: { hasEmail: true } });
    expect(await identify(server, terminal, 'C-AN')).not.toHaveProperty('patron.hasEmail');
    const silent = await startTestServer(engine);
    await stockDesk(silent.db);
    const patrons = [patron('lan', 'C-LAN', { email: 'lan@thu.example' })];
    await silent.db.write('patrons-put', { now: NOW, patrons });
    const there = await silent.addTerminal('central');
    const known = await identify(silent, there, 'C-LAN');
    expect(known).toHaveProperty('patron');
    expect(known).not.toHaveProperty('patron.hasEmail');
    const asked = await silent.ask('POST', '/terminals/receipts/mail', {
      token: await there.token(),
      body: { id: randomUUID(), transactions: ['x'], language: 'vi' },
    });
    expect(asked.body).toEqual({ outcome: 'refused', code: 'mail-not-set-up' });
  });

  test('S224 asked again under the same id, it is sent once', async () => {
    const { card, email } = await reader();
    const visit = [await lend(card)];
    const id = randomUUID();
    const answers = await Promise.all([ask(visit, { id }), ask(visit, { id }), ask(visit, { id })]);
    for (const answer of answers) expect(answer).toMatchObject({ outcome: 'accepted' });
    expect(sentTo(email)).toHaveLength(1);
  });

  test('S224 what a busy database has kept from being answered is carried out when it is asked again under the same id', async () => {
    const { card, email } = await reader();
    const asked = {
      ...{ id: randomUUID(), transactions: [await lend(card)], language: 'vi' as const },
      ...{ terminalId: terminal.id, place: PLACE },
    };
    let isBusy = true;
    const db: AppDatabase = {
      ...server.db,
      read: (query, input) =>
        isBusy
          ? Promise.reject(new DatabaseFault('busy', 'too many wait'))
          : server.db.read(query, input),
    };
    const now = () => Date.now() + server.clock.ahead;
    const settings = { host: '127.0.0.1', port: mailbox.port, security: 'none' } as const;
    const mailer = openMailer({ ...settings, from: 'may@thuvien.example', mostPerHour: MOST });
    const post = new ReceiptPost({ db, now, mailer, log: createLog('silent') });
    await expect(post.send(asked)).rejects.toThrow('too many wait');
    isBusy = false;
    expect(await post.send(asked)).toMatchObject({ outcome: 'accepted' });
    expect(sentTo(email)).toHaveLength(1);
  });

  test('S224 not more than so many in an hour', async () => {
    const { card, email } = await reader();
    const visit = [await lend(card)];
    for (let sent = 0; sent < MOST; sent++) await ask(visit);
    expect(await ask(visit)).toEqual({ outcome: 'refused', code: 'receipt-mail-limit' });
    expect(sentTo(email)).toHaveLength(MOST);
    server.clock.ahead += HOUR + 1;
    expect(await ask(visit)).toMatchObject({ outcome: 'accepted' });
  });

  test('S224 a family’s mailbox is one mailbox', async () => {
    const { email, card } = await reader();
    const { card: other } = await reader({ email: email.toUpperCase() });
    const [one, two] = [[await lend(card)], [await lend(other)]];
    for (let sent = 0; sent < MOST; sent++) await ask(one);
    expect(await ask(two)).toEqual({ outcome: 'refused', code: 'receipt-mail-limit' });
  });

  test('S225 not what another terminal has done, not of several, not of nobody, not of long ago', async () => {
    const [one, two] = [await reader(), await reader()];
    const visit = [await lend(one.card)];
    expect(await ask(visit, {}, await server.addTerminal('central'))).toEqual(unknown);
    expect(await ask([...visit, await lend(two.card)])).toEqual(unknown);
    expect(await ask([randomUUID()])).toEqual(unknown);
    server.clock.ahead += 5 * HOUR;
    expect(await ask(visit)).toEqual(unknown);
    expect([...sentTo(one.email), ...sentTo(two.email)]).toEqual([]);
  });

  test('S225 no address, no mail', async () => {
    const nobody = await act('checkout', await newBook(), 'C-TEACH');
    expect(await ask([nobody])).toEqual({ outcome: 'refused', code: 'no-address' });
  });

  test('S225 what somebody else had borrowed stands in nobody else’s mail', async () => {
    const [one, two] = [await reader(), await reader()];
    const book = await newBook();
    await act('checkout', book, two.card);
    const returned = await act('checkin', book);
    const own = await newBook();
    await act('checkout', own, one.card);
    const back = await act('checkin', own);
    await ask([returned, back, await lend(one.card)]);
    expect(sentTo(one.email)[0]?.text.match(/^- /gm)).toHaveLength(2);
  });

  test('S226 a mail server that does not take it: said at once, and nothing is sent later', async () => {
    const { card, email } = await reader();
    const visit = [await lend(card)];
    mailbox.mood = 'full';
    expect(await ask(visit)).toEqual({ outcome: 'refused', code: 'mail-not-sent' });
    mailbox.mood = 'well';
    expect(await ask(visit)).toMatchObject({ outcome: 'accepted' });
    expect(sentTo(email)).toHaveLength(1);
  });

  test('S225 only a terminal may ask', async () => {
    const body = { id: randomUUID(), transactions: ['x'], language: 'vi' };
    expect((await server.ask('POST', '/terminals/receipts/mail', { body })).status).toBe(401);
  });
});

describe('S223 the letter', () => {
  const due = Date.UTC(2026, 11, 18, 16, 59);
  const lines = [
    { act: 'checkout', title: 'Dế Mèn', dueAt: due, code: '7C3D9FGH' },
    { act: 'checkin', title: 'Số đỏ' },
  ] as const;

  test.each([
    ['vi', /- Dế Mèn – hạn trả Thứ Sáu,? 18\/12\/2026 – mã 7C3D 9FGH\n/],
    ['en', /- Dế Mèn – due Friday,? 18 December 2026 – code 7C3D 9FGH\n/],
    ['fr', /- Dế Mèn – à rendre le vendredi 18 décembre 2026 – code 7C3D 9FGH\n/],
  ] as const)('S223 in %s: day, code, and why it has come', (language, said) => {
    const { subject, text } = letterOf({ lines, at: due }, language, PLACE);
    expect(text).toMatch(said);
    expect(text).toContain('- Số đỏ\n');
    expect(text).toContain('Máy 1');
    expect(subject).toContain('Thư viện tỉnh');
  });

  test('S223 of the address one letter is shown', () => {
    expect(masked('lan@thu.example')).toBe('l…@…');
  });
});
