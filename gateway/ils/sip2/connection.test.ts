/** A line is opened, kept, and opened again. */
import { describe, expect, test } from 'vitest';
import { message } from '#server/sip2/protocol/message.ts';
import { between, checkout, item, well } from '#tests/fixtures/sip2-between.ts';
import { dialectOf } from './rules/dialects.ts';
import { isRuledOut } from './rules/supported.ts';

describe('the line is opened', () => {
  test('logged in, then 99; the reply says what the peer can do', async () => {
    const { peer, connection } = await between(() => undefined);
    expect(await connection.connect()).toEqual({ ready: true });
    expect(peer.codes()).toEqual(['93', '99']);
    expect(isRuledOut(connection.status, '63')).toBe(false);
    expect(isRuledOut(connection.status, '37')).toBe(false);
    expect(isRuledOut(connection.status, '17')).toBe(true);
  });

  test('a login that was refused is not sent again at once by who keeps the line open', async () => {
    const { peer, connection } = await between(
      ({ code }) => (code === '93' ? message('94', { ok: '0' }) : undefined),
      {},
      {},
      { backOff: { firstMs: 1_000, longestMs: 60_000 } },
    );
    connection.keepConnected();
    const asked = connection.connect();
    await peer.hears('93');
    await asked;
    expect(await connection.connect()).toMatchObject({ ready: false, reason: 'refused' });
    expect(peer.codes()).toEqual(['93']);
  });

  test('99 first, or never, where the dialect says so', async () => {
    const first = await between(() => undefined, { status: 'before-login' });
    await first.connection.connect();
    expect(first.peer.codes()).toEqual(['99', '93']);
    const never = await between(() => undefined, { status: 'never' });
    await never.connection.connect();
    expect(never.peer.codes()).toEqual(['93']);
  });

  test('a login that is refused is not tried again soon', async () => {
    const { peer, connection } = await between(
      ({ code }) => (code === '93' ? message('94', { ok: '0' }) : undefined),
      {},
      {},
      { backOff: { firstMs: 1, longestMs: 60_000 } },
    );
    const refused = { ready: false, reason: 'refused', why: 'login refused' };
    expect(await connection.connect()).toEqual(refused);
    expect(await connection.ask(item)).toEqual({ outcome: 'unreachable', why: 'login refused' });
    expect(peer.codes()).toEqual(['93']);
  });

  test('a peer that hangs up at the login has refused it, too', async () => {
    const { connection } = await between(({ code }) => (code === '93' ? 'close' : undefined));
    expect(await connection.connect()).toMatchObject({ ready: false, reason: 'refused' });
  });

  test('a login whose reply cannot be read was not refused: it is tried again soon', async () => {
    const { peer, connection } = await between(({ code }, _, count) => {
      if (code === '97') return '96AZFEF6\r';
      return code === '93' && count === 1 ? '941AY0AZ0000\r' : undefined;
    });
    connection.keepConnected();
    await peer.hears('99');
    expect(peer.codes()).toEqual(['93', '97', '93', '99']);
  });

  test('98 that says off line is no line to work with', async () => {
    const offLine = sealedOffLine();
    const { connection } = await between(({ code }) => (code === '99' ? offLine : undefined));
    expect(await connection.connect()).toMatchObject({ ready: false, reason: 'off-line' });
  });

  test('nobody there: certainly not done', async () => {
    const { peer, connection } = await between(() => undefined);
    await peer.close();
    expect(await connection.ask(checkout)).toMatchObject({ outcome: 'unreachable' });
  });

  test('AO is empty, the site’s, or what 98 says', async () => {
    const aoOf = async (institution: 'empty' | 'setting' | 'status') => {
      const { connection } = await between(
        () => undefined,
        { institution },
        { institution: 'SITE' },
      );
      await connection.connect();
      return connection.institution;
    };
    expect([await aoOf('empty'), await aoOf('setting'), await aoOf('status')]).toEqual([
      '',
      'SITE',
      'MAIN',
    ]);
  });
});

function sealedOffLine() {
  const status = well('99');
  return { ...status, fixed: { ...status.fixed, on_line: 'N' } };
}

describe('kept connected', () => {
  test('99 is sent when nothing was said for a while', async () => {
    const dialect = { ...dialectOf('generic'), keepAliveSeconds: 0.02 };
    const { peer, connection } = await between(() => undefined, {}, { dialect });
    await connection.connect();
    await peer.hears('99', 3);
    expect(peer.connections).toBe(1);
  });

  test('before a checkout a line that was silent for long is tried by 99, before a question it is not', async () => {
    const { peer, connection } = await between(() => undefined, {}, {}, { probeAfterMs: -1 });
    await connection.ask(checkout);
    await connection.ask(item);
    expect(peer.codes()).toEqual(['93', '99', '99', '11', '17']);
  });

  test('a line that bears no 99 is not used for a checkout: it goes over another', async () => {
    const { peer, connection } = await between(
      ({ code }, _, count) => (code === '99' && count === 2 ? 'close' : undefined),
      ...([{}, {}, { probeAfterMs: -1 }] as const),
    );
    expect(await connection.ask(checkout)).toMatchObject({ outcome: 'reply' });
    expect(peer.codes()).toEqual(['93', '99', '99', '93', '99', '11']);
  });

  test('it comes back by itself, and logs in again', async () => {
    const { peer, connection } = await between(() => undefined);
    connection.keepConnected();
    await peer.hears('99');
    peer.hangUp();
    await peer.hears('99', 2);
    expect(peer.codes()).toEqual(['93', '99', '93', '99']);
  });

  test('it closes while a question is out, and asks no more', async () => {
    const { peer, connection } = await between(({ code }) =>
      code === '11' ? 'silence' : undefined,
    );
    const answer = connection.ask(checkout);
    await peer.hears('11');
    await connection.close();
    expect(await answer).toMatchObject({ outcome: 'unknown' });
    expect(await connection.ask(item)).toEqual({ outcome: 'unreachable', why: 'closed' });
  });
});
