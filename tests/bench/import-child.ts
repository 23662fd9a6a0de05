/** An import in a process of its own, as from the command line: on the same database as the server that lends. */
import { dirname } from 'node:path';
import { z } from 'zod';
import { openDatabase } from '#server/db/open.ts';
import { registry } from '#server/db/registry.ts';
import type { AppDatabase } from '#server/db/registry.ts';
import { applyFile } from '#server/import/importer.ts';
import { digestOfFile } from '#server/import/rows.ts';
import { BatchSettings } from '#server/import/rules/settings.ts';
import { openPinSeal } from '#server/patrons/sealed-pins/pin-seal.ts';
import { DatabasePlace } from './place.ts';

export const ImportSettings = z.object({ place: DatabasePlace, file: z.string() });
const Order = z.enum(['import', 'stop-importing']);
export const ImportResult = z.object({
  /** Rows that went in since `import`. */
  rows: z.number(),
  /** Milliseconds. */
  took: z.number(),
});

const BATCH = 'bench-import';
const BY = 'system:bench';

class Importing {
  readonly #db: AppDatabase;
  readonly #file: string;
  readonly #pinSeal;
  #stopping = new AbortController();
  #going: Promise<unknown> = Promise.resolve();
  #began = 0;
  #from: number | undefined;
  #rows = 0;

  constructor(db: AppDatabase, file: string) {
    this.#db = db;
    this.#file = file;
    // Beside the list, in the folder that is removed after the measurement.
    this.#pinSeal = openPinSeal(dirname(file));
  }

  begin(): object {
    this.#stopping = new AbortController();
    this.#began = performance.now();
    this.#from = undefined;
    const deps = { db: this.#db, pinSeal: this.#pinSeal, now: Date.now };
    const onProgress = ({ rowsDone }: { readonly rowsDone: number }) => {
      this.#from ??= this.#rows;
      this.#rows = rowsDone;
    };
    const job = { batchId: BATCH, file: this.#file, by: BY, rest: 1, onProgress };
    this.#going = applyFile(deps, { ...job, signal: this.#stopping.signal });
    return {};
  }

  async end(): Promise<z.infer<typeof ImportResult>> {
    this.#stopping.abort();
    await this.#going;
    return { rows: this.#rows - (this.#from ?? this.#rows), took: performance.now() - this.#began };
  }
}

async function start({ place, file }: z.infer<typeof ImportSettings>): Promise<void> {
  const db = await openDatabase(place, registry, { small: true });
  const settings = BatchSettings.parse({});
  const batch = { id: BATCH, name: BATCH, format: 'jsonl', ...(await digestOfFile(file)) } as const;
  await db.write('import-begin', { ...batch, settings, by: BY, now: Date.now(), afresh: true });
  const importing = new Importing(db, file);
  const carryOut = async (order: z.infer<typeof Order>) =>
    order === 'import' ? importing.begin() : importing.end();
  process.on('message', (order) => {
    void carryOut(Order.parse(order)).then((answer) => process.send?.(answer));
  });
  process.on('disconnect', () => void db.close().then(() => process.exit()));
  process.send?.({ ready: true });
}

if (import.meta.main) await start(ImportSettings.parse(JSON.parse(process.argv[2] ?? '{}')));
