/** The demo's patrons get contactless cards: the number of each chip is enrolled as cheap readers write it, in decimal. */
import { readConfig } from '#server/config.ts';
import { openDatabase } from '#server/db/open.ts';
import { registry } from '#server/db/registry.ts';
import { dayIn } from '#server/libraries/rules/day.ts';
import { PatronInput } from '#server/patrons/input.ts';
import { DEMO_CARDS, makeSample } from '#server/sample/sample.ts';
import { hashSecret } from '#server/secrets/argon2id.ts';
import { once } from './once.ts';
import { ZONE } from './settings.ts';

/** Four bytes: invented, and none of the numbers that a chip makes up anew (ISO/IEC 14443-3 §6.5.4: those begin with 08). */
const FIRST_CHIP = 0x24_00_00_00;

const chipNumber = (card: string): number => FIRST_CHIP + Number(card.slice(-4));

/** The chip number of a demo card, as the card itself sends it. @param card the number printed on it */
export const chipOf = (card: string): string => chipNumber(card).toString(16).padStart(8, '0');

/** While no server runs on this folder. */
export function enrolChipCards(folder: string, serverSettings: string, now: number): Promise<void> {
  const { database: where } = readConfig(serverSettings, {});
  return once(folder, 'chip-cards-enrolled', async () => {
    const database = await openDatabase(where, registry);
    try {
      const patrons = await Promise.all(holders(now).map(withChip));
      await database.write('patrons-put', { patrons, now });
    } finally {
      await database.close();
    }
  });
}

function holders(now: number) {
  const ids = new Set(DEMO_CARDS.map(({ patronId }) => patronId));
  const { patrons } = makeSample(dayIn(ZONE, now));
  return patrons.filter(({ id }) => ids.has(id)).map((patron) => PatronInput.parse(patron));
}

async function withChip({ pin, cards, ...patron }: ReturnType<typeof holders>[number]) {
  const [printed] = cards;
  if (!printed) throw new Error(`${patron.id} of the sample has no card.`);
  const value = String(chipNumber(printed.value)).padStart(10, '0');
  const both = [...cards, { value, kind: 'rfid' as const }];
  return { ...patron, cards: both, ...(pin !== undefined && { pinHash: await hashSecret(pin) }) };
}
