/** What a terminal hands in of itself after a day's work: looked through for whatever could be about a person, or open a door. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { DEMO_CARDS } from '#server/sample/sample.ts';
import { Stand } from '#tests/stand.ts';
import { staffAccount } from '#tests/stand/demo.ts';
import { gatewayData, TERMINAL_ID } from '#tests/stand/settings.ts';
import { staffOf } from '#tests/stand/staff-api.ts';
import { Person } from './person.ts';

const within = { timeout: 45_000, interval: 50 };
const [child, father, noPin] = DEMO_CARDS;

test('RH9 no card, no PIN, no title, no label, no chip and no key is in a bundle', async () => {
  const stand = await Stand.start({
    ...{ gateway: 'child', logLevel: 'silent' },
    gatewaySettings: { logLevel: 'info' },
  });
  const person = await Person.at(stand);
  try {
    const books = await work(stand, person);
    const text = await bundle(stand);
    const lines = text.trimEnd().split('\n');
    const kinds = lines.map((line) => (JSON.parse(line) as { kind: string }).kind);
    expect(kinds.slice(0, 4)).toEqual(['bundle', 'state', 'config', 'metrics']);
    expect(kinds.filter((kind) => kind === 'log').length).toBeGreaterThan(3);
    const canaries = [...secretsOf(stand), ...books, ...[child, father, noPin].flatMap(wordsOf)];
    for (const canary of canaries) expect(text, canary).not.toContain(canary);
  } finally {
    person.close();
    await stand.close();
  }
});

const wordsOf = (card: (typeof DEMO_CARDS)[number] | undefined): string[] =>
  [card?.number, card?.pin].filter((word) => word !== undefined);

/** A visit with a wrong PIN and a right one, a book, a card while the network is cut. @returns what the books bear */
async function work(stand: Stand, person: Person): Promise<string[]> {
  await person.until(({ screen, online }) => screen === 'start' && online);
  person.tap({ kind: 'start-number' });
  await person.until(({ screen }) => screen === 'number');
  person.tap({ kind: 'type-number', number: child.number });
  await person.until(({ screen }) => screen === 'pin');
  person.tap({ kind: 'enter-pin', pin: '0000' });
  await person.until(({ notice }) => notice !== undefined);
  person.tap({ kind: 'enter-pin', pin: child.pin ?? '' });
  await person.until(({ screen }) => screen === 'borrow');
  const { books } = stand.desk;
  const laid = books.find(({ note, tags }) => note === undefined && tags.length === 1);
  if (!laid) throw new Error('there is no plain book on the shelf');
  stand.desk.lay(laid.barcode);
  await person.until(({ lines }) => lines.some(({ security }) => security === 'done'));
  stand.network.simulateCut();
  await stand.scanner.scan(father.number);
  await person.until(({ online }) => !online);
  await stand.network.heal();
  await person.until(({ online }) => online);
  return [laid.title, laid.author, laid.barcode, ...laid.tags.map(({ uid }) => uid)];
}

/** The private key as it lies on disk, and the account of the server. */
function secretsOf(stand: Stand): string[] {
  const key = readFileSync(join(gatewayData(stand), 'terminal-key.pem'), 'utf8');
  const [body = ''] = key.split('\n').filter((line) => !line.startsWith('-----'));
  return [body.slice(0, 40), staffAccount(stand.folder)?.password ?? 'there is no account'];
}

async function bundle(stand: Stand): Promise<string> {
  const staff = await staffOf(stand);
  const id = crypto.randomUUID();
  const path = `/terminals/${TERMINAL_ID}`;
  const given = await staff('POST', `${path}/orders`, { id, what: { kind: 'diagnose' } });
  expect(await given.json()).toMatchObject({ outcome: 'accepted' });
  const handedIn = () => staff('GET', `${path}/bundles/${id}`);
  await expect.poll(async () => (await handedIn()).status, within).toBe(200);
  return (await handedIn()).text();
}
