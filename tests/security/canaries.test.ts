/** What must be written nowhere: a visit, a morning of staff and their mistakes, and then every log, file and row is looked through. */
import { globSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { DEMO_CARDS } from '#server/sample/sample.ts';
import { askDesk, DeskPage, firstAccount } from '#tests/desk/desk-page.ts';
import { Person } from '#tests/scenarios/person.ts';
import { Stand } from '#tests/stand.ts';
import { until } from '#tests/stand/until.ts';
import { gatewayData, serverData } from '#tests/stand/settings.ts';

/** Each is found nowhere else in the world. */
const WRONG_PIN = '9753186429753186';
const WRONG_PASSWORD = 'canary-wrong-password';
const SEARCHED = 'chimhoàngyếnbáotin';
const DESK_PIN = '864209753186';

let stand: Stand;
/** What may be in the library's own database, and nowhere else. */
const personal: Record<string, string> = {};
let bundle = '';
/** All that is in the gateway's folder while it runs, its journal among it. */
let gatewayFiles = '';

const { number: CARD, pin: PIN = '' } = DEMO_CARDS[0];
/** As like a card as any, and nobody’s. */
const NOBODYS_CARD = CARD.replace(/\d{4}$/, '9753');

/** What is secret, by what it is. */
const secrets: Record<string, string> = {
  ...{ WRONG_PIN, WRONG_PASSWORD, NOBODYS_CARD, SEARCHED, DESK_PIN },
};
beforeAll(async () => {
  stand = await Stand.start({ server: 'child', gateway: 'child', logLevel: 'debug' });
  const visitor = await Person.at(stand);
  const [book] = stand.desk.books;
  if (!book) throw new Error('the shelf is empty');
  Object.assign(personal, { card: CARD, title: book.title });
  await visit(visitor, book.barcode);
  await staffAtWork();
  gatewayFiles = textIn(gatewayData(stand));
  visitor.close();
});
afterAll(() => stand.close());

async function visit(visitor: Person, barcode: string): Promise<void> {
  await visitor.until(({ screen }) => screen === 'start');
  await stand.scanner.scan(NOBODYS_CARD);
  await visitor.until(({ notice }) => notice !== undefined);
  visitor.tap({ kind: 'start-number' });
  await visitor.until(({ screen }) => screen === 'number');
  visitor.tap({ kind: 'type-number', number: CARD });
  await visitor.until(({ screen }) => screen === 'pin');
  visitor.tap({ kind: 'enter-pin', pin: WRONG_PIN });
  await visitor.until(({ notice }) => notice?.code === 'number-or-pin-wrong');
  visitor.tap({ kind: 'enter-pin', pin: PIN });
  await visitor.until(({ screen }) => screen === 'borrow');
  await stand.scanner.scan(barcode);
  await visitor.until(({ lines: [line] }) => line?.ils === 'accepted');
  await visitor.leave();
}

async function staffAtWork(): Promise<void> {
  const { name, password } = firstAccount(stand);
  secrets['password'] = password;
  const { kioskUrl, serverUrl } = stand;
  await askDesk(kioskUrl, 'sign-in', { body: { name, password: WRONG_PASSWORD } });
  const desk = await DeskPage.signIn(stand);
  desk.send({ kind: 'set-pin', pin: DESK_PIN });
  await desk.until(({ pinIsSet }) => pinIsSet);
  desk.send({ kind: 'leave' });
  await desk.untilClosed();
  const headers = { Origin: serverUrl, 'Content-Type': 'application/json' };
  const ask = (path: string, body: unknown, more = {}) =>
    fetch(`${serverUrl}/api/${path}`, {
      ...{ method: 'POST', headers: { ...headers, ...more }, body: JSON.stringify(body) },
    });
  await ask('staff/sign-in', { name, password: WRONG_PASSWORD, [SEARCHED]: 1 });
  const signedIn = await ask('staff/sign-in', { name, password });
  const [session = '', known = ''] = signedIn.headers.getSetCookie();
  secrets['session'] = /=([^;]+)/.exec(session)?.[1] ?? '';
  secrets['known browser'] = /=([^;]+)/.exec(known)?.[1] ?? '';
  const Cookie = session.split(';')[0] ?? '';
  await ask('staff/patrons/search', { text: SEARCHED }, { Cookie });
  const query = `q=${encodeURIComponent(SEARCHED)}&text=${encodeURIComponent(SEARCHED)}`;
  await fetch(`${serverUrl}/api/staff/catalogue/search?${query}`, { headers: { Cookie } });
  bundle = await diagnosed(Cookie, ask);
}

async function diagnosed(
  Cookie: string,
  ask: (path: string, body: unknown, more: object) => Promise<Response>,
): Promise<string> {
  const terminal = String(stand.query('select id from terminal')[0]?.['id']);
  const order = randomUUID();
  const at = `staff/terminals/${terminal}`;
  await ask(`${at}/orders`, { id: order, what: { kind: 'diagnose' } }, { Cookie });
  const taken = () =>
    fetch(`${stand.serverUrl}/api/${at}/bundles/${order}`, { headers: { Cookie } });
  if (!(await until(async () => (await taken()).ok))) throw new Error('no bundle has come');
  return (await taken()).text();
}

const textIn = (folder: string): string =>
  globSync('**/*', { cwd: folder })
    .map((name) => join(folder, name))
    .filter((file) => statSync(file).isFile())
    .map((file) => readFileSync(file, 'utf8'))
    .join('\n');

/** Not as a part of a longer number, which may be any. */
const asWord = (word: string): RegExp =>
  new RegExp(`(?<![0-9A-Za-z])${word.replace(/[\^$.*+?()[\]{}|]/g, '\\$&')}(?![0-9A-Za-z])`);

/** Its name, where it stands there, so that a failure tells no secret either. */
const foundIn = (text: string, words: Record<string, string>): string[] =>
  Object.entries(words)
    .filter(([, word]) => asWord(word).test(text))
    .map(([name]) => name);

describe('SE40 after a visit and a morning of staff', () => {
  test('SE40 there was much to be written down', () => {
    expect(stand.said.length).toBeGreaterThan(5000);
    expect(stand.said).toContain('"path":"/api/patrons/identify"');
    expect(bundle).toContain('"kind":"state"');
    expect(gatewayFiles.length).toBeGreaterThan(10_000);
    expect(Object.values(secrets).every((word) => word.length >= 4)).toBe(true);
  });

  // Four digits are how long something took, too; a text of them alone is none.
  const pinAlone = `"${PIN}"`;

  test('SE40 no log holds a card, a PIN, a title, a password, a token or what was looked for', () => {
    const words = { ...secrets, ...personal };
    expect(foundIn(stand.said, words)).toEqual([]);
    expect(stand.said).not.toContain(pinAlone);
  });

  test('SE40 nor does what a terminal hands in of itself', () => {
    const words = { ...secrets, ...personal };
    expect(foundIn(bundle, words)).toEqual([]);
    expect(bundle).not.toContain(pinAlone);
  });

  test('SE40 the terminal’s disk has no card in clear, no PIN and no password', () => {
    expect(foundIn(gatewayFiles, { ...secrets, card: CARD })).toEqual([]);
  });

  test('SE40 the server’s disk has no PIN and no password but the first, no session, and nothing that was only asked', () => {
    const { password: _, ...words } = secrets;
    expect(foundIn(textIn(serverData(stand)), words)).toEqual([]);
  });
});
