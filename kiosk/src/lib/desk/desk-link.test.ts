import { afterEach, describe, expect, test, vi } from 'vitest';
import { commands } from 'vitest/browser';
import { DESK_PROTOCOL_VERSION } from '#gateway/desk-messages.ts';
import type { DeskAnswer, DeskSnapshot } from '#gateway/desk-messages.ts';
import { DeskLink } from './desk-link.svelte.ts';
import { deskFixture } from './fixtures.ts';

const endings: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const end of endings.splice(0).reverse()) await end();
});

/** Answered on the Node side by a real WebSocket server. */
async function connected() {
  const port = await commands.gatewayListen();
  endings.push(() => commands.gatewayGone(port));
  const reload = vi.fn<() => void>();
  const onLost = vi.fn<() => void>();
  const link = new DeskLink({ url: `ws://127.0.0.1:${port}/desk/ws`, reload, onLost });
  endings.push(() => link.close());
  await opened(port, 1);
  await commands.gatewaySay(port, told(deskFixture('tagging-scan')));
  await expect.poll(() => link.connected).toBe(true);
  return { link, port, reload, onLost };
}

const opened = (port: number, times: number) =>
  expect.poll(async () => (await commands.gatewayHeard(port)).opened).toBe(times);

const told = (snapshot: DeskSnapshot, protocol = DESK_PROTOCOL_VERSION): string =>
  JSON.stringify({ kind: 'snapshot', protocol, snapshot } satisfies DeskAnswer);

describe('the desk’s line to the gateway', () => {
  test('shows each snapshot, and sends commands with the protocol it was built for', async () => {
    const { link, port } = await connected();
    await commands.gatewaySay(port, told(deskFixture('look-item')));
    await expect.poll(() => link.snapshot?.task).toBe('look');
    link.send({ kind: 'next' });
    await expect
      .poll(async () => (await commands.gatewayHeard(port)).heard.map((text) => JSON.parse(text)))
      .toEqual([{ protocol: DESK_PROTOCOL_VERSION, command: { kind: 'next' } }]);
  });

  test('a page that was taken over does not take the desk back', async () => {
    const { link, port, onLost } = await connected();
    vi.useFakeTimers({ toFake: ['setTimeout'] });
    endings.push(() => void vi.useRealTimers());
    await commands.gatewayHangUp(port, 4000);
    await expect.poll(() => link.takenOver).toBe(true);
    expect(link.connected).toBe(false);
    expect(onLost).not.toHaveBeenCalled();
    expect(vi.getTimerCount()).toBe(0);
  });

  test('any other end asks whether the session still stands, and dials again', async () => {
    const { link, port, onLost } = await connected();
    await commands.gatewayHangUp(port, 4001);
    await expect.poll(() => onLost.mock.calls.length).toBe(1);
    expect(link.takenOver).toBe(false);
    await opened(port, 2);
  });

  test('another protocol: the page is fetched anew', async () => {
    const { link, port, reload } = await connected();
    await commands.gatewaySay(port, told(deskFixture('look-item'), DESK_PROTOCOL_VERSION + 1));
    await expect.poll(() => reload.mock.calls.length).toBe(1);
    expect(link.snapshot?.task).toBe('tagging');
  });
});
