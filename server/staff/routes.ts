import { createRoute } from '@hono/zod-openapi';
import { deleteCookie, getCookie, setCookie } from 'hono/cookie';
import type { Context } from 'hono';
import type { GuardedDeps } from '../deps.ts';
import { ApiProblem, json, jsonBody, newApi, problems } from '../http/api.ts';
import { clientAddress } from '../http/client-address.ts';
import { KNOWN_COOKIE } from './known-browsers.ts';
import { Me, SessionView, SignIn } from './schema.ts';
import { STAFF_COOKIE } from './staff-gate.ts';
import type { StaffEnv } from './staff-gate.ts';
import type { StaffMember } from './store.ts';

const signIn = createRoute({
  method: 'post',
  path: '/staff/sign-in',
  tags: ['staff'],
  summary: 'Open a session',
  request: { body: jsonBody(SignIn) },
  responses: {
    200: json(Me, 'Signed in; the session is in the cookie'),
    ...problems(400, 401, 403, 429),
  },
});

const signOut = createRoute({
  method: 'post',
  path: '/staff/sign-out',
  tags: ['staff'],
  summary: 'End the session',
  responses: { 204: { description: 'There is no session any more' }, ...problems(403) },
});

const me = createRoute({
  method: 'get',
  path: '/staff/me',
  tags: ['staff'],
  security: [{ staff: [] }],
  summary: 'Who is signed in, and with which rights',
  responses: { 200: json(Me), ...problems(401) },
});

const session = createRoute({
  method: 'get',
  path: '/staff/session',
  tags: ['staff'],
  summary: 'Who is signed in, if anybody is',
  description: 'For pages that ask before anybody has signed in: that is no error.',
  responses: { 200: json(SessionView) },
});

export interface CookieSettings {
  /** Only over TLS: off only where the browser speaks to this server on loopback. */
  readonly secure: boolean;
  readonly behindProxy: boolean;
}

/** Sent where it is of use and nowhere else; a year, in seconds. */
const KNOWN = { path: '/api/staff/sign-in', maxAge: 365 * 86_400 } as const;

const view = ({ name, grants, expiresAt }: StaffMember) => ({
  name,
  grants: [...grants],
  expiresAt,
});

export function routes({ staff, cookies }: GuardedDeps) {
  const attributes = {
    path: '/',
    httpOnly: true,
    sameSite: 'Strict',
    secure: cookies.secure,
  } as const;
  // Without an end: the browser forgets it when it is closed, the server after a working day.
  const keep = (c: Context, token: string) => setCookie(c, STAFF_COOKIE, token, attributes);

  const api = newApi<StaffEnv>();
  api.use('/staff/me', staff.requireStaff);
  return api
    .openapi(signIn, async (c) => {
      const { name, password } = c.req.valid('json');
      const address = clientAddress(c, cookies.behindProxy);
      const known = getCookie(c, KNOWN_COOKIE);
      const session = await staff.signIn(name, password, { address, known });
      const member = session && (await staff.memberOf(session.token));
      if (!member) throw new ApiProblem(401, 'sign-in-wrong', 'the name or the password is wrong');
      keep(c, session.token);
      setCookie(c, KNOWN_COOKIE, session.known, { ...attributes, ...KNOWN });
      return c.json(view(member), 200);
    })
    .openapi(signOut, async (c) => {
      const token = getCookie(c, STAFF_COOKIE);
      if (token !== undefined) await staff.signOut(token);
      deleteCookie(c, STAFF_COOKIE, attributes);
      return c.body(null, 204);
    })
    .openapi(session, async (c) => {
      const token = getCookie(c, STAFF_COOKIE);
      const member = token === undefined ? undefined : await staff.memberOf(token);
      return c.json(member ? { member: view(member) } : {}, 200);
    })
    .openapi(me, (c) => c.json(view(c.var.staff), 200));
}
