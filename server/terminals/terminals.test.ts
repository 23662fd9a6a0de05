import { generateKeyPairSync } from 'node:crypto';
import { once } from 'node:events';
import { beforeAll, describe, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { eachDatabase } from '#tests/databases.ts';
import { newTerminal, signatureOf, startTestServer } from '#tests/test-server.ts';
import type { TestServer, TestTerminal } from '#tests/test-server.ts';
import { isSignedBy, readPublicKey } from './keys.ts';

const STATE = { kind: 'state', version: '0.1.0', stage: 'idle', devices: [], queued: 0 } as const;

describe('the key of a terminal', () => {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519');
  const raw = publicKey.export({ format: 'jwk' }).x ?? '';

  test('is read as PEM and as 32 bytes in base64url', () => {
    expect(readPublicKey(publicKey.export({ type: 'spki', format: 'pem' }).toString())).toBe(raw);
    expect(readPublicKey(`${raw}\n`)).toBe(raw);
  });

  test.each(['', 'not a key', raw.slice(1), `${raw}AA`])('is not “%s”', (text) => {
    expect(() => readPublicKey(text)).toThrow(/a terminal’s key is a PEM block/);
  });

  test('of another kind is refused in words', () => {
    const other = generateKeyPairSync('x25519').publicKey.export({ type: 'spki', format: 'pem' });
    expect(() => readPublicKey(other.toString())).toThrow(
      /Ed25519 public key, and this is another/,
    );
  });

  test('fits its own signature for this terminal and challenge, and no other', () => {
    const signature = signatureOf(privateKey, 't1', 'challenge');
    const signed = { terminalId: 't1', challenge: 'challenge', signature };
    expect(isSignedBy(raw, signed)).toBe(true);
    expect(isSignedBy(raw, { ...signed, terminalId: 't2' })).toBe(false);
    expect(isSignedBy(raw, { ...signed, challenge: 'other' })).toBe(false);
    expect(isSignedBy(raw, { ...signed, signature: 'AAAA' })).toBe(false);
  });
});

eachDatabase((engine) => {
  let server: TestServer;
  let terminal: TestTerminal;
  beforeAll(async () => {
    server = await startTestServer(engine);
    terminal = await server.addTerminal('ward');
  });

  const challengeFor = async (terminalId: string): Promise<string> => {
    const answer = await server.ask('POST', '/terminals/challenge', { body: { terminalId } });
    return answer.body.challenge;
  };
  const tokenFor = (body: object) => server.ask('POST', '/terminals/token', { body });
  const signed = async (key = terminal.privateKey) => {
    const challenge = await challengeFor(terminal.id);
    return {
      terminalId: terminal.id,
      challenge,
      signature: signatureOf(key, terminal.id, challenge),
    };
  };
  /** The status of a request that only a terminal may make; a right one reaches the upgrade, which wants a WebSocket. */
  const statusWith = async (token?: string) => {
    const options = token === undefined ? {} : { token };
    return (await server.ask('GET', '/terminals/link', options)).status;
  };

  describe('a token', () => {
    test('is given for a signed challenge, with the place of the terminal', async () => {
      const answer = await tokenFor(await signed());
      expect(answer.status).toBe(200);
      expect(answer.body.terminal).toEqual({
        id: terminal.id,
        profile: 'kiosk',
        name: expect.stringContaining('Máy'),
        library: { id: 'ward', name: 'Phường Đông', timeZone: 'Asia/Ho_Chi_Minh' },
      });
      const life = answer.body.expiresAt - answer.body.serverTime;
      expect(life).toBeGreaterThan(14 * 60_000);
      expect(life).toBeLessThanOrEqual(15 * 60_000);
    });

    test('is not given for the signature of another key', async () => {
      const { privateKey } = generateKeyPairSync('ed25519');
      const answer = await tokenFor(await signed(privateKey));
      expect(answer).toMatchObject({ status: 401, body: { code: 'signature-wrong' } });
    });

    test('is not given twice for one challenge', async () => {
      const body = await signed();
      expect((await tokenFor(body)).status).toBe(200);
      expect((await tokenFor(body)).status).toBe(401);
    });

    test('is not given when the first signature was wrong and the second is right', async () => {
      const body = await signed();
      await tokenFor({ ...body, signature: 'AAAA' });
      expect((await tokenFor(body)).status).toBe(401);
    });

    test('is not given for a challenge that another terminal asked for', async () => {
      const other = await server.addTerminal('van');
      const challenge = await challengeFor(other.id);
      const signature = signatureOf(terminal.privateKey, terminal.id, challenge);
      expect((await tokenFor({ terminalId: terminal.id, challenge, signature })).status).toBe(401);
    });

    test('is not given for a challenge of more than a minute ago', async () => {
      const body = await signed();
      server.clock.ahead += 60_001;
      expect((await tokenFor(body)).status).toBe(401);
    });

    test('is not given to a terminal that nobody has registered', async () => {
      await expect(newTerminal(server.ask).token()).rejects.toThrow('401');
    });

    test('a name that no text can hold is refused, whatever the database', async () => {
      const asked = { ...(await signed()), terminalId: 't\u0000' };
      expect(await tokenFor(asked)).toMatchObject({ status: 400, body: { code: 'does-not-fit' } });
    });

    test('a body that does not fit is told field by field, without its values', async () => {
      const answer = await tokenFor({ terminalId: terminal.id, challenge: 7, secret: 'hunter2' });
      expect(answer.status).toBe(400);
      expect(answer.body.code).toBe('does-not-fit');
      const paths = answer.body.issues.map(({ path }: { path: string }) => path);
      expect(paths).toEqual(expect.arrayContaining(['json.challenge', 'json.signature']));
      expect(JSON.stringify(answer.body)).not.toContain('hunter2');
    });
  });

  describe('what only a terminal may do', () => {
    test('is done with a token', async () => {
      expect(await statusWith(await terminal.token())).not.toBe(401);
    });

    test('is refused without, with an invented and with an expired one', async () => {
      expect(await statusWith()).toBe(401);
      expect(await statusWith('A'.repeat(43))).toBe(401);
      const token = await terminal.token();
      server.clock.ahead += 15 * 60_000;
      expect(await statusWith(token)).toBe(401);
    });

    test('is refused to a terminal that has been removed, a few seconds later at most', async () => {
      const other = await server.addTerminal('van');
      const token = await other.token();
      expect(await statusWith(token)).not.toBe(401);
      await server.db.write('terminal-remove', { id: other.id, now: Date.now() });
      server.clock.ahead += 5001;
      expect(await statusWith(token)).toBe(401);
      await expect(other.token()).rejects.toThrow('401');
    });
  });

  test('a terminal that comes back with the key of a new PC leaves the old PC nothing', async () => {
    const old = await server.addTerminal('van');
    const token = await old.token();
    const socket = new WebSocket(`${server.url.replace('http', 'ws')}/api/terminals/link`, {
      headers: { Authorization: `Bearer ${token}` },
    });
    await once(socket, 'open');
    const { publicKey } = newTerminal(server.ask);
    await server.db.write('terminal-remove', { id: old.id, now: 1 });
    const replaced = { id: old.id, name: 'Máy mới', libraryId: 'van', publicKey, now: 2 };
    await server.db.write('terminal-add', replaced);
    server.clock.ahead += 5001;
    expect(await statusWith(token)).toBe(401);
    socket.send(JSON.stringify(STATE));
    const [code] = await once(socket, 'close');
    expect(code).toBe(4001);
  });

  describe('registering', () => {
    const add = (change: object) =>
      server.db.write('terminal-add', {
        id: terminal.id,
        name: 'Máy 1',
        libraryId: 'ward',
        publicKey: terminal.publicKey,
        now: 0,
        ...change,
      });

    test('may be repeated, and moves the terminal', async () => {
      expect(await add({})).toEqual({ outcome: 'accepted' });
    });

    test('names a library that exists', async () => {
      expect(await add({ libraryId: 'moon' })).toMatchObject({ code: 'library-unknown' });
    });

    test('names a library that still exists, on its last day too', async () => {
      const ended = {
        id: 'old-van',
        kind: 'van',
        name: 'Xe cũ',
        validTo: '2026-11-30',
        timeZone: 'Asia/Ho_Chi_Minh',
      };
      await server.db.write('libraries-put', { libraries: [ended] });
      const { id, publicKey } = newTerminal(server.ask);
      const at = (instant: string) =>
        add({ id, publicKey, libraryId: 'old-van', now: Date.parse(instant) });
      expect(await at('2026-12-01T00:00:00+07:00')).toMatchObject({ code: 'library-ended' });
      expect(await at('2026-11-30T23:59:59+07:00')).toEqual({ outcome: 'accepted' });
    });

    test('gives no id to a second key, and no key to a second id', async () => {
      expect(await add({ publicKey: 'other' })).toMatchObject({ code: 'id-taken' });
      expect(await add({ id: 'other' })).toMatchObject({ code: 'key-taken' });
    });

    test('brings a removed terminal back with the key of its new PC', async () => {
      const { id, publicKey } = await server.addTerminal('van');
      await server.db.write('terminal-remove', { id, now: 1 });
      expect(await add({ id, publicKey: `${publicKey.slice(0, -1)}A` })).toEqual({
        outcome: 'accepted',
      });
    });
  });

  describe('the link', () => {
    const dial = (token: string) =>
      new WebSocket(`${server.url.replace('http', 'ws')}/api/terminals/link`, {
        headers: { Authorization: `Bearer ${token}` },
      });
    const closeCode = async (socket: WebSocket) => (await once(socket, 'close'))[0];
    const opened = async () => {
      const socket = dial(await terminal.token());
      await once(socket, 'open');
      return socket;
    };

    test('answers each state', async () => {
      const socket = await opened();
      socket.send(JSON.stringify(STATE));
      const [data] = await once(socket, 'message');
      expect(JSON.parse(String(data))).toMatchObject({
        kind: 'heard',
        serverTime: expect.any(Number),
      });
      socket.close();
    });

    test('is not opened without a token', async () => {
      const [, response] = await once(dial('none'), 'unexpected-response');
      expect(response.statusCode).toBe(401);
    });

    test('ends at a word that does not fit, or is too long', async () => {
      const [strange, long] = [await opened(), dial(await terminal.token())];
      strange.send('{"kind":"state"}');
      expect(await closeCode(strange)).toBe(1008);
      await (long.readyState === WebSocket.OPEN || once(long, 'open'));
      long.send('x'.repeat(17 * 1024));
      expect(await closeCode(long)).toBe(1009);
    });

    test('is one per terminal: the newer replaces the older', async () => {
      const older = await opened();
      const closed = closeCode(older);
      const newer = await opened();
      expect(await closed).toBe(4000);
      newer.close();
    });

    test('ends when the terminal is removed', async () => {
      const other = await server.addTerminal('van');
      const socket = dial(await other.token());
      await once(socket, 'open');
      await server.db.write('terminal-remove', { id: other.id, now: 1 });
      server.clock.ahead += 5001;
      socket.send(JSON.stringify(STATE));
      expect(await closeCode(socket)).toBe(4001);
    });
  });
});
