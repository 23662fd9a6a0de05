/** The contract of every Ils, for the network's own server, with the sample library in it. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openIdentity } from '#gateway/identity.ts';
import { Access } from '#gateway/ils/central/access.ts';
import { ServerLine } from '#gateway/ils/central/server-line.ts';
import { CentralIls } from '#gateway/ils/central-ils.ts';
import { readConfig } from '#server/config.ts';
import { dayIn } from '#server/libraries/rules/day.ts';
import { startServer } from '#server/main.ts';
import { loadSample } from '#server/sample/load.ts';
import { CENTRAL, type Sample } from '#server/sample/sample.ts';
import { SimulatedNetwork } from '#tests/simulators/network.ts';
import { ilsContract, type IlsUnderTest } from './ils.ts';

async function openCentral(): Promise<IlsUnderTest> {
  const folder = mkdtempSync(join(tmpdir(), 'central-'));
  const environment = {
    NHIPCAU_DATA: folder,
    NHIPCAU_SERVER_PORT: '0',
    NHIPCAU_LOG_LEVEL: 'silent',
  };
  const server = await startServer(readConfig(undefined, environment));
  const now = Date.now();
  const sample = await loadSample(server.db, {
    today: dayIn('Asia/Ho_Chi_Minh', now),
  });
  const identity = openIdentity('contract', join(folder, 'terminal-key.pem'));
  const { publicKeyText: publicKey } = identity;
  await server.db.write('terminal-add', {
    ...{ id: 'contract', name: 'Contract', libraryId: CENTRAL, publicKey, now },
  });
  const network = await SimulatedNetwork.before(server.url);
  const line = new ServerLine({ url: network.url() });
  const access = new Access({
    ...{ line, identity, monotonic: () => performance.now() },
    onServerTime: () => undefined,
    onIntroduced: () => undefined,
    onStranger: () => undefined,
  });
  const ils = new CentralIls({ line, access });
  return {
    ...{ ils, network, ...borrowerOf(sample), books: freeBooks(sample) },
    abilities: { knowsIds: true },
    close: async () => {
      await ils.close();
      await network.close();
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

ilsContract('CentralIls', openCentral);
