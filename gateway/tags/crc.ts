/**
 * CRC-16/IBM-3740 (“CCITT-FALSE”) of the ISO 28560-3 basic block: polynomial 1021, start FFFF, most significant bit
 * first, no final xor.
 */
export function crcOfTag(bytes: Uint8Array): number {
  let crc = 0xffff;
  for (const byte of bytes) {
    crc ^= byte << 8;
    for (let bit = 0; bit < 8; bit++) {
      crc = crc & 0x8000 ? ((crc << 1) ^ 0x1021) & 0xffff : (crc << 1) & 0xffff;
    }
  }
  return crc;
}
