import { expect, test } from 'vitest';
import { Challenges } from './challenges.ts';

const NOW = 1_790_000_000_000;

test('a challenge is good once, for its terminal, for a minute', () => {
  const challenges = new Challenges();
  const take = (terminalId: string, later: number, challenge = challenges.issue('t1', NOW)) =>
    challenges.take(terminalId, challenge, NOW + later);
  expect(take('t1', 59_999)).toBe(true);
  expect(take('t1', 60_000)).toBe(false);
  expect(take('t2', 0)).toBe(false);
  const once = challenges.issue('t1', NOW);
  expect([take('t1', 0, once), take('t1', 0, once)]).toEqual([true, false]);
  // Other spellings of the same bytes are the same challenge.
  expect(take('t1', 0, `${once}=`)).toBe(false);
});

test('one that was changed, or made by another server, is none', () => {
  const challenges = new Challenges();
  const good = challenges.issue('t1', NOW);
  const later = Buffer.from(good, 'base64url');
  later.writeUIntBE(NOW + 3_600_000, 0, 6);
  for (const bad of ['', 'x', later.toString('base64url'), new Challenges().issue('t1', NOW)])
    expect(challenges.take('t1', bad, NOW)).toBe(false);
  expect(challenges.take('t1', good, NOW)).toBe(true);
});

test('a stranger who asks for any number of them takes nobody’s away', () => {
  const challenges = new Challenges();
  const mine = challenges.issue('mine', NOW);
  for (let i = 0; i < 20_000; i += 1) {
    const his = challenges.issue('his', NOW);
    if (i % 2) challenges.take('his', his, NOW);
  }
  expect(challenges.take('mine', mine, NOW)).toBe(true);
});
