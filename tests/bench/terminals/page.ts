/** A staff page's stream of events, read as the page reads it. */
import { request } from 'undici';
import { z } from 'zod';
import { preciseNow } from './fleet.ts';

const State = z.object({ devices: z.array(z.object({ id: z.string(), since: z.number() })) });
const Terminal = z.object({ id: z.string(), state: State.optional() });
const Event = z.union([
  z.object({ terminals: z.array(Terminal) }),
  z.object({ changed: z.array(Terminal) }),
]);

export class Page {
  readonly #left = new AbortController();
  /** When it was first told that this device has been so since then; epoch milliseconds. */
  readonly #told = new Map<string, number>();
  #bytes = 0;

  /** @returns when the first event has come, or the stream has begun to say that there is none */
  static async open(origin: string, cookie: string): Promise<Page> {
    const page = new Page();
    const { promise, resolve } = Promise.withResolvers<undefined>();
    void page.#read(origin, cookie, resolve);
    await promise;
    return page;
  }

  get bytes(): number {
    return this.#bytes;
  }

  toldAt = (id: string, since: number): number | undefined => this.#told.get(`${id} ${since}`);

  close(): void {
    this.#left.abort();
  }

  async #read(origin: string, cookie: string, begun: (value: undefined) => void): Promise<void> {
    const { body } = await request(`${origin}/api/staff/terminals/events?changes=true`, {
      headers: { cookie },
      signal: this.#left.signal,
      bodyTimeout: 0,
    });
    let rest = '';
    try {
      for await (const chunk of body.setEncoding('utf8')) {
        const text = z.string().parse(chunk);
        this.#bytes += Buffer.byteLength(text);
        const events = `${rest}${text}`.split('\n\n');
        rest = events.pop() ?? '';
        for (const event of events) this.#take(event);
        begun(undefined);
      }
    } catch (error) {
      if (!this.#left.signal.aborted) throw error;
    }
  }

  #take(event: string): void {
    const data = /^data: ?(.*)$/.exec(event)?.[1];
    if (data === undefined) return;
    const now = preciseNow();
    const said = Event.parse(JSON.parse(data));
    for (const { id, state } of 'changed' in said ? said.changed : said.terminals)
      for (const { since } of state?.devices ?? []) {
        const key = `${id} ${since}`;
        if (!this.#told.has(key)) this.#told.set(key, now);
      }
  }
}

/** @returns the cookie of a session */
export async function signIn(origin: string, name: string, password: string): Promise<string> {
  const answer = await fetch(`${origin}/api/staff/sign-in`, {
    method: 'POST',
    headers: { origin, 'content-type': 'application/json' },
    body: JSON.stringify({ name, password }),
  });
  const cookie = answer.headers.getSetCookie()[0]?.split(';')[0];
  if (!answer.ok || cookie === undefined) throw new Error(`sign-in: ${answer.status}`);
  return cookie;
}
