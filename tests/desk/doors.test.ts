/** Who gets to the desk, and who does not. */
import { once } from 'node:events';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { nextUid, tagWith } from '#tests/simulators/book-tag.ts';
import { Stand } from '#tests/stand.ts';
import { Screen } from '#tests/stand/screen.ts';
import { askDesk, DeskPage, firstAccount, openSocket } from './desk-page.ts';

const PIN = '246802';
let stand: Stand;

beforeAll(async () => {
  stand = await Stand.start();
});
afterAll(() => stand.close());

const ask = (path: string, asking: Parameters<typeof askDesk>[2] = {}) =>
  askDesk(stand.kioskUrl, path, asking);
const signIn = async () => (await ask('sign-in', { body: firstAccount(stand) })).cookie;

const refusedWith = async (cookie: string | undefined, origin?: string) => {
  const socket = openSocket(stand.kioskUrl, cookie, origin);
  const [, { statusCode }] = (await once(socket, 'unexpected-response')) as [
    unknown,
    { statusCode: number },
  ];
  return statusCode;
};

const online = async (wanted: boolean) => {
  await expect.poll(async () => (await ask('me')).body['online']).toBe(wanted);
};

test('D1 nobody is let in without a session', async () => {
  expect(await ask('me')).toMatchObject({ status: 401, body: { code: 'not-signed-in' } });
  expect(await refusedWith(undefined)).toBe(401);
  expect(await refusedWith('nhipcau-desk=AAAA')).toBe(401);
});

test('D1 a wrong password is said to be wrong', async () => {
  const body = { name: 'admin', password: 'wrong' };
  expect(await ask('sign-in', { body })).toMatchObject({
    status: 401,
    body: { code: 'sign-in-wrong' },
    cookie: undefined,
  });
});

test('D2 the browser gets a key of the desk, and never the server’s', async () => {
  const response = await fetch(`${stand.kioskUrl}/desk/api/sign-in`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin: stand.kioskUrl },
    body: JSON.stringify(firstAccount(stand)),
  });
  const cookie = response.headers.get('set-cookie') ?? '';
  expect(cookie).toMatch(/^nhipcau-desk=[\w-]{43};/);
  expect(cookie).toContain('HttpOnly');
  expect(cookie).toContain('SameSite=Strict');
  expect(cookie).toContain('Path=/desk');
  const key = cookie.split(';')[0];
  expect(await ask('me', { cookie: key })).toMatchObject({
    status: 200,
    body: { mode: 'staff', name: 'admin' },
  });
});

test('D1 a page of another origin can neither sign in nor open the socket', async () => {
  const origin = 'https://evil.example';
  expect((await ask('sign-in', { body: firstAccount(stand), origin })).status).toBe(403);
  expect((await ask('pin', { body: { pin: PIN }, origin })).status).toBe(403);
  expect(await refusedWith(await signIn(), origin)).toBe(403);
});

test('D4 a second page takes over, and the first is told', async () => {
  const cookie = await signIn();
  const first = await DeskPage.connect(stand.kioskUrl, cookie);
  const second = await DeskPage.connect(stand.kioskUrl, cookie);
  await first.untilClosed();
  expect(first.rejected).toEqual(['taken-over']);
  second.send({ kind: 'task', task: 'look' });
  await second.until(({ task }) => task === 'look');
  second.send({ kind: 'leave' });
  await second.untilClosed();
});

test('D3 leaving ends the session, and its key opens nothing any more', async () => {
  const cookie = await signIn();
  const page = await DeskPage.connect(stand.kioskUrl, cookie);
  page.send({ kind: 'leave' });
  await page.untilClosed();
  expect(page.rejected).toEqual(['signed-out']);
  expect((await ask('me', { cookie })).status).toBe(401);
  expect(await refusedWith(cookie)).toBe(401);
});

test('D7 the devices are the desk’s while somebody is there, and then the visitors’ again', async () => {
  const screen = await Screen.open(stand.kioskUrl);
  const page = await DeskPage.signIn(stand);
  const tag = tagWith({ uid: nextUid() });
  await screen.until(({ screen: shown }) => shown === 'out-of-service');
  stand.reader.place(tag);
  await page.until(({ pad }) => pad.length === 1 && pad[0]?.blocks.length === 28);
  stand.reader.remove(tag.uid);
  page.send({ kind: 'leave' });
  await screen.until(({ screen: shown }) => shown === 'start');
  screen.close();
});

test('D7 a visitor who is being served keeps the devices to the end', async () => {
  const screen = await Screen.open(stand.kioskUrl);
  // Staff of another test may have left only just now.
  await screen.until(({ screen: shown }) => shown === 'start');
  screen.tap({ kind: 'start-return' });
  await screen.until(({ screen: shown }) => shown === 'return');
  const page = await DeskPage.signIn(stand);
  expect(page.snapshot.devicesAre).toBe('visitor');
  screen.tap({ kind: 'finish' });
  await page.until(({ devicesAre }) => devicesAre === 'ours');
  const tag = tagWith({ uid: nextUid() });
  stand.reader.place(tag);
  await page.until(({ pad }) => pad[0]?.uid === tag.uid);
  stand.reader.remove(tag.uid);
  page.send({ kind: 'leave' });
  await page.untilClosed();
  screen.close();
});

test('D5 D6 the PIN is for device work while the server is away, and for nothing else', async () => {
  const cookie = await signIn();
  const page = await DeskPage.connect(stand.kioskUrl, cookie);
  page.send({ kind: 'set-pin', pin: PIN });
  await page.until(({ notice, pinIsSet }) => pinIsSet && notice?.code === 'desk.pin-set');
  page.send({ kind: 'leave' });
  await page.untilClosed();
  await online(true);
  expect(await ask('pin', { body: { pin: PIN } })).toMatchObject({
    status: 409,
    body: { code: 'server-answers' },
  });
  stand.network.simulateCut();
  await online(false);
  expect(await ask('sign-in', { body: firstAccount(stand) })).toMatchObject({
    status: 503,
    body: { code: 'server-away', pinIsSet: true },
  });
  expect(await ask('pin', { body: { pin: '000000' } })).toMatchObject({
    status: 401,
    body: { code: 'pin-wrong', triesLeft: 4 },
  });
  const entered = await ask('pin', { body: { pin: PIN } });
  expect(entered).toMatchObject({ status: 200, body: { mode: 'device' } });
  const offline = await DeskPage.connect(stand.kioskUrl, entered.cookie);
  expect(offline.snapshot.mode).toBe('device');
  offline.send({ kind: 'set-pin', pin: '111111' });
  await offline.until(({ notice }) => notice?.code === 'desk.needs-account');
  await stand.network.heal();
  await online(true);
  offline.send({ kind: 'label', text: 'TN.000001' });
  const asked = await offline.until(({ tagging }) => tagging?.item !== undefined);
  expect(asked.tagging?.item).toEqual({ label: 'TN.000001', known: 'unasked', tags: [] });
  offline.send({ kind: 'leave' });
  await offline.untilClosed();
});
