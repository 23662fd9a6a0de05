/** What terminals ask of the server about their permit, and what it answers. Bytes are base64url without padding. */
import { z } from 'zod';

const Base64url = z.string().regex(/^[\w-]*$/);

/** `GET /api/permit`; 404 `no-permit` where the library lends nothing offline. */
export const PermitAnswer = z.object({
  /** The bytes that are signed: JSON of `Manifest`, UTF-8. */
  manifest: Base64url.max(1024 * 1024),
  /** Ed25519 (RFC 8032) over them, by `permitKey` of the terminal's token. */
  signature: Base64url.length(86),
});
export type PermitAnswer = z.infer<typeof PermitAnswer>;

/** `POST /api/permit/key` */
export const PermitKeyRequest = z.strictObject({
  epoch: z
    .string()
    .min(1)
    .max(64)
    .regex(/^\P{Cc}+$/u),
  /** The terminal's X25519 public key (RFC 7748), 32 bytes. */
  sealingKey: Base64url.length(43),
  /** Ed25519 by the terminal's registered key over `sealingKeyText`. */
  signature: Base64url.length(86),
});
export type PermitKeyRequest = z.infer<typeof PermitKeyRequest>;

/** The epoch's key, sealed with HPKE in base mode (PM7), `info` as `sealInfo`, no further data. */
export const PermitKeyAnswer = z.object({
  /** 32 bytes. */
  enc: Base64url.length(43),
  /** 32 bytes of key and 16 of tag. */
  ciphertext: Base64url.length(64),
});
export type PermitKeyAnswer = z.infer<typeof PermitKeyAnswer>;
