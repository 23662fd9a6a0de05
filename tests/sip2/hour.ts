/** An hour at a SIP2 terminal: each test has one of its own over the network of its file. */
import { beforeAll, test } from 'vitest';
import type { TestEngine } from '#tests/databases.ts';
import { MINUTE } from '#tests/fixtures/small-network.ts';
import type { SmallSip2 } from '#tests/fixtures/small-sip2.ts';
import { ACCOUNT, smallSip2 } from '#tests/fixtures/small-sip2.ts';
import { DESK, putRules } from './looks.ts';
import { sayAt } from './say.ts';

/** An hour later than the test before, so that none is a repeat of another's, and no PIN is locked any more. */
export function hourAtTerminal(engine: TestEngine) {
  let network: SmallSip2;
  let books = 0;
  beforeAll(async () => {
    network = await smallSip2(engine, { accounts: [ACCOUNT, DESK] });
    await putRules(network, { requiresPin: false });
  });
  return (
    test
      .extend('sip2', () => {
        network.clock.now += 60 * MINUTE;
        return network;
      })
      .extend('now', ({ sip2 }) => sip2.clock.now)
      .extend('say', ({ now }) => sayAt(now))
      // On its shelf.
      .extend('book', () => `B-${(books += 1)}`)
      .extend('terminal', ({ sip2 }) => sip2.terminal())
  );
}
