/** A drop box whose bins mean something else since staff have said so from afar. */
import { expect, test } from 'vitest';
import type { TerminalSettings } from '#server/settings/format/terminal-settings.ts';
import { CENTRAL } from '#server/sample/rules/network.ts';
import { Stand } from '#tests/stand.ts';
import { Screen } from '#tests/stand/screen.ts';
import { TERMINAL_ID } from '#tests/stand/settings.ts';
import { staffOf } from '#tests/stand/staff-api.ts';

const within = { interval: 50 };
const ARMED = 0x07;
/** Bins of the stand, in their order. */
const BINS = ['shelf', 'holds', 'staff'];
const PLACE = { kind: 'terminal', id: TERMINAL_ID };

interface Told {
  readonly terminals: readonly { readonly state?: { readonly settings?: unknown } }[];
}

test('ST14 the next book falls where staff have said; rules that name a bin it has not are left alone', async () => {
  const stand = await Stand.start({ logLevel: 'silent', dropBox: 'holding' });
  const screen = await Screen.open(stand.kioskUrl);
  try {
    const staff = await staffOf(stand);
    const told = async () => {
      const { terminals } = (await (await staff('GET', '/terminals')).json()) as Told;
      return terminals[0]?.state?.settings;
    };
    const set = async (base: number, settings: TerminalSettings) => {
      const wish = { id: crypto.randomUUID(), library: CENTRAL, place: PLACE, base, settings };
      const answer = await staff('PUT', '/settings', wish);
      expect(await answer.json()).toMatchObject({ outcome: 'accepted' });
    };
    const thrown = async (at: number) => {
      const plain = stand.desk.books.filter(
        ({ note, tags }) => tags.length === 1 && tags[0]?.afi === ARMED && note === undefined,
      );
      const barcode = plain[at]?.barcode ?? '';
      await screen.until(({ dropBox }) => dropBox?.says === 'put-in');
      await stand.bench.perform({ kind: 'drop-insert', books: [barcode] });
      const place = () => stand.bench.state.books.find((one) => one.barcode === barcode)?.inBox;
      await expect.poll(place, within).toMatch(/^bin-/);
      return BINS[Number(place()?.slice('bin-'.length))];
    };

    expect(await thrown(0)).toBe('shelf');
    await set(0, { sorting: { exceptions: ['staff'], otherwise: ['holds', 'staff'] } });
    await expect.poll(told, within).toEqual({ version: 1 });
    expect(await thrown(1)).toBe('holds');

    await set(1, { volume: 5, sorting: { exceptions: ['staff'], otherwise: ['attic'] } });
    await expect
      .poll(told, within)
      .toMatchObject({ version: 1, undone: { version: 2, why: 'does-not-fit' } });
    expect(await thrown(2)).toBe('holds');

    await set(2, {});
    await expect.poll(told, within).toEqual({ version: 3 });
    expect(await thrown(3)).toBe('shelf');
  } finally {
    screen.close();
    await stand.close();
  }
});
