import { describe, expect, test } from 'vitest';
import { parseConfig } from '#gateway/config.ts';
import type { Asked } from './plan.ts';
import { planOf, takenAway } from './plan.ts';
import { accountsIn, installedIn, membersOf } from './registers.ts';

const PIN = `${'A'.repeat(43)}=`;
const TERMINAL: Asked = {
  ...{ server: false, terminal: true, screen: true, version: '1.2.3', name: 'here' },
  ...{ profile: 'kiosk', serverUrl: 'https://library.example:4700', pin: PIN },
};
const text = (name: string) => `text of ${name}`;
const paths = (asked: Asked) =>
  planOf(asked, text).flatMap((step) => ('path' in step ? [step.path] : []));
const settings = (asked: Asked): unknown => {
  const file = planOf(asked, text).find(
    (step) => step.kind === 'file' && step.path === '/etc/nhip-cau/gateway.json',
  );
  return JSON.parse(file?.kind === 'file' ? file.text : '');
};

describe('IN7 what is laid down', () => {
  test('of a terminal: nothing of a server', () => {
    expect(paths(TERMINAL).filter((path) => path.includes('server'))).toEqual([]);
    expect(paths(TERMINAL)).toContain('/opt/nhip-cau/versions/1.2.3');
  });

  test('of a server: nothing of a terminal', () => {
    const server = paths({ ...TERMINAL, server: true, terminal: false });
    expect(server.filter((path) => /gateway|screen|nhip-cau\/current/.test(path))).toEqual([]);
    expect(server).toContain('/opt/nhip-cau-server/versions/1.2.3');
  });

  test('of a drop box without a screen: no browser', () => {
    const steps = planOf({ ...TERMINAL, screen: false, profile: 'drop-box' }, text);
    const packages = steps.flatMap((step) => (step.kind === 'packages' ? step.names : []));
    expect(packages).not.toContain('chromium');
  });

  test('each account comes before what is to be its own', () => {
    const steps = planOf({ ...TERMINAL, server: true }, text);
    const made = new Set(['root']);
    for (const step of steps) {
      if (step.kind === 'account') made.add(step.name);
      if ('owner' in step) expect(made).toContain(step.owner);
      if ('group' in step) expect(made).toContain(step.group);
    }
  });
});

describe('IN8 settings', () => {
  test('of a terminal are enough to begin with, without hardware', () => {
    const config = parseConfig(settings(TERMINAL), '/etc/nhip-cau');
    expect(config.dataFolder).toBe('/var/lib/nhip-cau/gateway');
    expect(config.system).toMatchObject({
      server: { url: 'https://library.example:4700', tlsPin: PIN },
    });
  });

  test('are the site’s own: written once, and never taken away', () => {
    const once = planOf({ ...TERMINAL, server: true }, text).flatMap((step) =>
      step.kind === 'file' && step.once ? [step.path] : [],
    );
    expect(once).toEqual([
      '/etc/nhip-cau/server.json',
      '/etc/nhip-cau/gateway.json',
      '/etc/udev/rules.d/61-nhip-cau-touch.rules',
    ]);
    const gone = takenAway(text).flatMap((step) => (step.kind === 'gone' ? [step.path] : []));
    for (const path of [...once, '/etc/nhip-cau', '/var/lib/nhip-cau', '/var/backups/nhip-cau'])
      expect(gone.filter((one) => path.startsWith(one) || one.startsWith(`${path}/`))).toEqual([]);
    expect(gone).toContain('/opt/nhip-cau');
  });
});

describe('IN9 what Debian writes down', () => {
  test('accounts and groups', () => {
    const passwd =
      'root:x:0:0:root:/root:/bin/bash\nnhip-cau-gateway:x:988:988::/:/usr/sbin/nologin\n';
    expect(accountsIn(passwd).get('nhip-cau-gateway')).toBe(988);
    const group = 'dialout:x:20:an,nhip-cau-gateway\nlp:x:7:\n';
    expect(membersOf(group, 'dialout')).toEqual(['an', 'nhip-cau-gateway']);
    expect(membersOf(group, 'lp')).toEqual([]);
    expect(membersOf(group, 'none')).toEqual([]);
  });

  test('packages that were removed, or are half there, are not there', () => {
    const status = [
      'Package: cage\nStatus: install ok installed\nVersion: 0.2.0-2',
      'Package: age\nStatus: deinstall ok config-files\nVersion: 1',
      'Package: chromium\nStatus: install ok half-configured',
    ].join('\n\n');
    expect([...installedIn(status)]).toEqual(['cage']);
  });
});
