/** The file itself is not what was written into it. Trying again changes nothing; what can still be read is saved (O32). */
import { Fault } from '../errors.ts';

export class Damage extends Fault {
  constructor(message: string, options?: ErrorOptions) {
    super('disk-failed', message, options);
    this.name = 'Damage';
  }
}
