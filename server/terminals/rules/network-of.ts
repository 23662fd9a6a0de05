/** Whose an address is, for limits: one subscriber has a whole /64 of IPv6 (RFC 6177), and an IPv4 address may be written as IPv6. */

const MAPPED = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i;

export function networkOf(address: string): string {
  const [, mapped] = MAPPED.exec(address) ?? [];
  if (mapped !== undefined) return mapped;
  return address.includes(':') ? `${groups(address).slice(0, 4).join(':')}::/64` : address;
}

/** The eight groups of an IPv6 address, without leading zeros; a zone behind % is the receiver's own. */
function groups(address: string): string[] {
  const [text = ''] = address.toLowerCase().split('%');
  const [head = '', tail] = text.split('::', 2);
  const [before, after] = [parts(head), parts(tail ?? '')];
  const gap = tail === undefined ? 0 : Math.max(0, 8 - before.length - after.length);
  return [...before, ...Array<string>(gap).fill('0'), ...after];
}

const parts = (text: string): string[] =>
  text === '' ? [] : text.split(':').map((group) => group.replace(/^0+(?=.)/, ''));
