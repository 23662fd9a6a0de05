/** The central server: configuration → everything built once → start, stop. */
import { readFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { createServer as createTlsServer } from 'node:https';
import type { Server as HttpsServer } from 'node:https';
import type { Server as HttpServer } from 'node:http';
import { createAdaptorServer } from '@hono/node-server';
import type { ServerType, WebSocketServerLike } from '@hono/node-server';
import { WebSocketServer } from 'ws';
import { createApp } from './app.ts';
import { refuseHalfRestored } from './backup/restore.ts';
import { TransactionLine } from './circulation/transaction-line.ts';
import { runCommand } from './cli/commands.ts';
import { readConfig } from './config.ts';
import type { Config } from './config.ts';
import { messageOf } from './db/fault.ts';
import { openDatabase } from './db/open.ts';
import { registry } from './db/registry.ts';
import type { AppDatabase } from './db/registry.ts';
import { bePatient, PATIENCE, serverOptions } from './http/patience.ts';
import type { Patience } from './http/patience.ts';
import { UnderWay } from './http/under-way.ts';
import { createLog } from './logging.ts';
import { ImportDesk } from './import/import-desk.ts';
import { MAX_LINK_MESSAGE_BYTES } from './monitoring/link.ts';
import { OpenLinks } from './monitoring/open-links.ts';
import { Metrics } from './metrics/metrics.ts';
import { openWatching } from './monitoring/watching.ts';
import { NightShift } from './retention/night-shift.ts';
import { makeFirstAccount } from './staff/first-account.ts';
import { openActKey } from './sip2/act-key.ts';
import { Sip2Door } from './sip2/door.ts';
import { startPinHashing } from './patrons/sealed-pins/pin-hashing.ts';
import { openPinSeal } from './patrons/sealed-pins/pin-seal.ts';
import { PermitDesk } from './permit/permit-desk.ts';
import { openPermitKeys } from './permit/permit-keys.ts';
import { openKnownBrowsers } from './staff/known-browsers.ts';
import { StaffGate } from './staff/staff-gate.ts';
import { TerminalGate } from './terminals/terminal-gate.ts';
import { RingWatch } from './updates/ring-watch.ts';
import { UpdateDesk } from './updates/update-desk.ts';

export interface RunningServer {
  /** Where it answers, without a slash at the end. */
  readonly url: string;
  readonly db: AppDatabase;
  /** Where SIP2 answers, if the settings have such a door: `port` TCP, `tlsPort` TLS. */
  readonly sip2?: Pick<Sip2Door, 'port' | 'tlsPort' | 'counters'> | undefined;
  /** Set when this start made the first staff account. */
  readonly firstAccount?: { readonly name: string; readonly password: string } | undefined;
  /** Resolves with the reason when it cannot go on. */
  readonly failed: Promise<Error>;
  /** Takes no more requests, answers those under way, closes the database. */
  close(): Promise<void>;
}

export interface ServerOptions {
  /** Epoch milliseconds. */
  readonly now?: () => number;
  /** Told by tests alone. */
  readonly patience?: Patience;
}

const { version } = JSON.parse(
  readFileSync(new URL('../package.json', import.meta.url), 'utf8'),
) as { version: string };

/** Requests under way have this long to end before their connections are cut. */
export const PATIENCE_MS = 5000;

/** @throws Error when the database cannot be opened or the port is taken */
export async function startServer(
  config: Config,
  { now = Date.now, patience = PATIENCE }: ServerOptions = {},
): Promise<RunningServer> {
  refuseHalfRestored(config.dataFolder);
  const log = createLog(config.logLevel);
  const db = await openDatabase(config.database, registry);
  const firstAccount = await makeFirstAccount(db, config.dataFolder, now());
  const stopping = new AbortController();
  const underWay = new UnderWay();
  const deps = { db, now, log, pinSeal: openPinSeal(config.dataFolder) };
  const { clockUncertaintyMs } = config;
  const metrics = new Metrics();
  const transactions = new TransactionLine({
    db,
    onAnswer: ({ act, mode }, outcome) => metrics.transaction({ act, mode, outcome }),
  });
  const imports = new ImportDesk(deps, config.dataFolder);
  const watching = openWatching(deps, config);
  const permits = new PermitDesk({
    ...deps,
    keys: openPermitKeys(config.dataFolder),
    settings: config.permit,
    place: config.database,
  });
  let sip2: Sip2Door | undefined;
  const app = createApp({
    ...deps,
    sip2: () => sip2?.counters,
    imports,
    permits,
    updates: new UpdateDesk({
      ...{ db, dataFolder: config.dataFolder },
      releaseKeys: config.updates?.releaseKeys ?? [],
    }),
    version,
    pagesFolder: config.pagesFolder,
    allowedOrigins: config.allowedOrigins,
    metrics,
    metricsToken: config.metricsToken,
    clockUncertaintyMs,
    terminals: new TerminalGate(deps),
    staff: new StaffGate(deps, openKnownBrowsers(config.dataFolder)),
    news: watching.news,
    alertNews: watching.alertNews,
    notices: watching.notices,
    mailer: watching.mailer,
    links: new OpenLinks(),
    transactions,
    stopping: stopping.signal,
    underWay,
    cookies: {
      secure: config.tls !== undefined || config.behindTlsProxy,
      behindProxy: config.behindTlsProxy,
    },
  });
  const sockets = new WebSocketServer({
    noServer: true,
    maxPayload: MAX_LINK_MESSAGE_BYTES,
    perMessageDeflate: false,
  });
  const http = httpServer(config, app.fetch, sockets, patience);
  try {
    const settings = config.sip2;
    const actKey = openActKey(config.dataFolder);
    const ofDoor = { ...deps, transactions, clockUncertaintyMs, actKey };
    sip2 = settings && (await Sip2Door.open({ settings, deps: ofDoor }));
    await listen(http, config.listen);
  } catch (error) {
    await sip2?.close();
    await db.close();
    throw error;
  }
  const url = urlOf(config, http);
  const ports = { sip2: sip2?.port, sip2Tls: sip2?.tlsPort };
  const pinHashing = startPinHashing(deps);
  await imports.start();
  watching.start();
  const nightShift = new NightShift({ ...deps, keepLoanHistoryDays: config.keepLoanHistoryDays });
  const ringWatch = new RingWatch(deps);
  log.info({ url, ...ports, database: db.engine, version }, 'the server is ready');

  let closed: Promise<void> | undefined;
  const close = async () => {
    stopping.abort();
    for (const socket of sockets.clients) socket.close(1001, 'the server stops');
    await Promise.all([
      closeHttp(http, sockets),
      nightShift.stop(),
      ringWatch.stop(),
      sip2?.close(),
    ]);
    await watching.stop();
    // What a terminal said last has been taken in, and is still to be kept.
    await Promise.all([underWay.settled(), pinHashing.close(), imports.close(), permits.close()]);
    await db.close();
    log.info('the server has stopped');
  };
  return { url, db, sip2, firstAccount, failed: db.failed, close: () => (closed ??= close()) };
}

function httpServer(
  { behindTlsProxy, tls }: Config,
  fetch: (request: Request) => Response | Promise<Response>,
  sockets: WebSocketServer,
  patience: Patience,
): HttpServer | HttpsServer {
  // The adapter's type knows only a part of ws's options (exactOptionalPropertyTypes).
  const websocket = { server: sockets as unknown as WebSocketServerLike };
  const limits = serverOptions(patience);
  const key = tls && { cert: tls.certificate, key: tls.key, minVersion: 'TLSv1.2' as const };
  const http = key
    ? createAdaptorServer({
        ...{ fetch, websocket, createServer: createTlsServer },
        serverOptions: { ...limits, ...key },
      })
    : createAdaptorServer({ fetch, websocket, serverOptions: limits });
  if (!('maxHeadersCount' in http)) throw new TypeError('the adapter gave no server of HTTP/1.1');
  bePatient(http, patience, behindTlsProxy);
  return http;
}

function listen(http: ServerType, { host, port }: Config['listen']): Promise<void> {
  return new Promise((resolve, reject) => {
    http.once('error', (error: NodeJS.ErrnoException) => {
      const taken = `port ${port} is taken by another program: stop it, or choose another port (NHIPCAU_SERVER_PORT)`;
      reject(error.code === 'EADDRINUSE' ? new Error(taken, { cause: error }) : error);
    });
    http.listen(port, host, resolve);
  });
}

function urlOf({ tls, listen: { host } }: Config, http: ServerType): string {
  const { port } = http.address() as AddressInfo;
  const name = host === '0.0.0.0' || host === '::' ? 'localhost' : host;
  return `${tls ? 'https' : 'http'}://${name.includes(':') ? `[${name}]` : name}:${port}`;
}

async function closeHttp(http: ServerType, sockets: WebSocketServer): Promise<void> {
  // Resolves after the last word of the last link has been heard.
  const silent = new Promise<void>((resolve) => sockets.close(() => resolve()));
  const closed = new Promise<void>((resolve) => http.close(() => resolve()));
  const cut = setTimeout(() => {
    if ('closeAllConnections' in http) http.closeAllConnections();
    // A connection that has become a link is none of HTTP's any more.
    for (const socket of sockets.clients) socket.terminate();
  }, PATIENCE_MS);
  // Connections kept alive without a request would hold the server open.
  if ('closeIdleConnections' in http) http.closeIdleConnections();
  await Promise.all([closed, silent]);
  clearTimeout(cut);
}

async function serve(config: Config): Promise<void> {
  const server = await startServer(config);
  if (server.firstAccount) {
    const { name, password } = server.firstAccount;
    const file = `${config.dataFolder}/first-password.txt`;
    // What a service says stays in the machine's journal for months.
    const its = process.stdout.isTTY ? `its password ${password}, kept` : 'its password is';
    console.log(
      `First start: the staff account is “${name}”, ${its} in ${file} until you remove it\n` +
        `(change it with "npm run server -- staff reset --name ${name}").`,
    );
  }
  console.log(`Staff pages: ${server.url}/staff   API: ${server.url}/api`);
  const stop = (signal: NodeJS.Signals) => {
    // A second signal ends it at once.
    process.once(signal, () => process.exit(1));
    void server.close().then(() => process.exit(0));
  };
  process.once('SIGTERM', stop);
  process.once('SIGINT', stop);
  const reason = await server.failed;
  console.error(`The server cannot go on: ${reason.message}`);
  process.exit(1);
}

if (import.meta.main) {
  try {
    const { settings, command } = runCommand(process.argv.slice(2));
    const config = readConfig(settings, process.env);
    if (command) process.exitCode = await command(config);
    else await serve(config);
  } catch (error) {
    console.error(messageOf(error));
    process.exit(1);
  }
}
