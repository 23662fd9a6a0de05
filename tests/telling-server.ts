/** A server that tells of alerts, with what a test does to it and to its terminals. */
import { randomUUID } from 'node:crypto';
import { expect } from 'vitest';
import type { Config } from '#server/config.ts';
import type { TestEngine } from './databases.ts';
import type { SimulatedSmtpServer } from './simulators/smtp-server.ts';
import { SpeakingTerminal } from './simulators/speaking-terminal.ts';
import { startTestServer } from './test-server.ts';
import type { TestServer } from './test-server.ts';

const [MINUTE, HOUR] = [60_000, 3_600_000];
const VIETNAM_MS = 7 * HOUR;

/** @param account absent: the one made at the first start */
export async function startTelling(
  engine: Pick<TestEngine, 'place' | 'after'>,
  changes: Partial<Config>,
  account?: TestServer['firstAccount'],
) {
  const server = await startTestServer(engine, {
    webhooks: { privateNetworks: ['127.0.0.0/8'] },
    ...changes,
  });
  const signIn = () => server.signIn(account?.name, account?.password);
  let cookie = await signIn();
  /** The clock is put forward to a time of day in Vietnam; the session of the day before has ended then. */
  const setTime = async (time: string) => {
    server.clock.ahead += until(time, Date.now() + server.clock.ahead);
    cookie = await signIn();
  };
  const ask = (method: string, path: string) => server.ask(method, path, { cookie });
  /** A test that is refused is queued nowhere, and makes the server look whether something is due. */
  const look = () =>
    ask('POST', `/staff/subscriptions/${randomUUID()}/test?act=${randomUUID()}&library=central`);
  const mailsIn = (mailbox: SimulatedSmtpServer) =>
    expect.poll(async () => {
      await look();
      return mailbox.mails.length;
    });
  const put = async (what: object, id = randomUUID()) => {
    const body = { act: randomUUID(), what: { library: 'central', severities: ['now'], ...what } };
    const answer = await server.ask('PUT', `/staff/subscriptions/${id}`, { cookie, body });
    return { id, answer: answer.body };
  };
  const list = async () => {
    await look();
    return (await ask('GET', '/staff/subscriptions')).body.subscriptions;
  };
  const terminal = async (library = 'school') => {
    const one = await SpeakingTerminal.at(server, library);
    engine.after(() => one.close());
    await one.say();
    return one;
  };
  return { server, ask, look, mailsIn, setTime, put, list, terminal };
}

/** Milliseconds until clocks in Vietnam show a time of day. */
function until(time: string, now: number): number {
  const [hours = 0, minutes = 0] = time.split(':').map(Number);
  const midnight = Math.floor((now + VIETNAM_MS) / (24 * HOUR)) * 24 * HOUR - VIETNAM_MS;
  const at = midnight + hours * HOUR + minutes * MINUTE;
  return (at > now ? at : at + 24 * HOUR) - now;
}

/** Time passes, and somebody speaks so that it is noticed. */
export async function pass(server: TestServer, ms: number, ...terminals: SpeakingTerminal[]) {
  server.clock.ahead += ms;
  for (const terminal of terminals) await terminal.say();
}

export const alertsOpen = async (server: TestServer): Promise<number> => {
  const now = Date.now() + server.clock.ahead;
  const reach = { actor: { kind: 'system', id: 'test' } as const, now };
  return (await server.db.read('staff-alerts', { reach })).alerts.length;
};
