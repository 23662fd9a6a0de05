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
