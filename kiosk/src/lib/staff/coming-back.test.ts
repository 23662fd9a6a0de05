import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { StaffAccount } from './account.svelte.ts';
import { StaffPlace } from './place.svelte.ts';

const LIBRARY = { id: 'central', name: 'Thư viện tỉnh', timeZone: 'Asia/Ho_Chi_Minh' };
/** What stands before a server that restarts says so, in its own words. */
const away = () => new Response('<h1>Bad Gateway</h1>', { status: 502 });
const here = (body: object) => () => Response.json(body);

let answer: () => Response;
let asked = 0;
const endings: (() => void)[] = [];
/** Only the wire is replaced. */
beforeEach(() => {
  asked = 0;
  vi.stubGlobal('fetch', () => {
    asked += 1;
    return Promise.resolve(answer());
  });
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
});
afterEach(() => {
  for (const end of endings.splice(0)) end();
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

test('a page that was opened while the server restarts opens by itself when it is back', async () => {
  answer = away;
  const account = new StaffAccount();
  endings.push(account.keep());
  await expect.poll(() => account.state).toBe('no-server');
  answer = here({ member: { name: 'mai' } });
  vi.advanceTimersByTime(5000);
  await expect.poll(() => account.state).toBe('signed-in');
  vi.advanceTimersByTime(60_000);
  expect(asked).toBe(2);
});

test('so do its libraries', async () => {
  answer = away;
  const place = new StaffPlace();
  endings.push(place.keep());
  await expect.poll(() => place.trouble?.key).toBe('trouble.no-server');
  answer = here({ libraries: [LIBRARY] });
  vi.advanceTimersByTime(5000);
  await expect.poll(() => place.here?.id).toBe('central');
  expect(place.trouble).toBeUndefined();
  vi.advanceTimersByTime(60_000);
  expect(asked).toBe(2);
});

test('what somebody has before them stays when the server is away for a moment', async () => {
  answer = here({ member: { name: 'mai' } });
  const account = new StaffAccount();
  await account.load();
  answer = away;
  await account.load();
  expect(account.state).toBe('signed-in');
  answer = here({});
  await account.load();
  expect(account.state).toBe('signed-out');
});
