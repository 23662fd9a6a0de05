/** A terminal's disk with two versions on it, and the launcher that systemd starts there. What stands for Node tells its version. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readlinkSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';
import { NEW, OLD } from './versions.ts';

export { NEW, OLD };

export const LAUNCHER = fileURLToPath(
  new URL('../../install/files/launch-gateway', import.meta.url),
);

export interface Machine {
  readonly root: string;
  readonly current: () => string;
}

export function machine(): Machine {
  const root = mkdtempSync(join(tmpdir(), 'nhipcau-machine-'));
  onTestFinished(() => rmSync(root, { recursive: true, force: true }));
  for (const version of [OLD, NEW]) {
    const folder = join(root, 'versions', version, 'node_modules/.bin');
    mkdirSync(folder, { recursive: true });
    program(join(folder, 'node'), `echo ${version}`);
  }
  mkdirSync(join(root, 'update/broken'), { recursive: true });
  symlinkSync(`versions/${OLD}`, join(root, 'current'));
  return { root, current: () => readlinkSync(join(root, 'current')) };
}

export function program(path: string, body: string): void {
  writeFileSync(path, `#!/bin/sh\n${body}\n`);
  chmodSync(path, 0o755);
}

export interface Launched {
  /** What the program in the place of Node has said. */
  readonly said: string;
  readonly signal: NodeJS.Signals | null;
}

/** Runs until what it has started has ended, in a process group of its own. */
export async function launch(
  { root }: Machine,
  environment: Readonly<Record<string, string>> = {},
): Promise<Launched> {
  const child = spawn(LAUNCHER, [], {
    detached: true,
    stdio: ['ignore', 'pipe', 'ignore'],
    env: { ...process.env, NHIPCAU_ROOT: root, NHIPCAU_CONFIG: 'x', ...environment },
  });
  let said = '';
  child.stdout.on('data', (data: Buffer) => (said += data.toString()));
  const ended = once(child, 'exit');
  const silent = once(child.stdout, 'close');
  const [, signal] = (await ended) as [number | null, NodeJS.Signals | null];
  await silent;
  // Whoever watches over a trial is ended with it, as systemd does.
  endGroup(child.pid);
  return { said: said.trim(), signal };
}

function endGroup(pid: number | undefined): void {
  try {
    if (pid !== undefined) process.kill(-pid, 'SIGKILL');
  } catch (error) {
    const isGone = error instanceof Error && 'code' in error && error.code === 'ESRCH';
    if (!isGone) throw error;
  }
}
