import { afterEach, describe, expect, test, vi } from 'vitest';
import { encodeText } from '#server/sip2/protocol/encode.ts';
import { message } from '#server/sip2/protocol/message.ts';
import { Sip2Peer, wellAnswers } from '#tests/simulators/sip2-peer.ts';
import type { PeerScript } from '#tests/simulators/sip2-peer.ts';
import { createLog } from '../../logging.ts';
import { Sip2Connection } from './connection.ts';
import type { Sip2Options, Sip2Settings } from './connection.ts';
import type { Request } from './line.ts';
import type { DialectOverrides } from './rules/dialect.ts';
import { dialectOf } from './rules/dialects.ts';
import { isRuledOut } from './rules/supported.ts';

const DATE = '20260101    090000';
const LOGIN = { user: 'kiosk', password: 'secret' };
const item: Request = message('17', { transaction_date: DATE }, [['AB', 'B1']]);
const checkout: Request = message(
  '11',
  { sc_renewal_policy: 'N', no_block: 'N', transaction_date: DATE, nb_due_date: ' '.repeat(18) },
  [
    ['AO', 'MAIN'],
    ['AA', 'P1'],
    ['AB', 'B1'],
    ['AC', ''],
  ],
);
const sealed = (reply: Parameters<typeof encodeText>[0], sequence: string): string =>
  `${encodeText(reply, { errorDetection: true, sequence })}\r`;
const well = (code: string) => {
  const reply = wellAnswers[code];
  if (!reply) throw new Error(`no answer to ${code}`);
  return reply;
};

const open: { close(): Promise<void> }[] = [];
afterEach(async () => {
  for (const one of open.splice(0).toReversed()) await one.close();
});

async function between(
  script: PeerScript,
  overrides: DialectOverrides = {},
  settings: Partial<Sip2Settings> = {},
  options: Partial<Sip2Options> = {},
) {
  const peer = await Sip2Peer.start(script);
  const connection = new Sip2Connection(
    {
      ...{ ...peer.address, login: LOGIN },
      // A second is the least that may be set: tests wait for it only where silence is the point.
      dialect: dialectOf('generic', { timeoutSeconds: 1, ...overrides }),
      ...settings,
    },
    {
      log: createLog('silent'),
      backOff: { firstMs: 20, longestMs: 50 },
      random: () => 0,
      ...options,
    },
  );
  open.push(peer, connection);
  return { peer, connection };
}

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
    open.splice(open.indexOf(peer), 1);
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

describe('one question at a time', () => {
  test('many at once are asked in turn, numbered 0 to 9 and again from 0', async () => {
    const { peer, connection } = await between(() => undefined);
    const answers = await Promise.all(Array.from({ length: 12 }, () => connection.ask(item)));
    expect(answers.map(({ outcome }) => outcome)).toEqual(Array(12).fill('reply'));
    const numbers = peer.heard.map((text) => /AY(\d)AZ[\dA-F]{4}$/.exec(text)?.[1]).join('');
    expect(numbers).toBe('01234567890123');
  });

  test('without error detection nothing has a number', async () => {
    const { peer, connection } = await between(() => undefined, { errorDetection: false });
    expect(await connection.ask(item)).toMatchObject({ outcome: 'reply' });
    expect(peer.heard.at(-1)).toBe(`17${DATE}ABB1|`);
  });

  test('a reply of another number is discarded, and the right one awaited', async () => {
    const { connection } = await between(({ code, sequence }) => {
      if (code !== '17') return undefined;
      const wrong = { ...well('17'), fields: [['AJ', 'another'] as const] };
      return sealed(wrong, '9') + sealed(well('17'), sequence ?? '');
    });
    expect(await connection.ask(item)).toMatchObject({
      outcome: 'reply',
      message: { fields: [['AB', 'B1'], ['AJ', 'Dế Mèn phiêu lưu ký'], expect.anything()] },
    });
  });

  test('a peer whose numbers mean nothing is believed without', async () => {
    const { connection } = await between(
      ({ code }) => (code === '17' ? sealed(well('17'), '4') : undefined),
      { sequenceEchoed: false },
    );
    expect(await connection.ask(item)).toMatchObject({ outcome: 'reply' });
  });

  test('CR LF, and a reply byte by byte with LF in front', async () => {
    const { connection } = await between(({ code, sequence }) =>
      code === '17' ? `\n${sealed(well('17'), sequence ?? '')}\n` : undefined,
    );
    expect(await connection.ask(item)).toMatchObject({ outcome: 'reply' });
    expect(await connection.ask(item)).toMatchObject({ outcome: 'reply' });
  });
});

