/** The server's API as a member of staff uses it at a terminal's desk, signed in through the gateway. */
import { z } from 'zod';
import type {
  ItemTags as ServerTags,
  TaggedItems as ServerItems,
} from '#server/catalogue/schema.ts';
import type { Me as ServerMe } from '#server/staff/schema.ts';
import { Fault } from '../../errors.ts';
import type { Call, Reply, ServerLine } from './server-line.ts';

/** A password takes the server a while to check. */
const LIMIT_MS = 5_000;
const COOKIE = 'nhipcau-staff';

const Me = z.object({ name: z.string() }) satisfies z.ZodType<
  Pick<z.infer<typeof ServerMe>, 'name'>
>;
const ItemTag = z.object({ uid: z.string(), part: z.number() });
const TaggedItems = z.object({
  items: z.array(
    z.object({
      id: z.string(),
      title: z.string(),
      author: z.string(),
      library: z.object({ id: z.string(), name: z.string(), isil: z.string().exactOptional() }),
      tags: z.array(ItemTag),
    }),
  ),
}) satisfies z.ZodType<z.infer<typeof ServerItems>>;
const ItemTags = z.object({ tags: z.array(ItemTag) }) satisfies z.ZodType<
  z.infer<typeof ServerTags>
>;
const Problem = z.object({
  code: z.string(),
  item: z.object({ title: z.string() }).exactOptional(),
});

export type StaffItem = z.infer<typeof TaggedItems>['items'][number];
export type StaffTag = z.infer<typeof ItemTag>;

/** `unreachable`: nobody answered, or not as the server does; asked again later, it does no harm. */
export type Unanswered = { readonly outcome: 'unreachable' } | { readonly outcome: 'signed-out' };

export type SignInAnswer =
  | { readonly outcome: 'accepted'; readonly token: string; readonly name: string }
  | { readonly outcome: 'wrong' }
  | { readonly outcome: 'too-many-attempts'; readonly waitMs: number }
  | { readonly outcome: 'unreachable' };

export type ItemsAnswer =
  { readonly outcome: 'accepted'; readonly items: readonly StaffItem[] } | Unanswered;

export interface TagsWanted {
  readonly identifier: string;
  readonly tags: readonly StaffTag[];
  readonly replaced: readonly string[];
  readonly moved: boolean;
}

export type TagsAnswer =
  | { readonly outcome: 'accepted'; readonly tags: readonly StaffTag[] }
  /** `title`: of the item that has the tag. */
  | { readonly outcome: 'refused'; readonly code: string; readonly title?: string }
  | Unanswered;

export class StaffApi {
  readonly #line: ServerLine;

  constructor(line: ServerLine) {
    this.#line = line;
  }

  async signIn(name: string, password: string): Promise<SignInAnswer> {
    const text = JSON.stringify({ name, password });
    const reply = await this.#ask({ method: 'POST', path: '/api/staff/sign-in', text });
    if (reply?.status === 401 || reply?.status === 400) return { outcome: 'wrong' };
    if (reply?.status === 429) return { outcome: 'too-many-attempts', waitMs: waitOf(reply) };
    const me = reply?.status === 200 ? Me.safeParse(reply.body) : undefined;
    const token = reply && cookieOf(reply);
    if (!me?.success || token === undefined) return { outcome: 'unreachable' };
    return { outcome: 'accepted', token, name: me.data.name };
  }

  async signOut(token: string): Promise<void> {
    await this.#ask({ method: 'POST', path: '/api/staff/sign-out' }, token);
  }

  async itemsByLabel(token: string, label: string): Promise<ItemsAnswer> {
    const path = `/api/staff/items/by-label?${new URLSearchParams({ label }).toString()}`;
    const reply = await this.#ask({ method: 'GET', path }, token);
    if (reply?.status === 400) return { outcome: 'accepted', items: [] };
    if (reply?.status === 401) return { outcome: 'signed-out' };
    const found = reply?.status === 200 ? TaggedItems.safeParse(reply.body) : undefined;
    return found?.success ? { outcome: 'accepted', ...found.data } : { outcome: 'unreachable' };
  }

  async putTags(token: string, itemId: string, wanted: TagsWanted): Promise<TagsAnswer> {
    const path = `/api/staff/items/${encodeURIComponent(itemId)}/tags`;
    const text = JSON.stringify(wanted);
    const reply = await this.#ask({ method: 'PUT', path, text }, token);
    if (reply?.status === 401) return { outcome: 'signed-out' };
    const done = reply?.status === 200 ? ItemTags.safeParse(reply.body) : undefined;
    if (done?.success) return { outcome: 'accepted', ...done.data };
    const problem = Problem.safeParse(reply?.body);
    if (!reply || reply.status >= 500 || !problem.success) return { outcome: 'unreachable' };
    const { code, item } = problem.data;
    return { outcome: 'refused', code, ...(item && { title: item.title }) };
  }

  /** @returns undefined when nobody answered */
  async #ask(call: Omit<Call, 'limitMs' | 'headers'>, token?: string): Promise<Reply | undefined> {
    const headers = {
      // The server takes a change from its own pages only; the gateway stands in for them.
      origin: this.#line.origin,
      ...(token !== undefined && { cookie: `${COOKIE}=${token}` }),
    };
    try {
      return await this.#line.call({ ...call, headers, limitMs: LIMIT_MS });
    } catch (error) {
      if (error instanceof Fault) return undefined;
      throw error;
    }
  }
}

function cookieOf({ headers }: Reply): string | undefined {
  const found = [headers['set-cookie'] ?? []]
    .flat()
    .map((cookie) => new RegExp(`^${COOKIE}=([^;]+)`).exec(cookie)?.[1])
    .find((value) => value !== undefined);
  return found;
}

/** Without a number the server's longest wait is assumed to be a minute. */
function waitOf({ headers }: Reply): number {
  const seconds = Number(headers['retry-after']);
  return Number.isFinite(seconds) ? seconds * 1_000 : 60_000;
}
