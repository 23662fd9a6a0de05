import { expect, test } from 'vitest';
import { Fault } from '../errors.ts';
import type { Call, RawReply } from '../ils/central/server-line.ts';
import { ReceiptMailApi } from './receipt-mail.ts';

const LETTER = { id: 'i', transactions: ['a', 'b'], language: 'vi' } as const;
const ACCEPTED = { outcome: 'accepted', to: 'l…@…' };

/** A server that answers so, one after the other; `undefined`: it is not reached. */
function api(...replies: readonly (readonly [number, unknown] | undefined)[]) {
  const asked: Omit<Call, 'limitMs'>[] = [];
  const tokens = ['old', 'new'];
  const line = {
    bytes: async (call: Call): Promise<RawReply> => {
      const reply = replies[asked.length];
      asked.push(call);
      if (!reply) throw new Fault('unreachable', 'nobody there');
      const [status, body] = reply;
      return { status, headers: {}, bytes: Buffer.from(JSON.stringify(body)) };
    },
  };
  const access = {
    token: async () => tokens[0] ?? '',
    forget: (token: string) => void (tokens[0] === token && tokens.shift()),
  };
  return { asked, api: new ReceiptMailApi(line, access) };
}

test('S220 asks by the ids of the transactions, and says where it goes', async () => {
  const { api: mail, asked } = api([200, ACCEPTED]);
  expect(await mail.send(LETTER)).toEqual(ACCEPTED);
  expect(JSON.parse(asked[0]?.text ?? '')).toEqual(LETTER);
});

test('S220 a token that is no longer good is replaced once', async () => {
  const { api: mail, asked } = api([401, {}], [200, ACCEPTED]);
  expect(await mail.send(LETTER)).toEqual(ACCEPTED);
  expect(asked.map(({ token }) => token)).toEqual(['old', 'new']);
  const { api: shut } = api([401, {}], [401, {}]);
  expect(await shut.send(LETTER)).toEqual({ outcome: 'unreachable' });
});

test('S221 a no is a no; what is not understood, or not heard, is no answer', async () => {
  const refused = { outcome: 'refused', code: 'no-address' };
  expect(await api([200, refused]).api.send(LETTER)).toEqual(refused);
  const strange = [undefined, [404, {}], [200, { outcome: 'sent' }], [500, ACCEPTED]] as const;
  for (const reply of strange)
    expect(await api(reply).api.send(LETTER)).toEqual({ outcome: 'unreachable' });
});
