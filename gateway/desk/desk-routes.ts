/** The desk's doors: signing in, and the one socket of the page that is in charge. Nothing else of the desk is reachable. */
import { upgradeWebSocket } from '@hono/node-server';
import { Hono } from 'hono';
import type { Context, MiddlewareHandler } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { deleteCookie, getCookie, setCookie } from 'hono/cookie';
import { WebSocket } from 'ws';
import type { z } from 'zod';
import { DESK_PROTOCOL_VERSION, DeskMessage, DeskPin, DeskSignIn } from '../desk-messages.ts';
import type { DeskCommand, DeskProblem, DeskSnapshot } from '../desk-messages.ts';
import { checkOrigin } from '../web/doors.ts';
import type { Doors } from '../web/doors.ts';
import { PageClient } from '../web/page-client.ts';
import type { DeskDoor, DoorAnswer } from './desk-door.ts';
import type { DeskRunner } from './desk-runner.ts';

export interface DeskRoutesOptions {
  readonly desk: Pick<
    DeskRunner,
    'checkListFile' | 'command' | 'facts' | 'setPage' | 'snapshot' | 'subscribe'
  > & {
    readonly door: Pick<DeskDoor, 'enterPin' | 'me' | 'opens' | 'signIn' | 'signOut'>;
  };
  readonly doors: Doors;
  readonly stallMs: number;
  readonly onCommand: (kind: string) => void;
}

const COOKIE = 'nhipcau-desk';
const ATTRIBUTES = { path: '/desk', httpOnly: true, sameSite: 'Strict' } as const;
const MAX_BODY_BYTES = 4096;
/** Of RFC 6455 §7.4.2, for applications: another page is in charge now; nobody is signed in any more. */
const TAKEN_OVER = 4000;
const SIGNED_OUT = 4001;

type DeskClient = PageClient<DeskSnapshot, DeskCommand>;

interface Page {
  readonly socket: WebSocket;
  readonly client: DeskClient;
}

/** @returns the routes below `/desk` */
export function deskRoutes(options: DeskRoutesOptions): Hono {
  const { desk, doors } = options;
  const { door } = desk;
  const app = new Hono();
  const page = new PageInCharge(desk);
  const fromOurPage = [
    checkOrigin(doors),
    bodyLimit({ maxSize: MAX_BODY_BYTES, onError: (c) => problem(c, 400, MALFORMED) }),
  ] as const;

  app.use('/api/*', noStore);
  app.get('/api/me', (c) =>
    door.opens(getCookie(c, COOKIE)) && door.me
      ? c.json(door.me)
      : problem(c, 401, { code: 'not-signed-in', ...desk.facts }),
  );
  app.post('/api/sign-in', ...fromOurPage, async (c) => {
    const asked = await bodyOf(c, DeskSignIn);
    return asked ? entered(c, await door.signIn(asked.name, asked.password)) : malformed(c);
  });
  app.post('/api/pin', ...fromOurPage, async (c) => {
    const asked = await bodyOf(c, DeskPin);
    return asked ? entered(c, await door.enterPin(asked.pin)) : malformed(c);
  });
  app.post('/api/sign-out', ...fromOurPage, (c) => {
    if (door.opens(getCookie(c, COOKIE))) door.signOut();
    deleteCookie(c, COOKIE, ATTRIBUTES);
    return c.body(null, 204);
  });
  app.get('/api/to-check.csv', (c) => {
    if (!door.opens(getCookie(c, COOKIE))) return problem(c, 401, { code: 'not-signed-in' });
    c.header('Content-Type', 'text/csv; charset=utf-8');
    c.header('Content-Disposition', 'attachment; filename="to-check.csv"');
    return c.body(desk.checkListFile);
  });
  app.get(
    '/ws',
    checkOrigin(doors),
    async (c, next) => (door.opens(getCookie(c, COOKIE)) ? next() : c.text('Not signed in', 401)),
    upgradeWebSocket(() => page.events(options)),
  );
  return app;
}

/** One page steers the desk: the one that connected last. */
class PageInCharge {
  readonly #desk: DeskRoutesOptions['desk'];
  #page: Page | undefined;

  constructor(desk: DeskRoutesOptions['desk']) {
    this.#desk = desk;
    desk.subscribe((snapshot) => this.#draw(snapshot));
  }

  events({ onCommand, stallMs }: DeskRoutesOptions) {
    let page: Page | undefined;
    const command = (told: DeskCommand) => {
      onCommand(told.kind);
      if (page === this.#page) this.#desk.command(told);
    };
    return {
      onOpen: (_event: Event, { raw }: { raw?: unknown }) => {
        if (!(raw instanceof WebSocket)) throw new TypeError('the upgrade gave no WebSocket');
        page = { socket: raw, client: clientOf(raw, command, stallMs) };
        this.#takeOver(page);
      },
      onMessage: ({ data }: { data: unknown }) => page?.client.hear(data),
      onClose: () => {
        if (page === this.#page) this.#leave();
      },
    };
  }

  #takeOver(page: Page): void {
    const before = this.#page;
    this.#page = page;
    if (before) end(before, 'taken-over', TAKEN_OVER);
    this.#desk.setPage(true);
    const { snapshot } = this.#desk;
    if (snapshot) page.client.draw(snapshot);
    else this.#draw(undefined);
  }

  #draw(snapshot: DeskSnapshot | undefined): void {
    if (!this.#page) return;
    if (snapshot) return this.#page.client.draw(snapshot);
    const page = this.#page;
    this.#leave();
    end(page, 'signed-out', SIGNED_OUT);
  }

  #leave(): void {
    this.#page = undefined;
    this.#desk.setPage(false);
  }
}

function clientOf(
  socket: WebSocket,
  onCommand: (command: DeskCommand) => void,
  stallMs: number,
): DeskClient {
  return new PageClient<DeskSnapshot, DeskCommand>(socket, {
    ...{ message: DeskMessage, protocol: DESK_PROTOCOL_VERSION, onCommand, stallMs },
    monotonic: () => performance.now(),
  });
}

function end({ client, socket }: Page, reason: 'taken-over' | 'signed-out', code: number): void {
  client.reject(reason);
  socket.close(code);
}

const MALFORMED: DeskProblem = { code: 'malformed' };

const problem = (c: Context, status: 400 | 401 | 409 | 429 | 503, body: DeskProblem): Response =>
  c.json(body, status);

const malformed = (c: Context): Response => problem(c, 400, MALFORMED);

async function bodyOf<T>(c: Context, schema: z.ZodType<T>): Promise<T | undefined> {
  const body: unknown = await c.req.json().catch(() => undefined);
  return schema.safeParse(body).data;
}

/** No end: the browser forgets it when it is closed, and the desk forgets it sooner. */
function entered(c: Context, answer: DoorAnswer): Response {
  if (answer.outcome === 'refused') return problem(c, answer.status, answer.problem);
  setCookie(c, COOKIE, answer.key, ATTRIBUTES);
  return c.json(answer.me);
}

const noStore: MiddlewareHandler = async (c, next) => {
  await next();
  c.header('Cache-Control', 'no-store');
};
