import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { afterEach, describe, expect, test } from 'vitest';
import { message } from '#server/sip2/protocol/message.ts';
import { sip2Messages } from '#tests/vectors/sip2.ts';
import { Sip2Peer, wellAnswers } from '#tests/simulators/sip2-peer.ts';
import type { PeerScript } from '#tests/simulators/sip2-peer.ts';
import { MAX_LINE } from '../ils/sip2/byte-lines.ts';

async function run(args: readonly string[], input: string | Uint8Array = '', env = {}) {
  const program = spawn(process.execPath, ['gateway/cli/sip2.ts', ...args], {
    env: { ...process.env, ...env },
  });
  program.stdin.end(input);
  const [out, errors, [code]] = await Promise.all([
    text(program.stdout),
    text(program.stderr),
    once(program, 'close'),
  ]);
  return { out, errors, code: Number(code) };
}

const peers: Sip2Peer[] = [];
afterEach(async () => {
  for (const peer of peers.splice(0)) await peer.close();
});

async function at(script: PeerScript = () => undefined) {
  const peer = await Sip2Peer.start(script);
  peers.push(peer);
  const { host, port } = peer.address;
  const line = [
    '--host',
    host,
    '--port',
    String(port),
    '--login',
    'kiosk',
    '--set',
    'timeoutSeconds=1',
  ];
  const ask = (...args: readonly string[]) => run([...line, '--password', 'verysecret', ...args]);
  return { peer, line, ask };
}

describe('decode', () => {
  const decoded = async (input: string | Uint8Array, ...args: readonly string[]) => {
    const { out, errors, code } = await run(['decode', ...args], input);
    expect({ errors, code }).toEqual({ errors: '', code: 0 });
    return out
      .trimEnd()
      .split('\n')
      .map((line): unknown => JSON.parse(line));
  };

  test('each message of the field has its line, in its place', async () => {
    const sent = sip2Messages();
    const answers = await decoded(sent.map((line) => `${line}\r\n`).join(''));
    expect(answers).toEqual(
      sent.map((line) =>
        expect.objectContaining({ code: line.slice(0, 2), fixed: expect.any(Object) }),
      ),
    );
  });

  test('a line says all that was read', async () => {
    expect(await decoded('941AY0AZFDFD\n24AEx|\n')).toEqual([
      { code: '94', fixed: { ok: '1' }, fields: [], sequence: '0', checksum: 'ok' },
      { code: '24', fixed: {}, fields: [['AE', 'x']], sequence: null, checksum: 'absent' },
    ]);
  });

  test('whatever stands between good lines is answered, and they are too', async () => {
    const good = '97AZFEF5';
    const lines = [
      '',
      '\0',
      'x',
      '\ufeff',
      '11\r12',
      `24AF${'x'.repeat(65_536)}|`,
      'y'.repeat(MAX_LINE + 1),
    ];
    const answers = await decoded(lines.flatMap((line) => [line, good]).join('\n'));
    const error = { error: expect.any(String) };
    const long = expect.objectContaining({ code: '24' });
    const bad = [error, error, error, error, error, long, error];
    const right = expect.objectContaining({ code: '97', checksum: 'ok' });
    expect(answers).toEqual(bad.flatMap((answer) => [answer, right]));
  });

  test('bytes that are not UTF-8 are code page 850, and it says so', async () => {
    const bytes = Uint8Array.from([...Buffer.from('24AE'), 0x82, 0x0a]);
    expect(await decoded(bytes)).toEqual([
      expect.objectContaining({ fields: [['AE', 'é']], charset: 'cp850' }),
    ]);
  });

  test('--explain adds words', async () => {
    expect(await decoded('941\n', '--explain')).toEqual([
      expect.objectContaining({ words: ['94 login reply', '  ok: 1'] }),
    ]);
  });

  test('a line is answered when it comes, not at the end', async () => {
    const program = spawn(process.execPath, ['gateway/cli/sip2.ts', 'decode']);
    for (const [said, code] of [
      ['941\n', '94'],
      ['97\n', '97'],
    ] as const) {
      program.stdin.write(said);
      const [chunk] = await once(program.stdout, 'data');
      expect(JSON.parse(String(chunk))).toMatchObject({ code });
    }
    program.stdin.end();
    await once(program, 'close');
  });
});

