import { randomUUID } from 'node:crypto';
import { afterEach, describe, expect, test } from 'vitest';
import type { Config } from '#server/config.ts';
import { eachDatabase, onSqlite } from '#tests/databases.ts';
import { exampleIn } from '#tests/docs-example.ts';
import { SimulatedSmtpServer } from '#tests/simulators/smtp-server.ts';
import { isGenuine, WebhookReceiver } from '#tests/simulators/webhook-receiver.ts';
import { alertsOpen, pass, startTelling } from '#tests/telling-server.ts';

const [MINUTE, HOUR] = [60_000, 3_600_000];
const paper = (state: 'ok' | 'out') => ({ printer: { paper: state, since: Date.now() } });

interface Example {
  isGenuine(headers: object, body: string, secret: string, now: number): boolean;
}

const undo: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const step of undo.splice(0).reverse()) await step();
});

async function smtp(options: Parameters<typeof SimulatedSmtpServer.start>[0] = {}) {
  const started = await SimulatedSmtpServer.start(options);
  undo.push(() => started.close());
  return started;
}

const mailTo = (port: number, mostPerHour = 10): NonNullable<Config['mail']> => ({
  host: '127.0.0.1',
  ...{ port, security: 'none', from: 'may@thuvien.example', mostPerHour },
});

eachDatabase((engine) => {
  test('TH50 a mailbox is told in its language when an alert opens, and when it is over', async () => {
    const mailbox = await smtp();
    const { server, mailsIn, put, terminal } = await startTelling(engine, {
      mail: mailTo(mailbox.port),
      publicUrl: 'https://may.thuvien.example',
    });
    await put({ kind: 'mail', address: 'lan@thuvien.example', language: 'en' });
    await put({ kind: 'mail', address: 'mai@thuvien.example', library: 'ward', language: 'fr' });
    await put({ kind: 'mail', address: 'van@thuvien.example', library: 'van' });
    const kiosk = await terminal('school');
    await kiosk.say(paper('out'));
    await expect.poll(() => alertsOpen(server)).toBe(1);
    await pass(server, 11_000, kiosk);
    server.clock.ahead += 5000;
    await mailsIn(mailbox).toBe(2);
    const toLan = mailbox.mails.find(({ to }) => to === 'lan@thuvien.example');
    expect(toLan?.subject).toMatch(/^Trường Hoa Mai: Máy .{4} is out of paper\.$/);
    expect(toLan?.text).toContain('Put in a roll and press Feed.');
    expect(toLan?.text).toContain('https://may.thuvien.example/staff');
    expect(toLan?.headers.get('auto-submitted')).toBe('auto-generated');
    const toMai = mailbox.mails.find(({ to }) => to === 'mai@thuvien.example');
    expect(toMai?.subject).toMatch(/n’a plus de papier\.$/);

    await kiosk.say(paper('ok'));
    await expect
      .poll(async () => {
        server.clock.ahead += 10_000;
        await kiosk.say();
        return alertsOpen(server);
      })
      .toBe(0);
    server.clock.ahead += 11_000;
    await mailsIn(mailbox).toBe(4);
    const end = mailbox.mails.findLast(({ to }) => to === 'lan@thuvien.example');
    expect(end?.subject).toMatch(/^Over: Máy/);
    expect(end?.text).toMatch(/It lasted from \d\d:\d\d to \d\d:\d\d\./);
  });

  test('TH50 a webhook is told, signed; what fails comes later, in its order, under the same id', async () => {
    const receiver = await WebhookReceiver.start();
    undo.push(() => receiver.close());
    const { server, look, put, list, terminal } = await startTelling(engine, {});
    const { id, answer } = await put({ kind: 'webhook', url: receiver.url });
    expect(answer).toMatchObject({ outcome: 'accepted', secret: /^whsec_/ });
    receiver.status = 503;
    const kiosk = await terminal();
    await kiosk.say(paper('out'));
    await expect.poll(() => receiver.received.length).toBe(1);
    const [failed] = receiver.received;
    if (!failed) throw new Error('nothing came');
    expect(isGenuine(failed, answer.secret)).toBe(true);
    expect(isGenuine({ ...failed, text: `${failed.text} ` }, answer.secret)).toBe(false);
    const { isGenuine: byTheBook } = (await exampleIn('docs/integrators/alerts.md')) as Example;
    const now = Date.now() + server.clock.ahead;
    expect(byTheBook(failed.headers, failed.text, answer.secret, now)).toBe(true);
    expect(byTheBook(failed.headers, `${failed.text} `, answer.secret, now)).toBe(false);
    expect(byTheBook(failed.headers, failed.text, answer.secret, now + 6 * MINUTE)).toBe(false);
    expect(failed.body).toMatchObject({
      type: 'alert.opened',
      data: {
        subscription: { id },
        alert: {
          ...{ code: 'paper-out', severity: 'now' },
          terminal: { id: kiosk.id },
          words: { vi: { what: /hết giấy\.$/ } },
        },
      },
    });
    await expect
      .poll(list)
      .toMatchObject([{ waiting: 1, trouble: { message: 'it answered 503', givenUp: 0 } }]);
    receiver.status = 200;
    server.clock.ahead += 16_000;
    await look();
    await expect.poll(() => receiver.received.length).toBe(2);
    expect(receiver.received[1]?.headers['webhook-id']).toBe(failed.headers['webhook-id']);
    await expect.poll(list).toMatchObject([{ waiting: 0, lastSentAt: expect.any(Number) }]);
    expect((await list())[0]).not.toHaveProperty('trouble');
  });

  test('TH57 a webhook hears what it has missed before what is new', async () => {
    const receiver = await WebhookReceiver.start();
    undo.push(() => receiver.close());
    const { put, list, terminal } = await startTelling(engine, {});
    await put({ kind: 'webhook', url: receiver.url });
    receiver.status = 503;
    await (await terminal()).say(paper('out'));
    await expect.poll(list).toMatchObject([{ waiting: 1, trouble: { givenUp: 0 } }]);
    const tries = receiver.received.length;
    receiver.status = 200;
    await (await terminal()).say(paper('out'));
    await expect.poll(() => receiver.received.length).toBe(tries + 2);
    const [missed, fresh] = receiver.received
      .slice(tries)
      .map(({ headers }) => headers['webhook-id']);
    expect(missed).toBe(receiver.received[0]?.headers['webhook-id']);
    expect(fresh).not.toBe(missed);
  });

  test('TH50 after a restart what was not yet told is told', async () => {
    const mailbox = await smtp();
    const place = await engine.place();
    const same = { ...engine, place: () => Promise.resolve(place) };
    mailbox.mood = 'gone';
    const first = await startTelling(same, { mail: mailTo(mailbox.port) });
    await first.put({ kind: 'mail', address: 'lan@thuvien.example', language: 'en' });
    const kiosk = await first.terminal();
    await kiosk.say(paper('out'));
    await expect.poll(() => alertsOpen(first.server)).toBe(1);
    await kiosk.close();
    await first.server.close();
    mailbox.mood = 'well';
    const settings = { mail: mailTo(mailbox.port) };
    const second = await startTelling(same, settings, first.server.firstAccount);
    second.server.clock.ahead += MINUTE;
    await second.mailsIn(mailbox).toBe(1);
    expect(mailbox.mails[0]?.subject).toContain('out of paper');
  });
});

