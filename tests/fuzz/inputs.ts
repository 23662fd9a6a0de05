import type { Random } from './random.ts';

/** Longer than the memory of most tags; frames of readers are shorter still. */
const LONGEST = 400;
const LONGEST_RARE = 5000;

type Change = (bytes: Uint8Array, random: Random) => Uint8Array;

const flipBit: Change = (bytes, random) => {
  const changed = bytes.slice();
  const at = random.below(Math.max(1, bytes.length));
  if (at < changed.length) changed[at] = (changed[at] ?? 0) ^ (1 << random.below(8));
  return changed;
};

const setByte: Change = (bytes, random) => {
  const changed = bytes.slice();
  const at = random.below(Math.max(1, bytes.length));
  // The values at the edges of counts and lengths go wrong more often than others.
  if (at < changed.length)
    changed[at] = random.one([0x00, 0x01, 0x7f, 0x80, 0xfe, 0xff, random.byte()]);
  return changed;
};

const cut: Change = (bytes, random) => bytes.slice(0, random.below(bytes.length + 1));

const drop: Change = (bytes, random) => {
  const from = random.below(bytes.length + 1);
  return joined(bytes.subarray(0, from), bytes.subarray(from + 1 + random.below(4)));
};

const insert: Change = (bytes, random) => {
  const at = random.below(bytes.length + 1);
  const more = random.bytes(1 + random.below(4));
  return joined(bytes.subarray(0, at), more, bytes.subarray(at));
};

const repeat: Change = (bytes, random) => {
  const from = random.below(bytes.length + 1);
  const piece = bytes.subarray(from, from + 1 + random.below(40));
  return joined(bytes.subarray(0, from), piece, bytes.subarray(from));
};

const CHANGES: readonly Change[] = [flipBit, setByte, setByte, cut, drop, insert, repeat];

function joined(...parts: readonly Uint8Array[]): Uint8Array {
  return Uint8Array.from(parts.flatMap((part) => [...part]));
}

function lengthOf(random: Random): number {
  return random.below(200) === 0 ? random.below(LONGEST_RARE) : random.below(LONGEST);
}

/** Noise, one byte over and over, or real bytes with one to six things gone wrong. */
export function fuzzInput(seeds: readonly Uint8Array[], random: Random): Uint8Array {
  const way = random.below(8);
  if (way === 0) return random.bytes(lengthOf(random));
  if (way === 1 || seeds.length === 0) return new Uint8Array(lengthOf(random)).fill(random.byte());
  let bytes = random.one(seeds);
  for (let left = 1 + random.below(6); left > 0; left--) bytes = random.one(CHANGES)(bytes, random);
  return bytes;
}
