/** The server's HTTP side: what every request passes through, and where each folder's routes are. It decides nothing. */
import { OpenAPIHono } from '@hono/zod-openapi';
import { bodyLimit } from 'hono/body-limit';
import { except } from 'hono/combine';
import { requestId } from 'hono/request-id';
import type { Context, MiddlewareHandler } from 'hono';
import type { Logger } from 'pino';
import type { GuardedDeps } from './deps.ts';
import { answerError, ApiProblem } from './http/api.ts';
import type { ApiEnv, Problem } from './http/api.ts';
import { apiPage } from './http/api-page.ts';
import { pages } from './http/pages.ts';
import { sameOrigin } from './http/same-origin.ts';
import { securityHeaders } from './http/security-headers.ts';
import { link } from './monitoring/link.ts';
import * as audit from './audit/routes.ts';
import * as catalogue from './catalogue/routes.ts';
import * as receipts from './circulation/conflicts/receipt-routes.ts';
import * as conflicts from './circulation/conflicts/routes.ts';
import * as holds from './circulation/holds/routes.ts';
import type { Metrics } from './metrics/metrics.ts';
import * as metrics from './metrics/routes.ts';
import * as marks from './circulation/marks/routes.ts';
import * as policies from './circulation/policies/routes.ts';
import * as receiptMail from './circulation/receipt-mail/routes.ts';
import * as circulation from './circulation/routes.ts';
import { staffRoutes as staffLibraryRoutes } from './libraries/staff-routes.ts';
import * as imports from './import/routes.ts';
import * as alerts from './monitoring/alerts/routes.ts';
import * as notices from './monitoring/notices/routes.ts';
import * as reports from './monitoring/reports/routes.ts';
import * as monitoring from './monitoring/routes.ts';
import * as patrons from './patrons/routes.ts';
import * as permit from './permit/routes.ts';
import { staffRoutes as staffOfflineRoutes } from './permit/staff-routes.ts';
import { staffRoutes as staffPatronRoutes } from './patrons/staff-routes.ts';
import type { Counters } from './sip2/counters.ts';
import * as staff from './staff/routes.ts';
import { STAFF_COOKIE } from './staff/staff-gate.ts';
import * as pairing from './terminals/pairing-routes.ts';
import * as terminalRegister from './terminals/register-routes.ts';
import * as settings from './settings/routes.ts';
import { staffRoutes as staffSettingsRoutes } from './settings/staff-routes.ts';
import * as updates from './updates/routes.ts';
import { staffRoutes as staffUpdateRoutes, UPLOAD_PATH } from './updates/staff-routes.ts';
import * as terminalActs from './terminals/acts/routes.ts';
import { MANIFEST_PATH, routes as manifestRoutes } from './terminals/manifests/routes.ts';
import { staffRoutes as staffManifestRoutes } from './terminals/manifests/staff-routes.ts';
import { BUNDLE_PATH, routes as bundleRoutes } from './terminals/orders/routes.ts';
import { staffRoutes as orderRoutes } from './terminals/orders/staff-routes.ts';
import * as terminals from './terminals/routes.ts';

/** Far more than the largest request, a batch of nothing: the API takes one thing at a time. */
const MOST_BODY_BYTES = 64 * 1024;

export interface AppDeps extends GuardedDeps {
  readonly version: string;
  readonly pagesFolder: string;
  readonly allowedOrigins: readonly string[];
  readonly metrics: Metrics;
  /** Opens `/metrics` to other machines. */
  readonly metricsToken: string | undefined;
  /** What the SIP2 door has counted, if there is one. */
  readonly sip2: () => Counters | undefined;
}

