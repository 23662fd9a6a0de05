/** What a terminal takes, and what it refuses, of a server on a real line; files on a real disk. */
import { readdirSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliCompressSync } from 'node:zlib';
import { beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { MADE_AT, PermitMaker } from '#tests/fixtures/permit.ts';
import {
  emptyFolder,
  someIdentity,
  startPermitTerminal,
  type PermitTerminalOptions,
} from '#tests/fixtures/permit-terminal.ts';
import { SimulatedPermitServer } from '#tests/simulators/permit-server.ts';

const HOUR = 3_600_000;
const KNOWN = { state: 'listed', patronClass: 0, child: false, needsPin: false } as const;
const cards = [[{ number: 'TV-1' }], [{ number: 'TV-2' }]];

let server: SimulatedPermitServer;
let folder: string;
beforeEach(async () => {
  server = await SimulatedPermitServer.open();
  onTestFinished(() => server.close());
  folder = emptyFolder();
});

const identity = someIdentity();
const start = (options: Partial<PermitTerminalOptions> = {}) =>
  startPermitTerminal({ url: server.url, folder, identity, ...options });

/** A terminal that has taken version 5 of the ward's permit. */
async function withPermit() {
  server.publish({ cards, manifest: { version: 5 } });
  const terminal = await start();
  await terminal.keeper.fetch();
  expect(terminal.keeper.state).toMatchObject({ version: 5 });
  server.asked.splice(0);
  return terminal;
}

const chunkFile = (place: number): string =>
  join(folder, 'chunks', server.permit?.manifest.chunks[place]?.sha256 ?? '');

describe('PM11 a permit is in force', () => {
  test('from when it was fetched, and at the next start without a server', async () => {
    const first = await withPermit();
    expect(first.current()?.card('TV-2')).toEqual(KNOWN);
    await first.stop();
    await server.close();
    const next = await start();
    expect(next.current()?.version).toBe(5);
    expect(next.current()?.card('TV-2')).toEqual(KNOWN);
    expect(next.keeper.state).toEqual({
      ...{ version: 5, madeAt: MADE_AT, endsAt: MADE_AT + 72 * HOUR },
    });
  });

  test('not before all of it is on disk', async () => {
    server.publish({ cards });
    server.breaksAt = 1;
    const terminal = await start();
    await terminal.keeper.fetch();
    expect(terminal.current()).toBeUndefined();
    expect(terminal.keeper.state).toEqual({ fault: 'unreachable' });
  });

  test('until its end, and not at a time that is not known', async () => {
    const { keeper } = await withPermit();
    const at = (now: number, timeKnown = true) => keeper.current({ now, timeKnown })?.version;
    expect(at(MADE_AT + 72 * HOUR)).toBe(5);
    expect(at(MADE_AT + 72 * HOUR + 1)).toBeUndefined();
    expect(at(MADE_AT + HOUR, false)).toBeUndefined();
  });

  test('not for longer when the clock is set back to before it was made', async () => {
    const { keeper } = await withPermit();
    expect(keeper.current({ now: MADE_AT - HOUR, timeKnown: true })).toBeUndefined();
  });
});

describe('PM10 refused, while the old one stays in force, is', () => {
  /** Each of them would otherwise be taken: it is version 6, and known by its card. */
  const newer = { cards: [[{ number: 'TV-3' }]], manifest: { version: 6 } };
  const wrong = {
    'a signature that is not the server’s': [
      'signature',
      () => (server.permit = new PermitMaker().make(newer)),
    ],
    'a manifest of which one letter was changed': [
      'signature',
      () => {
        const { offer, ...permit } = server.publish(newer);
        const text = Buffer.from(offer.manifest, 'base64url').toString();
        const manifest = Buffer.from(text.replace('"version":6', '"version":7'));
        server.permit = {
          ...permit,
          offer: { ...offer, manifest: manifest.toString('base64url') },
        };
      },
    ],
    'another library’s permit': [
      'library',
      () => server.publish({ ...newer, manifest: { version: 6, library: 'school' } }),
    ],
    'an older version': ['older', () => server.publish({ ...newer, manifest: { version: 4 } })],
    'a form that is not known here': [
      'format',
      () => {
        const { manifest, ...permit } = server.publish(newer);
        const offer = server.maker.sign(JSON.stringify({ ...manifest, format: 2 }));
        server.permit = { ...permit, manifest, offer };
      },
    ],
    'an epoch whose key was sealed for another terminal': [
      'key',
      () => {
        server.publish({ ...newer, manifest: { version: 6, epoch: 'e2' } });
        server.sealedFor = 'k2';
      },
    ],
    'a chunk that has another hash': [
      'chunk',
      () => {
        server.publish(newer);
        server.spoil = (chunk) => Buffer.concat([chunk, Buffer.of(0)]);
      },
    ],
    'a chunk that holds no rows, though it was signed': [
      'chunk',
      () => server.publish({ ...newer, raw: [brotliCompressSync(Buffer.from('rows'))] }),
    ],
    'a chunk that is longer than any, once it is unpacked': [
      'chunk',
      () => server.publish({ ...newer, raw: [brotliCompressSync(Buffer.alloc(10_000_000))] }),
    ],
  } as const satisfies Record<string, readonly [string, () => unknown]>;

  test.each(Object.entries(wrong))('%s', async (_, [fault, prepare]) => {
    const terminal = await withPermit();
    prepare();
    await terminal.keeper.fetch();
    expect(terminal.keeper.state.fault).toBe(fault);
    expect(terminal.current()?.version).toBe(5);
    expect(terminal.current()?.card('TV-3')).toEqual({ state: 'unknown' });
    expect(terminal.current()?.card('TV-2')).toEqual(KNOWN);
    await terminal.stop();
    expect((await start()).current()?.card('TV-2')).toEqual(KNOWN);
  });
});

describe('PM50 what was fetched is not fetched again', () => {
  test('after the server went away in the middle', async () => {
    server.publish({ cards: [...cards, [{ number: 'TV-3' }]] });
    server.breaksAt = 1;
    const first = await start();
    await first.keeper.fetch();
    expect(server.takeChunksAsked()).toEqual([0, 1]);
    await first.stop();
    server.breaksAt = Infinity;
    const next = await start();
    await next.keeper.fetch();
    expect(server.takeChunksAsked()).toEqual([1, 2]);
    expect(next.current()?.card('TV-3')).toEqual(KNOWN);
  });

  test('of a newer version of the epoch only what has changed, nor its key', async () => {
    const terminal = await withPermit();
    server.publish({
      cards: [...cards, [{ number: 'TV-1', standing: 'patron-blocked' }]],
      manifest: { version: 6 },
    });
    await terminal.keeper.fetch();
    expect(server.asked.filter((path) => path.endsWith('/key'))).toEqual([]);
    expect(server.takeChunksAsked()).toEqual([2]);
    expect(terminal.current()?.card('TV-1')).toEqual({ ...KNOWN, refusal: 'patron-blocked' });
  });

  test('nor is anything, while the server has the same', async () => {
    const terminal = await withPermit();
    await terminal.timer.advance(HOUR);
    await terminal.keeper.fetch();
    expect(server.asked).toEqual(['/api/permit']);
    expect(terminal.keeper.state.fetchedAt).toBe(MADE_AT + HOUR);
  });
});

describe('PM51 on the disk', () => {
  test('lie the chunks of the permit in force, and no others', async () => {
    const terminal = await withPermit();
    const old = readdirSync(join(folder, 'chunks'));
    server.publish({ cards: [[{ number: 'TV-9' }]], manifest: { version: 6, epoch: 'e2' } });
    await terminal.keeper.fetch();
    const [chunk] = server.permit?.manifest.chunks ?? [];
    expect(old).toHaveLength(2);
    expect(readdirSync(join(folder, 'chunks'))).toEqual([chunk?.sha256]);
  });

  test('lies no number, and no key by which one could be tried', async () => {
    await withPermit();
    const key = server.maker.keyOf('e1');
    const files = readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((file) => file.isFile())
      .map((file) => readFileSync(join(file.parentPath, file.name)));
    expect(files.length).toBeGreaterThanOrEqual(5);
    for (const file of files)
      for (const secret of [Buffer.from('TV-1'), key, Buffer.from(key.toString('base64url'))])
        expect(file.includes(secret)).toBe(false);
  });
});

describe('PM53 what was spoilt on the disk is noticed at the next start, and fetched again', () => {
  const damage = {
    'a chunk that was cut': ['chunk', () => truncateSync(chunkFile(1), 10)],
    'a chunk of which a byte was changed': [
      'chunk',
      () => {
        const bytes = readFileSync(chunkFile(1));
        writeFileSync(chunkFile(1), bytes.with(7, ~(bytes[7] ?? 0)));
      },
    ],
    'the file that says which permit is current, cut': [
      'damaged',
      () => truncateSync(join(folder, 'current.json'), 100),
    ],
    'that file, empty': ['damaged', () => truncateSync(join(folder, 'current.json'), 0)],
    'the file that says whom to believe': [
      'damaged',
      () => truncateSync(join(folder, 'trust.json'), 5),
    ],
    'the key that epochs are sealed to': [
      'key',
      () => truncateSync(join(folder, 'sealing-key.pem'), 40),
    ],
  } as const;

  test.each(Object.entries(damage))('%s', async (_, [fault, spoilt]) => {
    await (await withPermit()).stop();
    spoilt();
    const next = await start();
    expect(next.keeper.state.fault).toBe(fault);
    expect(next.current()).toBeUndefined();
    await next.keeper.fetch();
    expect(next.keeper.state.fault).toBeUndefined();
    expect(next.current()?.card('TV-2')).toEqual(KNOWN);
  });

  test('an older permit that was put in its place is not in force', async () => {
    const terminal = await withPermit();
    const older = readFileSync(join(folder, 'current.json'));
    server.publish({ cards, manifest: { version: 6 } });
    await terminal.keeper.fetch();
    await terminal.stop();
    writeFileSync(join(folder, 'current.json'), older);
    const next = await start();
    expect(next.current()).toBeUndefined();
    expect(next.keeper.state.fault).toBe('older');
  });
});

describe('PM54 who says so', () => {
  test('a library that no longer lends offline has no permit any more, nor at the next start', async () => {
    const terminal = await withPermit();
    server.permit = undefined;
    await terminal.keeper.fetch();
    expect([terminal.current(), terminal.keeper.state.fault]).toEqual([undefined, 'no-permit']);
    await terminal.stop();
    expect((await start()).current()).toBeUndefined();
    expect(readdirSync(join(folder, 'chunks'))).toEqual([]);
  });

  test('a server that does not answer changes nothing', async () => {
    const terminal = await withPermit();
    await server.close();
    await terminal.keeper.fetch();
    expect(terminal.current()?.version).toBe(5);
    expect(terminal.keeper.state.fault).toBe('unreachable');
  });

  test('a key that the server signs with from now on is taken from its own line, and versions begin anew', async () => {
    const terminal = await withPermit();
    const old = server.permit;
    server.maker = new PermitMaker();
    server.publish({ cards: [[{ number: 'TV-3' }]], manifest: { version: 1, epoch: 'e2' } });
    await terminal.keeper.fetch();
    expect(terminal.current()?.card('TV-3')).toEqual(KNOWN);
    await terminal.stop();
    const next = await start();
    expect(next.current()?.card('TV-3')).toEqual(KNOWN);
    server.permit = old;
    await next.keeper.fetch();
    expect([next.current()?.version, next.keeper.state.fault]).toEqual([1, 'signature']);
  });

  test('a terminal that was moved has no permit until it has that of its new library', async () => {
    const terminal = await withPermit();
    server.library = 'school';
    await terminal.keeper.fetch();
    expect([terminal.current(), terminal.keeper.state.fault]).toEqual([undefined, 'library']);
    server.publish({ cards, manifest: { library: 'school', version: 1 } });
    await terminal.keeper.fetch();
    expect(terminal.current()?.libraryId).toBe('school');
  });

  test('and of the old one nothing older is taken when it comes back', async () => {
    const terminal = await withPermit();
    server.library = 'school';
    server.publish({ cards, manifest: { library: 'school', version: 1 } });
    await terminal.keeper.fetch();
    server.library = 'ward';
    server.publish({ cards, manifest: { version: 4 } });
    await terminal.keeper.fetch();
    expect([terminal.current(), terminal.keeper.state.fault]).toEqual([undefined, 'older']);
  });

  test('PM55 a terminal that was removed lends nothing, nor after the next start, until the server knows it again', async () => {
    const terminal = await withPermit();
    server.tokenRefusal = { status: 401, body: '{"code":"signature-wrong"}' };
    await terminal.keeper.fetch();
    expect([terminal.current(), terminal.keeper.state.fault]).toEqual([undefined, 'not-known']);
    await terminal.stop();
    const next = await start();
    expect([next.current(), next.keeper.state.fault]).toEqual([undefined, 'not-known']);
    server.tokenRefusal = undefined;
    await next.keeper.fetch();
    expect(next.current()?.version).toBe(5);
  });

  test.each([401, 403, 404])(
    'PM55 what stands between the two and says %d is not believed in that',
    async (status) => {
      const terminal = await withPermit();
      server.tokenRefusal = { status, body: '<h1>Sign in to the Wi-Fi</h1>' };
      await terminal.keeper.fetch();
      expect([terminal.current()?.version, terminal.keeper.state.fault]).toEqual([
        5,
        'unreachable',
      ]);
    },
  );
});

describe('PM52 asked for', () => {
  test('when the server is reached, and then about every half hour', async () => {
    server.publish({ cards });
    const { keeper, timer } = await start();
    keeper.setOnline(true);
    expect(timer.nextIn()).toBe(0);
    await timer.advance(0);
    await expect.poll(() => timer.nextIn()).toBe(1_800_000);
    expect(keeper.state.version).toBe(1);
  });

  test('again after a failure, later each time', async () => {
    server.publish({ cards });
    server.breaksAt = 0;
    const { keeper, timer } = await start();
    keeper.setOnline(true);
    const waits: (number | undefined)[] = [];
    for (let failed = 1; failed <= 3; failed++) {
      await timer.advance(timer.nextIn() ?? 0);
      await expect.poll(() => server.takeChunksAsked().length).toBe(1);
      await expect.poll(() => timer.nextIn()).toBeDefined();
      waits.push(timer.nextIn());
    }
    expect(waits).toEqual([2_500, 5_000, 10_000]);
  });

  test('not while the server is away', async () => {
    const { keeper, timer } = await start();
    keeper.setOnline(true);
    keeper.setOnline(false);
    expect(timer.nextIn()).toBeUndefined();
  });
});
