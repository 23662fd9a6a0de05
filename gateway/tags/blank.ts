/** A label as it left the factory: nothing on it can be lost. */
export interface Blank {
  /** `3m`: 24 bytes of 55, then zeros, as 3M delivered its labels. */
  readonly pattern: 'zeros' | '3m';
}

const FACTORY_3M = 24;

/** Nothing read is not blank. */
export function decodeBlank(memory: Uint8Array): Blank | undefined {
  if (memory.length === 0) return undefined;
  if (memory.every((byte) => byte === 0)) return { pattern: 'zeros' };
  return memory.every((byte, at) => byte === (at < FACTORY_3M ? 0x55 : 0))
    ? { pattern: '3m' }
    : undefined;
}
