/**
 * A disk that remembers in which order it was written and synced, and can show what a power cut leaves of it: what was synced, and of
 * what was not, nothing, all, or any part.
 */
export type Deed =
  | {
      readonly kind: 'write';
      readonly file: string;
      readonly at: number;
      readonly bytes: Uint8Array;
    }
  | { readonly kind: 'truncate'; readonly file: string; readonly size: number }
  | { readonly kind: 'delete'; readonly file: string }
  | { readonly kind: 'sync'; readonly file: string };

/** Everything that has happened to the files up to a moment. */
export type Files = ReadonlyMap<string, Uint8Array>;

export class Disk {
  readonly deeds: Deed[] = [];
  readonly #now = new Map<string, Uint8Array>();

  do(deed: Deed): void {
    this.deeds.push(deed);
    carryOut(this.#now, deed);
  }

  has = (file: string): boolean => this.#now.has(file);
  read = (file: string): Uint8Array => this.#now.get(file) ?? new Uint8Array();

  /**
   * @param moment so many deeds were done when the power went
   * @param survives whether an unsynced deed reached the disk all the same
   */
  after(moment: number, survives: (deed: Deed, n: number) => boolean): Files {
    const done = this.deeds.slice(0, moment);
    const synced = lastSyncs(done);
    const files = new Map<string, Uint8Array>();
    for (const [n, deed] of done.entries()) {
      const isSynced = n < (synced.get(deed.file) ?? 0);
      if (isSynced || survives(deed, n)) carryOut(files, deed);
    }
    return files;
  }
}

/** By file: the number of its last sync. */
const lastSyncs = (deeds: readonly Deed[]): ReadonlyMap<string, number> =>
  new Map(
    [...deeds.entries()].flatMap(([n, { file, kind }]) => (kind === 'sync' ? [[file, n]] : [])),
  );

function carryOut(files: Map<string, Uint8Array>, deed: Deed): void {
  const { file, kind } = deed;
  if (kind === 'delete') files.delete(file);
  if (kind === 'truncate') files.set(file, resized(files.get(file), deed.size));
  if (kind === 'write') {
    const before = files.get(file);
    const size = Math.max(before?.length ?? 0, deed.at + deed.bytes.length);
    const after = resized(before, size);
    after.set(deed.bytes, deed.at);
    files.set(file, after);
  }
}

/** Always a new one: what was shown of the disk earlier does not change. */
function resized(bytes: Uint8Array | undefined, size: number): Uint8Array {
  const after = new Uint8Array(size);
  if (bytes) after.set(bytes.subarray(0, size));
  return after;
}
