import { describe, expect, test } from 'vitest';
import { NetworkRange, reachable } from './networks.ts';
import { refusedUrl } from './webhook.ts';

const PUBLIC = ['8.8.8.8', '203.162.4.1', '2606:4700::1111', '::ffff:8.8.8.8', '64:ff9b::808:808'];
const SPECIAL = [
  ...['127.0.0.1', '10.1.2.3', '172.16.0.1', '172.31.255.255', '192.168.1.1', '169.254.169.254'],
  ...['100.64.0.1', '0.0.0.0', '224.0.0.1', '255.255.255.255', '198.18.0.1', '192.0.2.1'],
  ...['::', '::1', 'fe80::1', 'fd00::1', 'ff02::1', '2001:db8::1', '2002:a00:1::'],
  // The same by way of IPv6.
  ...['::ffff:127.0.0.1', '::ffff:a00:1', '::ffff:192.168.1.1', '64:ff9b::a00:1', '::7f00:1'],
];

describe('TH59', () => {
  test.each(PUBLIC)('%s is the internet', (address) => {
    expect(reachable([])(address)).toBe(true);
  });

  test.each(SPECIAL)('%s is not', (address) => {
    expect(reachable([])(address)).toBe(false);
  });

  test('what the settings allow may be reached, and nothing beside it', () => {
    const mayReach = reachable(['10.20.0.0/16', 'fd12::/16']);
    expect(['10.20.3.4', '::ffff:10.20.3.4', 'fd12::9'].map(mayReach)).toEqual([true, true, true]);
    expect(['10.21.3.4', 'fd13::9', '127.0.0.1'].map(mayReach)).toEqual([false, false, false]);
  });

  test('what is no address is not reached', () => {
    expect(['', 'localhost', '10.0.0', '8.8.8.8.8'].map(reachable([]))).toEqual(
      Array.from({ length: 4 }, () => false),
    );
  });

  test.each(['10.0.0.0/33', '10.0.0.0', 'x/8', '::/129', '10.0.0.0/'])(
    '%s is no range',
    (range) => {
      expect(NetworkRange.safeParse(range).success).toBe(false);
    },
  );

  test('other ways to write an address are the same address', () => {
    const mayReach = reachable([]);
    for (const url of [
      'https://0x7f.1/',
      'https://2130706433/',
      'https://0177.0.0.1/',
      'https://[0:0:0:0:0:ffff:7f00:1]/',
      'https://LOCALHOST/',
      'http://8.8.8.8/',
    ])
      expect(refusedUrl(url, mayReach), url).toBeDefined();
    expect(refusedUrl('https://tickets.library.example/x', mayReach)).toBeUndefined();
  });
});
