/** The outbox's protocol, looked at from every side, in sizes that take a second; `npm run model` does more. */
import { describe, expect, test } from 'vitest';
import { PLANTS } from './plants.ts';
import { PROTOCOL, type Protocol } from './protocol.ts';
import { explore, type Found } from './search.ts';
import { SMALL } from './sizes.ts';

describe('O3–O8 whatever is delayed, lost, doubled, reordered, cut or loses its power', () => {
  test.each(SMALL)('$name: no rule is broken, and each state has a way to the end', (size) => {
    const { broken, states } = explore(size.wishes, size.left, PROTOCOL);
    expect(broken).toBeUndefined();
    expect(states).toBeGreaterThan(5_000);
  });
});

describe('a planted bug is found, and told as a story', () => {
  const RULES: Readonly<Record<keyof typeof PLANTS, string>> = {
    'resend-ambiguous': '0 was carried out twice',
    'no-idempotency': '0 was carried out twice',
    'late-refusal-undoes': 'the promise 0 was undone',
    'never-arrived-believed-at-once': '0 was given up, and was carried out',
    'answer-before-commit': '0 is settled, and was not carried out',
    'no-order': '1 was carried out before 0',
    'promise-given-up': 'the promise 0 was undone',
    'refusal-looked-up-undoes-promise': 'the promise 0 was undone',
    'overtaking-judged-by-the-answer': '0 was given up, and was carried out',
    'sending-forgotten': '0 was given up, and was carried out',
  };

  test.each(Object.entries(PLANTS))('%s', (name, protocol) => {
    const broken = firstBroken(protocol);
    expect(broken?.rule).toBe(Object.entries(RULES).find(([plant]) => plant === name)?.[1]);
    expect(broken?.story[0]).toMatch(/ is recorded/);
  });
});

function firstBroken(protocol: Protocol): Found['broken'] {
  for (const { left, wishes } of SMALL) {
    const { broken } = explore(wishes, left, protocol);
    if (broken) return broken;
  }
  return undefined;
}
