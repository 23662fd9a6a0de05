/** Maker of an ISO 15693 chip: second byte of its number (ISO/IEC 7816-6). */
const HF_MAKERS: Readonly<Record<string, string>> = {
  '02': 'ST',
  '04': 'NXP',
  '05': 'Infineon',
  '07': 'TI',
  '08': 'Fujitsu',
  '16': 'EM',
};
/** Maker of a UHF chip: 9 bits of its TID (EPC Gen2, mask designer identifier). */
const UHF_MAKERS: Readonly<Record<number, string>> = { 1: 'Impinj', 3: 'Alien', 6: 'NXP' };

/** What the number of a chip tells of it, for people: “NXP ICODE SLIX2”. Undefined: nothing that is known here. */
export function chipOf(uid: string): string | undefined {
  if (uid.startsWith('E2')) return UHF_MAKERS[Number.parseInt(uid.slice(2, 5), 16) & 0x1ff];
  if (!uid.startsWith('E0') || uid.length !== 16) return undefined;
  const maker = HF_MAKERS[uid.slice(2, 4)];
  const family = maker === 'NXP' ? icodeOf(uid) : undefined;
  return family === undefined ? maker : `${maker} ${family}`;
}

/** Bits 37 and 36 of an ICODE’s number, counted from 1 (NXP AN10787): which generation. */
const GENERATIONS = ['ICODE SLI', 'ICODE SLIX2', 'ICODE SLIX', 'ICODE DNA'] as const;

function icodeOf(uid: string): string | undefined {
  const generation = (Number.parseInt(uid.slice(6, 8), 16) >> 3) & 3;
  switch (uid.slice(4, 6)) {
    case '01':
      return GENERATIONS[generation];
    case '02':
      return generation === 0 ? 'ICODE SLI-S' : 'ICODE SLIX-S';
    case '03':
      return generation === 0 ? 'ICODE SLI-L' : 'ICODE SLIX-L';
    default:
      return undefined;
  }
}
