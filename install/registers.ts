/** What Debian writes down of itself: accounts (passwd(5), group(5)) and packages (dpkg-query(1), status). */

/** Numbers by name; of `/etc/passwd` and of `/etc/group` alike. */
export function accountsIn(text: string): Map<string, number> {
  const rows = text.split('\n').map((line) => line.split(':'));
  return new Map(rows.flatMap(([name, , id]) => (name && id ? [[name, Number(id)] as const] : [])));
}

export function membersOf(group: string, name: string): string[] {
  const row = group.split('\n').find((line) => line.startsWith(`${name}:`));
  return (row?.split(':')[3] ?? '').split(',').filter((member) => member !== '');
}

/** Names of the packages that are there, whole. */
export function installedIn(status: string): Set<string> {
  const entries = status.split('\n\n').filter((entry) => /^Status: \S+ ok installed$/m.test(entry));
  return new Set(entries.map((entry) => /^Package: (.+)$/m.exec(entry)?.[1] ?? ''));
}
