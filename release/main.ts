/** `npm run release -- …`: makes the key of a network's releases, builds a release, signs it, looks at it (docs/installers/updates.md). */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createInterface } from 'node:readline/promises';
import { Writable } from 'node:stream';
import { parseArgs } from 'node:util';
import { ARCHITECTURES, Manifest, TrustedKeys } from '#server/updates/format/manifest.ts';
import { build, signBundle, verifyBundle } from './bundle.ts';
import { newKey, openKey } from './key-file.ts';

const USAGE = `npm run release -- keygen FILE                  makes a key, on a machine without a network
npm run release -- build --from VERSION [--arch x64|arm64] [--out FOLDER]
                                                from the project as it is installed and built here
npm run release -- sign ARCHIVE --key FILE      makes the bundle; needs ARCHIVE.json beside it
npm run release -- verify BUNDLE [--keys FILE]  FILE: {"keys": […]}; release-keys.json if it is not said
A passphrase is asked for, or read from --passphrase-file FILE.`;

const ROOT = new URL('..', import.meta.url).pathname;

const OPTIONS = {
  from: { type: 'string' },
  arch: { type: 'string', default: process.arch },
  out: { type: 'string', default: 'build/releases' },
  key: { type: 'string' },
  keys: { type: 'string', default: `${ROOT}release-keys.json` },
  'passphrase-file': { type: 'string' },
} as const;

type Asked = ReturnType<typeof asked>;
const asked = () => parseArgs({ options: OPTIONS, allowPositionals: true });

const ACTS: Readonly<Record<string, (asked: Asked) => Promise<void>>> = {
  keygen: async ({ positionals: [, file], values }) => {
    if (file === undefined) throw new Error(USAGE);
    if (existsSync(file)) throw new Error(`${file} is there already: a key is never written over`);
    const { publicKey, text } = newKey(await passphrase(values['passphrase-file']));
    writeFileSync(file, text, { mode: 0o600, flag: 'wx' });
    console.log(`The public key, for release-keys.json and the server’s settings:\n${publicKey}`);
  },

  build: async ({ values }) => {
    const { arch: named, from, out } = values;
    const arch = ARCHITECTURES.find((one) => one === named);
    if (from === undefined || !arch) throw new Error(USAGE);
    const { version } = JSON.parse(readFileSync(`${ROOT}package.json`, 'utf8')) as {
      version: string;
    };
    const { keys } = TrustedKeys.parse(
      JSON.parse(readFileSync(`${ROOT}release-keys.json`, 'utf8')),
    );
    if (keys.length === 0)
      throw new Error('release-keys.json has no key: what is built would take no release after it');
    mkdirSync(out, { recursive: true });
    const wanted = { version, from, arch, platform: 'linux', builtAt: builtAt() } as const;
    const built = await build(ROOT, wanted, out);
    const { sha256 } = built.manifest.archive;
    console.log(`${built.path}\n${sha256}\nTake it, and ${built.path}.json, to where the key is.`);
  },

  sign: async ({ positionals: [, archive], values: { key, ...values } }) => {
    if (archive === undefined || key === undefined) throw new Error(USAGE);
    const manifest = Manifest.parse(JSON.parse(readFileSync(`${archive}.json`, 'utf8')));
    const signer = openKey(readFileSync(key, 'utf8'), await passphrase(values['passphrase-file']));
    const to = archive.replace(/(\.tar\.gz)?$/, '.bundle');
    await signBundle(archive, manifest, signer, to);
    console.log(`${to}\nsigned by ${signer.publicKey}`);
  },

  verify: async ({ positionals: [, bundle], values: { keys } }) => {
    if (bundle === undefined) throw new Error(USAGE);
    const trusted = TrustedKeys.parse(JSON.parse(readFileSync(keys, 'utf8')));
    console.log(JSON.stringify(await verifyBundle(bundle, trusted.keys), null, 2));
  },
};

/** https://reproducible-builds.org/specs/source-date-epoch/ */
function builtAt(): number {
  const seconds = process.env['SOURCE_DATE_EPOCH'];
  return seconds === undefined ? Date.now() : Number(seconds) * 1_000;
}

async function passphrase(file: string | undefined): Promise<string> {
  if (file !== undefined) return readFileSync(file, 'utf8').replace(/\r?\n$/, '');
  process.stderr.write('Passphrase: ');
  // What is typed is not shown: somebody may look over the shoulder.
  const output = new Writable({ write: (_chunk, _encoding, done) => done() });
  const asking = createInterface({ input: process.stdin, output, terminal: true });
  try {
    return await asking.question('');
  } finally {
    asking.close();
    process.stderr.write('\n');
  }
}

try {
  const given = asked();
  const act = ACTS[given.positionals[0] ?? ''];
  if (!act) throw new Error(USAGE);
  await act(given);
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error));
  process.exit(1);
}
