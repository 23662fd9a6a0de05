/** Why a permit was not taken, or is not in force (docs/rules/permit.md). */
export type PermitFaultCode =
  /** Signed by another key than the server's. */
  | 'signature'
  /** Of another library than this terminal's. */
  | 'library'
  /** Below the highest version ever taken here. */
  | 'older'
  /** Of a form that this release does not know. */
  | 'format'
  /** The epoch's key cannot be opened. */
  | 'key'
  /** A chunk is not what the manifest names. */
  | 'chunk'
  /** This terminal's disk will not take it. */
  | 'disk'
  /** What lies on the disk is not whole any more. */
  | 'damaged'
  /** The server did not answer, or not as it should. */
  | 'unreachable'
  /** The library lends nothing while nobody answers. */
  | 'no-permit'
  /** Something else went wrong; the log says what. */
  | 'failed';

export class PermitFault extends Error {
  readonly code: PermitFaultCode;

  constructor(code: PermitFaultCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'PermitFault';
    this.code = code;
  }
}
