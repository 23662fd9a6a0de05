/** The machine that is installed upon, or a tree that will be one (`--root`): looks whether a step is done, and does it. */
import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  lchownSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  readlinkSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { isNewer } from '#server/updates/format/version.ts';
import type { Owned, Step } from './steps.ts';
import { accountsIn, installedIn, membersOf } from './registers.ts';
import { makeCertificate } from './certificate.ts';
import type { Piece } from './release.ts';
import { layRelease } from './release.ts';

export interface MachineOptions {
  /** `/`, or the tree that becomes a machine. */
  readonly root: string;
  /** Of this program: what is laid down is a copy of it. */
  readonly pieces: () => Promise<readonly Piece[]>;
}

export class Machine {
  readonly #root: string;
  readonly #pieces: MachineOptions['pieces'];

  constructor({ pieces, root }: MachineOptions) {
    this.#root = root;
    this.#pieces = pieces;
  }

  /** A tree has no services that run. */
  get isAlive(): boolean {
    return this.#root === '/' && existsSync('/run/systemd/system');
  }

  /** The machine is as the step would have it. */
  isDone(step: Step): boolean {
    switch (step.kind) {
      case 'packages': {
        const installed = installedIn(this.#text('/var/lib/dpkg/status'));
        return step.names.every((name) => installed.has(name));
      }
      case 'account':
        return this.#isAccount(step.name) && this.#missingGroups(step).length === 0;
      case 'folder':
        return this.#isOwned(step.path, step);
      case 'file':
        if (step.once && this.#exists(step.path)) return true;
        return this.#text(step.path) === step.text && this.#isOwned(step.path, step);
      case 'release':
        return this.#exists(step.path);
      case 'link':
        return !this.#leadsOn(step.path, step.to);
      case 'certificate':
        return this.#exists(step.certificate);
      case 'units':
        return step.names.every((name) => this.#isEnabled(name));
      case 'no-units':
        return !step.names.some((name) => this.#isEnabled(name));
      case 'backup':
        return this.#target(step.link) === undefined || !this.#leadsOn(step.link, step.to);
      case 'gone':
        return !this.#exists(step.path);
    }
  }

  async do(step: Step): Promise<void> {
    switch (step.kind) {
      case 'packages':
        return this.#run('apt-get', ['install', '--yes', '--no-install-recommends', ...step.names]);
      case 'account':
        return this.#makeAccount(step);
      case 'folder':
        mkdirSync(this.#at(step.path), { recursive: true });
        return this.#own(step.path, step);
      case 'file':
        return this.#write(step);
      case 'release':
        return layRelease(await this.#pieces(), this.#at(step.path), (path) =>
          this.#give(path, step),
        );
      case 'link':
        return this.#link(step);
      case 'certificate':
        makeCertificate(this.#at(step.certificate), this.#at(step.key), step.name);
        return this.#own(step.key, { owner: 'root', group: step.group, mode: 0o640 });
      case 'units':
        return this.#systemctl('enable', step.names);
      case 'no-units': {
        const there = step.names.filter((name) => this.#isEnabled(name));
        if (this.isAlive) this.#run('systemctl', ['stop', ...there]);
        return this.#systemctl('disable', there);
      }
      case 'backup':
        return this.#run('systemctl', ['start', step.unit]);
      case 'gone':
        return rmSync(this.#at(step.path), { recursive: true, force: true });
    }
  }

  /** What has been laid down takes effect; what runs already goes on where nothing has changed. */
  wake(units: readonly string[], changed: boolean): void {
    this.reload();
    // Not waited for: the screen waits for the gateway, and that for its server.
    this.#run('systemctl', ['--no-block', changed ? 'restart' : 'start', ...units]);
  }

  /** systemd and udev look again at what is there. */
  reload(): void {
    this.#run('systemctl', ['daemon-reload']);
    this.#run('systemctl', ['try-restart', 'systemd-journald']);
    if (!existsSync('/run/udev/control')) return;
    this.#run('udevadm', ['control', '--reload']);
    this.#run('udevadm', ['trigger']);
  }

  #at(path: string): string {
    return join(this.#root, path);
  }

  #exists(path: string): boolean {
    return lstatSync(this.#at(path), { throwIfNoEntry: false }) !== undefined;
  }

  #text(path: string): string {
    return existsSync(this.#at(path)) ? readFileSync(this.#at(path), 'utf8') : '';
  }

  #target(path: string): string | undefined {
    return this.#exists(path) ? readlinkSync(this.#at(path)) : undefined;
  }

  /** To a newer release: a terminal that has updated itself is not led back by the one it was once installed from. */
  #leadsOn(link: string, to: string): boolean {
    const is = this.#target(link);
    return is === undefined || isNewer(basename(to), basename(is));
  }

  #isEnabled(unit: string): boolean {
    return ['multi-user', 'timers'].some((target) =>
      this.#exists(`/etc/systemd/system/${target}.target.wants/${unit}`),
    );
  }

  #isAccount(name: string): boolean {
    return accountsIn(this.#text('/etc/passwd')).has(name);
  }

  #missingGroups({ groups, name }: { name: string; groups: readonly string[] }): string[] {
    const register = this.#text('/etc/group');
    return groups.filter((group) => !membersOf(register, group).includes(name));
  }

  #makeAccount(step: Extract<Step, { kind: 'account' }>): void {
    const { name } = step;
    const nobody = ['--system', '--user-group', '--no-create-home', '--shell', '/usr/sbin/nologin'];
    if (!this.#isAccount(name)) this.#run('useradd', [...nobody, name]);
    const missing = this.#missingGroups(step);
    if (missing.length > 0) this.#run('usermod', ['--append', '--groups', missing.join(), name]);
  }

  #idsOf({ group, owner }: { owner: string; group: string }): [number, number] {
    const uid = accountsIn(this.#text('/etc/passwd')).get(owner);
    const gid = accountsIn(this.#text('/etc/group')).get(group);
    if (uid === undefined || gid === undefined)
      throw new Error(`there is no account ${owner}:${group}`);
    return [uid, gid];
  }

  #isOwned(path: string, owned: Owned): boolean {
    const is = lstatSync(this.#at(path), { throwIfNoEntry: false });
    if (!is || !this.#isAccount(owned.owner)) return false;
    const [uid, gid] = this.#idsOf(owned);
    return is.uid === uid && is.gid === gid && (is.mode & 0o7777) === owned.mode;
  }

  #own(path: string, owned: Owned): void {
    this.#give(this.#at(path), owned);
    // After the owner: chown takes special bits away.
    chmodSync(this.#at(path), owned.mode);
  }

  #give(path: string, who: { owner: string; group: string }): void {
    lchownSync(path, ...this.#idsOf(who));
  }

  /** Whole or not there, and never readable by others for a moment. */
  #write({ group, mode, owner, path, text }: Extract<Step, { kind: 'file' }>): void {
    mkdirSync(dirname(this.#at(path)), { recursive: true });
    const draft = `${path}.new`;
    writeFileSync(this.#at(draft), text, { mode: 0o600, flush: true });
    this.#own(draft, { owner, group, mode });
    renameSync(this.#at(draft), this.#at(path));
  }

  #link({ owner, path, to }: Extract<Step, { kind: 'link' }>): void {
    const draft = this.#at(`${path}.new`);
    rmSync(draft, { force: true });
    symlinkSync(to, draft);
    this.#give(draft, { owner, group: owner });
    renameSync(draft, this.#at(path));
  }

  #systemctl(word: 'enable' | 'disable', names: readonly string[]): void {
    if (names.length === 0) return;
    const where = this.isAlive ? [] : [`--root=${this.#root}`];
    execFileSync('systemctl', [...where, word, ...names], {
      stdio: ['ignore', 'ignore', 'inherit'],
    });
  }

  /** In a tree: as if it were the machine. */
  #run(program: string, args: readonly string[]): void {
    const [command, all] =
      this.#root === '/' ? [program, args] : ['chroot', [this.#root, program, ...args]];
    const environment = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
    execFileSync(command, all, { stdio: ['ignore', 'ignore', 'inherit'], env: environment });
  }
}
