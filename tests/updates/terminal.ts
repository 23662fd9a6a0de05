/**
 * A terminal as it is installed: releases side by side, the launcher, the real gateway as a process, and what stands for
 * systemd, which starts it again whenever it ends.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { openIdentity } from '#gateway/identity.ts';
import { LAUNCHER, program } from './machine.ts';

const PROJECT = new URL('../..', import.meta.url).pathname;

/** Whatever the gateway imports of this project; packages are found above the releases. */
const PROGRAM = /^(?!.*\.test\.ts$).*\.ts$/;

/** @returns texts of a release by path: the program as it is here, under another version */
export function programOf(version: string, releaseKey: string): Record<string, string> {
  const sources = ['gateway', 'server'].flatMap((folder) =>
    readdirSync(join(PROJECT, folder), { recursive: true, encoding: 'utf8' }).map(
      (path) => `${folder}/${path}`,
    ),
  );
  const texts = sources
    .filter((path) => PROGRAM.test(path))
    .map((path) => [path, readFileSync(join(PROJECT, path), 'utf8')] as const);
  const manifest = JSON.parse(readFileSync(join(PROJECT, 'package.json'), 'utf8')) as object;
  return {
    ...Object.fromEntries(texts),
    'package.json': JSON.stringify({ ...manifest, version }),
    'release-keys.json': JSON.stringify({ keys: [releaseKey] }),
    'node_modules/.bin/node': `#!/bin/sh\nexec ${process.execPath} "$@"\n`,
  };
}

export interface InstalledTerminal {
  readonly id: string;
  readonly publicKey: string;
  readonly root: string;
  /** How often the launcher was started. */
  readonly starts: () => number;
  /** From its next start on. */
  configure(proveMs: number): void;
  start(): void;
  stop(): Promise<void>;
}

/** With a scanner at the end of a TCP line. @param serverUrl where it is to find its server */
export async function installTerminal(
  texts: Readonly<Record<string, string>>,
  version: string,
  serverUrl: string,
): Promise<InstalledTerminal> {
  const root = mkdtempSync(join(tmpdir(), 'nhipcau-terminal-'));
  const data = join(root, 'data');
  const folder = join(root, 'versions', version);
  mkdirSync(data);
  symlinkSync(join(PROJECT, 'node_modules'), join(root, 'node_modules'));
  for (const [path, text] of Object.entries(texts)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    if (text.startsWith('#!')) program(join(folder, path), text.replace(/^.*\n/, ''));
    else writeFileSync(join(folder, path), text);
  }
  symlinkSync(`versions/${version}`, join(root, 'current'));
  const scanner = createServer().listen(0, '127.0.0.1');
  await once(scanner, 'listening');
  const { port } = scanner.address() as AddressInfo;
  const identity = openIdentity('kiosk-1', join(data, 'terminal-key.pem'));
  const config = join(root, 'gateway.json');
  const supervisor = new Supervisor(root, config);
  return {
    ...{ id: 'kiosk-1', publicKey: identity.publicKeyText, root, starts: () => supervisor.starts },
    configure: (proveMs) =>
      writeFileSync(
        config,
        JSON.stringify({
          terminal: { id: 'kiosk-1', profile: 'kiosk' },
          listen: { port: 0 },
          dataFolder: data,
          server: { url: serverUrl },
          updates: { folder: root, proveMs },
          devices: [
            {
              ...{ id: 'scanner', driver: 'serial-scanner' },
              port: { tcp: { host: '127.0.0.1', port } },
            },
          ],
        }),
      ),
    start: () => supervisor.start(),
    stop: async () => {
      await supervisor.stop();
      scanner.close();
      rmSync(root, { recursive: true, force: true });
    },
  };
}

/** As the gateway's unit does it: started again however it ends, and all that it has started ends with it. */
class Supervisor {
  readonly #environment: NodeJS.ProcessEnv;
  #child: ChildProcess | undefined;
  #isStopping = false;
  starts = 0;

  constructor(root: string, config: string) {
    this.#environment = { ...process.env, NHIPCAU_ROOT: root, NHIPCAU_CONFIG: config };
  }

  start(): void {
    this.starts += 1;
    const child = spawn(LAUNCHER, [], {
      ...{ detached: true, stdio: 'ignore', env: this.#environment },
    });
    this.#child = child;
    child.once('exit', () => {
      this.#endGroup();
      if (!this.#isStopping) this.start();
    });
  }

  async stop(): Promise<void> {
    this.#isStopping = true;
    const child = this.#child;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, 'exit');
    child.kill('SIGTERM');
    await ended;
  }

  #endGroup(): void {
    try {
      if (this.#child?.pid !== undefined) process.kill(-this.#child.pid, 'SIGKILL');
    } catch (error) {
      const isGone = error instanceof Error && 'code' in error && error.code === 'ESRCH';
      if (!isGone) throw error;
    }
  }
}
