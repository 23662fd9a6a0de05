/** Staff at the machine, over a real terminal: let in, wiped, at work, told to the server. */
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Snapshot } from '#gateway/messages.ts';
import type { StaffAct, StaffPage } from '#gateway/staff-messages.ts';
import { readConfig } from '#server/config.ts';
import { runCommand } from '#server/cli/commands.ts';
import { DEMO_CARDS } from '#server/sample/sample.ts';
import { Stand } from '#tests/stand.ts';
import { Screen } from '#tests/stand/screen.ts';
import { firstAccount } from '#tests/desk/desk-page.ts';
import { CARD, openLoans, plainBooks } from '#tests/e2e/shelf.ts';
import { until } from '#tests/stand/until.ts';

const PIN = '246810';
/** Two, for a scanner takes the same one, shown again at once, for one scan. */
const [STAFF_CARD, OTHER_STAFF_CARD] = ['ST-0042', 'ST-0043'];

let stand: Stand;
let screen: Screen;
beforeAll(async () => {
  stand = await Stand.start({
    logLevel: 'silent',
    printer: true,
    gatewaySettings: { desk: { pin: PIN }, staff: { cards: ['^ST-\\d{4}$'] } },
  });
  screen = await Screen.open(stand.kioskUrl);
  await screen.until(({ screen: shown }) => shown === 'start');
});
afterAll(async () => {
  screen.close();
  await stand.close();
});

const shows = (name: Snapshot['screen']) => screen.until((snapshot) => snapshot.screen === name);
const act = (what: StaffAct) => screen.tap({ kind: 'staff-act', act: what });
const turn = (page: StaffPage, device?: string) =>
  screen.tap({ kind: 'staff-page', page, ...(device !== undefined && { device }) });

async function letIn(): Promise<Snapshot> {
  screen.tap({ kind: 'staff' });
  await shows('staff-pin');
  screen.tap({ kind: 'enter-pin', pin: PIN });
  return shows('staff-menu');
}
async function leave(): Promise<void> {
  screen.tap({ kind: 'staff-leave' });
  await screen.until(({ screen: shown }) => !shown.startsWith('staff-'));
}

const tried = (wish: (staff: NonNullable<Snapshot['staff']>) => boolean) =>
  screen.until(({ staff }) => staff !== undefined && wish(staff));
const came = (what: StaffAct['what']) => tried(({ note }) => note?.what === what);
const journal = () =>
  stand.query(`select action, by, details from audit where subject_kind = 'terminal' order by at`);
const isTold = (action: string) =>
  until(async () => journal().some((row) => row['action'] === action));

const slips = () => stand.desk.printer?.receipts ?? [];

/** As whoever runs the server does it. */
async function knowCard(card: string, name: string): Promise<void> {
  const { command } = runCommand(['staff', 'card', '--name', name, '--card', card]);
  const config = readConfig(join(stand.folder, 'server.json'), {});
  expect(await command?.(config)).toBe(0);
}

const [, OTHER_CARD] = DEMO_CARDS;

let taken = 0;
function aBook() {
  const book = plainBooks(stand)[taken++];
  if (!book) throw new Error('the shelf is empty');
  return book;
}

test('SM2 SM4 whoever is borrowing goes on at the door, and is wiped when staff are let in', async () => {
  const book = aBook();
  await stand.desk.scan(CARD.number);
  await shows('borrow');
  stand.desk.lay(book.barcode);
  await screen.until(({ lines }) => lines[0]?.security === 'done');
  await stand.desk.scan(STAFF_CARD);
  const door = await shows('staff-pin');
  expect(door).toMatchObject({ people: [], lines: [] });
  expect(door).not.toHaveProperty('patron');
  screen.tap({ kind: 'back' });
  expect((await shows('borrow')).lines).toHaveLength(1);

  expect(await letIn()).toMatchObject({ lines: [], staff: { by: 'pin' } });
  await leave();
  expect((await shows('pad-not-empty')).lines).toEqual([]);
  stand.desk.take(book.barcode);
  await shows('start');
  expect(openLoans(stand, book)).toBe(1);
});

