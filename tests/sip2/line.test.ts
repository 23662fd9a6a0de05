/** What a line bears: bytes in any pieces, noise, slow and silent peers (docs/rules/sip2.md). */
import { generate } from 'selfsigned';
import { beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { hashSecret } from '#server/secrets/argon2id.ts';
import { onSqlite } from '#tests/databases.ts';
import { MINUTE, NOW } from '#tests/fixtures/small-network.ts';
import type { SmallSip2 } from '#tests/fixtures/small-sip2.ts';
import { ACCOUNT, DATE, PIN, smallSip2 } from '#tests/fixtures/small-sip2.ts';
import { Sip2Terminal } from '#tests/simulators/sip2-terminal.ts';

const LOGIN = `9300CN${ACCOUNT.login}|CO${ACCOUNT.password}|`;
const STATUS = '9900802.00';
const item = (number: string): string => `17${DATE}AOcentral|AB${number}|`;
const NOBODY = /^18010001.*AJ\|AF/;

const sum = (text: string): string => {
  let total = 0;
  for (const byte of Buffer.from(text)) total += byte;
  return (-total & 0xffff).toString(16).toUpperCase().padStart(4, '0');
};
/** With AY and AZ. */
const sealed = (text: string, sequence: number): string => {
  const whole = `${text}AY${sequence}AZ`;
  return `${whole}${sum(whole)}`;
};

const accounts = [
  ACCOUNT,
  { ...ACCOUNT, login: 'cp850', charset: 'cp850' },
  { ...ACCOUNT, login: 'ascii', charset: 'ASCII', terminator: 'CRLF' },
  { ...ACCOUNT, login: 'sealed', errorDetection: 'required' },
  { ...ACCOUNT, login: 'bare', errorDetection: 'off', currency: false, zone: 'Z' },
  { ...ACCOUNT, login: 'nowhere', library: 'moon' },
  { ...ACCOUNT, login: 'guessed' },
] as const;

const engine = onSqlite();
let sip2: SmallSip2;
beforeAll(async () => {
  const hashed = { login: 'hashed', password: await hashSecret(ACCOUNT.password) };
  const pair = await generate([{ name: 'commonName', value: 'localhost' }], {
    extensions: [{ name: 'subjectAltName', altNames: [{ type: 2, value: 'localhost' }] }],
  });
  sip2 = await smallSip2(engine, {
    accounts: [...accounts, { ...ACCOUNT, ...hashed }],
    tls: { host: '127.0.0.1', port: 0, certificate: pair.cert, key: pair.private },
  });
  certificate = pair.cert;
});
let certificate = '';
beforeEach(() => {
  sip2.clock.now = NOW;
});

/** The round of the door has looked at a clock that was put forward. */
const later = (ms: number): void => {
  sip2.clock.steady += ms;
};

describe('bytes', () => {
  const TALK = `${LOGIN}\r${item('B-1')}\r63001${DATE}  Y       AOcentral|AAC-1|AD|\r`;

  test('S2-1 a talk that is cut at every byte is the same talk', async () => {
    const whole = await sip2.stranger();
    whole.write(TALK);
    const expected = await whole.replies(3);
    expect(expected[0]).toBe('941');
    const cuts = Array.from({ length: TALK.length - 1 }, (_, at) => at + 1);
    const lines = await Promise.all(
      cuts.map(async (at) => {
        const line = await sip2.stranger();
        line.write(TALK.slice(0, at));
        await new Promise((resolve) => setImmediate(resolve));
        line.write(TALK.slice(at));
        const said = await line.replies(3);
        line.cut();
        return said;
      }),
    );
    for (const said of lines) expect(said).toEqual(expected);
  });

  test('S2-1 byte by byte, with CR LF, LF and blanks in front, and CR twice', async () => {
    const line = await sip2.stranger();
    for (const byte of `\r\n ${LOGIN}\r\r\n\n${item('B-1')}\r\n`) line.write(byte);
    expect(await line.replies(2)).toEqual(['941', expect.stringMatching(/^1803/)]);
  });

  test('S2-1 LF alone ends nothing', async () => {
    const line = await sip2.terminal();
    line.write(`${item('B-1')}\n`);
    line.write(`${item('B-1')}\r`);
    // One message came: the second is a part of a field that nobody knows.
    expect(await line.reply()).toMatch(/^1803/);
    expect(await line.ask('97')).toMatch(/^1803/);
  });

  test('S2-1 many messages at once are answered in their order', async () => {
    const line = await sip2.terminal();
    const numbers = Array.from({ length: 200 }, (_, n) => `X-${n}`);
    line.write(numbers.map((number) => `${item(number)}\r`).join(''));
    const replies = await line.replies(numbers.length);
    expect(replies.map((reply) => /AB([^|]*)/.exec(reply)?.[1])).toEqual(numbers);
  });

  test('S2-2 unknown messages are ignored, and unknown, missing and doubled fields borne', async () => {
    const line = await sip2.terminal();
    line.write(`88nonsense\r94\r1X\r${item('B-1')}\r`);
    // `1X` is no message at all.
    expect(await line.closed()).toBe('');
    const other = await sip2.terminal();
    other.write(`88nonsense|\r941\r17\r17${DATE}ZZtop|ABB-1|ABB-2|||||\r`);
    expect(await other.replies(2)).toEqual([
      expect.stringMatching(NOBODY),
      expect.stringMatching(/^1803.*ABB-1\|/),
    ]);
  });

  test('S2-3 a field of 64 KB is borne; its reply is short', async () => {
    const line = await sip2.terminal();
    const reply = await line.ask(`${item('B-1')}XX${'x'.repeat(65_536)}|`);
    expect(reply).toMatch(/^1803/);
    const echoed = await line.ask(item('é'.repeat(32_768)));
    expect(/AB([^|]*)/.exec(echoed)?.[1]).toHaveLength(255);
    expect(echoed).toMatch(/AJ\|/);
  });

  test.each([
    ['more than 128 KB without an end', 'tooLong', `17${'x'.repeat(140_000)}`],
    ['a NUL', 'nul', `${item('B\0-1')}\r`],
    ['no message', 'garbage', 'GET / HTTP/1.1\r\n\r\n'],
  ] as const)('S2-3 %s is counted and ends the line', async (_, counter, bytes) => {
    const before = sip2.door.counters[counter];
    const line = await sip2.terminal();
    line.write(`${item('B-1')}\r${bytes}`);
    expect(await line.closed()).toMatch(/^1803.*\r$/);
    expect(sip2.door.counters[counter]).toBe(before + 1);
  });

  test('S2-3 who has not logged in may not say long things', async () => {
    const line = await sip2.stranger();
    line.write(`93${'x'.repeat(10_000)}`);
    expect(await line.closed()).toBe('');
  });

  test('S2-4 who half closes the line still hears all answers; who is gone in the middle harms nobody', async () => {
    const torn = await sip2.terminal();
    torn.write(item('B-1').slice(0, 20));
    torn.cut();
    const line = await sip2.stranger();
    line.write(`${LOGIN}\r${item('B-1')}\r${item('B-2')}`);
    line.end();
    expect(await line.closed()).toMatch(/^941\r1803[^\r]*\r$/);
  });
});

describe('what is sent', () => {
  test('S2-5 letters that a charset lacks lose their marks and stay readable', async () => {
    expect(await (await sip2.terminal('cp850')).ask(item('B-1'))).toContain('AJD');
    const ascii = await (await sip2.terminal('ascii')).ask(item('B-1'));
    expect(ascii).toContain('AJDe men phieu luu ky|');
    const bare = await sip2.terminal('bare');
    expect(await bare.ask(item('B-1'))).toContain('20261123   Z030000');
    const standing = await bare.ask(`23000${DATE}AO|AAC-1|AC|AD${PIN}|`);
    expect(standing).toMatch(/BV0\|/);
    expect(standing).not.toContain('BH');
  });

  test('S2-5 CR alone ends a reply, unless the account says CR LF', async () => {
    const line = await sip2.terminal();
    line.write(`${STATUS}\r`);
    line.end();
    expect(await line.closed()).toMatch(/[^\n]\r$/);
    const windows = await sip2.stranger();
    windows.write(`${LOGIN.replace('kiosk', 'ascii')}\r${STATUS}\r`);
    windows.end();
    expect(await windows.closed()).toMatch(/^941\r\n98[^\r]*\r\n$/);
  });
});

describe('error detection', () => {
  test('S2-6 AY is echoed and AZ is over the bytes that are sent', async () => {
    const line = await sip2.terminal();
    for (const sequence of [0, 7, 9]) {
      const reply = await line.ask(sealed(item('B-1'), sequence));
      expect(reply).toMatch(new RegExp(`AY${sequence}AZ[0-9A-F]{4}$`));
      expect(reply.slice(-4)).toBe(sum(reply.slice(0, -4)));
    }
    expect(await line.ask(item('B-1'))).not.toMatch(/AZ/);
  });

  test('S2-7 a wrong sum is answered 96; where AZ is required, a missing one too; where it is off, none is looked at', async () => {
    const line = await sip2.terminal();
    const wrong = `${sealed(item('B-1'), 1).slice(0, -4)}0000`;
    expect(await line.ask(wrong)).toBe('96AZFEF6');
    expect(await line.ask(sealed(item('B-1'), 1))).toMatch(/^1803/);
    const strict = await sip2.terminal('sealed');
    expect(await strict.ask(item('B-1'))).toBe('96AZFEF6');
    const bare = await sip2.terminal('bare');
    expect(await bare.ask(wrong)).toMatch(/^1803[^Z]*Z03.*\|$/);
  });

  test('S2-8 97 is answered with the last reply without AY; before there is one, with 96', async () => {
    const line = await sip2.stranger();
    expect(await line.ask('97AZFEF5')).toBe('96AZFEF6');
    expect(await line.ask(LOGIN)).toBe('941');
    const reply = await line.ask(sealed(item('B-1'), 4));
    const again = await line.ask('97AZFEF5');
    expect(again).toBe(`${reply.replace(/AY.*/, '')}AZ${sum(`${reply.replace(/AY.*/, '')}AZ`)}`);
  });

  test('S2-9 the same message with the same AY and AZ is not carried out again', async () => {
    const line = await sip2.terminal();
    const hold = sealed(`15+${DATE}AOcentral|AAC-1|ABB-9|`, 3);
    const first = await line.ask(hold);
    sip2.clock.now += 11 * MINUTE;
    expect(await line.ask(hold)).toBe(first);
    expect(await line.ask(sealed(item('B-9'), 4))).toMatch(/^18/);
    // Another message in between: it is an act again, and there is a hold already.
    expect(await line.ask(hold)).toMatch(/^160/);
  });
});

test('S2-9 99 is answered with the time of now, also where AY stands still', async () => {
  const line = await sip2.terminal();
  const first = await line.ask(sealed(STATUS, 4));
  sip2.clock.now += MINUTE;
  const second = await line.ask(sealed(STATUS, 4));
  expect([first, second].map((reply) => reply.slice(22, 32))).toEqual(['    100000', '    100100']);
});

describe('login', () => {
  test('S2-10 before it only 99 is answered, and the third other message ends the line', async () => {
    const line = await sip2.stranger();
    expect(await line.ask(STATUS)).toMatch(/^98Y.{33}AO\|BXY{16}\|$/);
    line.write(`${item('B-1')}\r${item('B-1')}\r${item('B-1')}\r${STATUS}\r`);
    expect(await line.closed()).toBe('');
  });

  test('S2-11 the third wrong password ends the line; an unknown login is answered alike', async () => {
    const line = await sip2.stranger();
    expect(await line.ask('9300CNkiosk|COwrong|')).toBe('940');
    expect(await line.ask('9300CNnobody|COwrong|')).toBe('940');
    expect(await line.ask('9311CNkiosk|COsecret|')).toBe('940');
    expect(await line.closed()).toBe('');
  });

  test('S2-11 an Argon2id string is a password, an account of no library is none', async () => {
    await sip2.terminal('hashed');
    await sip2.terminal('hashed');
    await expect(sip2.terminal('nowhere')).rejects.toThrow('940');
  });

  test('S2-11 ten wrong ones lock the account for this address, and no other account', async () => {
    for (let n = 0; n < 10; n++) {
      const line = await sip2.stranger();
      expect(await line.ask('9300CNguessed|COwrong|')).toBe('940');
      line.cut();
    }
    await expect(sip2.terminal('guessed')).rejects.toThrow('940');
    await sip2.terminal();
    sip2.clock.now += 5 * MINUTE + 1;
    await sip2.terminal('guessed');
  });

  test('S2-12 a wrong password after the right one ends what was allowed', async () => {
    const line = await sip2.terminal();
    expect(await line.ask('9300CNkiosk|COwrong|')).toBe('940');
    line.write(`${item('B-1')}\r${STATUS}\r`);
    expect(await line.reply()).toMatch(/^98.*AO\|/);
  });
});

describe('TLS', () => {
  test('S2-4 who never shakes hands does not hold up the end of the door', async () => {
    const mute = await Sip2Terminal.connect(sip2.door.tlsPort ?? 0);
    await sip2.restart();
    expect(await mute.closed()).toBe('');
  });

  test('is another door to the same', async () => {
    const tls = { ca: certificate };
    const line = await Sip2Terminal.connect(sip2.door.tlsPort ?? 0, { tls });
    expect(await line.ask(LOGIN)).toBe('941');
    expect(await line.ask(item('B-1'))).toMatch(/^1803/);
    line.cut();
  });
});

describe('time', () => {
  test('S2-4 a silent terminal is let go, and one that does not log in', async () => {
    const [line, stranger] = [await sip2.terminal(), await sip2.stranger()];
    later(31_000);
    expect(await stranger.closed()).toBe('');
    expect(await line.ask(STATUS)).toMatch(/^98/);
    later(901_000);
    expect(await line.closed()).toBe('');
  });

  test('S2-4 a terminal that does not read is asked no more and cut, and others are answered meanwhile', async () => {
    const [deaf, line] = [await sip2.terminal(), await sip2.terminal()];
    const before = sip2.door.counters;
    deaf.socket.pause();
    const long = `35${DATE}AOcentral|AA${'é'.repeat(255)}|\r`;
    deaf.write(long.repeat(50_000));
    // Its questions pile up on its own side of the line, and only others are answered.
    const isAloneHeard = async () => {
      const { messages } = sip2.door.counters;
      expect(await line.ask(item('B-1'))).toMatch(/^1803/);
      expect(sip2.door.counters.messages).toBe(messages + 1);
    };
    await vi.waitFor(isAloneHeard, { timeout: 90_000 });
    expect(sip2.door.counters.messages - before.messages).toBeLessThan(50_000);
    later(21_000);
    await expect.poll(() => sip2.door.counters.stalled).toBe(before.stalled + 1);
    deaf.cut();
  });

  test('S2-4 the end of the door answers what was asked', async () => {
    const line = await sip2.terminal();
    line.write(`${item('B-1')}\r${item('B-2')}\r`);
    expect(await line.reply()).toMatch(/^1803/);
    await sip2.restart();
    expect(await line.closed()).toMatch(/^(1803[^\r]*\r)?$/);
    expect(await (await sip2.terminal()).ask(STATUS)).toMatch(/^98/);
  });
});

test('S2-4 where there is no more room, who has not logged in makes some', async () => {
  const small = await smallSip2(engine, { mostConnections: 3 });
  const known = await small.terminal();
  const strangers = [await small.stranger(), await small.stranger()];
  await small.terminal();
  await small.terminal();
  for (const stranger of strangers) expect(await stranger.closed()).toBe('');
  expect(await known.ask(STATUS)).toMatch(/^98/);
});

test('S2-4 one line more than there may be is turned away', async () => {
  const small = await smallSip2(engine, { mostConnections: 2 });
  const [one, two] = [await small.terminal(), await small.terminal()];
  expect(await (await small.stranger()).closed()).toBe('');
  expect(small.door.counters.turnedAway).toBe(1);
  one.cut();
  await expect.poll(() => small.door.counters.connections).toBe(1);
  await small.terminal();
  expect(await two.ask(STATUS)).toMatch(/^98/);
});
