/** A newer permit is taken, and at each step on the disk in turn the power goes, or there is no room any more. */
import { cpSync, existsSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import {
  emptyFolder,
  someIdentity,
  startPermitTerminal,
  type PermitTerminalOptions,
} from '#tests/fixtures/permit-terminal.ts';
import { FailingDisk, type Failure } from '#tests/simulators/failing-disk.ts';
import { SimulatedPermitServer } from '#tests/simulators/permit-server.ts';

const identity = someIdentity();
const shared = [{ number: 'TV-1' }];
/** Of another epoch, so that its key and all its chunks are new. */
const OLD = { cards: [shared, [{ number: 'TV-2', loansLeft: 5 }]], manifest: { version: 5 } };
const NEW = {
  cards: [shared, [{ number: 'TV-2', loansLeft: 6 }], [{ number: 'TV-3' }]],
  manifest: { version: 6, epoch: 'e2' },
};

let server: SimulatedPermitServer;
beforeAll(async () => {
  server = await SimulatedPermitServer.open();
  return () => server.close();
});

const start = (folder: string, options: Partial<PermitTerminalOptions> = {}) =>
  startPermitTerminal({ url: server.url, folder, identity, ...options });
type Terminal = Awaited<ReturnType<typeof start>>;

/** Two terminals: one that never had a permit, one that has version 5. */
const FIRST_TIME = 'a terminal’s first permit';
const NEXT_TIME = 'a newer one';

async function folderWith(what: string): Promise<string> {
  const folder = join(emptyFolder(), 'permit');
  if (what === FIRST_TIME) return folder;
  server.publish(OLD);
  const terminal = await start(folder);
  await terminal.keeper.fetch();
  await terminal.stop();
  return folder;
}

/** @returns the version in force, after a look at whether its rows are its own */
function versionOf({ current }: Terminal): number | undefined {
  const permit = current();
  const card = permit?.card('TV-2');
  const loansLeft = card?.state === 'listed' ? card.loansLeft : undefined;
  if (permit) expect(loansLeft).toBe(permit.version);
  return permit?.version;
}

/** Takes version 6 over a disk that fails. */
async function takeWith(folder: string, failure: Failure) {
  server.publish(NEW);
  const disk = new FailingDisk(failure);
  const terminal = await start(folder, { disk });
  await terminal.keeper.fetch();
  return { disk, terminal };
}

const hows = ['power-cut', 'forgetful-power-cut'] as const;
const cases = [FIRST_TIME, NEXT_TIME].flatMap((what) => hows.map((how) => [what, how] as const));

/** As many steps as there are, all at once: each in a folder of its own. */
async function atEachStep<T>(
  before: string,
  how: Failure['how'],
  run: (folder: string, step: number) => Promise<T>,
): Promise<T[]> {
  const whole = await takeWith(copyOf(before), { step: Infinity, how });
  await whole.terminal.stop();
  const steps = Array.from({ length: whole.disk.steps }, (_, step) => step);
  return Promise.all(steps.map((step) => run(copyOf(before), step)));
}

function copyOf(before: string): string {
  const folder = join(emptyFolder(), 'permit');
  if (existsSync(before)) cpSync(before, folder, { recursive: true });
  return folder;
}

describe('PM50 wherever the power goes while it is taken', () => {
  test.each(cases)(
    '%s (%s): the old one or the new one is in force, and whole',
    async (what, how) => {
      const before = await folderWith(what);
      const old = what === FIRST_TIME ? undefined : 5;
      const found = await atEachStep(before, how, async (folder, step) => {
        const { disk, terminal } = await takeWith(folder, { step, how });
        expect(disk.hasFailed).toBe(true);
        const told = versionOf(terminal);
        await terminal.stop();
        const next = await start(folder);
        const version = versionOf(next);
        expect([step, told === 6 ? version : 6]).toEqual([step, 6]);
        await next.keeper.fetch();
        expect([step, versionOf(next), next.keeper.state.fault]).toEqual([step, 6, undefined]);
        await next.stop();
        return version;
      });
      expect(new Set(found)).toEqual(new Set([old, 6]));
    },
  );

  test.each(cases)('%s (%s) is there after it was said to be in force', async (what, how) => {
    const folder = await folderWith(what);
    const { disk, terminal } = await takeWith(folder, { step: Infinity, how });
    expect(versionOf(terminal)).toBe(6);
    await disk.cutPower();
    await terminal.stop();
    expect(versionOf(await start(folder))).toBe(6);
  });
});

describe('PM53 a disk that has no room', () => {
  test('leaves the old one in force and says so, at whatever step; with room again it goes on', async () => {
    const before = await folderWith(NEXT_TIME);
    const faults = await atEachStep(before, 'full', async (folder, step) => {
      const { terminal } = await takeWith(folder, { step, how: 'full' });
      expect([undefined, 5, 6]).toContain(versionOf(terminal));
      await terminal.stop();
      const next = await start(folder);
      expect([5, 6]).toContain(versionOf(next));
      await next.keeper.fetch();
      expect([step, versionOf(next), next.keeper.state.fault]).toEqual([step, 6, undefined]);
      await next.stop();
      return terminal.keeper.state.fault;
    });
    expect(new Set(faults)).toEqual(new Set(['disk']));
  });

  test.skipIf(process.platform !== 'linux')('is told of a real one too', async () => {
    const folder = await folderWith(NEXT_TIME);
    server.publish(NEW);
    symlinkSync('/dev/full', join(folder, 'current.json.new'));
    const terminal = await start(folder);
    await terminal.keeper.fetch();
    expect([versionOf(terminal), terminal.keeper.state.fault]).toEqual([5, 'disk']);
  });
});