describe('error detection', () => {
  test('96: the same message with the same number is sent again', async () => {
    const { peer, connection } = await between(({ code }, _, count) =>
      code === '11' && count < 3 ? '96AZFEF6\r' : undefined,
    );
    expect(await connection.ask(checkout)).toMatchObject({ outcome: 'reply' });
    const sent = peer.heard.filter((text) => text.startsWith('11'));
    expect(sent).toHaveLength(3);
    expect(new Set(sent).size).toBe(1);
  });

  test('96 to the last: certainly not done', async () => {
    const { peer, connection } = await between(({ code }) =>
      code === '11' ? '96AZFEF6\r' : undefined,
    );
    expect(await connection.ask(checkout)).toMatchObject({ outcome: 'unreachable' });
    expect(peer.codes().filter((code) => code === '11')).toHaveLength(4);
  });

  test('a wrong check sum: the reply is asked for again by 97, and the act is not done twice', async () => {
    const { peer, connection } = await between(({ code, sequence }) => {
      if (code === '11') return sealed(well('11'), sequence ?? '').replace(/.{4}\r$/, '0000\r');
      return code === '97' ? `${encodeText(well('11'), { errorDetection: true })}\r` : undefined;
    });
    expect(await connection.ask(checkout)).toMatchObject({ outcome: 'reply' });
    expect(peer.codes()).toEqual(['93', '99', '11', '97']);
    expect(peer.heard.at(-1)).toBe('97AZFEF5');
  });

  test('96 in reply to 97: the line is of no use, and it may have been done', async () => {
    const { connection } = await between(({ code }) => {
      if (code === '11') return '12garbage AZ0000\r';
      return code === '97' ? '96AZFEF6\r' : undefined;
    });
    expect(await connection.ask(checkout)).toMatchObject({ outcome: 'unknown' });
  });

  test('98 instead of a reply: nothing was done, so it is asked again', async () => {
    const { peer, connection } = await between(({ code }, _, count) =>
      code === '11' && count === 1 ? well('99') : undefined,
    );
    expect(await connection.ask(checkout)).toMatchObject({ outcome: 'reply' });
    expect(peer.codes()).toEqual(['93', '99', '11', '11']);
  });
});

describe('silence and the end of a line', () => {
  test('no reply within the limit: unknown, never sent again, and the line is dropped', async () => {
    const { peer, connection } = await between(({ code }, _, count) =>
      code === '11' && count === 1 ? 'silence' : undefined,
    );
    expect(await connection.ask(checkout)).toMatchObject({ outcome: 'unknown' });
    expect(peer.codes()).toEqual(['93', '99', '11']);
    expect(await connection.ask(item)).toMatchObject({ outcome: 'reply' });
    expect(peer.connections).toBe(2);
  });

  test('a late reply never answers the next question', async () => {
    const { peer, connection } = await between(
      ({ code }, _, count) => (code === '17' && count === 1 ? 'silence' : undefined),
      { errorDetection: false },
    );
    const sayLate = () => peer.say(`${encodeText(well('17'))}\r`);
    expect(await connection.ask(item)).toMatchObject({ outcome: 'unknown' });
    sayLate();
    const next = message('17', { transaction_date: DATE }, [['AB', 'B2']]);
    peer.follow(({ code }) =>
      code === '17'
        ? {
            ...well('17'),
            fields: [
              ['AB', 'B2'],
              ['AJ', 'the next'],
            ],
          }
        : undefined,
    );
    expect(await connection.ask(next)).toMatchObject({
      message: {
        fields: [
          ['AB', 'B2'],
          ['AJ', 'the next'],
        ],
      },
    });
  });

  test('a peer that hangs up in the middle of a checkout: unknown, and not sent again', async () => {
    const { peer, connection } = await between(({ code }) => (code === '11' ? 'close' : undefined));
    expect(await connection.ask(checkout)).toMatchObject({ outcome: 'unknown' });
    expect(peer.codes().filter((code) => code === '11')).toHaveLength(1);
  });

  test('in the middle of a question: it is asked again on another line', async () => {
    const { peer, connection } = await between(({ code }, _, count) =>
      code === '17' && count === 1 ? 'close' : undefined,
    );
    expect(await connection.ask(item)).toMatchObject({ outcome: 'reply' });
    expect(peer.codes()).toEqual(['93', '99', '17', '93', '99', '17']);
  });

  test('a peer that hung up while nothing was asked: a checkout goes over another line', async () => {
    const ready: boolean[] = [];
    const { peer, connection } = await between(
      () => undefined,
      {},
      {},
      { onReady: (is) => ready.push(is) },
    );
    await connection.connect();
    peer.hangUp();
    await vi.waitFor(() => expect(ready).toEqual([true, false]));
    expect(await connection.ask(checkout)).toMatchObject({ outcome: 'reply' });
    expect(peer.codes()).toEqual(['93', '99', '93', '99', '11']);
  });

  test('a peer that speaks unasked is not trusted with the next question', async () => {
    const ready: boolean[] = [];
    const { peer, connection } = await between(
      () => undefined,
      {},
      {},
      { onReady: (is) => ready.push(is) },
    );
    await connection.connect();
    peer.say('941\r');
    await vi.waitFor(() => expect(ready).toEqual([true, false]));
    expect(await connection.ask(item)).toMatchObject({ outcome: 'reply' });
    expect(peer.connections).toBe(2);
  });

  test('a message without an end is not listened to for ever', async () => {
    const { connection } = await between(({ code }) =>
      code === '11' ? '12'.padEnd(70_000, 'x') : undefined,
    );
    expect(await connection.ask(checkout)).toMatchObject({
      outcome: 'unknown',
      why: 'its message has no end',
    });
  });
});

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
