/** Sends mail by the library's own mail server (SMTP, RFC 5321). */
import { createTransport } from 'nodemailer';
import type { MailSettings } from './settings.ts';

export interface Mail {
  readonly to: string;
  readonly subject: string;
  /** Plain text: it is read on old telephones, too. */
  readonly text: string;
  /** The same at each try, so that a mailbox that has it already can tell. */
  readonly id: string;
  readonly language: string;
}

export interface Mailer {
  readonly mostPerHour: number;
  /** Resolves when the mail server has taken it. @throws Error as that server, or the line to it, says */
  send(mail: Mail): Promise<void>;
}

/** Somebody waits behind it: a mail server that is silent for so long is tried again later. */
const PATIENCE_MS = 15_000;

export function openMailer(settings: MailSettings): Mailer {
  const { host, port, security, authority, login, from, mostPerHour } = settings;
  const transport = createTransport({
    ...{ host, port },
    secure: security === 'tls',
    requireTLS: security === 'starttls',
    ignoreTLS: security === 'none',
    ...(authority !== undefined && { tls: { ca: authority } }),
    ...(login && { auth: { user: login.user, pass: login.password } }),
    connectionTimeout: PATIENCE_MS,
    greetingTimeout: PATIENCE_MS,
    socketTimeout: PATIENCE_MS,
    // What is sent is text that we have made: nothing is fetched from disk or net for it.
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  const domain = from.slice(from.lastIndexOf('@') + 1);
  return {
    mostPerHour,
    send: async ({ to, subject, text, id, language }) => {
      await transport.sendMail({
        from: { name: 'Nhịp Cầu', address: from },
        to: { name: '', address: to },
        ...{ subject, text },
        messageId: `<${id}@${domain}>`,
        headers: {
          'Content-Language': language,
          // Nobody's holiday answer comes back (RFC 3834 §5).
          'Auto-Submitted': 'auto-generated',
        },
      });
    },
  };
}
