/**
 * SQLite as WebAssembly, of the version that is in Node, on a disk of ours. Only its files are ours: the journal, its pragmas and all its
 * statements are those of the gateway.
 */
import init, {
  type Database as Oo1Database,
  type PreparedStatement,
  type WasmPointer,
} from '@sqlite.org/sqlite-wasm';
import type { SQLInputValue, SQLOutputValue } from 'node:sqlite';
import type { Database, OpenDatabase, Statement } from '#gateway/outbox/sqlite.ts';
import type { Disk } from './disk.ts';

const sqlite3 = await init();
const { capi, wasm } = sqlite3;

const OK = 0;
/** Fewer bytes than asked for: the rest is zero. */
const SHORT_READ = 522;
const NOT_FOUND = 12;
/** As on Linux: a write does not change what lies beside it (SQLITE_IOCAP_POWERSAFE_OVERWRITE). */
const CHARACTERISTICS = 0x1000;
const SECTOR_BYTES = 4_096;

let disks = 0;

/** @param synchronous planted in place of what the journal asks for */
export function openOn(disk: Disk, synchronous?: 'OFF' | 'NORMAL'): OpenDatabase {
  const name = `disk-${(disks += 1)}`;
  install(name, disk);
  return (path) => new OnDisk(new sqlite3.oo1.DB(path, 'c', name), synchronous);
}

class OnDisk implements Database {
  readonly #db: Oo1Database;
  readonly #synchronous: string | undefined;

  constructor(db: Oo1Database, synchronous: string | undefined) {
    this.#db = db;
    this.#synchronous = synchronous;
  }

