/** Names of backups in a folder, and which of them have had their time. */

const NAME = /^nhip-cau-\d{8}T\d{6}Z\.tar(\.age)?$/;

/** Sorted by name they are sorted by age. */
export function nameAt(now: Date, isSealed: boolean): string {
  const stamp = now.toISOString().slice(0, 19).replaceAll(/[-:]/g, '');
  return `nhip-cau-${stamp}Z.tar${isSealed ? '.age' : ''}`;
}

/** All but the newest `keep`; a file of any other name is somebody else's. */
export function outlived(names: readonly string[], keep: number): string[] {
  const ours = names.filter((name) => NAME.test(name)).sort();
  return ours.slice(0, Math.max(0, ours.length - keep));
}
