import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { DeviceConfig } from './device-config.ts';

const page = readFileSync(new URL('../../docs/installers/devices.md', import.meta.url), 'utf8');

test.each(
  DeviceConfig.options.map(({ shape }) => [shape.driver.value, Object.keys(shape)] as const),
)('the installer’s page names %s and all of its settings', (driver, settings) => {
  for (const word of [driver, ...settings.filter((setting) => setting !== 'driver')]) {
    expect(page).toContain(`\`${word}\``);
  }
});

const EXAMPLES = [...page.matchAll(/"devices": (\[[^]*?\n\])/g)].map(([, rows = '']) => rows);

test('what the page shows to be copied is such as the gateway takes', () => {
  expect(EXAMPLES.length).toBeGreaterThan(0);
  for (const rows of EXAMPLES) {
    const devices: unknown = JSON.parse(rows);
    expect(DeviceConfig.array().safeParse(devices)).toMatchObject({ success: true });
  }
});
