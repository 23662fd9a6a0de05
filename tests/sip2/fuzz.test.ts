/** Noise at the listener: whatever comes, it goes on, and what it says is SIP2. */
import fc from 'fast-check';
import { beforeAll, expect, test } from 'vitest';
import { decode } from '#server/sip2/protocol/decode.ts';
import { isReadable } from '#server/sip2/protocol/message.ts';
import { shapeOf } from '#server/sip2/protocol/messages.ts';
import { onSqlite } from '#tests/databases.ts';
import type { SmallSip2 } from '#tests/fixtures/small-sip2.ts';
import { smallSip2 } from '#tests/fixtures/small-sip2.ts';
import { PAIRS } from './exchanges.ts';

const engine = onSqlite();
let sip2: SmallSip2;
beforeAll(async () => {
  sip2 = await smallSip2(engine);
});

const sound = PAIRS.flatMap(({ exchanges }) => exchanges.map(({ asks }) => asks));
const noise = fc.uint8Array({ maxLength: 60 }).map((bytes) => Buffer.from(bytes));

/** A message of which a piece was replaced by noise; its login stays, or the rest would not be looked at. */
const spoilt = fc
  .tuple(fc.constantFrom(...sound), fc.nat(80), fc.nat(20), noise)
  .filter(([message]) => !message.startsWith('93'))
  .map(([message, at, length, by]) => {
    const bytes = Buffer.from(message);
    return Buffer.concat([bytes.subarray(0, at), by, bytes.subarray(at + length)]);
  });

const talk = fc.array(fc.oneof(spoilt, spoilt, noise), { minLength: 1, maxLength: 8 });

test('S2-3 the listener survives noise, and says nothing but SIP2', async () => {
  await fc.assert(
    fc.asyncProperty(talk, async (messages) => {
      const line = await sip2.terminal();
      for (const message of messages) line.write(Buffer.concat([message, Buffer.from('\r')]));
      line.end();
      const replies = (await line.closed()).split('\r').slice(0, -1);
      expect(replies.every(isSound)).toBe(true);
    }),
    { numRuns: 150 },
  );
  expect(sip2.door.counters.faults).toBe(0);
  await expect.poll(() => sip2.door.counters.connections).toBe(0);
  expect(await (await sip2.terminal()).ask('9900802.00')).toMatch(/^98Y/);
});

/** Of the right length in its fixed part, with fields that end, and no control characters in them. */
function isSound(reply: string): boolean {
  const read = decode(reply);
  if (!isReadable(read)) return false;
  const shape = shapeOf(read.code);
  const fixed = shape?.fixed ?? [];
  const isFixed = fixed.every(([name, length]) => read.fixed[name]?.length === length);
  // eslint-disable-next-line no-control-regex -- that none is there
  return shape?.from === 'library' && isFixed && !/[\x00-\x1f]/.test(reply);
}
