import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { v7 as newId } from 'uuid';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Fault } from '../errors.ts';
import { BinLedger } from './ledger.ts';
import { ManifestApi } from './manifest-api.ts';
import { ManifestSender } from './manifest-sender.ts';

let folder: string;
let ledger: BinLedger;
/** What the server answers to each list, one after the other; then 204. */
let answers: (number | Fault)[];
let asked: number;
let refused: object[];
let later: (() => void)[];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'lists-'));
  const onDamaged = (error: unknown) => {
    throw error;
  };
  ledger = new BinLedger({ folder, now: () => 1_000, handsOver: true, onDamaged });
  [answers, asked, refused, later] = [[], 0, [], []];
});
afterEach(() => rmSync(folder, { recursive: true }));

function sender(): ManifestSender {
  const bytes = async () => {
    asked += 1;
    const status = answers.shift() ?? 204;
    if (status instanceof Fault) throw status;
    return { status, headers: {}, bytes: Buffer.alloc(0) };
  };
  const access = { token: async () => 'token', forget: () => undefined };
  return new ManifestSender(ledger, {
    clock: { at: (_delayMs, run) => (later.push(run), () => undefined) },
    log: { error: (facts) => refused.push(facts) },
    system: { manifests: new ManifestApi({ bytes }, access) },
  });
}

function emptied(): string {
  const id = newId();
  ledger.drop([
    { intake: id, at: 900, bin: 'shelf', uids: [], why: 'otherwise', ils: 'none', armed: 'done' },
  ]);
  ledger.empty('shelf', id, 'staff');
  return id;
}

test.each([400, 409, 413])(
  'DB26 one list that the server never takes (%i) keeps no other back',
  async (status) => {
    const [bad] = [emptied(), emptied()];
    answers = [status];
    sender().wake();
    await vi.waitFor(() => expect(ledger.unsent).toEqual([]), 10_000);
    expect(asked).toBe(2);
    expect(refused).toEqual([{ manifest: bad, bin: 'shelf', books: 1 }]);
  },
);

test.each([new Fault('unreachable', 'away'), 404, 429, 500])(
  'DB26 while the server does not take lists (%s) they wait, and are tried again',
  async (answer) => {
    emptied();
    answers = [answer];
    sender().wake();
    await vi.waitFor(() => expect(later).toHaveLength(1), 10_000);
    expect([ledger.unsent.length, asked, refused]).toEqual([1, 1, []]);
    later[0]?.();
    await vi.waitFor(() => expect(ledger.unsent).toEqual([]), 10_000);
  },
);

test('DB26 with a token that is no longer good it asks for another', async () => {
  emptied();
  answers = [401];
  sender().wake();
  await vi.waitFor(() => expect(ledger.unsent).toEqual([]), 10_000);
  expect([asked, refused]).toEqual([2, []]);
});

test('DB26 one that is emptied, or a server that is back, while one is being sent is not forgotten', async () => {
  emptied();
  answers = [new Fault('unreachable', 'away')];
  const sending = sender();
  sending.wake();
  expect(asked).toBe(0);
  // It answers again; what is under way does not know of it.
  sending.wake();
  await vi.waitFor(() => expect(ledger.unsent).toEqual([]), 10_000);
  expect(asked).toBe(2);
});
