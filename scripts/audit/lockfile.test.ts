/** What `npm ci` brings into the house: the lock file says it all, so this needs no network. */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { z } from 'zod';

const read = (name: string): unknown =>
  JSON.parse(readFileSync(new URL(`../../${name}`, import.meta.url), 'utf8'));

const { packages } = z
  .object({
    packages: z.record(
      z.string(),
      z.object({
        version: z.string(),
        license: z.string().optional(),
        integrity: z.string().optional(),
        resolved: z.string().optional(),
        hasInstallScript: z.boolean().optional(),
        link: z.boolean().optional(),
        dev: z.boolean().optional(),
      }),
    ),
  })
  .parse(read('package-lock.json'));
const { allowScripts, ...own } = z
  .object({
    allowScripts: z.record(z.string(), z.boolean()),
    dependencies: z.record(z.string(), z.string()),
    devDependencies: z.record(z.string(), z.string()),
    optionalDependencies: z.record(z.string(), z.string()),
  })
  .parse(read('package.json'));

const brought = Object.entries(packages).filter(([path]) => path !== '');
const nameOf = (path: string): string => path.split('node_modules/').at(-1) ?? path;

test('SE60 each package is the very one that was looked at', () => {
  expect(brought.length).toBeGreaterThan(100);
  const unsealed = brought.filter(([, { integrity }]) => !integrity?.startsWith('sha512-'));
  expect(unsealed.map(([path]) => path)).toEqual([]);
});

test('SE60 all come from the registry: none from an address, a repository or a folder', () => {
  const elsewhere = brought.filter(
    ([, { link, resolved }]) =>
      link === true ||
      (resolved !== undefined && !resolved.startsWith('https://registry.npmjs.org/')),
  );
  expect(elsewhere.map(([path]) => path)).toEqual([]);
});

test('SE60 what we name ourselves is named to the last digit', () => {
  const { dependencies, devDependencies, optionalDependencies } = own;
  const named = Object.entries({ ...dependencies, ...devDependencies, ...optionalDependencies });
  const loose = named.filter(([, version]) => !/^(npm:[\w@/-]+@)?\d[\w.+-]*$/.test(version));
  expect(loose).toEqual([]);
});

test('SE60 none runs a script when it is installed, but those that package.json has an opinion of', () => {
  const running = brought.filter(([, { hasInstallScript }]) => hasInstallScript);
  const names = running.map(([path]) => nameOf(path)).toSorted();
  expect(names).toEqual(Object.keys(allowScripts).toSorted());
});

/** Free, and none asks more of a library than to name who wrote it. MPL-2.0: what builds, and is not passed on. */
const LICENCES =
  /^(MIT|MIT-0|ISC|0BSD|BSD-2-Clause|BSD-3-Clause|Apache-2\.0|BlueOak-1\.0\.0|OFL-1\.1)$/;
const LICENCES_OF_TOOLS = /^(MPL-2\.0|CC0-1\.0|CC-BY-4\.0|Python-2\.0|Unlicense)$/;

test('SE60 each may be passed on with the programs', () => {
  const strange = brought.filter(
    ([, { dev = false, license = 'none' }]) =>
      !LICENCES.test(license) && !(dev && LICENCES_OF_TOOLS.test(license)),
  );
  expect(strange.map(([path, { license }]) => `${path}: ${license}`)).toEqual([]);
});
