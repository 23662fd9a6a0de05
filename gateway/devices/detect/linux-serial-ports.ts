import { constants } from 'node:fs';
import { access, readdir, readFile, readlink, realpath, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { SerialPortEntry } from './serial-ports.ts';

/** Where Linux tells of its devices; another folder in a test. */
export interface SystemFolders {
  readonly sys: string;
  readonly dev: string;
  readonly proc: string;
  readonly etc: string;
}

const SYSTEM: SystemFolders = { sys: '/sys', dev: '/dev', proc: '/proc', etc: '/etc' };

/** All serial lines with a device behind them, by path. */
export async function linuxSerialPorts(
  folders: SystemFolders = SYSTEM,
): Promise<readonly SerialPortEntry[]> {
  const names = (await readdir(join(folders.sys, 'class/tty'))).sort(byNumber);
  const [links, openFiles, consoles] = await Promise.all([
    stablePaths(folders),
    filesInUse(folders),
    textOf(join(folders.sys, 'class/tty/console/active')),
  ]);
  const entries: SerialPortEntry[] = [];
  for (const name of names) {
    const path = join(folders.dev, name);
    const device = await deviceFolder(folders, name);
    const mode = await orUndefined(stat(path));
    if (device === undefined || !mode) continue;
    const stablePath = links.get(path);
    entries.push({
      path,
      ...(stablePath !== undefined && { stablePath }),
      ...(await usbOf(device, folders)),
      openedBy: openFiles.get(path) ?? [],
      ...(consoles?.split(' ').includes(name) && { isConsole: true }),
      access: { allowed: await mayOpen(path), group: await groupName(folders, mode.gid) },
    });
  }
  return entries;
}

const byNumber = (one: string, other: string) => one.localeCompare(other, 'en', { numeric: true });

/** Consoles have no device; four serial lines of a PC that are not built in have type 0 (PORT_UNKNOWN). */
async function deviceFolder({ sys }: SystemFolders, name: string): Promise<string | undefined> {
  const folder = join(sys, 'class/tty', name);
  if ((await textOf(join(folder, 'type'))) === '0') return undefined;
  return orUndefined(realpath(join(folder, 'device')));
}

/** The USB device that a line belongs to is the nearest folder above it that has a vendor. */
async function usbOf(
  device: string,
  { sys }: SystemFolders,
): Promise<Pick<SerialPortEntry, 'maker' | 'product' | 'serialNumber' | 'usbId'>> {
  for (let folder = device; folder.length > sys.length; folder = dirname(folder)) {
    const vendor = await textOf(join(folder, 'idVendor'));
    if (vendor === undefined) continue;
    const [product, maker, name, serial] = await Promise.all(
      ['idProduct', 'manufacturer', 'product', 'serial'].map((file) => textOf(join(folder, file))),
    );
    return {
      usbId: `${vendor}:${product ?? ''}`,
      ...(maker && { maker }),
      ...(name && { product: name }),
      ...(serial && { serialNumber: serial }),
    };
  }
  return {};
}

async function stablePaths({ dev }: SystemFolders): Promise<ReadonlyMap<string, string>> {
  const folder = join(dev, 'serial/by-id');
  const links = new Map<string, string>();
  for (const name of (await orUndefined(readdir(folder))) ?? []) {
    const target = await orUndefined(realpath(join(folder, name)));
    if (target !== undefined) links.set(target, join(folder, name));
  }
  return links;
}

/** Of other accounts' programs only the administrator sees the open files; those are left out. */
async function filesInUse({ proc }: SystemFolders): Promise<ReadonlyMap<string, string[]>> {
  const users = new Map<string, string[]>();
  for (const pid of await readdir(proc)) {
    if (!/^\d+$/.test(pid)) continue;
    for (const path of await openFilesOf(join(proc, pid, 'fd'))) {
      const name = (await textOf(join(proc, pid, 'comm'))) ?? '?';
      const known = users.get(path) ?? [];
      if (!known.some((user) => user.startsWith(`${pid} `))) known.push(`${pid} (${name})`);
      users.set(path, known);
    }
  }
  return users;
}

async function openFilesOf(folder: string): Promise<readonly string[]> {
  const files = (await orUndefined(readdir(folder))) ?? [];
  const targets = await Promise.all(files.map((file) => orUndefined(readlink(join(folder, file)))));
  return targets.filter((target) => target !== undefined).filter((target) => /\/tty/.test(target));
}

async function mayOpen(path: string): Promise<boolean> {
  try {
    await access(path, constants.R_OK | constants.W_OK);
    return true;
  } catch {
    return false; // that is the answer
  }
}

async function groupName({ etc }: SystemFolders, gid: number): Promise<string> {
  const lines = (await textOf(join(etc, 'group')))?.split('\n') ?? [];
  const line = lines.find((candidate) => candidate.split(':')[2] === String(gid));
  return line?.split(':')[0] ?? String(gid);
}

const textOf = async (file: string): Promise<string | undefined> =>
  (await orUndefined(readFile(file, 'utf8')))?.trim();

/** /sys and /proc change while they are read: what is not there, or not for this account, is just not told. */
async function orUndefined<T>(reading: Promise<T>): Promise<T | undefined> {
  try {
    return await reading;
  } catch {
    return undefined;
  }
}
