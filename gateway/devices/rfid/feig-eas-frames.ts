import type { Uid } from '../device.ts';
import { uidBytes } from './uid.ts';

/**
 * The alarm of NXP ICODE chips (EAS) is no part of ISO/IEC 15693, so FEIG readers offer two ways to it, and neither
 * is certain here: no capture of either was found in public. The wire form of [B1] follows the parameters of the
 * maker's own class library; [BF] hands the chip's own command through, but whether its RSP-LENGTH counts bits or
 * bytes could not be settled. Which one is used is a setting of the driver (`custom` unless told otherwise).
 */
export type EasCommand = 'custom' | 'transparent';

/** Manufacturer code of NXP (ISO/IEC 7816-6), second byte of the UID too. */
const NXP = 0x04;
const SET_EAS = 0xa2;
const RESET_EAS = 0xa3;
const ADDRESSED = 0x01;

const command = (armed: boolean): number => (armed ? SET_EAS : RESET_EAS);

/** Data of [B1]: `MFR CMD MODE UID8`. */
export const customEasRequest = (uid: Uid, armed: boolean): Uint8Array =>
  Uint8Array.of(NXP, command(armed), ADDRESSED, ...uidBytes(uid));

/** MODE of [BF]: a write without the option flag. */
const WRITE_OPTION_0 = 0x02;
/** Flags and CRC of the chip's answer, in bits. */
const ANSWER_BITS = 24;
/** High data rate, addressed (ISO/IEC 15693-3 §7.3.1). */
const FLAGS = 0x22;

/** Data of [BF]: `MODE RSPLEN2 reserved2`, then the chip's request without SOF and CRC, UID last byte first. */
export const transparentEasRequest = (uid: Uid, armed: boolean): Uint8Array =>
  Uint8Array.of(
    ...[WRITE_OPTION_0, 0, ANSWER_BITS, 0, 0],
    ...[FLAGS, command(armed), NXP],
    ...uidBytes(uid).toReversed(),
  );

/** The chip's answer inside that of [BF]. @returns its error code, or undefined: done */
export function transparentError(data: Uint8Array): number | undefined {
  const [flags = 0x01, error = 0x0f] = data;
  return flags & 0x01 ? error : undefined;
}
