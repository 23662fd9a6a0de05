/** `npm run server -- import …`: a file of libraries, patrons, titles and items; what was refused and why; undone as a batch. */
import { basename, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { v7 as uuidv7 } from 'uuid';
import type { Config } from '../config.ts';
import { openDatabase } from '../db/open.ts';
import { registry } from '../db/registry.ts';
import type { AppDatabase } from '../db/registry.ts';
import type { Batch } from '../import/batch-store.ts';
import { applyFile, checkFile } from '../import/importer.ts';
import type { Ended, ImporterDeps } from '../import/importer.ts';
import { refusalsOf } from '../import/refusals.ts';
import { digestOfFile, formatOf } from '../import/rows.ts';
import { BatchSettings } from '../import/rules/settings.ts';
import { openPinSeal } from '../patrons/sealed-pins/pin-seal.ts';
import { ImportScreen } from './import-screen.ts';
import { undoBatch } from '../import/undo.ts';

export const IMPORT_USAGE = [
  'import FILE [--check] [--library ID]… [--section patrons|titles|items|libraries] [--replace-pins] [--fast] [--new] [--json]',
  'import --list [--json]',
  'import --undo BATCH [--fast] [--json]',
];

const OPTIONS = {
  config: { type: 'string' },
  check: { type: 'boolean', default: false },
  library: { type: 'string', multiple: true },
  section: { type: 'string' },
  'replace-pins': { type: 'boolean', default: false },
  fast: { type: 'boolean', default: false },
  new: { type: 'boolean', default: false },
  json: { type: 'boolean', default: false },
  list: { type: 'boolean', default: false },
  undo: { type: 'string' },
} as const;

const BY = 'system:cli';

/** @param args  what follows the word `import` @throws Error that shows the usage */
export function importCommand(args: readonly string[]) {
  const { values, positionals } = parseArgs({
    args: [...args],
    options: OPTIONS,
    allowPositionals: true,
  });
  const [file, ...more] = positionals;
  const ways = [file, values.undo, values.list ? 'list' : undefined].filter(
    (way) => way !== undefined,
  );
  if (ways.length !== 1 || more.length > 0)
    throw new Error(
      `one of these is asked for:\n${IMPORT_USAGE.map((line) => `npm run server -- ${line}`).join('\n')}`,
    );
  const asked = { ...values, file };
  return { settings: values.config, command: (config: Config) => withDeps(config, asked) };
}

type Asked = ReturnType<typeof parseArgs<{ options: typeof OPTIONS }>>['values'] & {
  readonly file: string | undefined;
};

async function withDeps(config: Config, asked: Asked): Promise<number> {
  const db = await openDatabase(config.database, registry, { small: true });
  const stopping = new AbortController();
  const stop = () => stopping.abort();
  process.once('SIGINT', stop).once('SIGTERM', stop);
  try {
    const deps = { db, pinSeal: openPinSeal(config.dataFolder), now: Date.now };
    const screen = new ImportScreen(asked.json === true);
    if (asked.list) return await list(db, asked.json === true);
    if (asked.undo !== undefined)
      return await undo(deps, asked.undo, asked, screen, stopping.signal);
    return await importFile(deps, resolve(asked.file ?? ''), asked, screen, stopping.signal);
  } finally {
    process.off('SIGINT', stop).off('SIGTERM', stop);
    await db.close();
  }
}

async function importFile(
  deps: ImporterDeps,
  file: string,
  asked: Asked,
  screen: ImportScreen,
  signal: AbortSignal,
): Promise<number> {
  const batch = await begin(deps, file, asked, screen);
  if (!batch) return 1;
  const rest = asked.fast ? 0 : 1;
  const onProgress = screen.progress;
  const job = { batchId: batch.id, file, by: BY, rest, signal, onProgress };
  const ended = await (asked.check ? checkFile(deps, job) : applyFile(deps, job));
  const code = await tell(deps.db, ended, screen);
  if (ended.outcome === 'done' && !asked.check && code === 0) screen.aboutPins(file);
  return code;
}

async function begin(
  { db, now }: ImporterDeps,
  file: string,
  asked: Asked,
  screen: ImportScreen,
): Promise<Batch | undefined> {
  const name = basename(file).normalize('NFC');
  const format = formatOf(name);
  if (!format) {
    screen.problem(`${name}: the name of the file must end in .json, .jsonl, .csv or .tsv`);
    return undefined;
  }
  const only = asked.library ?? [];
  const section = BatchSettings.shape.section.safeParse(asked.section);
  if (!section.success) throw new Error('--section is one of libraries, patrons, titles, items');
  const settings = BatchSettings.parse({
    only,
    section: section.data,
    replacePins: asked['replace-pins'],
    ...(only.length === 1 && { library: only[0] }),
  });
  const fresh = {
    id: uuidv7(),
    name,
    format,
    ...(await digestOfFile(file)),
    settings,
    by: BY,
    now: now(),
  };
  const begun = await db.write('import-begin', { ...fresh, afresh: asked.new === true });
  if (begun.outcome === 'file-changed') {
    screen.problem(
      `${name} has changed since batch ${begun.batch.id} began with it and stopped at row ${begun.batch.rows_done}. ` +
        `Take that back with “import --undo ${begun.batch.id}”, or begin a batch of its own with --new.`,
    );
    return undefined;
  }
  screen.begun(begun.batch, begun.outcome === 'resumed');
  return begun.batch;
}

async function undo(
  deps: ImporterDeps,
  batchId: string,
  { fast }: Asked,
  screen: ImportScreen,
  signal: AbortSignal,
): Promise<number> {
  const ended = await undoBatch(deps, {
    batchId,
    by: BY,
    rest: fast ? 0 : 1,
    signal,
    onProgress: screen.undone,
  });
  return tell(deps.db, ended, screen);
}

async function tell(db: AppDatabase, ended: Ended, screen: ImportScreen): Promise<number> {
  screen.clear();
  if (ended.outcome === 'not-possible') {
    screen.problem('There is no such batch, or it is in no state for this: see “import --list”.');
    return 1;
  }
  for await (const refusal of refusalsOf(db, ended.batch.id)) screen.refusal(refusal);
  screen.summary(ended.batch);
  if (ended.outcome === 'unreadable') screen.problem(`The file cannot be read on: ${ended.reason}`);
  if (ended.outcome === 'stopped') screen.problem('Stopped. The same command goes on from here.');
  return ended.outcome === 'done' ? 0 : 1;
}

async function list(db: AppDatabase, json: boolean): Promise<number> {
  for (const batch of await db.read('import-batches', { limit: 100 })) {
    const { id, name, state, created_at, added, changed, refused } = batch;
    const when = new Date(created_at).toISOString().slice(0, 16);
    console.log(
      json
        ? JSON.stringify(batch)
        : `${id}\t${when}\t${state}\t${name}\t${added} added, ${changed} changed, ${refused} refused`,
    );
  }
  return 0;
}
