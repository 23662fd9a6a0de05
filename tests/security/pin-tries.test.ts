/** One PIN typed to every number: stopped at the terminal where it is done, and nowhere else. */
import { beforeAll, describe, expect, test } from 'vitest';
import {
  MOST_AT_TERMINAL,
  shutUntil,
  TRIES_WINDOW_MS,
} from '#server/patrons/rules/terminal-tries.ts';
import { TerminalTries } from '#server/patrons/terminal-tries.ts';
import { onSqlite } from '#tests/databases.ts';
import { PIN, stockDesk } from '#tests/fixtures/small-desk.ts';
import { startTestServer } from '#tests/test-server.ts';
import type { TestServer } from '#tests/test-server.ts';

describe('SE34 the rule', () => {
  const times = (count: number) => Array.from({ length: count }, (_, n) => 1000 + n);

  test('SE34 thirty wrong ones shut it until the thirtieth-last is a quarter of an hour old', () => {
    expect(shutUntil(times(29), 30, 2000)).toBeUndefined();
    expect(shutUntil(times(30), 30, 2000)).toBe(1000 + TRIES_WINDOW_MS);
    expect(shutUntil(times(30), 30, 1000 + TRIES_WINDOW_MS)).toBeUndefined();
  });

  test('SE34 what was right counts for nothing, many at once all count', () => {
    const tries = new TerminalTries(3);
    for (let n = 0; n < 10; n++) {
      const trying = tries.begin('a', 1000);
      if (trying.kind === 'open') trying.right();
    }
    const kinds = Array.from({ length: 5 }, () => tries.begin('a', 1000).kind);
    expect(kinds).toEqual(['open', 'open', 'open', 'shut', 'shut']);
    expect(tries.begin('b', 1000).kind).toBe('open');
    expect(tries.begin('a', 1000 + TRIES_WINDOW_MS).kind).toBe('open');
  });
});

describe('SE34 at two terminals of one school, behind one address', () => {
  const engine = onSqlite();
  let server: TestServer;
  let [here, beside]: [string, string] = ['', ''];
  beforeAll(async () => {
    server = await startTestServer(engine);
    await stockDesk(server.db);
    here = await (await server.addTerminal('central')).token();
    beside = await (await server.addTerminal('central')).token();
  });
  const ask = async (token: string, card: string, pin?: string) =>
    (
      await server.ask('POST', '/patrons/identify', {
        token,
        body: { card, entry: 'typed', ...(pin !== undefined && { pin }) },
      })
    ).body;

  test('SE34 one is shut, to the right PIN too; the other serves, and nobody’s number is locked', async () => {
    const guesses = Array.from({ length: MOST_AT_TERMINAL }, (_, n) => ask(here, `X-${n}`, '1234'));
    for (const { refusal } of await Promise.all(guesses))
      expect(refusal.code).toBe('number-or-pin-wrong');
    expect(await ask(here, 'C-AN', PIN)).toMatchObject({ refusal: { code: 'pin-locked' } });
    expect(await ask(beside, 'C-AN', PIN)).toMatchObject({ outcome: 'accepted' });
    const scanned = { card: 'C-AN', entry: 'scanned' };
    const { body } = await server.ask('POST', '/patrons/identify', { token: here, body: scanned });
    expect(body.outcome).toBe('accepted');
  });
});