/** The routes under `/api`, one line a folder. */
function api(deps: GuardedDeps) {
  return new OpenAPIHono<ApiEnv>()
    .route('/', terminals.routes(deps))
    .route('/', pairing.routes(deps))
    .route('/', terminalRegister.routes(deps))
    .route('/', staff.routes(deps))
    .route('/', settings.routes(deps))
    .route('/', staffSettingsRoutes(deps))
    .route('/', updates.routes(deps))
    .route('/', staffUpdateRoutes(deps))
    .route('/', orderRoutes(deps))
    .route('/', bundleRoutes(deps))
    .route('/', manifestRoutes(deps))
    .route('/', terminalActs.routes(deps))
    .route('/', staffManifestRoutes(deps))
    .route('/', monitoring.routes(deps))
    .route('/', alerts.routes(deps))
    .route('/', reports.routes(deps))
    .route('/', notices.routes(deps))
    .route('/', permit.routes(deps))
    .route('/', imports.routes(deps))
    .route('/', patrons.routes(deps))
    .route('/', catalogue.routes(deps))
    .route('/', circulation.routes(deps))
    .route('/', staffLibraryRoutes(deps))
    .route('/', staffPatronRoutes(deps))
    .route('/', holds.routes(deps))
    .route('/', marks.routes(deps))
    .route('/', conflicts.routes(deps))
    .route('/', receipts.routes(deps))
    .route('/', receiptMail.routes(deps))
    .route('/', policies.routes(deps))
    .route('/', staffOfflineRoutes(deps))
    .route('/', audit.routes(deps));
}

/** For the typed client: `hc<Api>('https://server.library.example/api')`. */
export type Api = ReturnType<typeof api>;

export function createApp(deps: AppDeps): OpenAPIHono<ApiEnv> {
  const { log, version, db } = deps;
  const app = new OpenAPIHono<ApiEnv>();
  app.use(requestId({ headerName: '' }), logRequests(log, deps.metrics), securityHeaders);
  app.get('/health', (c) =>
    c.json({ status: 'ok', version, database: db.engine, sip2: deps.sip2() }),
  );

  app.route('/', metrics.routes(deps));

  app.use(
    '/api/*',
    except(isUpload, bodyLimit({ maxSize: MOST_BODY_BYTES, onError: tooLarge })),
    noStore,
  );
  const { allowedOrigins: alsoAllowed, cookies } = deps;
  app.use('/api/staff/*', sameOrigin({ alsoAllowed, overTls: cookies.secure }));
  const routes = api(deps);
  for (const [name, scheme] of Object.entries(SECURITY))
    routes.openAPIRegistry.registerComponent('securitySchemes', name, scheme);
  app.get('/api/openapi.json', (c) => c.json(describe(routes, version)));
  app.route('/api', apiPage());
  app.route('/api', routes);
  app.route('/api', link(deps));
  app.all('/api/*', () => {
    throw new ApiProblem(404, 'not-found', 'there is nothing at this address of the API');
  });

  app.route('/', pages(deps.pagesFolder));
  app.notFound((c) =>
    c.json<Problem>({ code: 'not-found', message: 'there is nothing here' }, 404),
  );
  app.onError((error, c) => answerError(error, c, log));
  return app;
}

/** A file to import is taken in as it comes by; it, a terminal's bundle and its lists have limits of their own. */
const isUpload = (c: Context): boolean =>
  c.req.method === 'POST' &&
  (['/api/staff/imports', UPLOAD_PATH, MANIFEST_PATH].includes(c.req.path) ||
    BUNDLE_PATH.test(c.req.path));

function tooLarge(): never {
  throw new ApiProblem(413, 'too-large', `a request may have ${MOST_BODY_BYTES} bytes at most`);
}

const noStore: MiddlewareHandler = async (c, next) => {
  await next();
  if (!c.res.headers.has('Cache-Control')) c.res.headers.set('Cache-Control', 'no-store');
};

/** No query strings: they hold what people search for. */
function logRequests(log: Logger, counted: Metrics): MiddlewareHandler<ApiEnv> {
  return async (c, next) => {
    const started = performance.now();
    await next();
    const { status } = c.res;
    const ms = Math.round(performance.now() - started);
    counted.request(c.req.method, status, ms / 1000);
    const said = {
      method: c.req.method,
      path: c.req.path,
      status,
      ms,
      requestId: c.get('requestId'),
    };
    if (status >= 400) log.info(said, 'request refused');
    else log.debug(said, 'request');
  };
}

/** Named by the routes in `security`. */
const SECURITY = {
  terminal: { type: 'http', scheme: 'bearer' },
  staff: { type: 'apiKey', in: 'cookie', name: STAFF_COOKIE },
} as const;

function describe(routes: Api, version: string) {
  return routes.getOpenAPI31Document({
    openapi: '3.1.0',
    info: {
      title: 'Nhịp Cầu',
      version,
      description:
        'The central server of a network of libraries. Times are epoch milliseconds, text is NFC.',
      license: { name: 'Apache-2.0', url: 'https://www.apache.org/licenses/LICENSE-2.0' },
    },
    servers: [{ url: '/api' }],
  });
}
