import type { PortAddress } from '#gateway/devices/ports.ts';

/** The far end of a line that a configuration names: what a simulated device is connected to. */
export interface Line {
  /** What the gateway's settings file says to reach this line. */
  readonly address: PortAddress;
  readonly plugged: boolean;
  /** Milliseconds that bytes have spent under way so far, both directions; 0 where the line has no speed. */
  readonly lineTimeMs: number;
  /** Bytes of the gateway, when the last of them has arrived. One listener. */
  onData(listener: (bytes: Uint8Array) => void): void;
  /** Resolves when the last byte has left at the line's speed; bytes into an unplugged line are lost. */
  write(bytes: Uint8Array): Promise<void>;
  /** Pulls the cable: the gateway's end is gone at once. */
  unplug(): Promise<void>;
  plug(): Promise<void>;
  /** Unplugs for good and removes what was made for the line. */
  close(): Promise<void>;
}
