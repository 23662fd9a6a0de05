import axe from 'axe-core';
import { page, userEvent } from 'vitest/browser';
import { describe, expect, test, vi } from 'vitest';
import { render } from 'vitest-browser-svelte';
import type { DeskCommand, DeskSnapshot } from '#gateway/desk-messages.ts';
import { LANGUAGES, SIZES } from '../screens/fixtures.ts';
import { settled } from '../screens/measure.ts';
import { blankTag, DESK_STATES, deskFixture, itemTag, oldTag } from './fixtures.ts';
import Desk from './desk.svelte';

/** `npm run screenshots` sets it: the same mounts, looked at by people. */
const TAKES_PICTURES = import.meta.env['VITE_SCREENSHOTS'] === '1';

async function drawn(snapshot: DeskSnapshot, [width, height] = [1920, 1080]) {
  await page.viewport(width ?? 0, height ?? 0);
  const send = vi.fn<(command: DeskCommand) => void>();
  const onSignOut = vi.fn<() => void>();
  const screen = await render(Desk, { snapshot, send, onSignOut });
  const root = screen.container.querySelector<HTMLElement>('.desk');
  if (root === null) throw new Error('no desk was drawn');
  await settled(root);
  // The moment in which a new button takes no taps is judged by itself.
  for (const button of root.querySelectorAll('button'))
    button.style.removeProperty('pointer-events');
  return { send, onSignOut, screen, root };
}

async function picture(name: string): Promise<void> {
  if (!TAKES_PICTURES) return;
  const path = `${import.meta.env['VITE_SCREENSHOTS_TO']}/${name}.png`;
  await page.screenshot({ path, save: true });
}

const seen = (element: Element): boolean =>
  element.checkVisibility({ checkOpacity: true, checkVisibilityCSS: true });

const named = (element: Element): string =>
  `<${element.tagName.toLowerCase()}> ${(element.textContent ?? '').trim().replace(/\s+/g, ' ').slice(0, 60)}`;

/** Controls that cannot be touched where they are drawn; those in a list that scrolls may be further down. */
function unreachable(root: Element): string[] {
  return [...root.querySelectorAll('button:enabled, input, select')]
    .filter((control) => seen(control) && control.closest('.tags, .samples-place') === null)
    .filter((control) => {
      const { left, top, width, height } = control.getBoundingClientRect();
      const hit = document.elementFromPoint(left + width / 2, top + height / 2);
      return hit === null || !(control.contains(hit) || hit.closest('label') !== null);
    })
    .map(named);
}

const small = (root: Element): string[] =>
  [...root.querySelectorAll('button, input, select, summary')].filter(seen).flatMap((target) => {
    const { width, height } = target.getBoundingClientRect();
    return width >= 44 && height >= 47.5 ? [] : [`${named(target)} ${width}×${height}`];
  });

/** Words cut off at the edge of the panel, or of the line that matters. */
function cut(root: Element): string[] {
  const letters = [...root.querySelectorAll('h2, p, button, dt, dd, li, output, kbd')].filter(
    (element) => seen(element) && element.closest('.unseen, .tags, .list, .what') === null,
  );
  return letters.flatMap((element) => {
    const { left, right } = element.getBoundingClientRect();
    const wide = left < -1 || right > root.clientWidth + 1;
    return wide ? [`${named(element)} ${left.toFixed()}–${right.toFixed()}`] : [];
  });
}

/** The one line that matters holds all it says, but for the losses, which scroll. */
function tooLong(root: Element): string[] {
  return [...root.querySelectorAll('.now')].flatMap((now) => {
    const excess = now.scrollHeight - now.clientHeight;
    return excess > 1 ? [`${named(now)} ${excess} px too long`] : [];
  });
}

async function faults(root: HTMLElement): Promise<string[]> {
  const { violations } = await axe.run(root, { rules: { region: { enabled: false } } });
  return violations.flatMap(({ id, nodes }) =>
    nodes.map(({ html, failureSummary }) => `${id}: ${html.slice(0, 160)} ${failureSummary ?? ''}`),
  );
}

const laidOutBadly = (root: Element): string[] =>
  [unreachable, small, cut, tooLong].flatMap((rule) => rule(root));

/** Other words are another layout; what axe looks at is the same in each language, and takes its time. */
describe.each(SIZES)('%i × %i', (width, height) => {
  test.each(DESK_STATES)('%s is whole, within reach, and axe finds nothing', async (state) => {
    const { root, screen } = await drawn(deskFixture(state), [width, height]);
    for (const language of LANGUAGES) {
      await screen.rerender({ snapshot: deskFixture(state, { language }) });
      await settled(root);
      await picture(`desk/${width}x${height}/${language}/${state}`);
      expect(root.lang).toBe(language);
      expect({ [language]: laidOutBadly(root) }).toEqual({ [language]: [] });
    }
    expect(await faults(root)).toEqual([]);
  });
});

test.each(DESK_STATES)('%s in the dark', async (state) => {
  const { root } = await drawn(deskFixture(state));
  root.style.colorScheme = 'dark';
  await picture(`desk/dark/${state}`);
  expect(await faults(root)).toEqual([]);
});

