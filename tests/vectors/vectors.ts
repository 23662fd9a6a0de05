import { readFileSync } from 'node:fs';
import { z } from 'zod';

const Vector = z.object({
  name: z.string(),
  kind: z.string(),
  input_hex: z.string(),
  context: z.record(z.string(), z.string()).optional(),
  expect: z.record(z.string(), z.unknown()),
});
export type Vector = z.infer<typeof Vector> & { readonly bytes: Uint8Array };

const file = new URL('rfid.json', import.meta.url);

/** All vectors (README.md beside this file says what each holds). */
export const allVectors = (): Vector[] =>
  z
    .array(Vector)
    .parse(JSON.parse(readFileSync(file, 'utf8')))
    .map((vector) => ({ ...vector, bytes: fromHex(vector.input_hex) }));

/** The vectors of one kind. */
export const vectorsOf = (kind: string): Vector[] =>
  allVectors().filter((vector) => vector.kind === kind);

export const fromHex = (hex: string): Uint8Array =>
  Uint8Array.from(Buffer.from(hex.replaceAll(' ', ''), 'hex'));
export const toHex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');
