/** Every screen, with texts of the library and of the terminal that would like to be more than texts. */
import { describe, expect, test } from 'vitest';
import { render } from 'vitest-browser-svelte';
import type { Snapshot } from '#gateway/messages.ts';
import { fixture, FIXTURES } from './fixtures.ts';
import Touchscreen from './touchscreen.svelte';

const HOSTILE = `"><b data-hostile>Bé</b><img src=x onerror="document.title='hostile'"><svg onload="document.title='hostile'">{@html 1}`;

/** A word of the program stands alone, without blanks or marks; all else somebody has written. */
const isWritten = (text: string): boolean => !/^[\w./:-]*$/.test(text);

function hostile<T>(value: T): T;
function hostile(value: unknown): unknown {
  if (typeof value === 'string') return isWritten(value) ? HOSTILE : value;
  if (Array.isArray(value)) return value.map((one) => hostile<unknown>(one));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => [name, hostile<unknown>(inner)]),
  );
}

async function drawn(snapshot: Snapshot): Promise<HTMLElement> {
  const { container } = await render(Touchscreen, { snapshot, send: () => undefined });
  return container;
}

describe('SE10 no screen runs what is written in a name', () => {
  test.each(FIXTURES)('SE10 %s', async (screen) => {
    const container = await drawn(hostile(fixture(screen, { language: 'vi' })));
    expect(container.querySelector('[data-hostile], img[src="x"], [onload], [onerror]')).toBeNull();
    expect(document.title).not.toBe('hostile');
  });

  test('SE10 and most of them show it, as text', async () => {
    const told = new Set<string>();
    for (const screen of FIXTURES) {
      const container = await drawn(hostile(fixture(screen, { language: 'vi' })));
      if (container.textContent.includes('<b data-hostile>')) told.add(screen);
    }
    expect(told.size).toBeGreaterThan(5);
  });
});