test('SM3 a wrong PIN is counted, and lets nobody in', async () => {
  screen.tap({ kind: 'staff' });
  await shows('staff-pin');
  screen.tap({ kind: 'enter-pin', pin: '000000' });
  const { keypad } = await screen.until(({ keypad: pad }) => pad?.triesLeft !== undefined);
  expect(keypad).toEqual({ triesLeft: 4 });
  act({ what: 'pause', reason: 'none' });
  screen.tap({ kind: 'back' });
  expect((await shows('start')).stage).toBe('idle');
});

// One menu for all that is tried in it: each PIN costs a second of one core.
test('SM5 SM7 SM8 pad and scanner show what they hear, and nothing of whose it is; a slip comes out, and paper changed is noted', async () => {
  const book = aBook();
  await letIn();
  turn('device', 'pad');
  stand.desk.lay(book.barcode);
  const seen = await tried(({ tags }) => tags.length === 1);
  expect(seen.staff?.tags).toMatchObject([{ kind: 'item', label: book.barcode }]);
  expect(seen.lines).toEqual([]);
  stand.desk.take(book.barcode);
  await tried(({ tags }) => tags.length === 0);
  turn('device', 'scanner');
  await stand.desk.scan(OTHER_CARD.number);
  const scanned = await tried(({ scan }) => scan === 'card');
  expect(JSON.stringify(scanned)).not.toContain(OTHER_CARD.number);
  const before = slips().length;
  act({ what: 'test-print' });
  await came('test-print');
  expect(slips().length).toBe(before + 1);
  act({ what: 'paper-changed' });
  const { staff } = await tried(({ printer }) => printer?.changedAt !== undefined);
  expect(staff?.printer).toMatchObject({ paper: 'ok' });
  await leave();
  expect(openLoans(stand, book)).toBe(0);
});

test('SM7 out of service with a reason, over the menu’s end, and back', async () => {
  await letIn();
  act({ what: 'pause', reason: 'repair' });
  await came('pause');
  await leave();
  const { outOfService } = await shows('out-of-service');
  expect(outOfService?.message).toBe('Máy đang được sửa.');
  await letIn();
  act({ what: 'resume' });
  await came('resume');
  await leave();
  await shows('start');
});

test('SM8 what is done while the server is away is told when it is back, once, by whom and when', async () => {
  await stand.bench.perform({ kind: 'network', up: false });
  await screen.until(({ online }) => !online);
  await letIn();
  act({ what: 'volume', percent: 20 });
  const { staff } = await tried(({ note, state }) => note?.what === 'volume' && state.acts >= 2);
  expect(staff?.state.online).toBe(false);
  await leave();
  expect(await screen.until(({ volume }) => volume === 20)).toBeDefined();
  await stand.bench.perform({ kind: 'network', up: true });
  expect(await isTold('here-volume')).toBe(true);
  const told = journal().filter((row) => row['action'] === 'here-volume');
  expect(told).toHaveLength(1);
  expect(JSON.parse(String(told[0]?.['details']))).toEqual({ percent: 20 });
});

test('SM3 by a card that the server knows, an act is its owner’s', async () => {
  const name = firstAccount(stand).name;
  await knowCard(OTHER_STAFF_CARD, name);
  await screen.until(({ online }) => online);
  await stand.desk.scan(OTHER_STAFF_CARD);
  await shows('staff-pin');
  screen.tap({ kind: 'enter-pin', pin: PIN });
  expect((await tried(({ isKnown }) => isKnown)).staff?.by).toBe('card');
  act({ what: 'large-text', large: true });
  await came('large-text');
  await leave();
  expect((await shows('start')).largeText).toBe(true);
  expect(await isTold('here-large-text')).toBe(true);
  const [told] = journal().filter((row) => row['action'] === 'here-large-text');
  expect(String(told?.['by'])).toMatch(/^staff:/);
});