  get isTransaction(): boolean {
    return capi.sqlite3_get_autocommit(this.#db.pointer ?? 0) === 0;
  }

  exec(sql: string): void {
    const asked = this.#synchronous ?? 'FULL';
    this.#db.exec(sql.replace('synchronous = FULL', `synchronous = ${asked}`));
  }

  prepare(sql: string): Statement {
    return new OnDiskStatement(this.#db, sql);
  }

  close(): void {
    this.#db.close();
  }
}

type Named = Readonly<Record<string, SQLInputValue>>;

class OnDiskStatement implements Statement {
  readonly #db: Oo1Database;
  readonly #sql: string;

  constructor(db: Oo1Database, sql: string) {
    this.#db = db;
    this.#sql = sql;
  }

  run(...given: [Named] | SQLInputValue[]): { changes: number } {
    this.#rows(given);
    return { changes: this.#db.changes() };
  }

  all(named?: Named): Record<string, SQLOutputValue>[] {
    return this.#rows(named ? [named] : []);
  }

  get = (): Record<string, SQLOutputValue> | undefined => this.#rows([])[0];
  iterate = (): Record<string, SQLOutputValue>[] => this.#rows([]);

  #rows(given: readonly (Named | SQLInputValue)[]): Record<string, SQLOutputValue>[] {
    const statement = this.#db.prepare(this.#sql);
    try {
      bind(statement, given);
      const rows: Record<string, SQLOutputValue>[] = [];
      while (statement.step()) rows.push(rowOf(statement));
      return rows;
    } finally {
      statement.finalize();
    }
  }
}

function bind(statement: PreparedStatement, given: readonly (Named | SQLInputValue)[]): void {
  for (const [n, value] of given.entries()) {
    if (!isNamed(value)) statement.bind(n + 1, bindable(value));
    else for (const [name, each] of Object.entries(value)) bindNamed(statement, name, each);
  }
}

const bindNamed = (statement: PreparedStatement, name: string, value: SQLInputValue) =>
  statement.bind({ [`:${name}`]: bindable(value) });

const isNamed = (value: Named | SQLInputValue): value is Named =>
  typeof value === 'object' && value !== null && !ArrayBuffer.isView(value);

const bindable = (value: SQLInputValue) =>
  ArrayBuffer.isView(value)
    ? new Uint8Array(value.buffer, value.byteOffset, value.byteLength)
    : value;

function rowOf(statement: PreparedStatement): Record<string, SQLOutputValue> {
  const values = Object.entries(statement.get({}));
  return Object.fromEntries(values.map(([name, value]) => [name, outputOf(value)]));
}

const outputOf = (value: unknown): SQLOutputValue => {
  if (value === null || typeof value === 'number' || typeof value === 'string') return value;
  if (typeof value === 'bigint') return value;
  if (value instanceof Uint8Array) return Uint8Array.from(value);
  throw new TypeError(`SQLite gave back a ${typeof value}`);
};

/** A file system of its own: files are known by their names, shared memory is memory. */
function install(name: string, disk: Disk): void {
  const open = new Map<WasmPointer, string>();
  const fileAt = (pointer: WasmPointer): string => open.get(pointer) ?? '';
  const io = new capi.sqlite3_io_methods();
  Object.assign(io, { $iVersion: 2 });
  const vfs = new capi.sqlite3_vfs();
  vfs.$iVersion = 2;
  vfs.$szOsFile = new capi.sqlite3_file().structInfo.sizeof;
  vfs.$mxPathname = 1_024;
  sqlite3.vfs.installVfs({
    io: { struct: io, methods: { ...fileMethods(disk, fileAt, open), ...sharedMemory() } },
    vfs: {
      name,
      struct: vfs,
      methods: {
        ...folderMethods(disk),
        xOpen: (_vfs, path, file, flags, outFlags) => {
          open.set(file, wasm.cstrToJs(path) ?? `temporary-${open.size}`);
          const opened = new capi.sqlite3_file(file);
          opened.$pMethods = io.pointer;
          opened.dispose();
          if (outFlags) wasm.poke(outFlags, flags, 'i32');
          return OK;
        },
      },
    },
  });
}

type Vfs = Parameters<typeof sqlite3.vfs.installVfs>[0];
type IoMethods = NonNullable<Vfs['io']>['methods'];
type VfsMethods = NonNullable<Vfs['vfs']>['methods'];

function fileMethods(
  disk: Disk,
  fileAt: (pointer: WasmPointer) => string,
  open: Map<WasmPointer, string>,
): IoMethods {
  const heap = (from: WasmPointer, size: number) => wasm.heap8u().subarray(from, from + size);
  const methods: IoMethods = {
    xClose: (file: WasmPointer) => {
      open.delete(file);
      return OK;
    },
    xRead: (file: WasmPointer, into: WasmPointer, size: number, at: number | bigint) => {
      const bytes = disk.read(fileAt(file)).subarray(Number(at), Number(at) + size);
      heap(into, size).fill(0).set(bytes);
      return bytes.length < size ? SHORT_READ : OK;
    },
    xWrite: (file: WasmPointer, from: WasmPointer, size: number, at: number | bigint) => {
      const bytes = heap(from, size).slice();
      disk.do({ kind: 'write', file: fileAt(file), at: Number(at), bytes });
      return OK;
    },
    xTruncate: (file: WasmPointer, size: number | bigint) => {
      disk.do({ kind: 'truncate', file: fileAt(file), size: Number(size) });
      return OK;
    },
    xSync: (file: WasmPointer) => {
      disk.do({ kind: 'sync', file: fileAt(file) });
      return OK;
    },
    xFileSize: (file: WasmPointer, out: WasmPointer) => {
      wasm.poke(out, disk.read(fileAt(file)).length, 'i64');
      return OK;
    },
    xLock: () => OK,
    xUnlock: () => OK,
    xCheckReservedLock: (_file: WasmPointer, out: WasmPointer) => {
      wasm.poke(out, 0, 'i32');
      return OK;
    },
    xFileControl: () => NOT_FOUND,
  };
  // What these two give back are no result codes.
  return Object.assign(methods, {
    xSectorSize: () => SECTOR_BYTES,
    xDeviceCharacteristics: () => CHARACTERISTICS,
  });
}

/** The index of the log: of one process alone, and gone with it. */
function sharedMemory(): IoMethods {
  const regions = new Map<string, WasmPointer>();
  return {
    xShmMap: (file: WasmPointer, n: number, size: number, _extend: number, out: WasmPointer) => {
      const key = `${file} ${n}`;
      const region = regions.get(key) ?? wasm.alloc(size);
      if (!regions.has(key)) wasm.heap8u().fill(0, region, region + size);
      regions.set(key, region);
      wasm.poke(out, region, '*');
      return OK;
    },
    xShmLock: () => OK,
    xShmBarrier: () => undefined,
    xShmUnmap: (file: WasmPointer) => {
      for (const [key, region] of regions) {
        if (!key.startsWith(`${file} `)) continue;
        wasm.dealloc(region);
        regions.delete(key);
      }
      return OK;
    },
  };
}

function folderMethods(disk: Disk): VfsMethods {
  const nameAt = (path: WasmPointer): string => wasm.cstrToJs(path) ?? '';
  return {
    xDelete: (_vfs: WasmPointer, path: WasmPointer) => {
      disk.do({ kind: 'delete', file: nameAt(path) });
      return OK;
    },
    xAccess: (_vfs: WasmPointer, path: WasmPointer, _flags: number, out: WasmPointer) => {
      wasm.poke(out, disk.has(nameAt(path)) ? 1 : 0, 'i32');
      return OK;
    },
    xFullPathname: (_vfs: WasmPointer, path: WasmPointer, size: number, out: WasmPointer) => {
      wasm.cstrncpy(out, path, size);
      return OK;
    },
    xRandomness: (_vfs: WasmPointer, size: number, out: WasmPointer) => {
      wasm.heap8u().set(crypto.getRandomValues(new Uint8Array(size)), out);
      return OK;
    },
    xSleep: () => OK,
    xCurrentTimeInt64: (_vfs: WasmPointer, out: WasmPointer) => {
      const julian = 2_440_587.5 * 86_400_000;
      wasm.poke(out, Date.now() + julian, 'i64');
      return OK;
    },
  };
}