describe('asking a library', () => {
  test('shows what goes over the line, raw and in words, without the password', async () => {
    const { ask } = await at();
    const { out, code } = await ask('item', 'B1');
    expect(code).toBe(0);
    expect(out).toMatch(/^> 9300CNkiosk\|CO\[hidden\]\|AY0AZ[\dA-F]{4}$/m);
    expect(out).toMatch(/^ {4} {2}AJ title identifier: Dế Mèn phiêu lưu ký$/m);
    expect(out).not.toContain('verysecret');
  });

  test('the password may come from the environment', async () => {
    const { peer, line } = await at();
    await run([...line, 'status'], '', { SIP2_PASSWORD: 'of-the-environment' });
    expect(peer.heard[0]).toContain('COof-the-environment|');
  });

  test('a no is 1', async () => {
    const { ask } = await at(({ code }) =>
      code === '11'
        ? message('12', {
            ok: '0',
            renewal_ok: 'N',
            magnetic_media: 'N',
            desensitize: 'N',
            transaction_date: '20260101    090000',
          })
        : undefined,
    );
    expect((await ask('checkout', 'P1', 'B1')).code).toBe(1);
  });

  test('what is not a command is 2, and says how it is', async () => {
    const { peer, ask } = await at();
    for (const args of [
      ['lend', 'B1'],
      ['checkout', 'P1'],
      ['status', '--dialect', 'klingon'],
      ['item', 'B1', '--set', 'terminator=lf'],
      ['--colour'],
    ]) {
      const { code, errors } = await ask(...args);
      expect(code, args.join(' ')).toBe(2);
      expect(errors).toContain('npm run sip2 -- --host');
    }
    expect(peer.connections).toBe(0);
  });

  test('a login that is refused is 3, silence after a checkout 4', async () => {
    const refusing = await at(({ code }) =>
      code === '93' ? message('94', { ok: '0' }) : undefined,
    );
    expect((await refusing.ask('status')).code).toBe(3);
    const silent = await at(({ code }) => (code === '11' ? 'silence' : undefined));
    const { code, errors } = await silent.ask('checkout', 'P1', 'B1');
    expect(code).toBe(4);
    expect(errors).toContain('it may have been done');
  });

  test('each command is sent as the standard has it', async () => {
    const { peer, ask } = await at(() => 'close');
    peer.follow(({ code }) => wellAnswers[code] ?? 'close');
    await Promise.all(
      [
        ['patron', 'P1', '2357'],
        ['checkin', 'B1'],
        ['renew', 'P1', 'B1'],
        ['renew-all', 'P1'],
        ['hold', 'P1', 'B1', '--pickup', 'SOUTH'],
        ['fee', 'P1', '5000', 'F1'],
        ['end', 'P1'],
      ].map((args) => ask('--institution', 'MAIN', ...args)),
    );
    const plain = (code: string) =>
      peer.heard
        .find((sent) => sent.startsWith(code))
        ?.replace(/\d{8} {4}\d{6}/g, 'DATE')
        .replace(/AY.*/, '');
    expect(plain('63')).toBe('63000DATE  Y       AOMAIN|AAP1|AC|AD2357|');
    expect(plain('09')).toBe('09NDATEDATEAPMAIN|AOMAIN|ABB1|AC|');
    expect(plain('29')).toBe(`29NNDATE${' '.repeat(18)}AOMAIN|AAP1|ABB1|AC|AD|BON|`);
    expect(plain('65')).toBe('65DATEAOMAIN|AAP1|AC|AD|');
    expect(plain('15')).toBe('15+DATEBSSOUTH|AOMAIN|AAP1|ABB1|AC|AD|');
    expect(plain('37')).toBe('37DATE0100VNDBV5000|AOMAIN|AAP1|AC|AD|CGF1|');
    expect(plain('35')).toBe('35DATEAOMAIN|AAP1|AC|AD|');
  });

  test('raw sends what is typed', async () => {
    const { peer, ask } = await at();
    expect((await ask('raw', '17whatever', '--set', 'errorDetection=false')).code).toBe(0);
    expect(peer.heard.at(-1)).toBe('17whatever');
    await ask('raw', '9900302.00');
    expect(peer.heard.at(-1)).toBe('9900302.00AY1AZFCA5');
  });
});

describe('doctor', () => {
  test('finds out how a peer speaks, with questions only, and proposes its dialect', async () => {
    const { peer, ask } = await at(({ code, sequence }) => {
      if (code === '99' && sequence === undefined) return '96\r\n';
      return code === '00' ? 'close' : undefined;
    });
    const { out, code } = await ask('doctor', '--item', 'B1');
    expect(code).toBe(0);
    expect(out).toContain('99 before the login: answered by 98.');
    expect(out).toContain('Without AY and AZ: answered by 96.');
    expect(out).toContain('An unknown message (00): it hung up.');
    expect(out).toContain('With AO empty: the same answer.');
    expect(out).toContain('AO: it calls itself “MAIN”, --institution is “”.');
    expect(out).toContain('"dueDates":["dmy","sip","ymd"]');
    expect(out).toContain('"endSession":false');
    expect(out).not.toContain('verysecret');
    expect(new Set(peer.codes())).toEqual(new Set(['93', '99', '17', '00', '?']));
  });

  test('lends only where it may, and takes back only what it lent', async () => {
    const write = ['--allow-write', '--gentle', '--card', 'P1', '--item', 'B1'];
    const asks = (peer: Sip2Peer) =>
      peer.codes().filter((code) => ['11', '29', '09'].includes(code));
    const loan = wellAnswers['11'];
    if (!loan) throw new Error('no answer to 11');
    const refusing = await at(({ code }) =>
      code === '11' ? { ...loan, fixed: { ...loan.fixed, ok: '0' } } : undefined,
    );
    expect((await refusing.ask('doctor', ...write)).out).toContain('nothing was written');
    expect(asks(refusing.peer)).toEqual(['11']);

    const lending = await at(({ code }) => (code === '29' || code === '09' ? 'close' : undefined));
    expect((await lending.ask('doctor', ...write)).out).toContain('NOT TAKEN BACK');
    expect(asks(lending.peer)).toEqual(['11', '29', '09']);
    const careful = await at();
    await careful.ask('doctor', '--gentle', '--card', 'P1', '--item', 'B1');
    expect(asks(careful.peer)).toEqual([]);
  });

  test('a login that is refused is not tried twice', async () => {
    const { peer, ask } = await at(({ code }) =>
      code === '93' ? message('94', { ok: '0' }) : undefined,
    );
    expect((await ask('doctor')).code).toBe(3);
    expect(peer.codes().filter((code) => code === '93')).toHaveLength(1);
  });
});
