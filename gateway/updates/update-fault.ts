/** Why a terminal was not brought up to date; told to the server as `why`. */
export type UpdateCode =
  /** No key that this program trusts has signed it. */
  | 'not-signed'
  /** Its form, or its bytes, are not what was signed. */
  | 'does-not-fit'
  | 'not-newer'
  | 'other-machine'
  | 'too-far'
  | 'broken'
  | 'disk-full'
  | 'disk-failed'
  | 'unreachable';

export class UpdateFault extends Error {
  readonly code: UpdateCode;

  constructor(code: UpdateCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'UpdateFault';
    this.code = code;
  }
}
