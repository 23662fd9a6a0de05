/** The gateway's doors on loopback: health, metrics, the screen's socket, the kiosk's files. Decides nothing. */
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import {
  serve,
  type ServerType,
  upgradeWebSocket,
  type WebSocketServerLike,
} from '@hono/node-server';
import { Hono } from 'hono';
import { WebSocket, WebSocketServer } from 'ws';
import { type KioskCommand, KioskMessage, MAX_KIOSK_MESSAGE_BYTES } from './kiosk-command.ts';
import { PROTOCOL_VERSION, type Snapshot } from './messages.ts';
import { checkHost, checkOrigin, type Doors, ownHosts } from './web/doors.ts';
import { deskRoutes, type DeskRoutesOptions } from './desk/desk-routes.ts';
import { type Health, Metrics } from './web/metrics.ts';
import { pages } from './web/pages.ts';
import { PageClient } from './web/page-client.ts';
import { securityHeaders } from './web/security-headers.ts';

/** The session as the screen sees it. */
export interface ScreenSource {
  readonly snapshot: Snapshot;
  /** @returns stops */
  subscribe(listener: (snapshot: Snapshot) => void): () => void;
  command(command: KioskCommand): void;
}

export interface AppOptions {
  readonly listen: {
    readonly host: string;
    /** 0 = any free one. */
    readonly port: number;
    /** Further pages that may draw the session, such as a development server's. */
    readonly origins?: readonly string[];
  };
  readonly version: string;
  readonly screen: ScreenSource;
  readonly health: () => Health;
  /** Folder of the built kiosk. */
  readonly pagesFolder: string;
  /** More to serve under `/bench` and the like. */
  readonly mount?: readonly { readonly path: string; readonly app: Hono }[];
  /** The staff's desk, where there is one. */
  readonly desk?: DeskRoutesOptions['desk'];
  /** Where whoever asks for `/` is sent: a tagging station has no touchscreen, but to be paired. */
  readonly home?: () => string | undefined;
  readonly stallMs?: number;
  /** How many pages draw the session, each time that changes. */
  readonly onScreens?: (count: number) => void;
}

export interface RunningApp {
  readonly url: string;
  readonly metrics: Metrics;
  /** Every door there is, for whoever watches over them; `ALL` where a rule stands before others. */
  readonly doors: readonly { readonly method: string; readonly path: string }[];
  close(): Promise<void>;
}

type ScreenClient = PageClient<Snapshot, KioskCommand>;

/** Pages that may be connected at once: the screen, a reload under way, someone looking on. */
const MAX_SCREENS = 8;
const STALL_MS = 10_000;
const HEAD_MS = 20_000;
/** A browser opens six to a host, and a few pages may be open. */
const MOST_CONNECTIONS = 256;

export async function startApp(options: AppOptions): Promise<RunningApp> {
  const screens = new Set<ScreenClient>();
  const metrics = new Metrics(options.health, () => screens.size);
  const sockets = new WebSocketServer({
    noServer: true,
    maxPayload: MAX_KIOSK_MESSAGE_BYTES,
    perMessageDeflate: false,
  });
  let port = options.listen.port;
  const doors: Doors = {
    hosts: () => [...ownHosts(port), ...(options.listen.origins ?? []).map(hostOf)],
    origins: () => [
      ...ownHosts(port).map((host) => `http://${host}`),
      ...(options.listen.origins ?? []),
    ],
  };
  const app = routes(options, doors, screens, metrics);
  const server = serve({
    fetch: app.fetch,
    hostname: options.listen.host,
    port,
    // A page on this machine says at once what it wants.
    serverOptions: { headersTimeout: HEAD_MS, requestTimeout: HEAD_MS },
    // ws calls its listeners with its own types; the upgrade helper names only the part it uses.
    websocket: { server: sockets as unknown as WebSocketServerLike },
  });
  server.maxConnections = MOST_CONNECTIONS;
  port = await listening(server);
  const stop = options.screen.subscribe((snapshot) => {
    for (const screen of screens) screen.draw(snapshot);
  });
  return {
    url: `http://localhost:${port}`,
    metrics,
    doors: app.routes.map(({ method, path }) => ({ method, path })),
    close: async () => {
      stop();
      for (const screen of screens) screen.close();
      for (const socket of sockets.clients) socket.terminate();
      if ('closeAllConnections' in server) server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

function routes(
  options: AppOptions,
  doors: Doors,
  screens: Set<ScreenClient>,
  metrics: Metrics,
): Hono {
  const { health, version } = options;
  const app = new Hono();
  app.use(securityHeaders, checkHost(doors));
  app.get('/health', (context) => context.json({ status: 'ready', version, ...health() }));
  app.get('/metrics', async (context) =>
    context.text(await metrics.registry.metrics(), 200, {
      'content-type': metrics.registry.contentType,
    }),
  );
  app.get(
    '/ws',
    checkOrigin(doors),
    async (context, next) => (screens.size < MAX_SCREENS ? next() : context.text('Too many', 503)),
    upgradeWebSocket(() => screenEvents(options, screens, metrics)),
  );
  const { desk, home, stallMs = STALL_MS } = options;
  if (desk) {
    const onCommand = (kind: string) => metrics.command(`desk-${kind}`);
    app.route('/desk', deskRoutes({ desk, doors, stallMs, onCommand }));
  }
  app.get('/', (context, next) => {
    const elsewhere = home?.();
    return elsewhere === undefined ? next() : Promise.resolve(context.redirect(elsewhere));
  });
  for (const { path, app: mounted } of options.mount ?? []) app.route(path, mounted);
  app.route('/', pages(options.pagesFolder));
  return app;
}

function screenEvents(
  { onScreens = () => undefined, screen, stallMs = STALL_MS }: AppOptions,
  screens: Set<ScreenClient>,
  metrics: Metrics,
) {
  let client: ScreenClient | undefined;
  const onCommand = (command: KioskCommand) => {
    metrics.command(command.kind);
    screen.command(command);
  };
  return {
    onOpen: (_event: Event, { raw }: { raw?: unknown }) => {
      if (!(raw instanceof WebSocket)) throw new TypeError('the upgrade gave no WebSocket');
      client = new PageClient<Snapshot, KioskCommand>(raw, {
        ...{ message: KioskMessage, protocol: PROTOCOL_VERSION, onCommand, stallMs },
        monotonic: () => performance.now(),
      });
      screens.add(client);
      client.draw(screen.snapshot);
      onScreens(screens.size);
    },
    onMessage: ({ data }: { data: unknown }) => client?.hear(data),
    onClose: () => {
      if (client && screens.delete(client)) onScreens(screens.size);
    },
  };
}

const hostOf = (origin: string): string => new URL(origin).host;

async function listening(server: ServerType): Promise<number> {
  if (!server.listening) await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}
