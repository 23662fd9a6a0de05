/** The real server on a free port, with a tree of libraries, a clock that can be set, and terminals that sign. */
import { generateKeyPairSync, randomUUID, sign } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Config } from '#server/config.ts';
import type { DatabasePlace } from '#server/db/open.ts';
import { startServer } from '#server/main.ts';
import type { RunningServer } from '#server/main.ts';
import { SIGNATURE_PREFIX } from '#server/terminals/schema.ts';
import { PERMIT_DEFAULTS } from '#server/permit/settings.ts';
import type { TestEngine } from './databases.ts';

export interface TestServer extends RunningServer {
  readonly dataFolder: string;
  /** Milliseconds the server's clock is ahead of ours; raise it instead of waiting. */
  readonly clock: { ahead: number };
  /** A JSON request to a path under `/api`. */
  ask(method: string, path: string, options?: AskOptions): Promise<Answer>;
  /** Registers a terminal with a new key at a library. */
  addTerminal(libraryId: string): Promise<TestTerminal>;
  /** Signs in with the account made at the first start, or another. */
  signIn(name?: string, password?: string): Promise<string>;
}

export interface AskOptions {
  readonly body?: unknown;
  readonly token?: string;
  readonly cookie?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- a test looks into whatever has come
  readonly body: any;
}

export interface TestTerminal {
  readonly id: string;
  readonly privateKey: KeyObject;
  readonly publicKey: string;
  /** Asks for a challenge, signs it, and gives the token. */
  token(): Promise<string>;
}

/** The province, one ward below it, a school below the ward, and the van beside the ward. */
export const LIBRARIES = [
  { id: 'central', kind: 'central', name: 'Thư viện tỉnh' },
  { id: 'ward', parentId: 'central', kind: 'ward', name: 'Phường Đông' },
  { id: 'school', parentId: 'ward', kind: 'school', name: 'Trường Hoa Mai' },
  { id: 'van', parentId: 'central', kind: 'van', name: 'Xe thư viện' },
].map((library) => ({ timeZone: 'Asia/Ho_Chi_Minh', ...library }));

export function testConfig(dataFolder: string, database: DatabasePlace): Config {
  return {
    listen: { host: '127.0.0.1', port: 0 },
    dataFolder,
    database,
    behindTlsProxy: false,
    allowedOrigins: [],
    clockUncertaintyMs: 120_000,
    keepLoanHistoryDays: 30,
    permit: PERMIT_DEFAULTS,
    pagesFolder: join(dataFolder, 'pages'),
    logLevel: 'silent',
  };
}

/** @param changes of the settings, such as where the built pages are */
export async function startTestServer(
  engine: Pick<TestEngine, 'place' | 'after'>,
  changes: Partial<Config> = {},
): Promise<TestServer> {
  const place = await engine.place();
  const dataFolder = mkdtempSync(join(tmpdir(), 'nhipcau-server-'));
  engine.after(() => rmSync(dataFolder, { recursive: true, force: true }));
  const clock = { ahead: 0 };
  const now = () => Date.now() + clock.ahead;
  const server = await startServer({ ...testConfig(dataFolder, place), ...changes }, { now });
  engine.after(() => server.close());
  await server.db.write('libraries-put', { libraries: LIBRARIES });

  const ask: TestServer['ask'] = (method, path, options) =>
    askAt(server.url, method, path, {
      ...options,
      headers: { Origin: originOf(server.url, changes), ...options?.headers },
    });
  const addTerminal = async (libraryId: string) => {
    const terminal = newTerminal(ask);
    const { id, publicKey } = terminal;
    const added = { id, name: `Máy ${id.slice(0, 4)}`, libraryId, publicKey, now: now() };
    await server.db.write('terminal-add', added);
    return terminal;
  };
  const signIn = async (
    name = server.firstAccount?.name ?? '',
    password = server.firstAccount?.password ?? '',
  ) => {
    const answer = await ask('POST', '/staff/sign-in', { body: { name, password } });
    if (answer.status !== 200) throw new Error(`not signed in: ${answer.status}`);
    return (answer.headers.get('Set-Cookie') ?? '').split(';')[0] ?? '';
  };
  return { ...server, dataFolder, clock, ask, addTerminal, signIn };
}

/** A terminal with a key of its own, which the server need not know. */
export function newTerminal(ask: TestServer['ask']): TestTerminal {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  const id = randomUUID();
  const token = async () => {
    const asked = await ask('POST', '/terminals/challenge', { body: { terminalId: id } });
    const signature = signatureOf(privateKey, id, asked.body.challenge);
    const body = { terminalId: id, challenge: asked.body.challenge, signature };
    const answer = await ask('POST', '/terminals/token', { body });
    if (answer.status !== 200) throw new Error(`no token: ${answer.status}`);
    return String(answer.body.token);
  };
  return { id, privateKey, publicKey: publicKey.export({ format: 'jwk' }).x ?? '', token };
}

export const signatureOf = (key: KeyObject, terminalId: string, challenge: string): string =>
  sign(null, Buffer.from(`${SIGNATURE_PREFIX}${terminalId}\n${challenge}`), key).toString(
    'base64url',
  );

/** As a browser has it: behind a proxy it speaks TLS. */
const originOf = (url: string, { behindTlsProxy }: Partial<Config>): string =>
  behindTlsProxy ? url.replace('http:', 'https:') : url;

async function askAt(
  url: string,
  method: string,
  path: string,
  { body, token, cookie, headers }: AskOptions = {},
): Promise<Answer> {
  const response = await fetch(`${url}/api${path}`, {
    method,
    headers: {
      ...(body !== undefined && { 'Content-Type': 'application/json' }),
      ...(token !== undefined && { Authorization: `Bearer ${token}` }),
      ...(cookie !== undefined && { Cookie: cookie }),
      ...headers,
    },
    ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  });
  const text = await response.text();
  const isJson = response.headers.get('Content-Type')?.startsWith('application/json');
  return {
    status: response.status,
    headers: response.headers,
    body: isJson ? JSON.parse(text) : text,
  };
}
