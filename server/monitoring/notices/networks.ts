/** Which addresses notices may be sent to: what staff type must not make the server knock at doors inside (OWASP, "Server-Side Request Forgery"). */
import { BlockList, isIP } from 'node:net';
import { z } from 'zod';

type Family = 'ipv4' | 'ipv6';
const familyOf = (address: string): Family => (isIP(address) === 6 ? 'ipv6' : 'ipv4');

function rangeOf(text: string): { address: string; bits: number; family: Family } | undefined {
  const [address = '', bits = ''] = text.split('/');
  const version = isIP(address);
  if (version === 0 || !/^\d{1,3}$/.test(bits) || Number(bits) > (version === 6 ? 128 : 32))
    return undefined;
  return { address, bits: Number(bits), family: familyOf(address) };
}

/** CIDR (RFC 4632, RFC 4291 §2.3). */
export const NetworkRange = z
  .string()
  .refine((text) => rangeOf(text) !== undefined, 'must be a range such as 10.20.0.0/16');

function listOf(ranges: readonly string[]): BlockList {
  const list = new BlockList();
  for (const text of ranges) {
    const range = rangeOf(text);
    if (range) list.addSubnet(range.address, range.bits, range.family);
  }
  return list;
}

/** All that is not the internet (IANA IPv4 and IPv6 Special-Purpose Address Registries). */
const SPECIAL = listOf([
  ...['0.0.0.0/8', '10.0.0.0/8', '100.64.0.0/10', '127.0.0.0/8', '169.254.0.0/16', '172.16.0.0/12'],
  ...['192.0.0.0/24', '192.0.2.0/24', '192.88.99.0/24', '192.168.0.0/16', '198.18.0.0/15'],
  ...['198.51.100.0/24', '203.0.113.0/24', '224.0.0.0/4', '240.0.0.0/4'],
  ...['::/128', '::1/128', '64:ff9b:1::/48', '100::/64', '2001::/23', '2001:db8::/32', '2002::/16'],
  ...['3fff::/20', 'fc00::/7', 'fe80::/10', 'fec0::/10', 'ff00::/8'],
]);

/** IPv6 addresses that mean one of IPv4: mapped, and what NAT64 translates (RFC 4291 §2.5.5.2, RFC 6052 §2.1). */
const OF_IPV4 = listOf(['::ffff:0:0/96', '64:ff9b::/96', '::/96']);

export type MayReach = (address: string) => boolean;

/** @param allowed private ranges that the settings allow all the same */
export function reachable(allowed: readonly string[]): MayReach {
  const isAllowed = listOf(allowed);
  return (address) => {
    if (isIP(address) === 0) return false;
    const family = familyOf(address);
    if (family === 'ipv6' && OF_IPV4.check(address, family) && address !== '::1') {
      const inner = innerIpv4(address);
      return inner !== undefined && (isAllowed.check(inner) || !SPECIAL.check(inner));
    }
    return isAllowed.check(address, family) || !SPECIAL.check(address, family);
  };
}

/** The last 32 bits. */
function innerIpv4(address: string): string | undefined {
  const dotted = /(\d+\.\d+\.\d+\.\d+)$/.exec(address)?.[1];
  if (dotted !== undefined) return dotted;
  const groups = new URL(`http://[${address}]`).hostname.slice(1, -1).split(':').slice(-2);
  const [high, low] = groups.map((group) => Number.parseInt(group || '0', 16));
  if (high === undefined || low === undefined) return undefined;
  return [high >> 8, high & 255, low >> 8, low & 255].join('.');
}
