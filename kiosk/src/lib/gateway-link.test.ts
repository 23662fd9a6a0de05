import { afterEach, describe, expect, test, vi } from 'vitest';
import { commands } from 'vitest/browser';
import { PROTOCOL_VERSION } from '#gateway/messages.ts';
import type { GatewayMessage, Snapshot } from '#gateway/messages.ts';
import { GatewayLink } from './gateway-link.svelte.ts';
import { fixture } from './screens/fixtures.ts';

/** Answered on the Node side by a real WebSocket server (tests/simulators/gateway-socket.ts). */
declare module 'vitest/browser' {
  interface BrowserCommands {
    gatewayListen: (port?: number) => Promise<number>;
    gatewaySay: (port: number, message: string) => Promise<void>;
    gatewayHeard: (port: number) => Promise<{ opened: number; heard: string[] }>;
    gatewayGone: (port: number) => Promise<void>;
    gatewayHangUp: (port: number, code: number) => Promise<void>;
  }
}

const endings: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const end of endings.splice(0).reverse()) await end();
});

async function gateway(port?: number): Promise<number> {
  const taken = await commands.gatewayListen(port);
  endings.push(() => commands.gatewayGone(taken));
  return taken;
}

function link(port: number) {
  const reload = vi.fn<() => void>();
  const made = new GatewayLink({ url: `ws://127.0.0.1:${port}/ws`, reload });
  endings.push(() => made.close());
  return { link: made, reload };
}

const opened = (port: number, times: number) =>
  expect.poll(async () => (await commands.gatewayHeard(port)).opened).toBe(times);

const saidBy = (snapshot: Snapshot, protocol = PROTOCOL_VERSION): string =>
  JSON.stringify({ kind: 'snapshot', protocol, snapshot } satisfies GatewayMessage);

async function connected(port: number) {
  const made = link(port);
  await opened(port, 1);
  await commands.gatewaySay(port, saidBy(fixture('start')));
  await expect.poll(() => made.link.snapshot?.screen).toBe('start');
  return made;
}

describe('the link to the gateway', () => {
  test('shows each snapshot it hears', async () => {
    const port = await gateway();
    const { link } = await connected(port);
    await commands.gatewaySay(port, saidBy(fixture('borrow')));
    await expect.poll(() => link.snapshot?.screen).toBe('borrow');
    expect(link.connected).toBe(true);
  });

  test('sends a command with the protocol the page was built for', async () => {
    const port = await gateway();
    const { link } = await connected(port);
    link.send({ kind: 'start-return' });
    await expect
      .poll(async () => (await commands.gatewayHeard(port)).heard.map((text) => JSON.parse(text)))
      .toEqual([{ protocol: PROTOCOL_VERSION, command: { kind: 'start-return' } }]);
  });

  test('many touches say “here” once', async () => {
    const port = await gateway();
    const { link } = await connected(port);
    for (let touch = 0; touch < 20; touch += 1) link.touched();
    link.send({ kind: 'finish' });
    await expect
      .poll(async () => (await commands.gatewayHeard(port)).heard.at(-1) ?? '')
      .toContain('finish');
    expect((await commands.gatewayHeard(port)).heard).toHaveLength(2);
  });

  test('comes back by itself when the gateway does, and keeps the last snapshot meanwhile', async () => {
    const port = await gateway();
    const { link } = await connected(port);
    await commands.gatewayGone(port);
    await expect.poll(() => link.connected).toBe(false);
    expect(link.snapshot?.screen).toBe('start');
    link.send({ kind: 'finish' });

    await gateway(port);
    await opened(port, 1);
    await commands.gatewaySay(port, saidBy(fixture('restarted')));
    await expect.poll(() => link.snapshot?.screen).toBe('restarted');
    // What was tapped into the void must not be done to whoever stands there now.
    expect((await commands.gatewayHeard(port)).heard).toEqual([]);
  });

  test('another protocol: the page is fetched anew, and nothing is drawn from it', async () => {
    const port = await gateway();
    const { link, reload } = await connected(port);
    await commands.gatewaySay(port, saidBy(fixture('borrow'), PROTOCOL_VERSION + 1));
    await expect.poll(() => reload.mock.calls.length).toBe(1);
    expect(link.snapshot?.screen).toBe('start');
  });
});
