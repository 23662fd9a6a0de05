/** Whatever happens one after the other: a terminal never goes back to an older permit, and never mixes two. */
import { mkdirSync, readdirSync, truncateSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { PermitMaker, type PermitRecipe } from '#tests/fixtures/permit.ts';
import { emptyFolder, someIdentity, startPermitTerminal } from '#tests/fixtures/permit-terminal.ts';
import { FailingDisk, type Failure } from '#tests/simulators/failing-disk.ts';
import { SimulatedPermitServer } from '#tests/simulators/permit-server.ts';

const identity = someIdentity();

/** One version's rows tell it from any other's: each card has as many loans left as the version says. */
const recipe = (version: number, epoch: string): PermitRecipe => ({
  cards: [[{ number: 'TV-0' }], [{ number: 'TV-1', loansLeft: version }]],
  items: [[{ number: `A-${version}`, standing: 'not-for-loan' }]],
  manifest: { version, epoch },
});

const step = fc.oneof(
  fc.record({ kind: fc.constant('newer'), epoch: fc.constantFrom('e1', 'e2', 'e3') }),
  fc.record({
    kind: fc.constantFrom(
      ...(['older', 'forged', 'other-library', 'spoilt-chunk', 'cut-line', 'whole-line'] as const),
      ...(['restart', 'damage', 'removed', 'known'] as const),
    ),
  }),
  fc.record({
    kind: fc.constant('power-cut'),
    step: fc.nat({ max: 14 }),
    how: fc.constantFrom<Failure['how']>('power-cut', 'forgetful-power-cut', 'full'),
  }),
);
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

class History {
  /** Highest version ever in force. */
  highest = 0;
  readonly #folder = join(emptyFolder(), 'permit');
  readonly #server: SimulatedPermitServer;
  #terminal: Awaited<ReturnType<typeof startPermitTerminal>> | undefined;
  #version = 1;
  #epoch = 'e1';

  constructor(server: SimulatedPermitServer) {
    this.#server = server;
    server.maker = new PermitMaker();
    this.#putRight();
  }

  async run(steps: readonly Step[]): Promise<void> {
    await this.#start();
    for (const each of steps) {
      await this.#do(each);
      this.#check();
    }
    await this.#goOnWell();
  }

  async #do(each: Step): Promise<void> {
    const server = this.#server;
    switch (each.kind) {
      case 'newer':
        this.#version += 1;
        this.#epoch = each.epoch;
        this.#putRight();
        break;
      case 'older':
        server.publish(recipe(Math.max(1, this.#version - 1), this.#epoch));
        break;
      case 'forged':
        server.permit = new PermitMaker().make(recipe(this.#version + 1, this.#epoch));
        break;
      case 'other-library': {
        const { manifest, ...rest } = recipe(this.#version + 1, this.#epoch);
        server.publish({ ...rest, manifest: { ...manifest, library: 'school' } });
        break;
      }
      case 'spoilt-chunk':
        server.spoil = (chunk) => Buffer.concat([chunk, chunk]);
        break;
      case 'cut-line':
        server.breaksAt = 1;
        break;
      case 'whole-line':
        this.#putRight();
        break;
      case 'removed':
        server.tokenRefusal = { status: 401, body: '{"code":"signature-wrong"}' };
        break;
      case 'known':
        server.tokenRefusal = undefined;
        break;
      case 'damage':
        return this.#damage();
      case 'restart':
        return this.#start();
      case 'power-cut':
        await this.#start(new FailingDisk(each));
        await this.#terminal?.keeper.fetch();
        this.#check();
        return this.#start();
    }
    await this.#terminal?.keeper.fetch();
  }

  #putRight(): void {
    const server = this.#server;
    server.publish(recipe(this.#version, this.#epoch));
    server.spoil = (chunk) => chunk;
    server.breaksAt = Infinity;
  }

  async #damage(): Promise<void> {
    const folder = join(this.#folder, 'chunks');
    mkdirSync(folder, { recursive: true });
    const [first] = readdirSync(folder);
    if (first !== undefined) truncateSync(join(folder, first), 3);
    return this.#start();
  }

  async #start(disk?: FailingDisk): Promise<void> {
    await this.#terminal?.stop();
    const { url } = this.#server;
    const options = { url, folder: this.#folder, identity, ...(disk && { disk }) };
    this.#terminal = await startPermitTerminal(options);
  }

  #check(): void {
    const permit = this.#terminal?.current();
    if (!permit) return;
    expect(permit.version).toBeGreaterThanOrEqual(this.highest);
    this.highest = permit.version;
    expect(permit.card('TV-1')).toMatchObject({ loansLeft: permit.version });
    expect(permit.item({ identifier: `A-${permit.version}` }).refusal).toBe('not-for-loan');
  }

  /** Nothing that has happened keeps it from what is right. */
  async #goOnWell(): Promise<void> {
    this.#server.tokenRefusal = undefined;
    this.#version += 1;
    this.#putRight();
    await this.#terminal?.keeper.fetch();
    expect(this.#terminal?.current()?.version).toBe(this.#version);
    this.#check();
    await this.#terminal?.stop();
  }
}

test('PM10 PM50 PM53 whatever happens, a permit in force is whole, and none before it comes back', async () => {
  const server = await SimulatedPermitServer.open();
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 10 }), async (steps) => {
      await new History(server).run(steps);
    }),
    { numRuns: 25 },
  );
  await server.close();
});
