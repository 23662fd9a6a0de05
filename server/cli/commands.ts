/** `npm run server -- …`: which command is asked for, and its options. Without a command the server starts. */
import { parseArgs } from 'node:util';
import type { Config } from '../config.ts';
import { refuseHalfRestored } from '../backup/restore.ts';
import { openDatabase } from '../db/open.ts';
import { registry } from '../db/registry.ts';
import type { AppDatabase } from '../db/registry.ts';
import { BACKUP_USAGE, backupCommand, isBackupWord } from './backup.ts';
import { IMPORT_USAGE, importCommand } from './import.ts';
import { permitEnd } from './permit.ts';
import { sampleLoad } from './sample.ts';
import { staffAdd, staffCard, staffCardEnd, staffList, staffReset } from './staff.ts';
import { terminalAdd, terminalList, terminalRemove } from './terminal.ts';
import { tidyNow } from './tidy.ts';
import { updateAdd, updateList, updateRemove } from './update.ts';

/** Given as `--name value`. */
export type Options = Readonly<Record<string, string | undefined>>;
/** @returns the exit code */
export type Act = (db: AppDatabase, options: Options, config: Config) => Promise<number>;

const COMMANDS: Readonly<Record<string, { readonly act: Act; readonly usage: string }>> = {
  'terminal add': {
    act: terminalAdd,
    usage:
      '--name "Quầy mượn 1" --library ID --key KEY [--id ID] [--profile PROFILE]   KEY: Ed25519 public key, PEM or base64url. Without a shell at the server: pair it on the staff page',
  },
  'terminal list': { act: terminalList, usage: '' },
  'terminal remove': { act: terminalRemove, usage: '--id ID' },
  'permit end': {
    act: permitEnd,
    usage: '--library ID   its terminals get a permit with a new key when they next ask',
  },
  'staff add': {
    act: staffAdd,
    usage:
      "--name NAME --library ID [--role administrator|librarian]   prints a password; ID '*': the whole network",
  },
  'staff reset': { act: staffReset, usage: '--name NAME   prints a new password' },
  'staff card': {
    act: staffCard,
    usage: '--name NAME --card NUMBER   their card at terminals; the terminal asks for its PIN too',
  },
  'staff card-end': { act: staffCardEnd, usage: '--card NUMBER' },
  'staff list': { act: staffList, usage: '' },
  'update add': { act: updateAdd, usage: '--file BUNDLE   a release for terminals, signed' },
  'update list': { act: updateList, usage: '' },
  'update remove': { act: updateRemove, usage: '--version VERSION' },
  tidy: {
    act: tidyNow,
    usage:
      '   ends holds that are over and cuts patrons from what is; the server does it every night',
  },
  sample: {
    act: sampleLoad,
    usage: '  puts an invented province into the database, to try things with',
  },
};

const USAGE = [
  'npm run server -- [--config FILE]                starts the server',
  ...Object.entries(COMMANDS).map(([name, { usage }]) =>
    `npm run server -- ${name} ${usage}`.trimEnd(),
  ),
  ...[...IMPORT_USAGE, ...BACKUP_USAGE].map((usage) => `npm run server -- ${usage}`),
].join('\n');

const OPTIONS = {
  config: { type: 'string' },
  name: { type: 'string' },
  library: { type: 'string' },
  key: { type: 'string' },
  id: { type: 'string' },
  role: { type: 'string' },
  card: { type: 'string' },
  profile: { type: 'string' },
  file: { type: 'string' },
  version: { type: 'string' },
} as const;

export interface Asked {
  /** The file after `--config`. */
  readonly settings: string | undefined;
  /** Undefined: start the server. */
  readonly command: ((config: Config) => Promise<number>) | undefined;
}

/** @throws Error that shows the usage when the command is not known */
export function runCommand(args: readonly string[]): Asked {
  // It has options of its own, some of them more than once.
  if (wordsOf(args)[0] === 'import') return importCommand(args.filter((arg) => arg !== 'import'));
  if (isBackupWord(wordsOf(args)[0])) return backupCommand(args);
  const { values, positionals } = parse(args);
  const settings = values.config;
  if (positionals.length === 0) return { settings, command: undefined };
  const found = COMMANDS[positionals.join(' ')];
  if (!found)
    throw new Error(`there is no command “${positionals.join(' ')}”. There are:\n${USAGE}`);
  return {
    settings,
    command: (config) => withDatabase(config, (db) => found.act(db, values, config)),
  };
}

/** Without the settings file that may stand before them. */
const wordsOf = (args: readonly string[]): readonly string[] =>
  args[0] === '--config' ? args.slice(2) : args;

function parse(args: readonly string[]) {
  try {
    return parseArgs({ args: joined(args), options: OPTIONS, allowPositionals: true });
  } catch (error) {
    throw new Error(`${error instanceof Error ? error.message : String(error)}\n${USAGE}`, {
      cause: error,
    });
  }
}

/** A key may begin with a dash, in PEM always; `parseArgs` takes such a value only as `--key=…`. */
function joined(args: readonly string[]): string[] {
  const isOption = (arg: string | undefined) => arg?.startsWith('--') && arg.slice(2) in OPTIONS;
  const whole: string[] = [];
  for (let i = 0; i < args.length; i += 1) {
    const [arg = '', value] = [args[i], args[i + 1]];
    const takesValue = isOption(arg) && value !== undefined && !isOption(value);
    whole.push(takesValue ? `${arg}=${value}` : arg);
    if (takesValue) i += 1;
  }
  return whole;
}

async function withDatabase(
  { dataFolder, database }: Config,
  act: (db: AppDatabase) => Promise<number>,
): Promise<number> {
  refuseHalfRestored(dataFolder);
  const db = await openDatabase(database, registry, { small: true });
  try {
    return await act(db);
  } finally {
    await db.close();
  }
}

/** @throws Error that names all options that are missing */
export function need<K extends string>(options: Options, ...names: K[]): Record<K, string> {
  const missing = names.filter((name) => options[name] === undefined || options[name] === '');
  if (missing.length > 0)
    throw new Error(`missing: ${missing.map((name) => `--${name}`).join(', ')}`);
  return Object.fromEntries(names.map((name) => [name, options[name]])) as Record<K, string>;
}
