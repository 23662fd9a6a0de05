/** A thousand terminals: what is drawn, and what is drawn anew when one of them speaks. */
import { beforeEach, describe, expect, test } from 'vitest';
import { render } from 'vitest-browser-svelte';
import { page } from 'vitest/browser';
import { asStaffPage } from '../page-checks.ts';
import '../staff.css';
import { staffWords } from '../words.ts';
import type { Alert, Watched } from './answers.ts';
import { notHeard, NOW, working } from './fixtures.ts';
import { merged } from './merged.ts';
import Network from './network.svelte';

const LIBRARIES = Array.from({ length: 125 }, (_, at) => ({
  ...{ id: `l${at}`, name: `Thư viện ${at}` },
  ...(at > 0 && { parentId: `l${Math.floor((at - 1) / 5)}` }),
  place: { latitude: 10 + (at % 12) / 20, longitude: 105 + Math.floor(at / 12) / 20 },
}));
const TERMINALS: readonly Watched[] = Array.from({ length: 1_000 }, (_, at) => {
  const { id = '', name = '' } = LIBRARIES[at % LIBRARIES.length] ?? {};
  return { ...working, id: `t${at}`, name: `Máy ${at}`, library: { id, name, path: [name] } };
});
const propsOf = (view: string, terminals = TERMINALS, alerts: readonly Alert[] = []) => ({
  ...{ words: staffWords('en'), terminals, alerts, libraries: LIBRARIES, view, now: NOW },
  ...{ today: new Map(), timeZone: 'Asia/Ho_Chi_Minh', href: (one: string) => `?view=${one}` },
});
/** It has spoken: another object, the same but for what it says. */
const spoken = (id: string, state: Partial<NonNullable<Watched['state']>> = {}): Watched => {
  const one = TERMINALS.find((terminal) => terminal.id === id) ?? working;
  return { ...one, state: { ...(one.state ?? raise()), ...state } };
};
function raise(): never {
  throw new Error('It has said nothing.');
}

beforeEach(asStaffPage);

describe('a thousand terminals', () => {
  test('where all is well the tree is folded', async () => {
    await render(Network, propsOf('tree'));
    await expect.element(page.getByText('1,000 terminals')).toBeVisible();
    expect(document.querySelectorAll('[data-terminal]')).toHaveLength(0);
    expect(document.querySelectorAll('[data-library]')).toHaveLength(1);
  });
  test('where something is the matter it is unfolded down to it, and no further', async () => {
    const alert: Alert = { ...notHeard, terminal: { id: 't7', name: 'Máy 7' }, code: 'paper-out' };
    await render(Network, propsOf('tree', TERMINALS, [alert]));
    const line = '[data-terminal="t7"][data-health="attention"]';
    await expect.poll(() => document.querySelectorAll(line).length).toBe(1);
    // Its library, the two above it: eight terminals each.
    expect(document.querySelectorAll('[data-terminal]')).toHaveLength(24);
  });
  test.each(['tree', 'map', 'table'])(
    'a word of one terminal leaves the others in the %s as they are drawn',
    async (view) => {
      const { rerender, container } = await render(Network, propsOf(view));
      const changes: MutationRecord[] = [];
      const observer = new MutationObserver((records) => changes.push(...records));
      observer.observe(container, {
        ...{ subtree: true, childList: true, characterData: true, attributes: true },
      });
      await rerender(propsOf(view, merged(TERMINALS, [spoken('t9', { queued: 77 })])));
      if (view === 'table')
        await expect.element(page.getByRole('cell', { name: '77' })).toBeVisible();
      changes.push(...observer.takeRecords());
      observer.disconnect();
      expect(changes.length).toBeLessThan(40);
    },
  );
});