test.each(SIZES)('the line that matters is read from two metres at %i × %i', async (...size) => {
  const { root } = await drawn(deskFixture('tagging-written'), [size[0], size[1]]);
  const line = root.querySelector('.now h2');
  if (line === null) throw new Error('no line');
  // A small panel has 0.2 mm a pixel: 40 px are letters of 6 mm.
  expect(parseFloat(getComputedStyle(line).fontSize)).toBeGreaterThanOrEqual(40);
  expect(line.textContent).toBe('Ghi xong');
});

/** As a scanner in keyboard mode: all in a few milliseconds, which keys sent from outside the page are not on a busy machine. */
function scan(text: string): void {
  const focused = document.activeElement ?? document.body;
  for (const key of [...text, 'Enter'])
    focused.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true }));
}

/** A person's pace: keys closer together than 100 ms are a scanner's. */
const SLOWLY = { interval: 150 };

describe('tagging by the keyboard alone', () => {
  const lay = deskFixture('tagging-lay');

  test('a label typed by hand and Enter', async () => {
    const { send, screen } = await drawn(deskFixture('tagging-scan'));
    // Its letters at once, as no person types: single keys so fast would be a scanner's.
    await screen.getByRole('textbox').first().fill('DEMO-42');
    await userEvent.keyboard('{Enter}');
    expect(send.mock.calls).toEqual([[{ kind: 'label', text: 'DEMO-42' }]]);
  });

  test('a label typed as fast as a scanner does, from wherever the focus is', async () => {
    const { send, screen } = await drawn(deskFixture('tagging-scan'));
    await screen.getByRole('button', { name: 'Gắn chip' }).click();
    send.mockClear();
    scan('DEMO-42');
    expect(send.mock.calls).toEqual([[{ kind: 'wedge', text: 'DEMO-42' }]]);
  });

  const presses: readonly (readonly [string, string, DeskCommand])[] = [
    ['tagging-lay', '{Escape}', { kind: 'next' }],
    ['tagging-lay', '+', { kind: 'parts', parts: 2 }],
    ['tagging-set', '-', { kind: 'parts', parts: 2 }],
    ['tagging-set', '3', { kind: 'part', part: 3 }],
    ['tagging-ready', '{Enter}', { kind: 'write', uid: blankTag.uid, losing: false }],
    ['tagging-failed', '{Enter}', { kind: 'write', uid: blankTag.uid, losing: false }],
    ['tagging-written', '{Enter}', { kind: 'next' }],
    ['tagging-written', '0', { kind: 'restore', uid: blankTag.uid }],
    ['rules-last', '1', { kind: 'sample', text: '30117000042187', is: 'patron' }],
    ['rules-last', '2', { kind: 'sample', text: '30117000042187', is: 'item' }],
    ['rules-last', '{Escape}', { kind: 'sample', text: '30117000042187', is: 'forget' }],
    ['rules-proposal', '{Enter}', { kind: 'accept-rules' }],
    ['learn-lies', '1', { kind: 'learn', uid: oldTag.uid, as: 'armed' }],
    ['learn-lies', '2', { kind: 'learn', uid: oldTag.uid, as: 'disarmed' }],
    ['learn-proposal', '{Enter}', { kind: 'accept-security' }],
  ];
  test.each(presses)('%s: %s', async (state, keys, command) => {
    const { send } = await drawn(deskFixture(state));
    await userEvent.keyboard(keys);
    await expect.poll(() => send.mock.calls).toEqual([[command]]);
  });

  test('Enter accepts losses, but not in the moment in which they appear', async () => {
    const { send, screen } = await drawn(lay);
    await screen.rerender({ snapshot: deskFixture('tagging-losses') });
    await userEvent.keyboard('{Enter}');
    const started = performance.now();
    await expect
      .poll(async () => {
        await userEvent.keyboard('{Enter}');
        return send.mock.calls.length;
      }, SLOWLY)
      .toBeGreaterThan(0);
    expect(performance.now() - started).toBeGreaterThan(300);
    expect(send.mock.calls[0]).toEqual([{ kind: 'write', uid: oldTag.uid, losing: true }]);
  });

  test('a scanner that types is a scanner, and presses no button on its way', async () => {
    const { send } = await drawn(deskFixture('tagging-written'));
    for (const key of [...'00421730', 'Enter'])
      document.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true }));
    // A key that follows, so that everything before it has had its time; too soon after the scan it counts as part of it.
    let pressed = 0;
    await expect
      .poll(async () => {
        if (send.mock.calls.length > 1) return true;
        pressed += 1;
        await userEvent.keyboard('{Escape}');
        return false;
      }, SLOWLY)
      .toBe(true);
    const [first, ...others] = send.mock.calls.map(([command]) => command);
    expect(first).toEqual({ kind: 'wedge', text: '00421730' });
    expect(new Set(others.map(({ kind }) => kind))).toEqual(new Set(['next']));
    expect(others.length).toBeLessThanOrEqual(pressed);
  });
});

