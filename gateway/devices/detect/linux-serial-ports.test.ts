import { chmod, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { linuxSerialPorts } from './linux-serial-ports.ts';
import type { SystemFolders } from './linux-serial-ports.ts';
import { isFree } from './serial-ports.ts';
import { portInWords } from './words.ts';

let root: string;
let folders: SystemFolders;

/** /sys, /dev, /proc and /etc of a small computer, as Linux lays them out. */
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'nhipcau-ports-'));
  folders = {
    sys: join(root, 'sys'),
    dev: join(root, 'dev'),
    proc: join(root, 'proc'),
    etc: join(root, 'etc'),
  };
  for (const folder of ['sys/class/tty', 'dev/serial/by-id', 'proc', 'etc']) {
    await mkdir(join(root, folder), { recursive: true });
  }
  await writeFile(
    join(root, 'etc/group'),
    `others:x:99999:\nowners:x:${process.getgid?.() ?? 0}:\n`,
  );
});
afterEach(() => rm(root, { recursive: true }));

async function put(path: string, text = ''): Promise<void> {
  await mkdir(join(root, path, '..'), { recursive: true });
  await writeFile(join(root, path), `${text}\n`);
}

async function console(name: string): Promise<void> {
  await mkdir(join(root, 'sys/class/tty', name));
  await put(`dev/${name}`);
}

async function builtIn(name: string, type: string): Promise<void> {
  await mkdir(join(root, 'sys/devices/platform/serial8250'), { recursive: true });
  await put(`sys/class/tty/${name}/type`, type);
  await symlink(
    join(root, 'sys/devices/platform/serial8250'),
    join(root, `sys/class/tty/${name}/device`),
  );
  await put(`dev/${name}`);
}

async function usb(name: string, byId: string): Promise<void> {
  const device = 'sys/devices/pci0/usb1/1-2';
  await put(`${device}/idVendor`, '0403');
  await put(`${device}/idProduct`, '6001');
  await put(`${device}/manufacturer`, 'FTDI');
  await put(`${device}/product`, 'USB serial adapter');
  await put(`${device}/serial`, 'A1');
  await mkdir(join(root, device, '1-2:1.0', name), { recursive: true });
  await mkdir(join(root, 'sys/class/tty', name));
  await symlink(join(root, device, '1-2:1.0', name), join(root, `sys/class/tty/${name}/device`));
  await put(`dev/${name}`);
  await symlink(join(root, 'dev', name), join(root, 'dev/serial/by-id', byId));
}

test('a USB adapter with its stable name, its maker and its ids', async () => {
  await usb('ttyUSB0', 'usb-FTDI_A1-if00');
  expect(await linuxSerialPorts(folders)).toEqual([
    {
      path: join(root, 'dev/ttyUSB0'),
      stablePath: join(root, 'dev/serial/by-id/usb-FTDI_A1-if00'),
      usbId: '0403:6001',
      maker: 'FTDI',
      product: 'USB serial adapter',
      serialNumber: 'A1',
      openedBy: [],
      access: { allowed: true, group: 'owners' },
    },
  ]);
});

test('consoles, and lines that the computer does not really have, are left out', async () => {
  await console('tty1');
  await builtIn('ttyS1', '0');
  await builtIn('ttyS10', '4');
  await builtIn('ttyS2', '4');
  const ports = await linuxSerialPorts(folders);
  expect(ports.map(({ path }) => path)).toEqual([
    join(root, 'dev/ttyS2'),
    join(root, 'dev/ttyS10'),
  ]);
});

test('a line that is the console of the system is not free', async () => {
  await builtIn('ttyS0', '4');
  await builtIn('ttyS1', '4');
  await put('sys/class/tty/console/active', 'tty0 ttyS0');
  const ports = await linuxSerialPorts(folders);
  expect(ports.map(isFree)).toEqual([false, true]);
});

test('who has a line open', async () => {
  await usb('ttyUSB0', 'usb-FTDI_A1-if00');
  await put('proc/4711/comm', 'node');
  await mkdir(join(root, 'proc/4711/fd'));
  for (const descriptor of ['20', '21']) {
    await symlink(join(root, 'dev/ttyUSB0'), join(root, 'proc/4711/fd', descriptor));
  }
  await put('proc/uptime', '1');
  const [port] = await linuxSerialPorts(folders);
  expect(port?.openedBy).toEqual(['4711 (node)']);
  expect(port && isFree(port)).toBe(false);
  expect(port && portInWords(port)).toContain('in use by 4711 (node)');
});

test.skipIf(process.getuid?.() === 0)('a line that this account may not open', async () => {
  await usb('ttyUSB0', 'usb-FTDI_A1-if00');
  await chmod(join(root, 'dev/ttyUSB0'), 0o000);
  const [port] = await linuxSerialPorts(folders);
  expect(port?.access).toEqual({ allowed: false, group: 'owners' });
});

test('what an installer reads of it', () => {
  expect(
    portInWords({
      path: '/dev/ttyUSB0',
      stablePath: '/dev/serial/by-id/usb-FTDI_A1-if00',
      maker: 'FTDI',
      usbId: '0403:6001',
      openedBy: [],
      access: { allowed: false, group: 'dialout' },
    }),
  ).toBe(
    '/dev/ttyUSB0  FTDI, USB 0403:6001\n' +
      '  /dev/serial/by-id/usb-FTDI_A1-if00\n' +
      '  this account may not open it; as administrator: usermod -aG dialout ACCOUNT, then sign in anew',
  );
});
