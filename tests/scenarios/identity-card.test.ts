/** A citizen's card instead of a library card: the library is asked by its number, and nothing of it stays anywhere. */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readConfig } from '#server/config.ts';
import { openDatabase } from '#server/db/open.ts';
import { registry } from '#server/db/registry.ts';
import { PatronInput } from '#server/patrons/input.ts';
import { DEMO_CARDS, makeSample } from '#server/sample/sample.ts';
import { dayIn } from '#server/libraries/rules/day.ts';
import { readOutbox } from '#tests/fixtures/read-outbox.ts';
import { Stand } from '#tests/stand.ts';
import { ZONE } from '#tests/stand/settings.ts';
import { Screen } from '#tests/stand/screen.ts';
import { gatewayData, serverData } from '#tests/stand/settings.ts';

// An invented person; the first of the sample is enrolled with this number.
const NUMBER = '001090123456';
const CITIZEN = `${NUMBER}||NGUYỄN VĂN THỬ|01011990|Nam|Số 1 Tràng Tiền, Hà Nội|15042021|ĐOÀN B`;
const [CARD] = DEMO_CARDS;

let stand: Stand;
let screen: Screen;

beforeAll(async () => {
  stand = await Stand.start({ gatewaySettings: { identityCard: 'ask-library' } });
  await stand.stopServer();
  await enrol();
  await stand.startServer();
  screen = await Screen.open(stand.kioskUrl);
});
afterAll(async () => {
  screen.close();
  await stand.close();
});

async function enrol(): Promise<void> {
  const now = Date.now();
  const { patrons } = makeSample(dayIn(ZONE, now));
  const known = patrons.find(({ id }) => id === CARD.patronId);
  const { pin: _, cards, ...patron } = PatronInput.parse(known);
  const both = [...cards, { value: NUMBER, kind: 'identity' as const }];
  const { database: where } = readConfig(join(stand.folder, 'server.json'), {});
  const database = await openDatabase(where, registry);
  await database.write('patrons-put', { patrons: [{ ...patron, cards: both }], now });
  await database.close();
}

const filesIn = (folder: string): Buffer[] =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((name) => join(folder, name))
    .filter((path) => statSync(path).isFile())
    .map((path) => readFileSync(path));

test('S161 the person borrows as the patron, and only the library’s own card is written down', async () => {
  await screen.until(({ online, screen: name }) => online && name === 'start');
  await stand.scanner.scan(CITIZEN, { aim: ']Q1' });
  const welcomed = await screen.until(({ screen: name }) => name === 'borrow');
  expect(welcomed.patron?.initial).toMatch(/^\p{Lu}$/u);
  const book = stand.desk.books.find(({ note, tags }) => note === undefined && tags.length === 1);
  stand.desk.lay(book?.barcode ?? '');
  await screen.until(({ lines }) => lines[0]?.ils === 'accepted' && lines[0].security === 'done');
  await stand.stopGateway();
  const journal = readOutbox(gatewayData(stand));
  expect(journal).toContain(CARD.number);
  expect(journal).not.toContain(NUMBER);
  const gateway = filesIn(gatewayData(stand));
  for (const bytes of gateway) expect(bytes.includes(NUMBER)).toBe(false);
  for (const bytes of [...gateway, ...filesIn(serverData(stand))]) {
    expect(bytes.includes('VĂN THỬ')).toBe(false);
    expect(bytes.includes('ĐOÀN B')).toBe(false);
  }
});
