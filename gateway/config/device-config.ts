/** The devices of a terminal, as the settings file names them. */
import { z } from 'zod';
import { FeigIo, ModbusIo } from './io-config.ts';
import { Id, LinePort, Milliseconds, PrinterPort } from './words.ts';

/** What all pads have in common, whatever the reader. */
const pad = {
  id: Id,
  port: LinePort,
  /** Rest between two looks at the pad. */
  pauseMs: Milliseconds.exactOptional(),
  /** Looks without a tag before it counts as gone. */
  absencesBeforeLeft: z.int().min(1).max(20).exactOptional(),
};
const Feig = z.strictObject({
  ...pad,
  driver: z.literal('feig-iso-host'),
  /** How the alarm of NXP chips is switched, where the site uses it: no document tells for certain. */
  easCommand: z.enum(['custom', 'transparent']).exactOptional(),
});
const ThreeM = z.strictObject({ ...pad, driver: z.literal('3m-d6') });
const UhfReader18 = z.strictObject({
  ...pad,
  driver: z.literal('uhfreader18'),
  /** Transmit power in dBm: as low as reads the pad and not the shelf behind it. Left as it is where not named. */
  powerDbm: z.int().min(0).max(33).exactOptional(),
  /** Access password of the site's tags: where they are locked, and for the alarm of UCODE chips (never zero). */
  password: z
    .string()
    .regex(/^[0-9a-fA-F]{8}$/, 'must be eight hexadecimal digits')
    .transform((digits) => Number.parseInt(digits, 16))
    .exactOptional(),
});
const Pn532 = z.strictObject({
  id: Id,
  driver: z.literal('pn532'),
  port: LinePort,
  /** How the site's cards were enrolled: cheap readers give the decimal of the reversed bytes. */
  number: z.enum(['hex', 'hex-reversed', 'decimal', 'decimal-reversed']).exactOptional(),
});
const SerialScanner = z.strictObject({
  id: Id,
  driver: z.literal('serial-scanner'),
  port: LinePort,
  /** Silence that ends a scan sent without CR or LF. */
  silenceMs: Milliseconds.exactOptional(),
});
const ZebraSsi = z.strictObject({
  id: Id,
  driver: z.literal('zebra-ssi'),
  port: LinePort,
  /** The gateway presses the trigger: for scanners that lie fixed and have no button. */
  hostTrigger: z.boolean().exactOptional(),
});
const Escpos = z.strictObject({
  id: Id,
  driver: z.literal('escpos'),
  port: PrinterPort,
  /** Across the paper: 576 on 80 mm, 384 on 58 mm. */
  dots: z.int().min(64).max(1024).multipleOf(8).exactOptional(),
  /** A sensor sees the roll getting thin; models without one answer anything. */
  nearEnd: z.boolean().exactOptional(),
  cut: z.enum(['partial', 'full', 'none']).exactOptional(),
  /** `received`: it never answers GS r, so nobody knows when all is on paper. */
  confirm: z.enum(['printed', 'received']).exactOptional(),
  /** `each-time`: a printer in the network that serves others, too. */
  connection: z.enum(['kept', 'each-time']).exactOptional(),
});
const KeyboardWedge = z.strictObject({ id: Id, driver: z.literal('keyboard-wedge') });

const DRIVERS = [
  Feig,
  ThreeM,
  UhfReader18,
  Pn532,
  SerialScanner,
  ZebraSsi,
  KeyboardWedge,
  Escpos,
  ModbusIo,
  FeigIo,
] as const;
export const DeviceConfig = z.discriminatedUnion('driver', DRIVERS, {
  error: `driver must be one of ${DRIVERS.map(({ shape }) => `"${shape.driver.value}"`).join(', ')}`,
});
export type DeviceConfig = z.infer<typeof DeviceConfig>;

/** Drivers that read book tags: the pad. */
export const PAD_DRIVERS = ['feig-iso-host', '3m-d6', 'uhfreader18'] as const;
/** Drivers that scan barcodes. */
export const SCANNER_DRIVERS = ['serial-scanner', 'zebra-ssi', 'keyboard-wedge'] as const;
/** Drivers that read patrons' cards. */
export const CARD_DRIVERS = ['pn532'] as const;
/** Drivers that print receipts. */
export const PRINTER_DRIVERS = ['escpos'] as const;
