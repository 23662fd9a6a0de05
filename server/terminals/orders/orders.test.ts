import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { gzipSync } from 'node:zlib';
import { beforeAll, describe, expect, test } from 'vitest';
import { Agent, request } from 'undici';
import { WebSocket } from 'ws';
import { eachDatabase } from '#tests/databases.ts';
import { startTestServer } from '#tests/test-server.ts';
import type { TestServer, TestTerminal } from '#tests/test-server.ts';
import type { LinkWord, Order } from '../schema.ts';

const STATE: LinkWord = { kind: 'state', version: '0.6.0', stage: 'idle', devices: [], queued: 0 };
const HOUR_MS = 3_600_000;

interface Said {
  readonly kind: string;
  readonly order?: string;
  readonly what?: Order;
  readonly settings?: number;
}

eachDatabase((engine) => {
  let server: TestServer;
  let cookie: string;
  beforeAll(async () => {
    server = await startTestServer(engine);
    cookie = await server.signIn();
  });

  const give = (terminal: Pick<TestTerminal, 'id'>, what: Order, id: string = randomUUID()) =>
    server.ask('POST', `/staff/terminals/${terminal.id}/orders`, { cookie, body: { id, what } });
  const listed = async (terminal: TestTerminal) =>
    (await server.ask('GET', `/staff/terminals/${terminal.id}/orders`, { cookie })).body.orders;

  /** A link whose words are read one after the other. */
  const dial = async (terminal: TestTerminal, to: Pick<TestServer, 'url'> = server) => {
    const socket = new WebSocket(`${to.url.replace('http', 'ws')}/api/terminals/link`, {
      headers: { Authorization: `Bearer ${await terminal.token()}` },
    });
    const heard: Said[] = [];
    let wake: () => void = () => undefined;
    socket.on('message', (data) => {
      heard.push(JSON.parse(String(data)));
      wake();
    });
    await once(socket, 'open');
    const next = async (kind: string): Promise<Said> => {
      for (;;) {
        const said = heard.shift();
        if (said?.kind === kind) return said;
        if (!said) await new Promise((resolve) => (wake = () => resolve(undefined)));
      }
    };
    const say = (word: LinkWord) => socket.send(JSON.stringify(word));
    return { next, say, close: () => socket.close(), heard };
  };

  describe('RH1 an order reaches its terminal', () => {
    test('RH1 at once over an open link, and staff see how far it is', async () => {
      const terminal = await server.addTerminal('school');
      const link = await dial(terminal);
      link.say(STATE);
      await link.next('heard');
      const id = randomUUID();
      expect((await give(terminal, { kind: 'blink' }, id)).body).toMatchObject({
        outcome: 'accepted',
      });
      expect(await link.next('order')).toEqual({
        kind: 'order',
        order: id,
        what: { kind: 'blink' },
      });
      link.say(STATE);
      await link.next('heard');
      expect(await listed(terminal)).toMatchObject([
        { id, stage: 'told', what: { kind: 'blink' } },
      ]);
      link.close();
    });

    test('RH2 it is told again with each word of the terminal until it is answered', async () => {
      const terminal = await server.addTerminal('school');
      const id = randomUUID();
      await give(terminal, { kind: 'pause', message: 'Đang sửa' }, id);
      expect(await listed(terminal)).toMatchObject([{ stage: 'waiting' }]);
      for (let word = 0; word < 2; word++) {
        const link = await dial(terminal);
        link.say(STATE);
        expect(await link.next('order')).toMatchObject({ order: id });
        link.close();
      }
      const link = await dial(terminal);
      link.say({ kind: 'order-answer', order: id, outcome: 'done' });
      link.say(STATE);
      await link.next('heard');
      link.say(STATE);
      await link.next('heard');
      expect(link.heard).toEqual([]);
      expect(await listed(terminal)).toMatchObject([{ stage: 'done' }]);
      link.close();
    });

    test('RH2 the first answer stays', async () => {
      const terminal = await server.addTerminal('school');
      const id = randomUUID();
      await give(terminal, { kind: 'test-print' }, id);
      const link = await dial(terminal);
      link.say({ kind: 'order-answer', order: id, outcome: 'refused', code: 'no-printer' });
      link.say({ kind: 'order-answer', order: id, outcome: 'done' });
      link.say(STATE);
      await link.next('heard');
      expect(await listed(terminal)).toMatchObject([{ stage: 'refused', code: 'no-printer' }]);
      link.close();
    });

    test('RH2 no terminal answers for another', async () => {
      const [terminal, other] = [
        await server.addTerminal('school'),
        await server.addTerminal('school'),
      ];
      const id = randomUUID();
      await give(terminal, { kind: 'pause' }, id);
      const link = await dial(other);
      link.say({ kind: 'order-answer', order: id, outcome: 'done' });
      link.say(STATE);
      await link.next('heard');
      expect(await listed(terminal)).toMatchObject([{ stage: 'waiting' }]);
      link.close();
    });
  });

  describe('RH3 RH4 what is not carried out any more', () => {
    test('RH3 an order that is out of date is not told', async () => {
      const terminal = await server.addTerminal('van');
      await give(terminal, { kind: 'restart-gateway' });
      server.clock.ahead += HOUR_MS;
      const link = await dial(terminal);
      link.say(STATE);
      await link.next('heard');
      link.say(STATE);
      await link.next('heard');
      expect(link.heard).toEqual([]);
      expect(await listed(terminal)).toMatchObject([{ stage: 'out-of-date' }]);
      link.close();
    });

    test('RH4 back in service overtakes out of service', async () => {
      const terminal = await server.addTerminal('van');
      await give(terminal, { kind: 'pause' });
      const resume = randomUUID();
      await give(terminal, { kind: 'resume' }, resume);
      const link = await dial(terminal);
      link.say(STATE);
      expect(await link.next('order')).toMatchObject({ order: resume });
      const stages = (await listed(terminal)).map((order: { stage: string }) => order.stage);
      expect(stages.toSorted()).toEqual(expect.arrayContaining(['overtaken']));
      link.close();
    });

    test('RH5 so many may wait, and no more', async () => {
      const terminal = await server.addTerminal('van');
      for (let n = 0; n < 16; n++)
        await give(terminal, { kind: 'restart-device', device: `device-${n}` });
      expect((await give(terminal, { kind: 'blink' })).body).toMatchObject({
        outcome: 'refused',
        refusal: { code: 'orders-full' },
      });
      // What is out of date waits no more, though nobody has answered it.
      server.clock.ahead += HOUR_MS;
      expect((await give(terminal, { kind: 'blink' })).body).toMatchObject({ outcome: 'accepted' });
    });
  });

  test('RH6 asked twice with one id it is given once', async () => {
    const terminal = await server.addTerminal('school');
    const id = randomUUID();
    const [first, again] = [
      await give(terminal, { kind: 'blink' }, id),
      await give(terminal, { kind: 'blink' }, id),
    ];
    expect(again.body).toEqual(first.body);
    expect(await listed(terminal)).toHaveLength(1);
  });

  test('RH6 nobody orders about what is none of theirs, and the journal has what was ordered', async () => {
    expect((await give({ id: 'nowhere' }, { kind: 'blink' })).body).toMatchObject({
      outcome: 'refused',
      refusal: { code: 'terminal-unknown' },
    });
    const terminal = await server.addTerminal('school');
    await give(terminal, { kind: 'pause', message: 'Hết giấy' });
    const path = `/staff/audit?subject=terminal:${terminal.id}`;
    const { changes } = (await server.ask('GET', path, { cookie })).body;
    expect(changes).toMatchObject([{ action: 'order-give', details: { order: 'pause' } }]);
    expect(JSON.stringify(changes)).not.toContain('Hết giấy');
  });

  describe('RH9 bundles', () => {
    /** On a connection of its own: one whose body was too long is shut behind the answer. */
    const hand = async (terminal: TestTerminal, order: string, bytes: Uint8Array) => {
      const agent = new Agent();
      const token = await terminal.token();
      const { body, statusCode } = await request(`${server.url}/api/terminals/bundles/${order}`, {
        method: 'POST',
        dispatcher: agent,
        headers: { authorization: `Bearer ${token}`, 'content-type': 'application/gzip' },
        body: bytes,
      });
      await body.dump();
      await agent.destroy();
      return statusCode;
    };
    const packed = gzipSync('{"kind":"state"}\n');

    test('RH9 what was asked for is taken, and staff take it away unpacked', async () => {
      const terminal = await server.addTerminal('school');
      const id = randomUUID();
      await give(terminal, { kind: 'diagnose' }, id);
      expect(await hand(terminal, id, packed)).toBe(204);
      expect(await listed(terminal)).toMatchObject([{ hasBundle: true }]);
      const path = `/staff/terminals/${terminal.id}/bundles/${id}`;
      const taken = await server.ask('GET', path, { cookie });
      expect(taken.body).toBe('{"kind":"state"}\n');
      expect(taken.headers.get('Content-Disposition')).toMatch(/^attachment; filename="terminal-/);
    });

    test('RH9 what nobody asked this terminal for is not taken', async () => {
      const [terminal, other] = [
        await server.addTerminal('school'),
        await server.addTerminal('school'),
      ];
      const id = randomUUID();
      await give(terminal, { kind: 'diagnose' }, id);
      expect(await hand(other, id, packed)).toBe(404);
      expect(await hand(terminal, randomUUID(), packed)).toBe(404);
    });

    test('RH9 what is no gzip, or swells beyond measure, or is too long is not taken', async () => {
      const terminal = await server.addTerminal('school');
      const id = randomUUID();
      await give(terminal, { kind: 'diagnose' }, id);
      expect(await hand(terminal, id, new Uint8Array(9))).toBe(400);
      expect(await hand(terminal, id, gzipSync(Buffer.alloc(5_000_000)))).toBe(400);
      expect(await hand(terminal, id, new Uint8Array(600_000))).toBe(413);
    });

    test('RH9 it is gone after two weeks', async () => {
      const terminal = await server.addTerminal('school');
      const id = randomUUID();
      await give(terminal, { kind: 'diagnose' }, id);
      await hand(terminal, id, packed);
      const asked = {
        orderId: id,
        reach: { actor: { kind: 'system', id: 'test' }, now: 0 },
      } as const;
      const now = Date.now() + server.clock.ahead;
      expect(await server.db.read('terminal-bundle', { ...asked, now })).toBeDefined();
      await server.db.write('bundles-forget', { now: now + 15 * 24 * HOUR_MS });
      expect(await server.db.read('terminal-bundle', { ...asked, now })).toBeUndefined();
    });
  });
});
