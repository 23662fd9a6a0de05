/** Staff before a drop box: its parts tried, a bin emptied, over its board and mechanics. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Snapshot } from '#gateway/messages.ts';
import type { StaffAct } from '#gateway/staff-messages.ts';
import { plainBooks } from '#tests/e2e/shelf.ts';
import { Stand } from '#tests/stand.ts';
import { Screen } from '#tests/stand/screen.ts';
import { until } from '#tests/stand/until.ts';

const PIN = '246810';

let stand: Stand;
let screen: Screen;
beforeAll(async () => {
  stand = await Stand.start({
    ...{ logLevel: 'silent', dropBox: 'holding' },
    gatewaySettings: { desk: { pin: PIN } },
  });
  screen = await Screen.open(stand.kioskUrl);
  await isReady();
});
afterAll(async () => {
  screen.close();
  await stand.close();
});

const isReady = () => screen.until(({ dropBox }) => dropBox?.says === 'put-in');
const act = (what: StaffAct) => screen.tap({ kind: 'staff-act', act: what });
const sees = (wish: (staff: NonNullable<Snapshot['staff']>) => boolean) =>
  screen.until(({ staff }) => staff !== undefined && wish(staff));
function mechanics() {
  const { dropBox } = stand.desk;
  if (!dropBox) throw new Error('there is no drop box on this desk');
  return dropBox.box;
}

async function letIn(): Promise<void> {
  screen.tap({ kind: 'staff' });
  await screen.until((snapshot) => snapshot.screen === 'staff-pin');
  screen.tap({ kind: 'enter-pin', pin: PIN });
  await screen.until((snapshot) => snapshot.screen === 'staff-menu');
  screen.tap({ kind: 'staff-page', page: 'bins' });
}

test('SM9 the mouth shuts for staff; tried, the shutter opens and falls shut by itself, but not while a door is open', async () => {
  await letIn();
  await sees(({ box }) => box?.isFree === true);
  expect(await until(async () => mechanics().shutter.isShut)).toBe(true);
  act({ what: 'try-shutter' });
  await sees(({ note }) => note?.what === 'try-shutter' && note.kind === 'done');
  expect(await until(async () => mechanics().shutter.isOpen)).toBe(true);
  expect(await until(async () => mechanics().shutter.isShut)).toBe(true);
  mechanics().setContact('door', true);
  await sees(({ box }) => box?.isFree === false);
  act({ what: 'try-shutter' });
  await sees(({ note }) => note?.kind === 'failed' && note.code === 'box-not-free');
  mechanics().setContact('door', false);
  await sees(({ box }) => box?.isFree === true);
  screen.tap({ kind: 'staff-leave' });
  await isReady();
});

test('SM9 DB26 a bin is emptied, and counts from then on', async () => {
  const [book] = plainBooks(stand);
  if (!book) throw new Error('the shelf is empty');
  mechanics().insert({ id: book.barcode, tags: book.tags, thicknessMm: 15 });
  expect(await until(async () => mechanics().whereIs(book.barcode).place === 'bin')).toBe(true);
  await isReady();
  await letIn();
  const { staff } = await sees(({ box }) => box?.bins.some(({ count }) => count === 1) === true);
  const full = staff?.box?.bins.find(({ count }) => count === 1);
  act({ what: 'bin-emptied', bin: full?.id ?? '' });
  const after = await sees(({ box }) => box?.bins.every(({ count }) => count === 0) === true);
  const emptied = after.staff?.box?.bins.find(({ id }) => id === full?.id);
  expect(emptied?.emptiedAt).toBeGreaterThan(full?.emptiedAt ?? Infinity);
  screen.tap({ kind: 'staff-leave' });
  await isReady();
});
