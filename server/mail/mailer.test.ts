import { generate } from 'selfsigned';
import { afterEach, describe, expect, test } from 'vitest';
import { SimulatedSmtpServer } from '#tests/simulators/smtp-server.ts';
import { openMailer } from './mailer.ts';
import type { MailSettings } from './settings.ts';

const undo: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const step of undo.splice(0).reverse()) await step();
});

async function smtp(options: Parameters<typeof SimulatedSmtpServer.start>[0] = {}) {
  const started = await SimulatedSmtpServer.start(options);
  undo.push(() => started.close());
  return started;
}

const plain = (port: number): MailSettings => ({
  ...{ host: '127.0.0.1', port, security: 'none' },
  ...{ from: 'may@thuvien.example', mostPerHour: 10 },
});

describe('the line to the mail server', () => {
  const mail = { to: 'lan@thuvien.example', subject: 'Bến “Đò”', text: 'ộ Ẵ', id: 'x' } as const;

  test('is by TLS, with a certificate that is trusted, and with a password', async () => {
    const { cert, private: key } = await generate([{ name: 'commonName', value: 'localhost' }], {
      extensions: [{ name: 'subjectAltName', altNames: [{ type: 2, value: 'localhost' }] }],
    });
    const login = { user: 'may', password: 'mật khẩu' };
    const mailbox = await smtp({ tls: { key, certificate: cert }, login });
    const settings: MailSettings = {
      ...plain(mailbox.port),
      host: 'localhost',
      security: 'starttls',
      login,
      authority: cert,
    };
    await openMailer(settings).send({ ...mail, language: 'vi' });
    expect(mailbox.mails).toMatchObject([
      { ...{ to: mail.to, subject: mail.subject, secure: true }, text: 'ộ Ẵ' },
    ]);
    const wrong = openMailer({ ...settings, login: { ...login, password: 'x' } });
    await expect(wrong.send({ ...mail, language: 'vi' })).rejects.toThrow(/invalid/i);
    const { authority: _, ...untrusting } = settings;
    await expect(openMailer(untrusting).send({ ...mail, language: 'vi' })).rejects.toThrow(
      /certificate/i,
    );
    expect(mailbox.mails).toHaveLength(1);
  });

  test('a server that offers no TLS gets nothing', async () => {
    const mailbox = await smtp();
    const settings = { ...plain(mailbox.port), security: 'starttls' } as const;
    await expect(openMailer(settings).send({ ...mail, language: 'vi' })).rejects.toThrow();
    expect(mailbox.mails).toEqual([]);
  });
});
