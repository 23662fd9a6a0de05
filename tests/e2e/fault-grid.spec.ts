/**
 * Fault × moment: each fault strikes at each moment of a checkout, and a cell passes only if it did.
 * Whatever happens: no loan lost, none doubled, and the gate is never silenced for a book that nobody has borrowed, be it promised.
 */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import type { Page } from '@playwright/test';
import { Stand } from '#tests/stand.ts';
import type { StandBook } from '#tests/stand/books.ts';
import { afiOf, CARD, eventsOf, openLoans, plainBooks } from './shelf.ts';
import { leave } from './leave.ts';
import { allHeard, permitInForce, promisedLoans } from './permit.ts';
import { Witness } from './witness.ts';

const ARMED = 0x07;
const DISARMED = 0xc2;

interface Scene {
  readonly stand: Stand;
  readonly page: Page;
  readonly witness: Witness;
  readonly book: StandBook;
}

interface Fault {
  /** What the person or the world does. */
  strike(scene: Scene): Promise<void>;
  /** How often it struck, by the count of whoever suffered it. */
  struck(scene: Scene): number;
  /** How the trouble shows, so that it is mended only after it was felt. */
  felt(scene: Scene): Promise<unknown>;
  mend(scene: Scene): Promise<void>;
}

let reload: Promise<unknown> = Promise.resolve();
const strikes = { unplugged: 0, pulled: 0, killed: 0 };

/** Enough rounds of looking for the pad to believe that a book has gone. */
async function rounds(stand: Stand, count: number): Promise<void> {
  for (let round = 0; round < count; round++) await stand.reader.nextCommand('inventory');
}

const FAULTS: Record<string, Fault> = {
  'reader unplugged': {
    async strike({ stand }) {
      strikes.unplugged++;
      await stand.desk.padLine.unplug();
    },
    struck: () => strikes.unplugged,
    felt: ({ witness }) => witness.until(({ terminal }) => !terminal.padReady),
    async mend({ stand, witness }) {
      await stand.desk.padLine.plug();
      await witness.until(({ terminal }) => terminal.padReady);
    },
  },
  'book pulled away': {
    async strike({ stand, book }) {
      strikes.pulled++;
      stand.desk.take(book.barcode);
    },
    struck: () => strikes.pulled,
    felt: ({ stand }) => rounds(stand, 8),
    async mend({ stand, book }) {
      stand.desk.lay(book.barcode);
      await rounds(stand, 8);
    },
  },
  'server gone': {
    async strike({ stand }) {
      stand.network.simulateCut();
    },
    struck: ({ stand }) => stand.network.counters.cuts,
    felt: ({ witness }) => witness.until(({ online }) => !online),
    async mend({ stand, witness }) {
      await stand.network.heal();
      await witness.until(({ online }) => online);
    },
  },
  'page reloaded': {
    // Not waited for: a page that loads holds up neither the reader nor the server.
    strike({ page }) {
      reload = page.reload();
      return Promise.resolve();
    },
    struck: ({ witness }) => witness.loads,
    async felt({ witness }) {
      await reload;
      await witness.until(({ lines }) => lines.length > 0);
    },
    mend: async () => {},
  },
  'gateway killed': {
    async strike({ stand }) {
      strikes.killed++;
      await stand.killGateway();
    },
    struck: () => strikes.killed,
    felt: ({ page }) => expect(page.getByText('Máy đang khởi động')).toBeVisible(),
    async mend({ stand, page }) {
      await stand.startGateway();
      await expect(page.getByText('Máy đang khởi động')).toBeHidden();
    },
  },
};

/** Cells in which the library has said yes and the tag is still ringing, so that the screen must say both. */
const APART = ['reader unplugged after', 'book pulled away after'];

interface Moment {
  /** Calls `act` at the moment, once; the world stands still until it is done. */
  at(scene: Scene, act: () => Promise<void>): void;
}

