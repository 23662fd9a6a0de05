/**
 * CRC-16/MCRF4XX of FEIG frames (H20800-16e §3): polynomial 8408 (reflected 1021), start FFFF, no final xor.
 * Over a whole good frame, its own two CRC bytes (low byte first) included, it gives 0.
 */
export function crc16(bytes: Uint8Array): number {
  let crc = 0xffff;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >> 1) ^ 0x8408 : crc >> 1;
  }
  return crc;
}
