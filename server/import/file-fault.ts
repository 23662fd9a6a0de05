/** The file as a whole cannot be read on: nothing after this place can be told apart. */
export class FileFault extends Error {
  /** From 1. */
  readonly line: number;

  constructor(line: number, message: string) {
    super(`line ${line}: ${message}`);
    this.name = 'FileFault';
    this.line = line;
  }
}

/** @throws FileFault where bytes are no letters of the encoding: a `TextDecoder` with `fatal` throws TypeError */
export function lettersOf(line: number, decode: () => string): string {
  try {
    return decode();
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    throw new FileFault(
      line,
      'the letters are not UTF-8: from a spreadsheet, save the list as “CSV UTF-8”',
    );
  }
}
