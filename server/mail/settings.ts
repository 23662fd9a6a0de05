/** The section `mail` of the server's settings. Without it no mail is sent. */
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { z } from 'zod';
import { isLoopback } from '../loopback.ts';

const Path = z.string().min(1);

export const MailSection = z.strictObject({
  host: z.string().min(1).max(253),
  port: z.int().min(1).max(65_535).default(587),
  /** `starttls`: the usual at port 587 (RFC 6409); `tls` from the first byte: 465 (RFC 8314 §3.3). */
  security: z.enum(['starttls', 'tls', 'none']).default('starttls'),
  /** PEM of who has signed the mail server's certificate, where that is none the world knows. */
  authority: Path.optional(),
  user: z.string().max(254).optional(),
  passwordFile: Path.optional(),
  from: z.email().max(254),
  /** To one address. Then one mail says how many more there are. */
  mostPerHour: z.int().min(2).max(1000).default(10),
});

export interface MailSettings {
  readonly host: string;
  readonly port: number;
  readonly security: 'starttls' | 'tls' | 'none';
  /** PEM */
  readonly authority?: string | undefined;
  readonly login?: { readonly user: string; readonly password: string } | undefined;
  readonly from: string;
  readonly mostPerHour: number;
}

/**
 * @param base paths in the section are relative to it
 * @throws Error in one sentence
 */
export function mailSettings(base: string, section: z.output<typeof MailSection>): MailSettings {
  const { host, port, security, user, passwordFile, authority, from, mostPerHour } = section;
  if ((user === undefined) !== (passwordFile === undefined))
    throw new Error('“user” and “passwordFile” belong together');
  if (security === 'none' && !isLoopback(host))
    throw new Error(`${host} is another machine: mail goes there by TLS only`);
  return {
    ...{ host, port, security, from, mostPerHour },
    ...(authority !== undefined && { authority: readFileSync(resolve(base, authority), 'utf8') }),
    ...(user !== undefined &&
      passwordFile !== undefined && { login: { user, password: firstLine(base, passwordFile) } }),
  };
}

/** Whoever writes a file with an editor leaves a line's end behind. */
function firstLine(base: string, file: string): string {
  const [line = ''] = readFileSync(resolve(base, file), 'utf8').split(/\r?\n/u);
  if (line === '') throw new Error(`${file} holds no password`);
  return line;
}
