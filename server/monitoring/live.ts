/** Something told now and after each change, for as long as the session lasts, as server-sent events (HTML §9.2). */
import { setTimeout as delay } from 'node:timers/promises';
import { getCookie } from 'hono/cookie';
import type { Context } from 'hono';
import { streamSSE } from 'hono/streaming';
import type { GuardedDeps } from '../deps.ts';
import { STAFF_COOKIE } from '../staff/staff-gate.ts';
import type { StaffMember } from '../staff/store.ts';
import type { TerminalNews } from './terminal-news.ts';

export interface Telling {
  /** What is new since this watcher was last told; absent: nothing. */
  readonly data?: object | undefined;
  /** When something changes without anybody saying so; epoch milliseconds. */
  readonly next?: number | undefined;
}

/** Changes that come together are told together. */
const GATHER_MS = 200;
/** Looked at again even without news: the terminal may have spoken to another server of this network. */
const MOST_MS = 15_000;

type Deps = Pick<GuardedDeps, 'now' | 'staff' | 'stopping'> & { readonly news: TerminalNews };

/** @param look is asked again each time with the rights of that moment */
export function live(
  c: Context,
  { news, now, staff, stopping }: Deps,
  look: (member: StaffMember) => Promise<Telling>,
): Response {
  const token = getCookie(c, STAFF_COOKIE) ?? '';
  const left = new AbortController();
  const ended = AbortSignal.any([stopping, left.signal]);
  return streamSSE(c, async (stream) => {
    stream.onAbort(() => left.abort());
    while (!ended.aborted) {
      const seen = news.version;
      // Asked again each time: the session may have ended, and rights may have been taken away.
      const member = await staff.memberOf(token);
      if (!member) return;
      const { data, next = Infinity } = await look(member);
      if (data) await stream.writeSSE({ data: JSON.stringify(data) });
      // No comment: a page is not shown those, and would take a dead line for a quiet one.
      else await stream.writeSSE({ event: 'still', data: '{}' });
      // After a quiet time the first change is told at once.
      await delay(GATHER_MS, undefined, { signal: ended }).catch(() => undefined);
      await news.next(seen, Math.min(MOST_MS, Math.max(0, next - now())), ended);
    }
  });
}
