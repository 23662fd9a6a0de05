import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import { onSqlite } from '#tests/databases.ts';
import { SimulatedSmtpServer } from '#tests/simulators/smtp-server.ts';
import { alertsOpen, startTelling } from '#tests/telling-server.ts';

test('TH57 what cannot even be put into words keeps nobody else’s mail from counting as sent', async () => {
  const engine = onSqlite();
  const mailbox = await SimulatedSmtpServer.start();
  engine.after(() => mailbox.close());
  const { server, mailsIn, put, list, terminal } = await startTelling(engine, {
    mail: {
      ...{ host: '127.0.0.1', port: mailbox.port, security: 'none', mostPerHour: 10 },
      from: 'may@thuvien.example',
    },
  });
  await put({ kind: 'mail', address: 'lan@thuvien.example', language: 'en' });
  await server.db.write('subscription-put', {
    ...{ id: randomUUID(), subscriptionId: randomUUID(), target: 'mai@thuvien.example' },
    ...{ actor: { kind: 'system', id: 'test', libraryId: 'central' }, now: Date.now() },
    // Of a release that spoke a language more.
    wishes: {
      ...{ kind: 'mail', severities: ['now'], language: 'de' as 'en' },
      ...{ wakeFor: [], digestAt: '07:00', inDigest: [] },
    },
  });
  await (await terminal()).say({ printer: { paper: 'out', since: Date.now() } });
  await expect.poll(() => alertsOpen(server)).toBe(1);
  server.clock.ahead += 11_000;
  await mailsIn(mailbox).toBe(1);
  await expect.poll(list).toMatchObject([{ waiting: 0 }, { waiting: 1, trouble: { givenUp: 0 } }]);
});
