/** What is said over one line, and what becomes of a question when the line fails. */
import { describe, expect, test } from 'vitest';
import { encodeText } from '#server/sip2/protocol/encode.ts';
import { message } from '#server/sip2/protocol/message.ts';
import { between, checkout, DATE, item, sealed, well } from '#tests/fixtures/sip2-between.ts';

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
    await expect.poll(() => ready).toEqual([true, false]);
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
    await expect.poll(() => ready).toEqual([true, false]);
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