describe('what lies there is never written over without words', () => {
  test('losses stand in red words beside the only button that accepts them', async () => {
    const { send, screen } = await drawn(deskFixture('tagging-losses'));
    await expect.element(screen.getByText(/Số sách 30114000291/)).toBeVisible();
    await screen.getByRole('button', { name: /^Vẫn ghi/ }).click();
    expect(send.mock.calls).toEqual([[{ kind: 'write', uid: oldTag.uid, losing: true }]]);
  });

  test('the gate is changed only after a second word', async () => {
    const { send, screen } = await drawn(deskFixture('look-item'));
    await screen.getByRole('button', { name: 'Cho cổng im' }).click();
    expect(send).not.toHaveBeenCalled();
    await expect
      .poll(() => screen.getByRole('alert').element().textContent)
      .toMatch(/dù chưa ghi mượn/);
    await screen.getByRole('button', { name: 'Cho cổng im' }).click();
    expect(send.mock.calls).toEqual([[{ kind: 'secure', uid: itemTag.uid, wanted: 'disarmed' }]]);
  });

  test('and can be left as it is', async () => {
    const { send, screen } = await drawn(deskFixture('look-item'));
    await screen.getByRole('button', { name: 'Cho cổng im' }).click();
    await screen.getByRole('button', { name: 'Thôi' }).click();
    expect(send).not.toHaveBeenCalled();
  });
});

test('numbers that may be cards are shown in full only when asked for', async () => {
  const { root, screen } = await drawn(deskFixture('rules-last'));
  expect(root.textContent).not.toMatch(/20117000042173|30117000042187/);
  expect(root.textContent).toContain('30117000042179');
  await screen.getByRole('button', { name: 'Hiện cả số' }).click();
  expect(root.textContent).toMatch(/30117000042187[\s\S]*20117000042173/);
});

describe('looking at a tag', () => {
  test('says what it is in words, and shows each byte with what it belongs to', async () => {
    const { root, screen } = await drawn(deskFixture('look-item'));
    await expect
      .element(screen.getByRole('heading', { name: 'Sách số DEMO-0004217' }))
      .toBeVisible();
    await expect.element(screen.getByText('Dùng để: cho mượn')).toBeVisible();
    const bytes = [...root.querySelectorAll('.hex .id')].map((byte) => byte.textContent);
    expect(String.fromCharCode(...bytes.slice(0, 12).map((byte) => parseInt(byte ?? '', 16)))).toBe(
      'DEMO-0004217',
    );
    expect(root.querySelectorAll('[aria-label="khóa"]')).toHaveLength(1);
  });
});

describe('the frame of the desk', () => {
  test('tasks are changed by hand', async () => {
    const { send, screen } = await drawn(deskFixture('tagging-scan'));
    await screen.getByRole('button', { name: 'Cổng an ninh' }).click();
    expect(send.mock.calls).toEqual([[{ kind: 'task', task: 'learn-security' }]]);
  });

  test('the end that comes by itself is said, and put off', async () => {
    const { send, screen } = await drawn(deskFixture('tagging-ends'));
    await screen.getByRole('button', { name: 'Ở lại' }).click();
    expect(send.mock.calls).toEqual([[{ kind: 'language', language: 'vi' }]]);
  });

  test('signing out, giving back and the PIN are in the menu; Escape closes it and nothing else', async () => {
    const { send, onSignOut, screen } = await drawn(
      deskFixture('tagging-lay', { pinIsSet: false }),
    );
    await screen.getByRole('button', { name: 'thuthu.mai' }).click();
    await expect.element(screen.getByText(/Chưa có mã PIN/)).toBeVisible();
    await screen.getByRole('button', { name: 'Đặt mã PIN' }).click();
    await screen.getByLabelText(/Mã PIN mới/).fill('135790');
    await screen.getByRole('button', { name: 'Lưu' }).click();
    expect(send.mock.calls).toEqual([[{ kind: 'set-pin', pin: '135790' }]]);
    await screen.getByRole('button', { name: 'Đăng xuất' }).click();
    expect(onSignOut).toHaveBeenCalledOnce();
  });

  test('format and library are set once', async () => {
    const { send, screen } = await drawn(deskFixture('tagging-scan'));
    await screen.getByRole('button', { name: 'Đổi cách ghi' }).click();
    await screen.getByLabelText(/Định dạng/).selectOptions('iso28560-2');
    await screen.getByLabelText(/ISIL/).fill('VN-HG001');
    await screen.getByRole('button', { name: 'Lưu' }).click();
    expect(send.mock.calls).toEqual([
      [{ kind: 'tagging-settings', model: 'iso28560-2', isil: 'VN-HG001' }],
    ]);
  });

  test('without the gateway nothing can be touched, and it is said', async () => {
    const { screen, root } = await drawn(deskFixture('tagging-scan'));
    await screen.rerender({ idle: true });
    expect(root.inert).toBe(true);
    expect(root.textContent).toMatch(/Mất kết nối với máy/);
  });
});
