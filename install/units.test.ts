/** The units as they are laid down: what must stand in them for the reasons that docs/installers/install.md gives. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { planOf } from './plan.ts';

const FOLDER = join(import.meta.dirname, 'files/systemd');

/** Every value of a key in a section, in order (systemd.syntax(7)). */
function unit(name: string) {
  const values = new Map<string, string[]>();
  let section = '';
  for (const line of readFileSync(join(FOLDER, name), 'utf8').split('\n')) {
    section = /^\[(\w+)\]$/.exec(line)?.[1] ?? section;
    const [, key, value] = /^([A-Za-z]+)=(.*)$/.exec(line) ?? [];
    if (key === undefined || value === undefined) continue;
    const at = `${section}.${key}`;
    values.set(at, [...(values.get(at) ?? []), value]);
  }
  return values;
}

const HARDENED = {
  ...{ NoNewPrivileges: 'yes', ProtectSystem: 'strict', ProtectHome: 'yes', PrivateTmp: 'yes' },
  ...{ CapabilityBoundingSet: '', RestrictNamespaces: 'yes', RestrictSUIDSGID: 'yes' },
  ...{ ProtectKernelTunables: 'yes', ProtectKernelModules: 'yes', ProtectControlGroups: 'yes' },
  ...{ SystemCallArchitectures: 'native', UMask: '0077' },
};

describe.each(['gateway', 'server', 'backup'])('IN1 the service of the %s', (name) => {
  const service = unit(`nhip-cau-${name}.service`);

  test('has an account of its own', () => {
    const account = name === 'backup' ? 'nhip-cau-server' : `nhip-cau-${name}`;
    expect(service.get('Service.User')).toEqual([account]);
  });

  test.each(Object.entries(HARDENED))('%s=%s', (key, value) => {
    expect(service.get(`Service.${key}`)).toEqual([value]);
  });

  test('may ask the kernel for what services ask for, and has an end to its memory', () => {
    expect(service.get('Service.SystemCallFilter')?.[0]).toBe('@system-service');
    expect(service.get('Service.MemoryMax')).toHaveLength(1);
  });
});

describe('IN2 nothing is given up', () => {
  test.each(['gateway', 'server', 'screen'])('the %s is started again for ever', (name) => {
    const service = unit(`nhip-cau-${name}.service`);
    expect(service.get('Service.Restart')).toEqual(['always']);
    expect(service.get('Unit.StartLimitIntervalSec')).toEqual(['0']);
  });

  test('a gateway that asks to be started again has not failed', () => {
    expect(unit('nhip-cau-gateway.service').get('Service.SuccessExitStatus')).toEqual(['75']);
  });

  test('a gateway that says nothing for a minute is started again', () => {
    const service = unit('nhip-cau-gateway.service');
    expect(service.get('Service.Type')).toEqual(['notify']);
    expect(service.get('Service.WatchdogSec')).toEqual(['60']);
    // systemd-notify is a child of it.
    expect(service.get('Service.NotifyAccess')).toEqual(['all']);
  });

  test('a board that hangs is started again', () => {
    expect(unit('manager.conf').get('Manager.RuntimeWatchdogSec')).toEqual(['30s']);
  });
});

test('IN3 the gateway opens serial lines, HID and USB printers, and no other devices', () => {
  const service = unit('nhip-cau-gateway.service');
  expect(service.get('Service.DevicePolicy')).toEqual(['closed']);
  const kinds = service
    .get('Service.DeviceAllow')
    ?.map((value) => value.replace(/^char-| rw$/g, ''));
  expect(kinds).toEqual(['ttyS', 'ttyUSB', 'ttyACM', 'ttyAMA', 'hidraw', 'usb', 'lp']);
  expect(service.get('Service.SupplementaryGroups')).toEqual(['dialout lp']);
});

test('IN4 the gateway writes to its data, its releases and the word about the screen alone', () => {
  const service = unit('nhip-cau-gateway.service');
  expect(service.get('Service.StateDirectory')).toEqual(['nhip-cau/gateway']);
  expect(service.get('Service.ReadWritePaths')).toEqual(['/opt/nhip-cau']);
  expect(service.get('Service.RuntimeDirectory')).toEqual(['nhip-cau']);
  // … and the server to its data.
  expect(unit('nhip-cau-server.service').get('Service.ReadWritePaths')).toBeUndefined();
});

test('IN5 the browser reaches this machine and nothing else, and no key leads to another console', () => {
  const service = unit('nhip-cau-screen.service');
  expect(service.get('Service.IPAddressDeny')).toEqual(['any']);
  expect(service.get('Service.IPAddressAllow')).toEqual(['localhost']);
  expect(service.get('Service.ExecStart')?.[0]).toMatch(/^\/usr\/bin\/cage -d -- /);
  const policies = JSON.parse(
    readFileSync(join(FOLDER, '../chromium/nhip-cau.json'), 'utf8'),
  ) as Record<string, unknown>;
  expect(policies).toMatchObject({
    ...{ URLBlocklist: ['*'], DownloadRestrictions: 3, DeveloperToolsAvailability: 2 },
    ...{ AllowFileSelectionDialogs: false, PrintingEnabled: false, IncognitoModeAvailability: 1 },
  });
});

test('IN6 every unit is laid down, and those that begin with the machine are switched on', () => {
  const asked = { server: true, terminal: true, screen: true, version: '1.2.3', name: 'here' };
  const more = { profile: 'kiosk', serverUrl: undefined, pin: undefined };
  const steps = planOf({ ...asked, ...more }, (name) => name);
  const laid = steps.flatMap((step) =>
    step.kind === 'file' && step.path.startsWith('/etc/systemd/system/nhip') ? [step.path] : [],
  );
  const units = readdirSync(FOLDER).filter((name) => name.startsWith('nhip-cau-'));
  expect(laid.map((path) => path.split('/').at(-1)).sort()).toEqual(units.sort());
  const wanted = units.filter((name) => unit(name).has('Install.WantedBy'));
  const enabled = steps.flatMap((step) => (step.kind === 'units' ? step.names : []));
  expect(enabled.toSorted()).toEqual(wanted.toSorted());
});
