import { createHash, randomBytes } from 'node:crypto';
import { getCookie } from 'hono/cookie';
import type { MiddlewareHandler } from 'hono';
import { v7 as uuidv7 } from 'uuid';
import type { Deps } from '../deps.ts';
import { ApiProblem, askedTooOften } from '../http/api.ts';
import type { ApiEnv } from '../http/api.ts';
import { isSecret, nobodysSecret } from '../secrets/argon2id.ts';
import { networkOf } from '../terminals/rules/network-of.ts';
import type { KnownBrowsers } from './known-browsers.ts';
import { BROWSER } from './rules/sign-in-limit.ts';
import type { StaffMember } from './store.ts';

/** For `newApi<StaffEnv>()`: routes behind `requireStaff` find the caller in `c.var.staff`. */
export type StaffEnv = { Variables: ApiEnv['Variables'] & { staff: StaffMember } };

export const STAFF_COOKIE = 'nhipcau-staff';
/** A working day. */
const SESSION_MS = 12 * 3_600_000;

const hashOf = (token: string) => createHash('sha256').update(token).digest('base64url');

/** Says who of the staff asks: passwords, sessions (design decisions 14 and 16). */
export class StaffGate {
  readonly #deps: Deps;
  readonly #browsers: KnownBrowsers;

  constructor(deps: Deps, browsers: KnownBrowsers) {
    this.#deps = deps;
    this.#browsers = browsers;
  }

  /**
   * @param from where it comes from; `known`: what `KNOWN_COOKIE` holds
   * @returns the session's token, and what the browser is known by from now on; undefined when name or password is wrong
   * @throws ApiProblem 429 when there were too many attempts
   */
  async signIn(
    accountName: string,
    password: string,
    from: { readonly address: string; readonly known?: string | undefined },
  ) {
    const { db, now } = this.#deps;
    const browser = this.#browsers.numberIn(from.known, accountName);
    const place = browser === undefined ? networkOf(from.address) : `${BROWSER}${browser}`;
    const attempt = { id: uuidv7(), accountName, address: place, now: now() };
    const begun = await db.write('sign-in-begin', attempt);
    if (begun.outcome === 'refused') throw tooManyAttempts(begun.until - attempt.now);
    const { account } = begun;
    const isRight = await isSecret(password, account?.passwordHash ?? (await nobodysSecret));
    if (!account || !isRight) return undefined;
    const token = randomBytes(32).toString('base64url');
    const expiresAt = now() + SESSION_MS;
    const session = { accountId: account.id, tokenHash: hashOf(token), expiresAt, now: now() };
    await db.write('sign-in-done', { ...session, address: place });
    return {
      token,
      expiresAt,
      known: from.known && browser ? from.known : this.#browsers.issue(accountName),
    };
  }

  async signOut(token: string): Promise<void> {
    await this.#deps.db.write('sign-out', { tokenHash: hashOf(token) });
  }

  /** @returns who has this session; undefined when it is over or never was */
  async memberOf(token: string): Promise<StaffMember | undefined> {
    const { db, now } = this.#deps;
    return db.read('staff-by-session', { tokenHash: hashOf(token), now: now() });
  }

  /** Lets nobody by who is not signed in. What they may see is limited in the store (`librariesOf`). */
  readonly requireStaff: MiddlewareHandler<StaffEnv> = async (c, next) => {
    const token = getCookie(c, STAFF_COOKIE);
    const staff = token === undefined ? undefined : await this.memberOf(token);
    if (!staff) throw new ApiProblem(401, 'not-signed-in', 'this needs a staff account: sign in');
    c.set('staff', staff);
    await next();
  };
}

const tooManyAttempts = (waitMs: number): ApiProblem =>
  askedTooOften(
    'too-many-attempts',
    `too many wrong passwords: try again in ${Math.ceil(waitMs / 60_000)} min`,
    waitMs,
  );
