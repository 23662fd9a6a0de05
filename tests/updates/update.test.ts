/** A real terminal, program by program: brought up to date over its link, and back again by itself where the new version is no good. */
import { randomUUID } from 'node:crypto';
import { existsSync, mkdtempSync, readlinkSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { onSqlite } from '#tests/databases.ts';
import { filesIn, someRelease, someSigner } from '#tests/fixtures/releases.ts';
import { startTestServer } from '#tests/test-server.ts';
import { installTerminal, programOf } from './terminal.ts';

/** Each start of a gateway may take many seconds where others are at work. */
const LONG = { timeout: 120_000, interval: 100 };

const engine = onSqlite();

async function stage() {
  const signer = someSigner();
  const folder = mkdtempSync(join(tmpdir(), 'nhipcau-releases-'));
  engine.after(() => rmSync(folder, { recursive: true, force: true }));
  const server = await startTestServer(engine, { updates: { releaseKeys: [signer.publicKey] } });
  const cookie = await server.signIn();
  const first = programOf('0.1.0', signer.publicKey);
  const terminal = await installTerminal(first, '0.1.0', server.url);
  engine.after(() => terminal.stop());
  const { id, publicKey } = terminal;
  const added = { id, publicKey, name: 'Quầy 1', libraryId: 'school', now: Date.now() };
  await server.db.write('terminal-add', added);

  /** A release for all terminals. @param change of the program as it is here */
  const release = async (
    version: string,
    change: (texts: Record<string, string>) => Record<string, string>,
  ): Promise<void> => {
    const texts = change(programOf(version, signer.publicKey));
    const files = filesIn(texts, join(folder, version));
    const arch = process.arch === 'arm64' ? 'arm64' : 'x64';
    const made = await someRelease(signer, version, { folder, files, arch });
    const upload = `${server.url}/api/staff/updates?id=${randomUUID()}&library=central`;
    const headers = { Origin: server.url, Cookie: cookie };
    const body = new Uint8Array(made.bytes);
    const { status } = await fetch(upload, { method: 'POST', headers, body });
    expect([status, made.manifest.version]).toEqual([200, version]);
    const plan = { id: randomUUID(), library: 'central', ring: 3 };
    await server.ask('PUT', `/staff/updates/${version}`, { cookie, body: plan });
  };
  /** Staff do not wait until it looks by itself. @returns what it says to that */
  const lookNow = async () => {
    const order = randomUUID();
    const body = { id: order, what: { kind: 'look-for-update' } };
    await server.ask('POST', `/staff/terminals/${id}/orders`, { cookie, body });
    const answered = async () => {
      const { orders } = (await server.ask('GET', `/staff/terminals/${id}/orders`, { cookie }))
        .body;
      return orders.find((given: { id: string }) => given.id === order);
    };
    await expect.poll(async () => (await answered()).stage, LONG).toMatch(/done|refused|failed/);
    return answered();
  };
  const said = async () => {
    const { terminals } = (await server.ask('GET', '/staff/updates', { cookie })).body;
    return terminals[0];
  };
  return { terminal, release, lookNow, said };
}

const asItIs = (texts: Record<string, string>) => texts;
const crashes = (texts: Record<string, string>) => ({
  ...texts,
  'gateway/main.ts': `process.exit(1);\n`,
});
/** Runs, serves, is heard; only its scanner it never finds. */
const findsNoScanner = (texts: Record<string, string>) => {
  const path = 'gateway/devices/tcp-port.ts';
  const text = texts[path] ?? '';
  const broken = text.replace('...tcp,', '...tcp, port: 1,');
  expect(broken).not.toBe(text);
  return { ...texts, [path]: broken };
};

test('UP20 UP21 UP24 a terminal is brought up to date, and comes back by itself from what is no good', async () => {
  const { lookNow, release, said, terminal } = await stage();
  const update = async () => (await said()).update;
  terminal.configure(60_000);
  terminal.start();
  await expect.poll(async () => (await said()).version, LONG).toBe('0.1.0');

  await release('0.2.0', asItIs);
  expect(await lookNow()).toMatchObject({ stage: 'done', code: 'fetching' });
  await expect.poll(update, LONG).toMatchObject({ state: 'current', version: '0.2.0' });
  expect(await said()).toMatchObject({ version: '0.2.0' });
  expect(terminal.starts()).toBe(2);
  expect(existsSync(join(terminal.root, 'versions/0.1.0'))).toBe(true);

  await release('0.3.0', crashes);
  await lookNow();
  const failed = { state: 'returned', version: '0.3.0', why: 'failed-to-start' };
  await expect.poll(update, LONG).toMatchObject(failed);
  expect(await said()).toMatchObject({ version: '0.2.0' });
  expect(readlinkSync(join(terminal.root, 'current'))).toBe('versions/0.2.0');
  expect(terminal.starts()).toBe(6);
  expect(await lookNow()).toMatchObject({ stage: 'refused', code: 'broken' });

  terminal.configure(3_000);
  await release('0.4.0', findsNoScanner);
  await lookNow();
  const unwell = { state: 'returned', version: '0.4.0', why: 'device-scanner' };
  await expect.poll(update, LONG).toMatchObject(unwell);
  expect(await said()).toMatchObject({ version: '0.2.0' });
}, 600_000);
