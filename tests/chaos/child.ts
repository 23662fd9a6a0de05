/** One program of the product as a child that is killed, starved of its disk, and shown a wrong clock. */
import { execFile, spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';
import { answers } from '#tests/stand/program.ts';

const run = promisify(execFile);

const ROOT = resolve(import.meta.dirname, '../..');
const LEASH = resolve(ROOT, 'tests/stand/leash.ts');
const CLOCK = resolve(import.meta.dirname, 'preload/clock.ts');
const PLANT = resolve(import.meta.dirname, 'preload/plant.ts');
const READY_WITHIN_MS = 120_000;
const ASK_EVERY_MS = 20;
const KEPT_OUTPUT = 16 * 1024;

export interface ChildOptions {
  /** Repository path of the program. */
  readonly main: string;
  readonly settings: string;
  /** Answers 200 when it is ready. */
  readonly health: string;
  /** Node keeps what it has compiled there, so that a start costs less. */
  readonly cache: string;
  /** How wrong its clock is from the start. Milliseconds. */
  readonly clockOffMs?: number;
  /** Name of the bug that is planted in it. */
  readonly plant?: string | undefined;
}

export class ChaosChild {
  readonly #process: ChildProcess;
  readonly #options: ChildOptions;
  #output = '';

  private constructor(options: ChildOptions) {
    const { cache, clockOffMs = 0, main, plant, settings } = options;
    this.#options = options;
    const preloads = [LEASH, CLOCK, ...(plant === undefined ? [] : [PLANT])];
    const imports = preloads.flatMap((preload) => ['--import', preload]);
    this.#process = spawn(
      process.execPath,
      [...imports, resolve(ROOT, main), '--config', settings],
      {
        cwd: ROOT,
        env: {
          ...process.env,
          NODE_COMPILE_CACHE: cache,
          CHAOS_CLOCK_OFF_MS: String(clockOffMs),
          ...(plant !== undefined && { CHAOS_PLANT: plant }),
        },
        stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      },
    );
    for (const stream of [this.#process.stdout, this.#process.stderr]) {
      stream?.on('data', (chunk: Buffer) => {
        this.#output = (this.#output + chunk.toString()).slice(-KEPT_OUTPUT);
      });
    }
  }

  /** @throws Error with what it said, when it does not become ready */
  static async start(options: ChildOptions): Promise<ChaosChild> {
    const child = new ChaosChild(options);
    const deadline = performance.now() + READY_WITHIN_MS;
    while (!(await answers(options.health))) {
      if (child.hasEnded) throw child.#failure('ended instead of becoming ready');
      if (performance.now() > deadline) {
        await child.kill();
        throw child.#failure('did not become ready');
      }
      await delay(ASK_EVERY_MS);
    }
    return child;
  }

  get hasEnded(): boolean {
    return this.#process.exitCode !== null || this.#process.signalCode !== null;
  }

  /** What it said last. */
  get output(): string {
    return this.#output;
  }

  async kill(): Promise<void> {
    if (this.hasEnded) return;
    const exit = once(this.#process, 'exit');
    this.#process.kill('SIGKILL');
    await exit;
  }

  setClock(clockOffMs: number): void {
    if (this.#process.connected) this.#process.send({ clockOffMs });
  }

  /** From now on no file takes a byte more (RLIMIT_FSIZE: writing gives EFBIG, which SQLite takes for a full disk). */
  fillDisk = (): Promise<void> => this.#limitFiles('0');

  freeDisk = (): Promise<void> => this.#limitFiles('unlimited');

  /** The soft limit alone: it can be raised again. */
  async #limitFiles(limit: '0' | 'unlimited'): Promise<void> {
    const { pid } = this.#process;
    if (pid === undefined || this.hasEnded) return;
    await run('prlimit', ['--pid', String(pid), `--fsize=${limit}:`]).catch((error: unknown) => {
      // It may have been killed meanwhile: then there is nothing to limit.
      if (!this.hasEnded) throw error;
    });
  }

  #failure(what: string): Error {
    return new Error(`${this.#options.main} ${what}. It said:\n${this.#output}`);
  }
}
