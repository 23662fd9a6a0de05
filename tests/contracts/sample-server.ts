/** Our own server with the sample library in it, and who and what of it the contract tries. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readConfig } from '#server/config.ts';
import { dayIn } from '#server/libraries/rules/day.ts';
import { startServer } from '#server/main.ts';
import { loadSample } from '#server/sample/load.ts';
import { CENTRAL, type Sample } from '#server/sample/sample.ts';
import type { Sip2SectionInput } from '#server/sip2/settings.ts';

export async function openSampleServer(settings: { readonly sip2?: Sip2SectionInput } = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'contract-'));
  const file = join(folder, 'server.json');
  writeFileSync(file, JSON.stringify(settings));
  const server = await startServer(
    readConfig(file, {
      NHIPCAU_DATA: folder,
      NHIPCAU_SERVER_PORT: '0',
      NHIPCAU_LOG_LEVEL: 'silent',
    }),
  );
  const sample = await loadSample(server.db, { today: dayIn('Asia/Ho_Chi_Minh', Date.now()) });
  return {
    ...{ server, folder, ...borrowerOf(sample), books: freeBooks(sample) },
    close: async () => {
      await server.close();
      rmSync(folder, { recursive: true });
    },
  };
}

/** A teacher with a PIN and a clean sheet. */
function borrowerOf({ patrons, loans, fees }: Sample) {
  const burdened = new Set([...loans, ...fees].map(({ patronId }) => patronId));
  const patron = patrons.find(
    ({ id, patronClass, pin, blocks }) =>
      patronClass === 'teacher' && pin && !blocks?.length && !burdened.has(id),
  );
  const card = patron?.cards?.[0]?.value;
  if (!patron?.pin || card === undefined) throw new Error('the sample has no such patron');
  return { card, pin: patron.pin };
}

function freeBooks({ items, loans, holds }: Sample): string[] {
  const lent = new Set(loans.map(({ itemId }) => itemId));
  const held = new Set(holds.map(({ titleId }) => titleId));
  return items
    .filter(({ id, titleId }) => !lent.has(id) && !held.has(titleId))
    .filter((item) => item.homeLibraryId === CENTRAL && item.itemClass === 'book')
    .filter(({ condition }) => condition === 'ok')
    .flatMap(({ identifiers }) => identifiers.find(({ kind }) => kind === 'barcode')?.value ?? []);
}
