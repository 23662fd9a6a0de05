import { expect, test } from 'vitest';
import { UnderWay } from '#server/http/under-way.ts';
import { createLog } from '#server/logging.ts';
import { openPinSeal } from '#server/patrons/sealed-pins/pin-seal.ts';
import { TerminalGate } from '#server/terminals/terminal-gate.ts';
import { onSqlite } from '#tests/databases.ts';
import { startTestServer } from '#tests/test-server.ts';
import { OpenLinks } from './open-links.ts';
import { TerminalLink } from './terminal-link.ts';
import { TerminalNews } from './terminal-news.ts';

/** Looks a terminal up as slowly as the test says. */
class SlowGate extends TerminalGate {
  held = Promise.resolve();

  override async find(name: string) {
    const { held } = this;
    await held;
    return super.find(name);
  }
}

const HOUR_MS = 3_600_000;
const NOTHING = { checkins: 0, renewals: 0, refusals: 0, receipts: 0, visits: 0 };
const stateOf = (checkouts: number): string =>
  JSON.stringify({
    ...{ kind: 'state', version: '0.6.0', stage: 'idle', devices: [], queued: checkouts },
    counters: { from: 1, checkouts, ...NOTHING },
  });

test('TH60 what was said over a line that was given up is not written over what is said over the next: all of it would be counted once more', async () => {
  const server = await startTestServer(onSqlite());
  const { id } = await server.addTerminal('school');
  // Noon in Vietnam: the day does not change meanwhile.
  server.clock.ahead = (29 * HOUR_MS - (Date.now() % (24 * HOUR_MS))) % (24 * HOUR_MS);
  const now = () => Date.now() + server.clock.ahead;
  const base = { db: server.db, now, log: createLog('silent') };
  const terminals = new SlowGate({ ...base, pinSeal: openPinSeal(server.dataFolder) });
  const underWay = new UnderWay();
  const deps = { ...base, terminals, underWay, news: new TerminalNews(), links: new OpenLinks() };
  const terminal = await terminals.find(id);
  if (!terminal) throw new Error('it has just been added');
  const heard: unknown[] = [];
  const link = () =>
    new TerminalLink(deps, terminal, {
      send: (text) => heard.push(text),
      close: () => undefined,
      unread: () => 0,
      cut: () => undefined,
    });

  const busy: PromiseWithResolvers<void> = Promise.withResolvers();
  const [before, after] = [link(), link()];
  terminals.held = busy.promise;
  before.hear(stateOf(100));
  await new Promise((turn) => setImmediate(turn));
  terminals.held = Promise.resolve();
  before.ended();
  after.hear(stateOf(101));
  await new Promise((turn) => setImmediate(turn));
  // The writer takes commands in their order: what the second has said is written now, unless it waits.
  await server.db.write('orders-told', { ids: [], now: now() });
  busy.resolve();
  await underWay.settled();
  after.ended();

  expect(heard).toHaveLength(2);
  const cookie = await server.signIn();
  const ask = async (path: string) => (await server.ask('GET', path, { cookie })).body;
  const [today, { terminals: watched }] = [
    await ask('/staff/monitoring/today'),
    await ask('/staff/terminals'),
  ];
  expect(today.terminals).toMatchObject([{ totals: { checkouts: 101 } }]);
  expect(watched).toMatchObject([{ state: { queued: 101 } }]);
});
