/** The page to read the API: Swagger UI from our own files, since a library may be cut off from the world. */
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { serveStatic } from '@hono/node-server/serve-static';
import { Hono } from 'hono';

const FILES = dirname(fileURLToPath(import.meta.resolve('swagger-ui-dist/package.json')));

const PAGE = `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <title>Nhịp Cầu – API</title>
    <link rel="stylesheet" href="/api/page/swagger-ui.css" />
    <link rel="icon" href="/api/page/favicon-32x32.png" />
  </head>
  <body>
    <div id="swagger-ui"></div>
    <script src="/api/page/swagger-ui-bundle.js"></script>
    <script src="/api/page/start.js"></script>
  </body>
</html>
`;

const START = `SwaggerUIBundle({ url: '/api/openapi.json', dom_id: '#swagger-ui', deepLinking: true });\n`;

/** Swagger UI draws its pictures inline; its styles it sets over the CSSOM. */
const POLICY = [
  "default-src 'self'",
  "img-src 'self' data:",
  "object-src 'none'",
  "base-uri 'none'",
  "form-action 'self'",
  "frame-ancestors 'none'",
].join('; ');

export function apiPage(): Hono {
  const app = new Hono();
  app.get('/', (c) => c.html(PAGE, 200, { 'Content-Security-Policy': POLICY }));
  app.get('/page/start.js', (c) => c.body(START, 200, { 'Content-Type': 'text/javascript' }));
  app.use(
    '/page/*',
    serveStatic({ root: FILES, rewriteRequestPath: (path) => path.replace(/^\/api\/page/, '') }),
  );
  return app;
}