describe('two servers on one database', () => {
  eachDatabase((engine) => {
    test.skipIf(engine.name === 'sqlite')(
      'TH8 tell once, whichever of them has heard it',
      async () => {
        const receiver = await WebhookReceiver.start();
        undo.push(() => receiver.close());
        const place = await engine.place();
        const same = { ...engine, place: () => Promise.resolve(place) };
        const one = await startTelling(same, {});
        const other = await startTelling(same, {}, one.server.firstAccount);
        await one.put({ kind: 'webhook', url: receiver.url });
        const kiosks = [await one.terminal(), await other.terminal(), await other.terminal()];
        await Promise.all(kiosks.map((kiosk) => kiosk.say(paper('out'))));
        await expect.poll(() => receiver.received.length).toBe(3);
        await Promise.all([one.look(), other.look()]);
        await expect.poll(one.list).toMatchObject([{ waiting: 0 }]);
        const ids = receiver.received.map(({ headers }) => headers['webhook-id']);
        expect(new Set(ids).size).toBe(3);
        expect(ids).toHaveLength(3);
      },
    );
  });
});

describe('with one mailbox', () => {
  const engine = onSqlite();

  test('TH53 what opens and ends at night is in the digest of the morning, once', async () => {
    const mailbox = await smtp();
    const { server, mailsIn, setTime, put, terminal } = await startTelling(engine, {
      mail: mailTo(mailbox.port),
    });
    await setTime('22:50');
    const quiet = { from: '21:00', to: '06:30' };
    await put({
      ...{ kind: 'mail', address: 'lan@thuvien.example', language: 'en', quiet },
      digestAt: '07:30',
    });
    const [one, two] = [await terminal(), await terminal()];
    await one.say(paper('out'));
    await two.say(paper('out'));
    await expect.poll(() => alertsOpen(server)).toBe(2);
    await two.say(paper('ok'));
    await expect
      .poll(async () => {
        await pass(server, 10_000, one, two);
        return alertsOpen(server);
      })
      .toBe(1);
    await setTime('07:31');
    await mailsIn(mailbox).toBe(1);
    const [digest] = mailbox.mails;
    expect(digest?.subject).toBe('Thư viện tỉnh: 2 things since yesterday');
    expect(digest?.text).toMatch(
      /NEEDS A HAND\n\n.*out of paper[\s\S]*OVER BY NOW\n\n.*out of paper/,
    );
  });

  test('TH53 at night somebody gets up for what they have chosen', async () => {
    const mailbox = await smtp();
    const { server, mailsIn, setTime, put, terminal } = await startTelling(engine, {
      mail: mailTo(mailbox.port),
    });
    await setTime('23:30');
    await put({
      ...{ kind: 'mail', address: 'lan@thuvien.example', wakeFor: ['outbox-closed'] },
      quiet: { from: '21:00', to: '06:30' },
    });
    const kiosk = await terminal();
    await kiosk.say({ ...paper('out'), outbox: { open: false } });
    await expect.poll(() => alertsOpen(server)).toBe(2);
    server.clock.ahead += 11_000;
    await mailsIn(mailbox).toBe(1);
    expect(mailbox.mails[0]?.subject).toContain('không ghi được vào ổ đĩa');
  });

  test('TH56 twenty at once are as many mails as agreed, the last with all the rest', async () => {
    const mailbox = await smtp();
    const { server, mailsIn, put, terminal } = await startTelling(engine, {
      mail: mailTo(mailbox.port, 4),
    });
    await put({ kind: 'mail', address: 'lan@thuvien.example', language: 'en' });
    const kiosks = [];
    for (let count = 0; count < 20; count += 1) kiosks.push(await terminal());
    await Promise.all(kiosks.map((kiosk) => kiosk.say(paper('out'))));
    await expect.poll(() => alertsOpen(server)).toBe(20);
    server.clock.ahead += 11_000;
    await mailsIn(mailbox).toBe(4);
    const last = mailbox.mails.at(-1);
    expect(last?.subject).toBe('Thư viện tỉnh: 17 messages about terminals');
    expect(last?.text.match(/out of paper/g)).toHaveLength(17);
  });

  test('TH57 a mailbox that is full is tried again; after a day it is given up, and that is told', async () => {
    const mailbox = await smtp();
    const { server, ask, setTime, put, list, terminal } = await startTelling(engine, {
      mail: mailTo(mailbox.port),
    });
    await put({ kind: 'mail', address: 'lan@thuvien.example' });
    mailbox.mood = 'full';
    const kiosk = await terminal();
    await kiosk.say(paper('out'));
    await expect.poll(() => alertsOpen(server)).toBe(1);
    server.clock.ahead += 11_000;
    await expect
      .poll(list)
      .toMatchObject([{ waiting: 1, trouble: { message: /insufficient system storage/ } }]);
    const { body } = await ask('GET', '/staff/alerts');
    expect(body.noticesFailing).toBe(1);
    server.clock.ahead += 24 * HOUR;
    await setTime('12:00');
    await expect.poll(list).toMatchObject([{ waiting: 0, trouble: { givenUp: 1 } }]);
    expect(mailbox.mails).toEqual([]);
  });

  test('TH57 after a lost answer a mail comes twice, under the same id', async () => {
    const mailbox = await smtp();
    const { server, mailsIn, put, terminal } = await startTelling(engine, {
      mail: mailTo(mailbox.port),
    });
    await put({ kind: 'mail', address: 'lan@thuvien.example' });
    mailbox.dropAfterData = 1;
    const kiosk = await terminal();
    await kiosk.say(paper('out'));
    await expect.poll(() => alertsOpen(server)).toBe(1);
    server.clock.ahead += 11_000;
    await mailsIn(mailbox).toBe(1);
    server.clock.ahead += 16_000;
    await mailsIn(mailbox).toBe(2);
    const [first, second] = mailbox.mails.map(({ headers }) => headers.get('message-id'));
    expect(first).toMatch(/@thuvien\.example>$/);
    expect(second).toBe(first);
  });

  test('TH58 a test goes out at once, by day and by night', async () => {
    const mailbox = await smtp();
    const { ask, mailsIn, setTime, put } = await startTelling(engine, {
      mail: mailTo(mailbox.port),
    });
    await setTime('23:00');
    const { id } = await put({
      ...{ kind: 'mail', address: 'lan@thuvien.example' },
      quiet: { from: '21:00', to: '06:00' },
    });
    const path = `/staff/subscriptions/${id}/test?act=${randomUUID()}&library=central`;
    for (let twice = 0; twice < 2; twice += 1)
      expect((await ask('POST', path)).body).toEqual({ outcome: 'accepted' });
    await mailsIn(mailbox).toBe(1);
    expect(mailbox.mails[0]).toMatchObject({ subject: 'Nhịp Cầu: thư thử' });
    const remove = `/staff/subscriptions/${id}?act=${randomUUID()}&library=central`;
    expect((await ask('DELETE', remove)).body).toEqual({ outcome: 'accepted' });
    const gone = `/staff/subscriptions/${id}/test?act=${randomUUID()}&library=central`;
    expect((await ask('POST', gone)).body).toMatchObject({
      refusal: { code: 'subscription-unknown' },
    });
  });

  test('TH59 redirects are not followed, and private networks are closed unless the settings open them', async () => {
    const [inner, outer] = [await WebhookReceiver.start(), await WebhookReceiver.start()];
    undo.push(() => inner.close());
    undo.push(() => outer.close());
    outer.status = 307;
    outer.location = inner.url;
    const open = await startTelling(engine, {});
    await open.put({ kind: 'webhook', url: outer.url });
    const kiosk = await open.terminal();
    await kiosk.say(paper('out'));
    await expect.poll(() => outer.received.length).toBe(1);
    await expect.poll(open.list).toMatchObject([{ trouble: { message: 'it answered 307' } }]);
    expect(inner.received).toEqual([]);

    const shut = await startTelling(engine, { webhooks: { privateNetworks: [] } });
    for (const url of [
      inner.url,
      'http://10.0.0.1/x',
      'https://192.168.1.1/x',
      'https://[::1]/x',
      'https://[::ffff:10.0.0.1]/x',
      'https://169.254.169.254/latest',
      'http://example.org/x',
      'https://user:secret@example.org/x',
    ])
      expect((await shut.put({ kind: 'webhook', url })).answer).toMatchObject({
        refusal: { code: 'address-not-allowed' },
      });
    const fine = await shut.put({ kind: 'webhook', url: 'https://example.org/x' });
    expect(fine.answer.outcome).toBe('accepted');
  });

  test('a mail server that says nothing holds up neither the end of the server nor the mail', async () => {
    const mailbox = await smtp();
    mailbox.mood = 'mute';
    const place = await engine.place();
    const same = { ...engine, place: () => Promise.resolve(place) };
    const settings = { mail: mailTo(mailbox.port) };
    const first = await startTelling(same, settings);
    const { id } = await first.put({ kind: 'mail', address: 'lan@thuvien.example' });
    await first.ask('POST', `/staff/subscriptions/${id}/test?act=${randomUUID()}&library=central`);
    await expect.poll(() => mailbox.lines).toBe(1);
    const begun = performance.now();
    await first.server.close();
    // The mail itself would be waited for for fifteen seconds.
    expect(performance.now() - begun).toBeLessThan(14_000);
    mailbox.mood = 'well';
    const second = await startTelling(same, settings, first.server.firstAccount);
    // Until then the first server might still have been at it.
    second.server.clock.ahead += 11 * MINUTE;
    await second.mailsIn(mailbox).toBe(1);
  });

  test('TH50 without mail in the settings no mailbox can be put on the list', async () => {
    const { put } = await startTelling(engine, {});
    const { answer } = await put({ kind: 'mail', address: 'lan@thuvien.example' });
    expect(answer).toMatchObject({ refusal: { code: 'mail-not-set-up' } });
  });
});