const MOMENTS: Record<string, Moment> = {
  /** The tag is being read; nobody has been asked. */
  before: { at: ({ stand }, act) => onceAt(stand, 'read-blocks', act) },
  /** The server is at work on it; its answer has not arrived. */
  during: {
    at: ({ stand }, act) => stand.network.simulateDuring(/^PUT \/api\/transactions\//, act),
  },
  /** The answer was yes and the tag has just been written, but not read back. */
  after: { at: ({ stand }, act) => onceAt(stand, 'write-afi', act, 'after') },
};

function onceAt(
  stand: Stand,
  command: 'read-blocks' | 'write-afi',
  act: () => Promise<void>,
  when: 'before' | 'after' = 'before',
): void {
  const stop = stand.reader.onCommand(
    command,
    () => {
      stop();
      return act();
    },
    when,
  );
}

/** A book that is lent but would still ring is cured when it is laid down again. */
async function cure({ stand, book }: Scene): Promise<'cured later' | 'at once'> {
  if (openLoans(stand, book) === 0 || afiOf(book) === DISARMED) return 'at once';
  stand.desk.lay(book.barcode);
  await expect.poll(() => afiOf(book)).toBe(DISARMED);
  return 'cured later';
}

/** On disk, because a failed cell ends its worker and what it remembers. */
const CELLS = 'test-results/fault-grid';
const cellFile = (fault: string, moment: string): string => join(CELLS, `${fault} ${moment}.txt`);

for (const [faultName, fault] of Object.entries(FAULTS)) {
  for (const [momentName, moment] of Object.entries(MOMENTS)) {
    test(`${faultName} ${momentName} a checkout`, async ({ page }) => {
      const stand = await Stand.start({ gateway: 'child', logLevel: 'error' });
      try {
        const [book] = plainBooks(stand);
        if (!book) throw new Error('There is no plain book on the shelf.');
        const scene: Scene = { stand, page, witness: new Witness(page), book };
        const apart = APART.includes(`${faultName} ${momentName}`);
        const result = await play(scene, fault, moment, apart);
        mkdirSync(CELLS, { recursive: true });
        writeFileSync(cellFile(faultName, momentName), result);
      } finally {
        await stand.close();
      }
    });
  }
}

async function expectTwoAxes({ page, book }: Scene): Promise<void> {
  const line = page.locator('.page').getByRole('listitem').filter({ hasText: book.title });
  await expect(line).toContainText('Đã mượn');
  await expect(line).toContainText('Cổng còn kêu');
}

async function play(scene: Scene, fault: Fault, moment: Moment, apart: boolean): Promise<string> {
  const { stand, page, witness, book } = scene;
  const silenced: number[] = [];
  stand.reader.onCommand(
    'write-afi',
    () => {
      if (afiOf(book) !== DISARMED) return;
      silenced.push(openLoans(stand, book) + promisedLoans(stand));
    },
    'after',
  );
  await page.goto(stand.kioskUrl);
  await witness.until(({ screen }) => screen === 'start');
  await permitInForce(stand);
  await stand.scanner.scan(CARD.number);
  await witness.until(({ screen }) => screen === 'borrow');

  const before = fault.struck(scene);
  const struck = new Promise<void>((resolve, reject) => {
    moment.at(scene, () => fault.strike(scene).then(resolve, reject));
  });
  stand.desk.lay(book.barcode);
  await struck;
  await fault.felt(scene);
  expect(fault.struck(scene) - before, 'the fault struck at its moment, once').toBe(1);
  if (apart) await expectTwoAxes(scene);
  await fault.mend(scene);
  await leave(stand, page, witness);
  await allHeard(stand);
  const how = await cure(scene);

  const loans = openLoans(stand, book);
  expect(loans, 'none doubled').toBeLessThanOrEqual(1);
  expect(eventsOf(stand, book, 'checkout'), 'none doubled').toBeLessThanOrEqual(1);
  const promised = witness.lines.some(
    ({ ils, security }) => (ils === 'accepted' || ils === 'queued') && security === 'done',
  );
  if (promised) expect(loans, 'none lost').toBe(1);
  expect(
    silenced.every((count) => count > 0),
    'the gate was never silenced without a loan',
  ).toBe(true);
  expect(afiOf(book), 'tag and library agree').toBe(loans === 1 ? DISARMED : ARMED);
  return loans === 1 ? `lent, ${how}` : 'not lent';
}

test.afterAll(() => {
  const moments = Object.keys(MOMENTS);
  const row = (cells: string[]): string => cells.map((cell) => cell.padEnd(20)).join('');
  const cellOf = (fault: string) => (moment: string) => {
    const file = cellFile(fault, moment);
    return existsSync(file) ? readFileSync(file, 'utf8') : '-';
  };
  const rows = Object.keys(FAULTS).map((fault) => row([fault, ...moments.map(cellOf(fault))]));
  console.log([row(['', ...moments]), ...rows].join('\n'));
});
