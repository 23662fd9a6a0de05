/** One of the programs on the stand: a part of this process, or a child that can be killed. */
import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';
import { until, WITHIN_SECONDS } from './until.ts';

const ROOT = resolve(import.meta.dirname, '../..');
const LEASH = resolve(import.meta.dirname, 'leash.ts');
const STOPPED_WITHIN_MS = 60_000;
const KEPT_OUTPUT = 1024 * 1024;

export interface Program {
  /** Asks it to end (SIGTERM) and waits until it has. */
  stop(): Promise<void>;
  /** Ends it in the middle of whatever it does (SIGKILL). @throws Error for a part of this process */
  kill(): Promise<void>;
  /** The end of what a child has said, on both of its outputs. */
  readonly said: string;
}

/** What the programs' own `startServer` and `startGateway` give. */
interface Closable {
  close(): Promise<void>;
}

export function hereProgram(running: Closable): Program {
  return {
    stop: () => running.close(),
    kill: () => Promise.reject(new Error('This program runs inside the stand; ask for a child.')),
    said: '',
  };
}

/** What the stand was told by its environment is not meant for the programs: their settings say it all. */
const OWN_ENVIRONMENT = /^(?:NHIPCAU_|DATABASE_URL$)/;

const environment = (): NodeJS.ProcessEnv =>
  Object.fromEntries(Object.entries(process.env).filter(([name]) => !OWN_ENVIRONMENT.test(name)));

/**
 * @param main repository path of the program
 * @param settings its file
 * @param health answers 200 when it is ready
 * @throws Error with what the program said, when it ends instead of becoming ready
 */
export async function startChild(main: string, settings: string, health: string): Promise<Program> {
  const child = new Child(main, settings);
  await child.ready(health);
  return child;
}

class Child implements Program {
  readonly #process: ChildProcess;
  readonly #name: string;
  #output = '';

  constructor(main: string, settings: string) {
    const args = ['--import', LEASH, resolve(ROOT, main), '--config', settings];
    this.#name = main;
    this.#process = spawn(process.execPath, args, {
      cwd: ROOT,
      env: environment(),
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    });
    for (const stream of [this.#process.stdout, this.#process.stderr]) {
      stream?.on('data', (chunk: Buffer) => {
        this.#output = (this.#output + chunk.toString()).slice(-KEPT_OUTPUT);
      });
    }
  }

  async ready(health: string): Promise<void> {
    const isReady = await until(async () => {
      if (await answers(health)) return true;
      if (this.#hasEnded) throw this.#failure('ended instead of becoming ready');
      return false;
    });
    if (!isReady) throw await this.#tooLate();
  }

  async stop(): Promise<void> {
    if (this.#hasEnded) return;
    const exit = once(this.#process, 'exit');
    this.#process.kill('SIGTERM');
    const timer = setTimeout(() => this.#process.kill('SIGKILL'), STOPPED_WITHIN_MS);
    await exit;
    clearTimeout(timer);
    if (this.#process.signalCode === 'SIGKILL') throw this.#failure('did not end when asked to');
  }

  async kill(): Promise<void> {
    if (this.#hasEnded) return;
    const exit = once(this.#process, 'exit');
    this.#process.kill('SIGKILL');
    await exit;
  }

  get said(): string {
    return this.#output;
  }

  get #hasEnded(): boolean {
    return this.#process.exitCode !== null || this.#process.signalCode !== null;
  }

  async #tooLate(): Promise<Error> {
    await this.kill();
    return this.#failure(`was not ready within ${WITHIN_SECONDS} s`);
  }

  #failure(what: string): Error {
    return new Error(`${this.#name} ${what}. It said:\n${this.#output}`);
  }
}

/** True when the address answers 200. */
export async function answers(url: string): Promise<boolean> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(2000) });
    await response.body?.cancel();
    return response.ok;
  } catch {
    // Nobody listens yet: that is what is being waited for.
    return false;
  }
}

/** Runs a program to its end, such as a command of the server. @throws Error with what it said, unless it ends with 0 */
export async function runToEnd(main: string, args: readonly string[]): Promise<string> {
  const child = spawn(process.execPath, [resolve(ROOT, main), ...args], {
    cwd: ROOT,
    env: environment(),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk: Buffer) => (said += chunk.toString()));
  }
  const [code] = (await once(child, 'close')) as [number | null];
  if (code !== 0) throw new Error(`${main} ${args.join(' ')} ended with ${code}:\n${said}`);
  return said;
}
