/** The section `sip2` of the server's settings. Without it there is no such door. */
import { z } from 'zod';
import { isLoopback } from '../loopback.ts';
import { Account } from './rules/account.ts';

const Host = z.string().min(1).default('127.0.0.1');
const Port = z.int().min(0).max(65_535);
const Path = z.string().min(1);

const Listen = z.strictObject({
  host: Host,
  port: Port.default(6001),
  /** Passwords and PINs go over this line as they are: to be said, where other machines can reach it. */
  clearText: z.boolean().default(false),
});

const Tls = z.strictObject({
  host: Host,
  port: Port.default(6443),
  /** PEM files; default the server's own. */
  certificate: Path.optional(),
  key: Path.optional(),
});

export const Sip2Section = z
  .strictObject({
    listen: Listen.optional(),
    tls: Tls.optional(),
    accounts: z.array(Account).min(1),
    /** Whether 99 is answered before 93. */
    statusBeforeLogin: z.boolean().default(true),
    /** A terminal that says nothing for so long is let go. Keep-alives of the field come every five to seven minutes. */
    idleSeconds: z.number().min(1).max(86_400).default(900),
    /** Within which a connection logs in. */
    loginSeconds: z.number().min(1).max(3600).default(30),
    mostConnections: z.int().min(1).max(100_000).default(5000),
  })
  .superRefine(({ listen, tls, accounts }, context) => {
    const fault = (path: (string | number)[], message: string) =>
      context.addIssue({ code: 'custom', path, message });
    if (!listen && !tls) fault(['listen'], 'is needed, or “tls”, or both');
    if (listen && !isLoopback(listen.host) && !listen.clearText)
      fault(
        ['listen', 'host'],
        `${listen.host} can be reached from other machines, and passwords go there in clear: take “tls”, ` +
          'or say "clearText": true for a network of its own',
      );
    if (tls && (tls.certificate === undefined) !== (tls.key === undefined))
      fault(['tls'], 'certificate and key come together');
    for (const [at, { login }] of accounts.entries())
      if (accounts.findIndex((other) => other.login === login) !== at)
        fault(['accounts', at, 'login'], `${login} is there twice`);
  });
export type Sip2Section = z.output<typeof Sip2Section>;
export type Sip2SectionInput = z.input<typeof Sip2Section>;

/** With the PEM texts read. */
export type Sip2Settings = Omit<Sip2Section, 'tls'> & {
  readonly tls?:
    | {
        readonly host: string;
        readonly port: number;
        readonly certificate: string;
        readonly key: string;
      }
    | undefined;
};
